//! A review and the page around it.

use files::http::version::VersionDto;
use identity::http::person::PersonDto;
use kernel::{GroupId, Millis, ReviewId, VersionId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use webkit::AbilityWord;

use super::{DecisionDto, GroupSettingsDto, NamedDto};
use crate::rules::level::IdentityLevel;
use crate::rules::status::Status;
use crate::rules::verdict::Verdict;

/// A review's state.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ReviewDto {
    /// Its id.
    #[schema(value_type = String)]
    pub id: ReviewId,
    /// Where it stands.
    pub status: Status,
    /// When it is due.
    #[schema(required)]
    pub due_at: Option<Millis>,
    /// The zone in which that is read.
    #[schema(required)]
    pub due_zone: Option<&'static str>,
    /// Whether it is closed for comments and decisions.
    pub locked: bool,
    /// Whether the moment has passed while decisions are awaited.
    pub overdue: bool,
}

/// The version under review with the fingerprint that a decision is bound to.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ReviewedVersionDto {
    /// The version.
    #[serde(flatten)]
    pub version: VersionDto,
    /// The SHA-256 of its bytes in lower-case hexadecimal.
    pub sha256: String,
}

/// Everything the review screen needs but the comments.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReviewPageDto {
    /// The review.
    pub review: ReviewDto,
    /// The file.
    pub file: NamedDto,
    /// The version under review.
    pub version: ReviewedVersionDto,
    /// The group.
    pub group: GroupLinkDto,
    /// The project.
    pub project: NamedDto,
    /// The team.
    pub team: TeamNameDto,
    /// The file's versions that the viewer may know, newest first.
    pub versions: Vec<VersionEntryDto>,
    /// Whether this is the newest of them.
    pub newest: bool,
    /// The files before and after.
    pub siblings: SiblingsDto,
    /// The project's groups with their review of this version; members only.
    pub groups: Vec<GroupReviewDto>,
    /// Every decision, in order, superseded ones included.
    pub decisions: Vec<DecisionDto>,
    /// One per reviewer.
    pub dots: Vec<DotDto>,
    /// The viewer.
    pub me: ViewerDto,
    /// The decisions that are offered.
    pub verdicts: Vec<Verdict>,
    /// What the viewer may do.
    #[schema(value_type = Vec<AbilityWord>)]
    pub abilities: Vec<&'static str>,
    /// Who can be mentioned.
    pub people: Vec<PersonDto>,
}

/// A group on a review's page.
#[derive(Debug, Serialize, ToSchema)]
pub struct GroupLinkDto {
    /// Its id.
    #[schema(value_type = String)]
    pub id: GroupId,
    /// Its name.
    pub name: String,
    /// What it allows.
    pub settings: GroupSettingsDto,
}

/// The team's name.
#[derive(Debug, Serialize, ToSchema)]
pub struct TeamNameDto {
    /// Its name.
    pub name: String,
}

/// A version in the version switch.
#[derive(Debug, Serialize, ToSchema)]
pub struct VersionEntryDto {
    /// The version.
    pub version: VersionDto,
    /// Its review in this group.
    #[schema(value_type = Option<String>, required)]
    pub review: Option<ReviewId>,
    /// Where that stands.
    #[schema(required)]
    pub status: Option<Status>,
}

/// Another group and its review of this version.
#[derive(Debug, Serialize, ToSchema)]
pub struct GroupReviewDto {
    /// Its id.
    #[schema(value_type = String)]
    pub id: GroupId,
    /// Its name.
    pub name: String,
    /// Its review.
    #[schema(value_type = Option<String>, required)]
    pub review: Option<ReviewId>,
}

/// The reviews before and after this one among the group's files.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct SiblingsDto {
    /// The review of the file before.
    #[schema(value_type = Option<String>, required)]
    pub previous: Option<ReviewId>,
    /// The review of the file after.
    #[schema(value_type = Option<String>, required)]
    pub next: Option<ReviewId>,
    /// This file's place, from 1.
    pub position: usize,
    /// How many files there are.
    pub total: usize,
}

/// Who is looking.
#[derive(Debug, Serialize, ToSchema)]
pub struct ViewerDto {
    /// Who, once known.
    #[schema(required)]
    pub person: Option<PersonDto>,
    /// Whether name and address must be given before commenting or deciding.
    pub needs_identity: bool,
    /// Whether they are a member of the team.
    pub is_member: bool,
    /// Their current decision.
    #[schema(required)]
    pub decision: Option<String>,
}

/// One reviewer's state on one review.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DotDto {
    /// Who.
    pub person: PersonDto,
    /// What they did.
    pub state: DotState,
    /// When.
    #[schema(required)]
    pub at: Option<Millis>,
    /// On which version.
    #[schema(required)]
    pub version_number: Option<u32>,
    /// How sure the installation is of who decided.
    #[schema(required)]
    pub level: Option<IdentityLevel>,
    /// What they added to the decision.
    #[schema(required)]
    pub sentence: Option<String>,
}

/// What a reviewer did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words say it")]
pub enum DotState {
    Open,
    Opened,
    Approve,
    ApproveWithChanges,
    RequestChanges,
    Reject,
}

impl From<Verdict> for DotState {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Approve => Self::Approve,
            Verdict::ApproveWithChanges => Self::ApproveWithChanges,
            Verdict::RequestChanges => Self::RequestChanges,
            Verdict::Reject => Self::Reject,
            Verdict::Withdraw => Self::Opened,
        }
    }
}

/// Reviews to start: every version in every group.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StartReviews {
    /// The versions.
    #[schema(value_type = Vec<String>)]
    pub versions: Vec<VersionId>,
    /// The groups.
    #[schema(value_type = Vec<String>)]
    pub groups: Vec<GroupId>,
    /// When they are due.
    #[serde(default)]
    pub due_at: Option<Millis>,
    /// The IANA zone in which that is read.
    #[serde(default)]
    pub due_zone: Option<String>,
}

/// The reviews that exist now.
#[derive(Debug, Serialize, ToSchema)]
pub struct StartedDto {
    /// Their ids, version by version, in the order of the groups.
    #[schema(value_type = Vec<String>)]
    pub reviews: Vec<ReviewId>,
}

/// What to change about a review; what is absent stays.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeReview {
    /// A status set by hand.
    #[serde(default)]
    pub status: Option<Status>,
    /// When it is due; `null` for never.
    #[serde(default, deserialize_with = "super::nullable")]
    #[schema(value_type = Option<i64>)]
    pub due_at: Option<Option<Millis>>,
    /// The IANA zone in which that is read.
    #[serde(default)]
    pub due_zone: Option<String>,
    /// Whether it is closed for comments and decisions.
    #[serde(default)]
    pub locked: Option<bool>,
}

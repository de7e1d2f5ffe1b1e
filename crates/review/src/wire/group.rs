//! Reviewer groups, their people and their links.

use identity::Secret;
use identity::http::person::PersonDto;
use kernel::{GroupId, LinkId, Millis, ProjectId, ReviewId, VersionId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use webkit::AbilityWord;

use crate::rules::level::IdentityLevel;
use crate::rules::switches::ByPhase;

/// Something with a name.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct NamedDto {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// A reviewer group.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct GroupDto {
    /// Its id.
    #[schema(value_type = String)]
    pub id: GroupId,
    /// Its name.
    pub name: String,
    /// Its place among the project's groups.
    pub position: i64,
    /// How many reviewers are invited.
    pub reviewers: u32,
    /// What it allows.
    pub settings: GroupSettingsDto,
}

/// What a group allows.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "they are independent switches"
)]
pub struct GroupSettingsDto {
    /// Guests may comment.
    pub comment: ByPhase,
    /// Guests may take the original away.
    pub download: ByPhase,
    /// Reviewers do not learn each other's names.
    pub anonymous: bool,
    /// The group's link alone does not let anybody in.
    pub invited_only: bool,
    /// A mailed code is asked for once on each device, before anything opens.
    pub mailed_code: bool,
    /// Guests may add a version to what is not approved.
    pub reviewer_upload: bool,
    /// What happens in the group's reviews is gathered into mails for those who want them.
    pub activity_mails: bool,
    /// A mail says that a review has started.
    pub started_mails: bool,
    /// Links ask for a password.
    pub password_set: bool,
    /// "Approve with changes" is offered.
    pub approve_with_changes: bool,
    /// "Reject" is offered.
    pub reject: bool,
    /// When links stop.
    #[schema(required)]
    pub link_expires_at: Option<Millis>,
}

/// A group with its people and its link.
#[derive(Debug, Serialize, ToSchema)]
pub struct GroupPageDto {
    /// The group.
    pub group: GroupDto,
    /// Its project.
    pub project: NamedDto,
    /// Its people, in the order in which they came.
    pub reviewers: Vec<ReviewerDto>,
    /// Its link.
    pub link: LinkDto,
    /// Whether mail is sent from here, so that invitations arrive by themselves and codes can be asked for.
    pub sends_mail: bool,
    /// What the viewer may do.
    #[schema(value_type = Vec<AbilityWord>)]
    pub abilities: Vec<&'static str>,
}

/// A reviewer of a group.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReviewerDto {
    /// Who.
    pub person: PersonDto,
    /// How sure the installation is of it; none before they came.
    #[schema(required)]
    pub level: Option<IdentityLevel>,
    /// Whether a decision is asked of them.
    pub decides: bool,
    /// When they last opened a review.
    #[schema(required)]
    pub last_seen_at: Option<Millis>,
    /// When they were invited, or said who they are.
    pub invited_at: Millis,
    /// The link of their own, for invited people without an account; only for those who manage the group.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub url: Option<String>,
}

/// A group's link.
#[derive(Debug, Serialize, ToSchema)]
pub struct LinkDto {
    /// Its id.
    #[schema(value_type = String)]
    pub id: LinkId,
    /// The whole address, secret included.
    pub url: String,
    /// Since when.
    pub created_at: Millis,
    /// The name of who made it.
    pub created_by: String,
    /// When it stops.
    #[schema(required)]
    pub expires_at: Option<Millis>,
}

/// A new link.
#[derive(Debug, Serialize, ToSchema)]
pub struct RotatedDto {
    /// The whole address, secret included.
    pub url: String,
}

/// A group to make.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewGroup {
    /// Its name.
    pub name: String,
}

/// What to change in a group.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeGroup {
    /// A new name.
    #[serde(default)]
    pub name: Option<String>,
    /// New settings.
    #[serde(default)]
    pub settings: Option<ChangeSettings>,
    /// A new place among the project's groups, from 0.
    #[serde(default)]
    pub position: Option<usize>,
}

/// What to change in a group's settings; what is absent stays.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeSettings {
    /// Guests may comment.
    #[serde(default)]
    pub comment: Option<ByPhase>,
    /// Guests may take the original away.
    #[serde(default)]
    pub download: Option<ByPhase>,
    /// Reviewers do not learn each other's names.
    #[serde(default)]
    pub anonymous: Option<bool>,
    /// The group's link alone does not let anybody in.
    #[serde(default)]
    pub invited_only: Option<bool>,
    /// A mailed code is asked for once on each device, before anything opens.
    #[serde(default)]
    pub mailed_code: Option<bool>,
    /// Guests may add a version to what is not approved.
    #[serde(default)]
    pub reviewer_upload: Option<bool>,
    /// What happens in the group's reviews is gathered into mails for those who want them.
    #[serde(default)]
    pub activity_mails: Option<bool>,
    /// A mail says that a review has started.
    #[serde(default)]
    pub started_mails: Option<bool>,
    /// Accepted so that settings can be sent back as they came; the password has an operation of its own.
    #[serde(default)]
    pub password_set: Option<bool>,
    /// "Approve with changes" is offered.
    #[serde(default)]
    pub approve_with_changes: Option<bool>,
    /// "Reject" is offered.
    #[serde(default)]
    pub reject: Option<bool>,
    /// When links stop; `null` for never.
    #[serde(default, deserialize_with = "super::nullable")]
    #[schema(value_type = Option<i64>)]
    pub link_expires_at: Option<Option<Millis>>,
}

/// Somebody to invite.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewReviewer {
    /// Their address.
    pub email: String,
    /// Their name.
    pub name: String,
}

/// What to change about a reviewer.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeReviewer {
    /// Whether a decision is asked of them.
    pub decides: bool,
}

/// A password for the group's links.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetPassword {
    /// The password; `null` for none. It must be said, so that a request that lost it takes nothing away.
    #[serde(deserialize_with = "Option::deserialize")]
    #[schema(value_type = Option<String>, required = true)]
    pub password: Option<Secret>,
}

/// What opens a review link.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenLink {
    /// What stands behind the `#`.
    #[schema(value_type = String)]
    pub secret: Secret,
    /// The password, where the group has one.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub password: Option<Secret>,
}

/// Where an opened link leads.
#[derive(Debug, Serialize, ToSchema)]
pub struct OpenedLinkDto {
    /// The group.
    #[schema(value_type = String)]
    pub group: GroupId,
    /// The group's name.
    pub group_name: String,
    /// The project.
    #[schema(value_type = String)]
    pub project: ProjectId,
    /// The project's name.
    pub project_name: String,
    /// The team's name.
    pub team_name: String,
    /// The first review that is open, else the first one.
    #[schema(value_type = Option<String>, required)]
    pub review: Option<ReviewId>,
}

/// Who a guest says they are.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Identify {
    /// In which group.
    #[schema(value_type = String)]
    pub group: GroupId,
    /// Their name.
    pub name: String,
    /// Their address; it stays self-asserted.
    pub email: String,
}

/// A request for a mailed code.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AskCode {
    /// What stands behind the `#`.
    #[schema(value_type = String)]
    pub secret: Secret,
    /// The password, where the group has one.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub password: Option<Secret>,
    /// The address the code goes to. The link of one invited person needs none: their code goes to the address they
    /// were invited by.
    #[serde(default)]
    pub email: Option<String>,
    /// Their name, where the group also lets in people whom nobody invited.
    #[serde(default)]
    pub name: Option<String>,
}

/// What is said to everybody who asks for a code, invited or not.
#[derive(Debug, Serialize, ToSchema)]
pub struct CodeAskedDto {
    /// How many digits a code has.
    pub digits: u32,
    /// For how many seconds it can be used after it was sent.
    pub lives_for: u32,
    /// After how many seconds another one is worth asking for.
    pub again_after: u32,
}

/// A code that came by mail.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckCode {
    /// What stands behind the `#`.
    #[schema(value_type = String)]
    pub secret: Secret,
    /// The code; spaces do not count.
    #[schema(value_type = String)]
    pub code: Secret,
}

/// A version that was added to what is under review.
#[derive(Debug, Serialize, ToSchema)]
pub struct AddedVersionDto {
    /// The version.
    #[schema(value_type = String)]
    pub version: VersionId,
    /// Its review in the same group.
    #[schema(value_type = String)]
    pub review: ReviewId,
}

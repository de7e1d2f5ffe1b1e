//! Decisions and what their certificates say.

use identity::http::person::PersonDto;
use kernel::{DecisionId, Millis, VersionId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::NewComment;
use crate::rules::level::IdentityLevel;
use crate::rules::verdict::Verdict;

/// One reviewer's signed statement.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DecisionDto {
    /// Its id.
    #[schema(value_type = String)]
    pub id: DecisionId,
    /// Who decided.
    pub person: PersonDto,
    /// What.
    pub verdict: Verdict,
    /// What they added.
    #[schema(required)]
    pub sentence: Option<String>,
    /// When.
    pub at: Millis,
    /// How sure the installation is of who it was; nothing where the viewer may not learn who it was.
    #[schema(required)]
    pub level: Option<IdentityLevel>,
    /// On which version.
    #[schema(value_type = String)]
    pub version: VersionId,
    /// That version's number.
    pub version_number: u32,
    /// The number of the certificate.
    pub certificate: String,
    /// Whether the same person decided again, or withdrew it.
    pub superseded: bool,
    /// The statement of the same person that this one replaces or withdraws.
    #[schema(value_type = Option<String>, required)]
    pub predecessor: Option<DecisionId>,
    /// The key that signed.
    pub key_id: String,
}

/// A decision with everything its certificate says.
#[derive(Debug, Serialize, ToSchema)]
pub struct DecisionPageDto {
    /// The decision.
    #[serde(flatten)]
    pub decision: DecisionDto,
    /// The sentence that the signer saw.
    pub meaning: String,
    /// The SHA-256 of the bytes in lower-case hexadecimal.
    pub sha256: String,
    /// The number of bytes.
    pub size: u64,
    /// The file's name.
    pub file_name: String,
    /// The project's name.
    pub project_name: String,
    /// The group's name.
    pub group_name: String,
    /// The team's name.
    pub team_name: String,
    /// The signer's address, where the viewer may see it.
    #[schema(required)]
    pub email: Option<String>,
    /// The signer's time zone; UTC where the viewer may not learn who they are.
    pub time_zone: String,
    /// The other decisions of the review.
    pub others: Vec<DecisionDto>,
    /// The command that verifies the certificate.
    pub command: String,
}

/// A decision to make.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDecision {
    /// What is decided.
    pub verdict: Verdict,
    /// What is added.
    #[serde(default)]
    pub sentence: Option<String>,
    /// The SHA-256 of the bytes that the signer saw, in lower-case hexadecimal.
    pub sha256: String,
    /// The language in which the meaning was shown.
    pub locale: String,
    /// The signer's IANA time zone.
    pub zone: String,
    /// The signer's own decision that this one replaces.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub predecessor: Option<DecisionId>,
    /// Comments that were kept back until now; they are written in the same moment, and the signature covers them.
    #[serde(default)]
    pub comments: Vec<NewComment>,
}

/// A decision to take back.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Withdrawal {
    /// What is added.
    #[serde(default)]
    pub sentence: Option<String>,
    /// The language in which the meaning was shown.
    pub locale: String,
    /// The signer's IANA time zone.
    pub zone: String,
}

//! What is said about a file that moves.

use kernel::{ProjectId, SectionId};
use serde::Deserialize;
use utoipa::ToSchema;

/// Where a file moves.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MoveFile {
    /// Into which project.
    #[schema(value_type = String)]
    pub project: ProjectId,
    /// Under which section; without one it is the first.
    #[schema(value_type = Option<String>)]
    #[serde(default)]
    pub section: Option<SectionId>,
    /// Whether reviews that await decisions may be closed.
    #[serde(default)]
    pub close_reviews: bool,
}

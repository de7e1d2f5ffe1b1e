//! Comments.

use identity::http::person::PersonDto;
use kernel::{CommentId, Millis};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use webkit::AbilityWord;

use crate::rules::body::Body;
use crate::rules::marker::Marker;

/// A review's comments, oldest first; replies name their root.
#[derive(Debug, Serialize, ToSchema)]
pub struct CommentsDto {
    /// The comments that the viewer may know.
    pub comments: Vec<CommentDto>,
}

/// A comment or a reply.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CommentDto {
    /// Its id.
    #[schema(value_type = String)]
    pub id: CommentId,
    /// The number on its marker, counted among what the viewer may know; none for replies.
    #[schema(required)]
    pub number: Option<u32>,
    /// The comment it replies to.
    #[schema(value_type = Option<String>, required)]
    pub parent: Option<CommentId>,
    /// Who wrote it.
    pub author: PersonDto,
    /// Its words; none once it is deleted or its author erased.
    pub body: Body,
    /// Where it points.
    pub markers: Vec<Marker>,
    /// Whether only the team sees it.
    pub team_only: bool,
    /// Since when.
    pub created_at: Millis,
    /// When its words changed.
    #[schema(required)]
    pub edited_at: Option<Millis>,
    /// Who settled it.
    #[schema(required)]
    pub resolved: Option<ResolvedDto>,
    /// Whether it was deleted and stands only for its replies.
    pub deleted: bool,
    /// What the viewer may do.
    #[schema(value_type = Vec<AbilityWord>)]
    pub abilities: Vec<&'static str>,
}

/// Who settled a comment, and when.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ResolvedDto {
    /// Who.
    pub by: PersonDto,
    /// When.
    pub at: Millis,
}

/// A comment to write.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewComment {
    /// Its words.
    pub body: Body,
    /// Where it points.
    #[serde(default)]
    pub markers: Vec<Marker>,
    /// The comment it replies to.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub parent: Option<CommentId>,
    /// Whether only the team sees it.
    #[serde(default)]
    pub team_only: bool,
    /// Chosen by the client; sending it again is answered with the same comment.
    pub client_id: Uuid,
}

/// New words.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EditComment {
    /// The words.
    pub body: Body,
}

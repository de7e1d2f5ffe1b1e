//! Comments.

use identity::http::person::PersonDto;
use kernel::{AttachmentId, CommentId, Millis, ReviewId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use webkit::AbilityWord;

use crate::attachments::Attached;
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
    /// The files that came with it.
    pub attachments: Vec<AttachmentDto>,
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
    /// Who agrees with it.
    pub likes: LikesDto,
    /// Who keeps it on top of the others.
    #[schema(required)]
    pub pinned: Option<PinnedDto>,
    /// Where its words were written first, when it is a copy; its author then is who made the copy.
    #[schema(required)]
    pub copied: Option<CopiedDto>,
    /// Whether it was deleted and stands only for its replies.
    pub deleted: bool,
    /// What the viewer may do.
    #[schema(value_type = Vec<AbilityWord>)]
    pub abilities: Vec<&'static str>,
}

/// A file attached to a comment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AttachmentDto {
    /// Its id.
    #[schema(value_type = String)]
    pub id: AttachmentId,
    /// Its name.
    pub name: String,
    /// The number of its bytes.
    pub size: u64,
}

impl From<Attached> for AttachmentDto {
    fn from(attached: Attached) -> Self {
        Self {
            id: attached.id,
            name: attached.name,
            size: attached.size,
        }
    }
}

/// Who agrees with a comment.
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
pub struct LikesDto {
    /// How many people.
    pub count: usize,
    /// Whether the viewer is one of them.
    pub own: bool,
    /// The first fifty of them.
    pub people: Vec<PersonDto>,
}

/// Who keeps a comment on top, and since when.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PinnedDto {
    /// Who.
    pub by: PersonDto,
    /// When.
    pub at: Millis,
}

/// Where the words of a copy were written first.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CopiedDto {
    /// On the version with this number.
    pub version_number: u32,
    /// In this other group; members only.
    #[schema(required)]
    pub group: Option<String>,
    /// By whom; none for guests when it was in another group.
    #[schema(required)]
    pub author: Option<PersonDto>,
    /// How sure it is that the markers lie at the same thing, in percent; none when nobody has looked.
    #[schema(required)]
    pub sure: Option<u8>,
}

/// Comments to copy into a review.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CopyComments {
    /// The review they are in: of the same file, in any group.
    #[schema(value_type = String)]
    pub from: ReviewId,
    /// Which; their replies come with them.
    pub comments: Vec<CopiedOneDto>,
    /// Whether only the team sees the copies.
    #[serde(default)]
    pub team_only: bool,
}

/// One comment to copy.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CopiedOneDto {
    /// Which.
    #[schema(value_type = String)]
    pub comment: CommentId,
    /// Where it points on the new version; absent for the same places.
    #[serde(default)]
    pub markers: Option<Vec<Marker>>,
    /// How sure that is, in percent.
    #[serde(default)]
    pub sure: Option<u8>,
}

/// What became of comments that were to be copied, replies included.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct CopyResultDto {
    /// How many were copied.
    pub copied: usize,
    /// How many were there already.
    pub there: usize,
    /// How many have no words any more, because their author was erased.
    pub gone: usize,
    /// The copies that were made, each before the replies to it: what an undo deletes, last one first.
    #[schema(value_type = Vec<String>)]
    pub made: Vec<CommentId>,
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
    /// Files that were stored for it.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    pub attachments: Vec<AttachmentId>,
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

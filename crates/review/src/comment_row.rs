//! A comment as it stands in its row, and as the permission table sees it. Nothing here writes.

use db::{FromRow, Row};
use kernel::{CommentId, GroupId, Guarded, Id, Millis, PersonId, Resource, ReviewId, Slot, TeamId};
use keystore::KeyId;
use serde::{Deserialize, Serialize};
use vault::Sealed;

use crate::attachments::Attached;
use crate::reviews::Review;
use crate::rules::body::Body;
use crate::rules::marker::Marker;

/// A comment or a reply.
#[derive(Debug, Clone)]
pub(crate) struct Comment {
    /// Which one.
    pub(crate) id: CommentId,
    pub(crate) team: TeamId,
    pub(crate) review: ReviewId,
    pub(crate) parent: Option<CommentId>,
    pub(crate) author: PersonId,
    pub(crate) author_key: KeyId,
    pub(crate) team_only: bool,
    wording: u64,
    pub(crate) created_at: Millis,
    pub(crate) edited_at: Option<Millis>,
    pub(crate) resolved_at: Option<Millis>,
    pub(crate) resolved_by: Option<PersonId>,
    pub(crate) deleted_at: Option<Millis>,
    pub(crate) sealed: Sealed,
    pub(crate) deleted_by: Option<PersonId>,
    pub(crate) numbers: Numbers,
    /// Since when it is kept on top, and who put it there.
    pub(crate) pinned: Option<(Millis, PersonId)>,
    /// Where its words were written first, when it is a copy.
    pub(crate) origin: Option<Origin>,
}

/// Where the words of a copy were written first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Origin {
    /// As which comment.
    pub(crate) comment: CommentId,
    /// By whom.
    pub(crate) author: PersonId,
    /// On the version with this number.
    pub(crate) version_number: u32,
    /// In which group.
    pub(crate) group: GroupId,
}

/// The number of a thread; a reply has none.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Numbers {
    /// As the team counts.
    pub(crate) team: Option<u32>,
    /// As guests count, for whom the team's own threads do not exist.
    pub(crate) shared: Option<u32>,
}

/// What is sealed of a comment.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Words {
    pub(crate) body: Body,
    pub(crate) markers: Vec<Marker>,
    /// How sure it is that the markers of a copy lie where they lay on the version before, in percent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) sure: Option<u8>,
    /// The files that came with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) files: Vec<Attached>,
}

/// A comment with the review that permission depends on.
#[derive(Debug, Clone)]
pub(crate) struct OnReview {
    pub(crate) comment: Comment,
    pub(crate) review: Review,
}

impl Guarded for OnReview {
    fn resource(&self) -> Resource {
        resource(&self.comment, &self.review)
    }
}

/// A comment as the permission table sees it.
pub(crate) fn resource(comment: &Comment, review: &Review) -> Resource {
    Resource::Comment {
        team: review.team,
        group: review.group,
        author: comment.author,
        team_only: comment.team_only,
        locked: review.locked,
        switches: review.settings.guests(review.status),
    }
}

impl FromRow for Comment {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            id: Id::from_uuid(row.uuid(0)?),
            team: Id::from_uuid(row.uuid(1)?),
            review: Id::from_uuid(row.uuid(2)?),
            parent: row.opt_uuid(3)?.map(Id::from_uuid),
            author: Id::from_uuid(row.uuid(4)?),
            author_key: KeyId(row.uuid(5)?),
            team_only: row.bool(6)?,
            wording: row.u64(7)?,
            created_at: row.int(8)?,
            edited_at: row.opt_int(9)?,
            resolved_at: row.opt_int(10)?,
            resolved_by: row.opt_uuid(11)?.map(Id::from_uuid),
            deleted_at: row.opt_int(12)?,
            sealed: row.sealed(13)?,
            deleted_by: row.opt_uuid(14)?.map(Id::from_uuid),
            numbers: Numbers {
                team: row.get(15)?,
                shared: row.get(16)?,
            },
            pinned: row.opt_int(17)?.zip(row.opt_uuid(18)?.map(Id::from_uuid)),
            origin: origin(row)?,
        })
    }
}

fn origin(row: &Row) -> db::Result<Option<Origin>> {
    let Some(comment) = row.opt_uuid(19)? else {
        return Ok(None);
    };
    Ok(Some(Origin {
        comment: Id::from_uuid(comment),
        author: Id::from_uuid(row.uuid(20)?),
        version_number: row.u32(21)?,
        group: Id::from_uuid(row.uuid(22)?),
    }))
}

/// Who writes what on which review, for [`Comment::written`].
pub(crate) struct Written {
    pub(crate) id: CommentId,
    pub(crate) parent: Option<CommentId>,
    pub(crate) author: PersonId,
    pub(crate) author_key: KeyId,
    pub(crate) team_only: bool,
    pub(crate) at: Millis,
    pub(crate) sealed: Sealed,
    pub(crate) numbers: Numbers,
}

impl Comment {
    /// The row of a new comment.
    pub(crate) fn written(review: &Review, written: Written) -> Self {
        Self {
            id: written.id,
            team: review.team,
            review: review.id,
            parent: written.parent,
            author: written.author,
            author_key: written.author_key,
            team_only: written.team_only,
            wording: 0,
            created_at: written.at,
            edited_at: None,
            resolved_at: None,
            resolved_by: None,
            deleted_at: None,
            sealed: written.sealed,
            deleted_by: None,
            numbers: written.numbers,
            pinned: None,
            origin: None,
        }
    }

    /// The place of its sealed words.
    pub(crate) fn slot(&self) -> Slot {
        slot(self.team, self.id, self.wording)
    }

    /// The place and the number of its next words; the old ones do not open there.
    pub(crate) fn next_slot(&self) -> (Slot, u64) {
        let wording = self.wording + 1;
        (slot(self.team, self.id, wording), wording)
    }
}

/// The place of a comment's words at one of their wordings.
pub(crate) fn slot(team: TeamId, id: CommentId, wording: u64) -> Slot {
    Slot::new(Some(team), "review_comments", id, "sealed").version(wording)
}

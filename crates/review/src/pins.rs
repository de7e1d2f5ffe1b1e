//! Pins: a member keeps a comment on top of the others, for everybody who may read it.

use db::args;
use kernel::tx::Reading;
use kernel::{Action, Actor, App, CommentId, Error, EventKind, Result};
use uuid::Uuid;

use crate::comment_row::OnReview;
use crate::comments::{as_durable, needs_identity, open_locked, settle};
use crate::wire::CommentDto;
use crate::{sql, thread};

/// The most comments on top of one review; more would be a list of their own.
const PINS: u32 = 10;

/// Keeps a comment on top. Twice is once.
pub async fn pin(app: &App, who: &Actor, id: CommentId) -> Result<CommentDto> {
    set(app, who, id, true).await
}

/// Lets a comment return to its place. Twice is once.
pub async fn unpin(app: &App, who: &Actor, id: CommentId) -> Result<CommentDto> {
    set(app, who, id, false).await
}

async fn set(app: &App, who: &Actor, id: CommentId, pinned: bool) -> Result<CommentDto> {
    let mut tx = app.write(who).await?;
    let found = open_locked(&mut tx, who, Action::Pin, id).await?;
    let OnReview { comment, review } = &*found;
    if comment.parent.is_some() {
        return Err(Error::Conflict {
            code: "not_a_root",
            detail: "A reply stands below the comment it belongs to. Pin that comment.",
        });
    }
    if comment.pinned.is_some() == pinned {
        let shown = thread::one(&mut tx, who, review, id).await?;
        return as_durable(tx, shown).await;
    }
    let person = who
        .person_for(review.team, Some(review.group))
        .ok_or(needs_identity())?;
    if !pinned {
        tx.execute_one(&sql::PIN_COMMENT, &args![id, None::<i64>, None::<Uuid>])
            .await?;
        return settle(tx, who, &found, EventKind::CommentUnpinned).await;
    }
    let others: Option<u32> = tx.row(&sql::PINNED, &args![review.id]).await?;
    if others.unwrap_or_default() >= PINS {
        return Err(Error::Conflict {
            code: "too_many",
            detail: "Ten comments are pinned here already. Unpin one of them first.",
        });
    }
    let now = tx.now();
    tx.execute_one(&sql::PIN_COMMENT, &args![id, now, person])
        .await?;
    settle(tx, who, &found, EventKind::CommentPinned).await
}

//! Likes: a person says that they agree with a comment, once, and may take it back.

use db::args;
use kernel::{Action, Actor, App, CommentId, EventKind, Result};

use crate::comment_row::OnReview;
use crate::comments::{as_durable, needs_identity, open_locked, settle};
use crate::wire::CommentDto;
use crate::{sql, thread};

/// Likes a comment or a reply. Twice is once.
pub async fn like(app: &App, who: &Actor, id: CommentId) -> Result<CommentDto> {
    set(app, who, id, true).await
}

/// Takes the like back. Twice is once.
pub async fn unlike(app: &App, who: &Actor, id: CommentId) -> Result<CommentDto> {
    set(app, who, id, false).await
}

async fn set(app: &App, who: &Actor, id: CommentId, likes: bool) -> Result<CommentDto> {
    let mut tx = app.write(who).await?;
    let found = open_locked(&mut tx, who, Action::Like, id).await?;
    let OnReview { review, .. } = &*found;
    let person = who
        .person_for(review.team, Some(review.group))
        .ok_or(needs_identity())?;
    let now = tx.now();
    let (changed, kind) = if likes {
        let changed = tx.execute(&sql::LIKE, &args![id, person, now]).await?;
        (changed, EventKind::CommentLiked)
    } else {
        let changed = tx.execute(&sql::UNLIKE, &args![id, person]).await?;
        (changed, EventKind::CommentUnliked)
    };
    if changed == 0 {
        let shown = thread::one(&mut tx, who, review, id).await?;
        return as_durable(tx, shown).await;
    }
    settle(tx, who, &found, kind).await
}

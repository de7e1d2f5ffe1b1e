//! Deleted is deleted: when a comment can no longer be brought back, its words leave the database.

use std::sync::Arc;

use async_trait::async_trait;
use db::args;
use jobs::{Handler, Job, JobError, NewJob};
use kernel::tx::Reading;
use kernel::{Actor, App, CommentId, EventKind, Id, Millis, Result};
use keystore::KeystoreError;

use crate::attachments;
use crate::comment_row::{Comment, Words};
use crate::comments::UNDO;
use crate::reviews::Review;
use crate::sql;

const KIND: &str = "review.forget_comment";
/// After the last moment at which somebody may bring it back.
const MARGIN: Millis = 60_000;

struct Forgetter(App);

/// Destroys files that wait for a comment too long.
struct Sweeper(App);

/// The handlers of this area's jobs.
pub fn handlers(app: &App) -> Vec<Arc<dyn Handler>> {
    vec![
        Arc::new(Sweeper(app.clone())),
        Arc::new(Forgetter(app.clone())),
    ]
}

/// The job that forgets a comment which was deleted at this time.
pub(crate) fn forget_later(comment: CommentId, deleted_at: Millis) -> NewJob {
    NewJob {
        kind: KIND,
        subject: comment.uuid(),
        run_at: deleted_at + UNDO + MARGIN,
    }
}

#[async_trait]
impl Handler for Forgetter {
    fn kind(&self) -> &'static str {
        KIND
    }

    async fn run(&self, job: &Job) -> Result<(), JobError> {
        forget(&self.0, Id::from_uuid(job.subject))
            .await
            .map_err(JobError::retry)
    }
}

#[async_trait]
impl Handler for Sweeper {
    fn kind(&self) -> &'static str {
        attachments::SWEEP
    }

    async fn run(&self, job: &Job) -> Result<(), JobError> {
        attachments::sweep(&self.0, Id::from_uuid(job.subject))
            .await
            .map_err(JobError::retry)
    }
}

/// Overwrites the words of a comment that stayed deleted. One that was brought back, and deleted again, has another
/// job. Twice is once.
async fn forget(app: &App, id: CommentId) -> Result<()> {
    let mut tx = app.write(&Actor::system()).await?;
    let Some(comment) = tx.row::<Comment>(&sql::COMMENT_LOCKED, &args![id]).await? else {
        return Ok(());
    };
    let now = tx.now();
    if comment.deleted_at.is_none_or(|at| now - at <= UNDO) {
        return Ok(());
    }
    let Some(review) = tx
        .row::<Review>(&sql::REVIEW, &args![comment.review])
        .await?
    else {
        return Ok(());
    };
    let objects = attachments::forget(&mut tx, id).await?;
    match app.keystore().key(comment.author_key).await {
        Ok(key) => {
            let (slot, wording) = comment.next_slot();
            let sealed = app.seal_with(&key, slot, &Words::default())?;
            tx.execute_one(&sql::FORGET_COMMENT, &args![id, sealed, wording])
                .await?;
            tx.execute(&sql::DELETE_MENTIONS, &args![id]).await?;
            let event = review.event(EventKind::CommentDeleted).comment(id);
            tx.emit(event.team_only(comment.team_only));
        }
        // The author was erased, and these words with them.
        Err(KeystoreError::Missing) => {}
        Err(error) => return Err(error.into()),
    }
    tx.commit().await?;
    attachments::destroy(app, objects).await
}

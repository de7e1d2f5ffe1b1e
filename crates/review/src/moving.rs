//! A file moves to another project: its reviews stay behind, closed. Their comments and signed statements stay on record
//! for the team and can be verified as before; the reviewers of the groups that it left no longer reach the file.

use db::args;
use files::moving;
use kernel::tx::Reading;
use kernel::{Actor, App, Error, EventKind, FileId, Result};

use crate::reviews::Review;
use crate::rules::status::Status;
use crate::sql;
use crate::wire::MoveFile;

/// Moves a file with all its versions into another project of its team.
///
/// # Errors
/// [`Error::Conflict`] `in_review` while decisions are awaited and nobody said that the reviews may be closed, and those
/// of [`moving::to_project`].
pub async fn move_file(app: &App, who: &Actor, id: FileId, input: MoveFile) -> Result<()> {
    let MoveFile {
        project,
        section,
        close_reviews,
    } = input;
    let mut tx = app.write(who).await?;
    // First, since it is what proves that the actor may know of the file and its reviews.
    moving::to_project(&mut tx, who, id, project, section).await?;
    let reviews: Vec<Review> = tx.rows(&sql::REVIEWS_OF_FILE, &args![id]).await?;
    let open: Vec<&Review> = reviews
        .iter()
        .filter(|review| !review.locked && review.project != project)
        .collect();
    let awaited = open.iter().any(|review| review.status == Status::Review);
    if awaited && !close_reviews {
        return Err(Error::Conflict {
            code: "in_review",
            detail: "The file is in review. Moving it closes its reviews; their comments and decisions stay on record. Nothing was moved yet.",
        });
    }
    for review in open {
        tx.execute_one(&sql::SET_LOCKED, &args![review.id, true])
            .await?;
        tx.emit(review.event(EventKind::ReviewLocked));
    }
    tx.commit().await
}

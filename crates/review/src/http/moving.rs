//! Moving a file to another project, over HTTP.

use axum::extract::State;
use kernel::App;
use kernel::ids::FileKind;
use webkit::{NoContent, PathId, Problem, Problems, SignedIn, Valid};

use crate::moving;
use crate::wire::MoveFile;

/// Move a file to another project of its team.
///
/// All its versions go with it. Its reviews stay behind, closed: comments and decisions stay on record for the team, and
/// the reviewers of the groups that it left no longer reach it.
#[utoipa::path(post, path = "/api/v1/files/{id}/move", tag = "files", params(("id" = String, Path)),
    request_body = MoveFile, responses((status = 204), Problems))]
pub(crate) async fn move_file(
    State(app): State<App>,
    SignedIn(who, _): SignedIn,
    PathId(id): PathId<FileKind>,
    Valid(input): Valid<MoveFile>,
) -> Result<NoContent, Problem> {
    moving::move_file(&app, &who, id, input).await?;
    Ok(NoContent)
}

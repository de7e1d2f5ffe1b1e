//! Everything that a group reviews, over HTTP.

use axum::extract::State;
use axum::response::Response;
use kernel::App;
use kernel::ids::GroupKind;
use webkit::{Known, PathId, Problem, Problems};

use crate::takeaway;

/// Everything that a group reviews as one ZIP archive.
///
/// For reviewers only what the group's settings let them download. `HEAD` tells whether it can be had and how long it
/// is, and takes nothing.
#[utoipa::path(get, path = "/api/v1/groups/{id}/content.zip", tag = "reviewer groups", params(("id" = String, Path)),
    responses((status = 200, description = "The newest reviewed version of each file", content_type = "application/zip"), Problems))]
pub(crate) async fn of_group(
    State(app): State<App>,
    Known(who): Known,
    PathId(id): PathId<GroupKind>,
) -> Result<Response, Problem> {
    let archive = takeaway::of_group(&app, &who, id).await?;
    files::http::downloads::send(&app, &who, archive)
}

//! Files over HTTP. Their bytes are served by `media`.

use axum::extract::State;
use kernel::ids::FileKind;
use kernel::{App, SectionId};
use serde::Deserialize;
use webkit::{NoContent, PathId, Problem, Problems, SignedIn, Valid};

use crate::files;

/// What to change about a file.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FileChange {
    /// Another name, 1–200 characters; it stays when versions are added.
    name: Option<String>,
    /// Another section of the same project.
    #[schema(value_type = Option<String>)]
    section: Option<SectionId>,
    /// Another place in its section, from 0.
    position: Option<u32>,
}

impl From<FileChange> for files::FileChange {
    fn from(
        FileChange {
            name,
            section,
            position,
        }: FileChange,
    ) -> Self {
        Self {
            name,
            section,
            position,
        }
    }
}

/// Rename or move a file.
#[utoipa::path(patch, path = "/api/v1/files/{id}", tag = "files", request_body = FileChange,
    params(("id" = String, Path)), responses((status = 204), Problems))]
pub(crate) async fn change(
    State(app): State<App>,
    SignedIn(who, _): SignedIn,
    PathId(id): PathId<FileKind>,
    Valid(input): Valid<FileChange>,
) -> Result<NoContent, Problem> {
    files::change(&app, &who, id, input.into()).await?;
    Ok(NoContent)
}

/// Move a file to the trash for 30 days.
#[utoipa::path(delete, path = "/api/v1/files/{id}", tag = "files",
    params(("id" = String, Path)), responses((status = 204), Problems))]
pub(crate) async fn trash(
    State(app): State<App>,
    SignedIn(who, _): SignedIn,
    PathId(id): PathId<FileKind>,
) -> Result<NoContent, Problem> {
    files::trash(&app, &who, id).await?;
    Ok(NoContent)
}

/// Take a file out of the trash.
#[utoipa::path(post, path = "/api/v1/files/{id}/restore", tag = "files",
    params(("id" = String, Path)), responses((status = 204), Problems))]
pub(crate) async fn restore(
    State(app): State<App>,
    SignedIn(who, _): SignedIn,
    PathId(id): PathId<FileKind>,
) -> Result<NoContent, Problem> {
    files::restore(&app, &who, id).await?;
    Ok(NoContent)
}

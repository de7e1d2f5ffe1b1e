//! Projects over HTTP. Overview and dashboard are composed in `review`.

use axum::extract::State;
use kernel::{App, ProjectId, ids::ProjectKind};
use serde::{Deserialize, Serialize};
use webkit::{Created, NoContent, PathId, Problem, Problems, SignedIn, Valid};

use crate::projects;

/// A project that is about to be made.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewProject {
    /// Its name, 1–200 characters.
    name: String,
}

/// What to change about a project.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProjectChange {
    /// Another name, 1–200 characters.
    name: String,
}

/// The project that was made.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct ProjectMade {
    #[schema(value_type = String)]
    id: ProjectId,
}

/// Create a project.
#[utoipa::path(post, path = "/api/v1/projects", tag = "projects", request_body = NewProject,
    responses((status = 201, body = ProjectMade), Problems))]
pub(crate) async fn create(
    State(app): State<App>,
    SignedIn(who, _): SignedIn,
    Valid(input): Valid<NewProject>,
) -> Result<Created<ProjectMade>, Problem> {
    let id = projects::create(&app, &who, &input.name).await?;
    Ok(Created(ProjectMade { id }))
}

/// Rename a project.
#[utoipa::path(patch, path = "/api/v1/projects/{id}", tag = "projects", request_body = ProjectChange,
    params(("id" = String, Path)), responses((status = 204), Problems))]
pub(crate) async fn rename(
    State(app): State<App>,
    SignedIn(who, _): SignedIn,
    PathId(id): PathId<ProjectKind>,
    Valid(input): Valid<ProjectChange>,
) -> Result<NoContent, Problem> {
    projects::rename(&app, &who, id, &input.name).await?;
    Ok(NoContent)
}

/// Move a project to the trash for 30 days.
#[utoipa::path(delete, path = "/api/v1/projects/{id}", tag = "projects",
    params(("id" = String, Path)), responses((status = 204), Problems))]
pub(crate) async fn trash(
    State(app): State<App>,
    SignedIn(who, _): SignedIn,
    PathId(id): PathId<ProjectKind>,
) -> Result<NoContent, Problem> {
    projects::trash(&app, &who, id).await?;
    Ok(NoContent)
}

/// Take a project out of the trash.
#[utoipa::path(post, path = "/api/v1/projects/{id}/restore", tag = "projects",
    params(("id" = String, Path)), responses((status = 204), Problems))]
pub(crate) async fn restore(
    State(app): State<App>,
    SignedIn(who, _): SignedIn,
    PathId(id): PathId<ProjectKind>,
) -> Result<NoContent, Problem> {
    projects::restore(&app, &who, id).await?;
    Ok(NoContent)
}

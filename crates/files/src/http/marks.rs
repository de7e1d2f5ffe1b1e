//! Favourites and the archive over HTTP.

use axum::extract::State;
use kernel::ids::ProjectKind;
use kernel::{App, ProjectId};
use serde::Serialize;
use webkit::{NoContent, PathId, Problem, Problems, Reply, SignedIn};

use crate::marks::{self, Archived, Marks};

/// Favourites and archived projects.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = ProjectMarks)]
pub(crate) struct MarksDto {
    /// Your favourites.
    #[schema(value_type = Vec<String>)]
    favourites: Vec<ProjectId>,
    /// The team's archive, the last one first.
    archived: Vec<ArchivedDto>,
}

/// A project that was put away.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = ArchivedProject)]
pub(crate) struct ArchivedDto {
    /// Which one.
    #[schema(value_type = String)]
    id: ProjectId,
    /// Its name.
    name: String,
    /// Since when, in UTC milliseconds.
    archived_at: i64,
}

impl From<Marks> for MarksDto {
    fn from(
        Marks {
            favourites,
            archived,
        }: Marks,
    ) -> Self {
        Self {
            favourites,
            archived: archived.into_iter().map(ArchivedDto::from).collect(),
        }
    }
}

impl From<Archived> for ArchivedDto {
    fn from(
        Archived {
            id,
            name,
            archived_at,
        }: Archived,
    ) -> Self {
        Self {
            id,
            name,
            archived_at,
        }
    }
}

/// Your favourites and the team's archive.
#[utoipa::path(get, path = "/api/v1/project-marks", tag = "projects",
    responses((status = 200, body = MarksDto), Problems))]
pub(crate) async fn show(
    State(app): State<App>,
    SignedIn(who, _): SignedIn,
) -> Result<Reply<MarksDto>, Problem> {
    Ok(Reply(marks::show(&app, &who).await?.into()))
}

/// Make a project one of your favourites.
#[utoipa::path(put, path = "/api/v1/projects/{id}/favourite", tag = "projects",
    params(("id" = String, Path)), responses((status = 204), Problems))]
pub(crate) async fn star(
    State(app): State<App>,
    SignedIn(who, _): SignedIn,
    PathId(id): PathId<ProjectKind>,
) -> Result<NoContent, Problem> {
    marks::set_favourite(&app, &who, id, true).await?;
    Ok(NoContent)
}

/// Take a project out of your favourites.
#[utoipa::path(delete, path = "/api/v1/projects/{id}/favourite", tag = "projects",
    params(("id" = String, Path)), responses((status = 204), Problems))]
pub(crate) async fn unstar(
    State(app): State<App>,
    SignedIn(who, _): SignedIn,
    PathId(id): PathId<ProjectKind>,
) -> Result<NoContent, Problem> {
    marks::set_favourite(&app, &who, id, false).await?;
    Ok(NoContent)
}

/// Put a project away; it can be read, and nothing in it can be changed.
#[utoipa::path(put, path = "/api/v1/projects/{id}/archive", tag = "projects",
    params(("id" = String, Path)), responses((status = 204), Problems))]
pub(crate) async fn archive(
    State(app): State<App>,
    SignedIn(who, _): SignedIn,
    PathId(id): PathId<ProjectKind>,
) -> Result<NoContent, Problem> {
    marks::set_archived(&app, &who, id, true).await?;
    Ok(NoContent)
}

/// Bring an archived project back.
#[utoipa::path(delete, path = "/api/v1/projects/{id}/archive", tag = "projects",
    params(("id" = String, Path)), responses((status = 204), Problems))]
pub(crate) async fn unarchive(
    State(app): State<App>,
    SignedIn(who, _): SignedIn,
    PathId(id): PathId<ProjectKind>,
) -> Result<NoContent, Problem> {
    marks::set_archived(&app, &who, id, false).await?;
    Ok(NoContent)
}

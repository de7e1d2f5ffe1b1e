//! Sections over HTTP.

use axum::extract::State;
use kernel::ids::{ProjectKind, SectionKind};
use kernel::{App, SectionId};
use serde::{Deserialize, Serialize};
use webkit::{Created, NoContent, PathId, Problem, Problems, SignedIn, Valid};

use crate::sections;

/// A section that is about to be made.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewSection {
    /// Its name, 1–200 characters.
    name: String,
}

/// What to change about a section.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SectionChange {
    /// Another name, 1–200 characters.
    name: Option<String>,
    /// Another place among the sections, from 0.
    position: Option<u32>,
}

impl From<SectionChange> for sections::SectionChange {
    fn from(SectionChange { name, position }: SectionChange) -> Self {
        Self { name, position }
    }
}

/// The section that was made.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct SectionMade {
    #[schema(value_type = String)]
    id: SectionId,
}

/// Add a section to a project.
#[utoipa::path(post, path = "/api/v1/projects/{id}/sections", tag = "projects", request_body = NewSection,
    params(("id" = String, Path)), responses((status = 201, body = SectionMade), Problems))]
pub(crate) async fn create(
    State(app): State<App>,
    SignedIn(who, _): SignedIn,
    PathId(project): PathId<ProjectKind>,
    Valid(input): Valid<NewSection>,
) -> Result<Created<SectionMade>, Problem> {
    let id = sections::create(&app, &who, project, &input.name).await?;
    Ok(Created(SectionMade { id }))
}

/// Rename or move a section.
#[utoipa::path(patch, path = "/api/v1/sections/{id}", tag = "projects", request_body = SectionChange,
    params(("id" = String, Path)), responses((status = 204), Problems))]
pub(crate) async fn change(
    State(app): State<App>,
    SignedIn(who, _): SignedIn,
    PathId(id): PathId<SectionKind>,
    Valid(input): Valid<SectionChange>,
) -> Result<NoContent, Problem> {
    sections::change(&app, &who, id, input.into()).await?;
    Ok(NoContent)
}

/// Delete a section; its files move to the first one.
#[utoipa::path(delete, path = "/api/v1/sections/{id}", tag = "projects",
    params(("id" = String, Path)), responses((status = 204), Problems))]
pub(crate) async fn delete(
    State(app): State<App>,
    SignedIn(who, _): SignedIn,
    PathId(id): PathId<SectionKind>,
) -> Result<NoContent, Problem> {
    sections::delete(&app, &who, id).await?;
    Ok(NoContent)
}

//! The names of what a member can go to.

use kernel::{FileId, ProjectId, ReviewId};
use serde::Serialize;
use utoipa::ToSchema;

use super::NamedDto;

/// What the viewer can go to by its name. The search is the caller's: names are sealed where they lie.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlacesDto {
    /// The team's projects, newest first.
    pub projects: Vec<PlaceProjectDto>,
    /// Their files, the youngest version first, at most 2,000.
    pub files: Vec<PlaceFileDto>,
    /// Whether there are more files than these.
    pub more_files: bool,
}

/// A project by its name.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlaceProjectDto {
    /// The project.
    #[schema(value_type = String)]
    pub id: ProjectId,
    /// Its name.
    pub name: String,
    /// Its sections in order.
    pub sections: Vec<NamedDto>,
    /// Its reviewer groups in order.
    pub groups: Vec<NamedDto>,
}

/// A file by its name.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlaceFileDto {
    /// The file.
    #[schema(value_type = String)]
    pub id: FileId,
    /// Its name.
    pub name: String,
    /// In which project.
    #[schema(value_type = String)]
    pub project: ProjectId,
    /// A review of its newest version, in the first group that has one.
    #[schema(required, value_type = Option<String>)]
    pub review: Option<ReviewId>,
}

//! The projects page.

use files::http::version::KindWord;
use identity::http::person::PersonDto;
use kernel::{Millis, ProjectId, ReviewId, VersionId};
use serde::Serialize;
use utoipa::ToSchema;

/// The projects page.
#[derive(Debug, Serialize, ToSchema)]
pub struct OverviewDto {
    /// The team's projects.
    pub projects: Vec<ProjectCardDto>,
    /// Reviews that await the viewer's decision, first due first.
    pub awaiting: Vec<AwaitingDto>,
    /// Projects in the trash.
    pub trashed: Vec<TrashedDto>,
}

/// A project's card.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProjectCardDto {
    /// The project.
    #[schema(value_type = String)]
    pub id: ProjectId,
    /// Its name.
    pub name: String,
    /// How many files it has.
    pub files: u32,
    /// At most three versions to show.
    #[schema(value_type = Vec<String>)]
    pub thumbnails: Vec<VersionId>,
    /// Reviews of newest versions by status.
    pub reviews: StatusCountsDto,
    /// How many are late.
    pub overdue: u32,
    /// The next due date.
    #[schema(required)]
    pub next_due: Option<Millis>,
    /// Its reviewers.
    pub people: Vec<PersonDto>,
    /// When something happened last.
    pub last_activity: Millis,
}

/// Reviews by status.
#[derive(Debug, Default, Clone, Serialize, ToSchema)]
#[expect(missing_docs, reason = "the words of the statuses")]
pub struct StatusCountsDto {
    pub approve: u32,
    pub changes_ok: u32,
    pub request: u32,
    pub reject: u32,
    pub review: u32,
}

/// A review that awaits the viewer.
#[derive(Debug, Serialize, ToSchema)]
pub struct AwaitingDto {
    /// The review.
    #[schema(value_type = String)]
    pub review: ReviewId,
    /// The file's name.
    pub file_name: String,
    /// The project's name.
    pub project_name: String,
    /// The group's name.
    pub group_name: String,
    /// The version.
    #[schema(value_type = String)]
    pub version: VersionId,
    /// What it is.
    #[schema(value_type = KindWord)]
    pub kind: String,
    /// When it is due.
    #[schema(required)]
    pub due_at: Option<Millis>,
    /// The zone in which that is read.
    #[schema(required)]
    pub due_zone: Option<&'static str>,
    /// Who started it.
    #[schema(required)]
    pub asked_by: Option<PersonDto>,
}

/// A project in the trash.
#[derive(Debug, Serialize, ToSchema)]
pub struct TrashedDto {
    /// The project.
    #[schema(value_type = String)]
    pub id: ProjectId,
    /// Its name.
    pub name: String,
    /// Since when.
    pub trashed_at: Millis,
}

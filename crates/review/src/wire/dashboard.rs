//! The matrix of a project's files and groups.

use files::http::version::VersionDto;
use identity::http::person::PersonDto;
use kernel::{FileId, GroupId, Millis, ReviewId, SectionId, VersionId};
use serde::Serialize;
use utoipa::ToSchema;
use webkit::AbilityWord;

use super::{DotDto, GroupDto, NamedDto};
use crate::rules::status::Status;

/// A page of the matrix.
#[derive(Debug, Serialize, ToSchema)]
pub struct DashboardDto {
    /// The project.
    pub project: NamedDto,
    /// Its sections.
    pub sections: Vec<SectionDto>,
    /// Its groups, the columns.
    pub groups: Vec<GroupDto>,
    /// At most 50 files, the rows.
    pub files: Vec<DashboardFileDto>,
    /// Where the next page begins.
    #[schema(required)]
    pub next_cursor: Option<String>,
    /// Counts over the whole project.
    pub totals: TotalsDto,
    /// What the viewer may do.
    #[schema(value_type = Vec<AbilityWord>)]
    pub abilities: Vec<&'static str>,
    /// The people of the groups.
    pub people: Vec<PersonDto>,
}

/// A section.
#[derive(Debug, Serialize, ToSchema)]
pub struct SectionDto {
    /// Its id.
    #[schema(value_type = String)]
    pub id: SectionId,
    /// Its name.
    pub name: String,
    /// How many files it has.
    pub count: u32,
}

/// A row.
#[derive(Debug, Serialize, ToSchema)]
pub struct DashboardFileDto {
    /// The file.
    #[schema(value_type = String)]
    pub id: FileId,
    /// Its name.
    pub name: String,
    /// Its section.
    #[schema(value_type = String)]
    pub section: SectionId,
    /// Its newest version.
    pub version: VersionDto,
    /// How many versions it has.
    pub versions: u32,
    /// One for each group, in their order.
    pub cells: Vec<CellDto>,
}

/// One file in one group.
#[derive(Debug, Serialize, ToSchema)]
pub struct CellDto {
    /// The group.
    #[schema(value_type = String)]
    pub group: GroupId,
    /// The review of the newest version; none when it was not started.
    #[schema(required)]
    pub review: Option<CellReviewDto>,
    /// The newest review of an older version, when the newest version has none.
    #[schema(required)]
    pub earlier: Option<EarlierReviewDto>,
}

/// The review in a cell.
#[derive(Debug, Serialize, ToSchema)]
pub struct CellReviewDto {
    /// Its id.
    #[schema(value_type = String)]
    pub id: ReviewId,
    /// Where it stands.
    pub status: Status,
    /// Its version.
    #[schema(value_type = String)]
    pub version: VersionId,
    /// Its version's number.
    pub version_number: u32,
    /// When it is due.
    #[schema(required)]
    pub due_at: Option<Millis>,
    /// The zone in which that is read.
    #[schema(required)]
    pub due_zone: Option<&'static str>,
    /// Whether it is closed.
    pub locked: bool,
    /// Whether it is late.
    pub overdue: bool,
    /// How many comments are not resolved.
    pub comments_open: u32,
    /// One per reviewer.
    pub dots: Vec<DotDto>,
}

/// A review of an older version.
#[derive(Debug, Serialize, ToSchema)]
pub struct EarlierReviewDto {
    /// Its id.
    #[schema(value_type = String)]
    pub id: ReviewId,
    /// Where it stood.
    pub status: Status,
    /// Its version's number.
    pub version_number: u32,
}

/// Counts over the newest versions of all files of a project.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct TotalsDto {
    /// Files.
    pub files: u32,
    /// Reviews.
    pub reviews: u32,
    /// Approved reviews, with or without changes.
    pub approved: u32,
    /// Late reviews.
    pub overdue: u32,
    /// Reviews that ended with a request for changes or a rejection.
    pub needs_changes: u32,
}

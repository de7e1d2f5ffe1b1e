//! How many reviews of newest versions stand where: what a project's page and the list of projects count. Read from
//! indexes that hold nothing else, so that the count does not open a single review.

use std::collections::HashMap;

use db::{FromRow, Row, args};
use kernel::tx::Reading;
use kernel::{Id, Millis, ProjectId, Result, TeamId};

use crate::rules::status::Status;
use crate::sql;
use crate::wire::{StatusCountsDto, TotalsDto};

/// The reviews of one project in one status.
struct Tally {
    project: ProjectId,
    status: Status,
    reviews: u32,
}

impl FromRow for Tally {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            project: Id::from_uuid(row.uuid(0)?),
            status: Status::parse(row.text(1)?)
                .ok_or_else(|| row.inconsistent("unknown status"))?,
            reviews: row.u32(2)?,
        })
    }
}

/// What one project waits for.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Awaited {
    /// Late reviews.
    pub(crate) overdue: u32,
    /// The next due date that has not passed.
    pub(crate) next_due: Option<Millis>,
}

/// The counts of one project.
pub(crate) async fn of_project(
    reader: &mut impl Reading,
    team: TeamId,
    project: ProjectId,
    files: u32,
) -> Result<TotalsDto> {
    let now = reader.app().now();
    let tallies: Vec<Tally> = reader
        .rows(&sql::TALLIES_OF_PROJECT, &args![team, project])
        .await?;
    let overdue: Option<u32> = reader
        .row(&sql::OVERDUE_OF_PROJECT, &args![team, project, now])
        .await?;
    let count = |wanted: fn(Status) -> bool| {
        tallies
            .iter()
            .filter(|tally| wanted(tally.status))
            .map(|tally| tally.reviews)
            .sum()
    };
    Ok(TotalsDto {
        files,
        reviews: count(|_| true),
        approved: count(Status::is_approved),
        overdue: overdue.unwrap_or_default(),
        needs_changes: count(|status| matches!(status, Status::Request | Status::Reject)),
    })
}

/// The counts of every project of a team that has reviews.
pub(crate) async fn of_team(
    reader: &mut impl Reading,
    team: TeamId,
) -> Result<HashMap<ProjectId, StatusCountsDto>> {
    let tallies: Vec<Tally> = reader.rows(&sql::TALLIES, &args![team]).await?;
    let mut counts: HashMap<ProjectId, StatusCountsDto> = HashMap::new();
    for Tally {
        project,
        status,
        reviews,
    } in tallies
    {
        let counts = counts.entry(project).or_default();
        *match status {
            Status::Approve => &mut counts.approve,
            Status::ChangesOk => &mut counts.changes_ok,
            Status::Request => &mut counts.request,
            Status::Reject => &mut counts.reject,
            Status::Review => &mut counts.review,
        } += reviews;
    }
    Ok(counts)
}

/// What every project of a team waits for.
pub(crate) async fn awaited(
    reader: &mut impl Reading,
    team: TeamId,
) -> Result<HashMap<ProjectId, Awaited>> {
    let now = reader.app().now();
    let rows: Vec<(uuid::Uuid, u32, Option<i64>)> =
        reader.rows(&sql::AWAITED, &args![team, now]).await?;
    let awaited =
        |(project, overdue, next_due)| (Id::from_uuid(project), Awaited { overdue, next_due });
    Ok(rows.into_iter().map(awaited).collect())
}

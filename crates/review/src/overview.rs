//! The projects page: every project of the team with its progress, what awaits the viewer, and the trash.

use std::collections::{BTreeSet, HashMap, HashSet};

use db::{FromRow, Row, args};
use files::projects::{self, ProjectSummary};
use files::{files as listing, versions};
use kernel::tx::Reading;
use kernel::{
    Action, Actor, App, Error, FileId, GroupId, Id, Member, Millis, PersonId, ProjectId, Result,
    VersionId,
};

use crate::groups::{Group, key_of};
use crate::people::{People, Viewer};
use crate::reviews::Review;
use crate::rules::status::Status;
use crate::sql;
use crate::wire::{AwaitingDto, OverviewDto, ProjectCardDto, StatusCountsDto, TrashedDto};

/// How many people a card shows.
const FACES: usize = 8;

struct Asked {
    project: ProjectId,
    person: PersonId,
}

impl FromRow for Asked {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            project: Id::from_uuid(row.uuid(0)?),
            person: Id::from_uuid(row.uuid(1)?),
        })
    }
}

/// The projects page of the member's team.
pub async fn show(app: &App, who: &Actor) -> Result<OverviewDto> {
    let member = who.as_member().cloned().ok_or(Error::Unauthenticated)?;
    let mut reader = app.read(who).await?;
    let summaries = projects::list(&mut reader, who).await?;
    let mut trashed = Vec::new();
    for project in projects::trashed(&mut reader, who).await? {
        let trashed_at = project.trashed_at.unwrap_or_default();
        trashed.push(TrashedDto {
            id: project.id,
            name: project.name,
            trashed_at,
        });
    }
    let reviews: Vec<Review> = reader
        .rows(&sql::REVIEWS_OF_TEAM, &args![member.team])
        .await?;
    let newest = newest_versions(&mut reader, &reviews).await?;
    let asked: Vec<Asked> = reader
        .rows(&sql::REVIEWERS_OF_TEAM, &args![member.team])
        .await?;
    let waiting: Vec<Review> = reader
        .rows(&sql::AWAITING, &args![member.person, member.team])
        .await?;
    let mut ids: BTreeSet<PersonId> = asked.iter().map(|asked| asked.person).collect();
    ids.extend(waiting.iter().filter_map(|review| review.started_by));
    let people = People::read(&mut reader, &Viewer::member(member.person), ids).await?;
    let awaiting = awaiting(&mut reader, &member, &newest, waiting, &people).await?;
    drop(reader);
    let current: Vec<&Review> = reviews
        .iter()
        .filter(|review| newest.get(&review.file) == Some(&review.version))
        .collect();
    let now = app.now();
    let projects = summaries
        .into_iter()
        .map(|summary| card(summary, &current, &asked, &people, now))
        .collect();
    Ok(OverviewDto {
        projects,
        awaiting,
        trashed,
    })
}

/// The newest version of each file that was ever reviewed and is not in the trash.
async fn newest_versions(
    reader: &mut impl Reading,
    reviews: &[Review],
) -> Result<HashMap<FileId, VersionId>> {
    let ids: HashSet<ProjectId> = reviews.iter().map(|review| review.project).collect();
    let mut newest = HashMap::new();
    // The team's own member asks; trashed projects are left out.
    let system = Actor::system();
    for id in ids {
        match projects::open(reader, &system, Action::See, id).await {
            Ok(project) => {
                let outline = listing::outline(reader, &project).await?;
                newest.extend(outline.into_iter().map(|spot| (spot.file, spot.newest)));
            }
            Err(Error::NotFound) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(newest)
}

async fn awaiting(
    reader: &mut impl Reading,
    member: &Member,
    newest: &HashMap<FileId, VersionId>,
    waiting: Vec<Review>,
    people: &People,
) -> Result<Vec<AwaitingDto>> {
    let waiting: Vec<Review> = waiting
        .into_iter()
        .filter(|review| {
            review.team == member.team && newest.get(&review.file) == Some(&review.version)
        })
        .collect();
    let files: Vec<FileId> = waiting.iter().map(|review| review.file).collect();
    let files = listing::many(reader, &files).await?;
    let versions: Vec<VersionId> = waiting.iter().map(|review| review.version).collect();
    let versions = versions::many(reader, &versions).await?;
    let projects: Vec<ProjectId> = waiting.iter().map(|review| review.project).collect();
    let projects = projects::names(reader, &projects).await?;
    let groups = group_names(reader, &waiting).await?;
    let card = |review: Review| {
        Some(AwaitingDto {
            review: review.id,
            file_name: files.get(&review.file)?.file.name.clone(),
            project_name: projects.get(&review.project)?.clone(),
            group_name: groups.get(&review.group)?.clone(),
            version: review.version,
            kind: versions.get(&review.version)?.kind.token().to_owned(),
            due_at: review.due.map(|due| due.at),
            due_zone: review.due.map(|due| due.zone),
            asked_by: review.started_by.map(|person| people.person(person)),
        })
    };
    Ok(waiting.into_iter().filter_map(card).collect())
}

async fn group_names(
    reader: &mut impl Reading,
    reviews: &[Review],
) -> Result<HashMap<GroupId, String>> {
    let app = reader.app().clone();
    let projects: HashSet<ProjectId> = reviews.iter().map(|review| review.project).collect();
    let mut names = HashMap::new();
    for project in projects {
        let key = key_of(&app, project).await?;
        let groups: Vec<Group> = reader.rows(&sql::GROUPS, &args![project]).await?;
        for group in groups {
            names.insert(group.id, group.name(&app, key.as_ref())?);
        }
    }
    Ok(names)
}

fn card(
    summary: ProjectSummary,
    current: &[&Review],
    asked: &[Asked],
    people: &People,
    now: Millis,
) -> ProjectCardDto {
    let id = summary.project.id;
    let mut counts = StatusCountsDto::default();
    let mut overdue = 0;
    let mut next_due = None::<Millis>;
    for review in current.iter().filter(|review| review.project == id) {
        match review.status {
            Status::Approve => counts.approve += 1,
            Status::ChangesOk => counts.changes_ok += 1,
            Status::Request => counts.request += 1,
            Status::Reject => counts.reject += 1,
            Status::Review => counts.review += 1,
        }
        overdue += u32::from(review.is_overdue(now));
        let due = review
            .due
            .map(|due| due.at)
            .filter(|at| review.status == Status::Review && *at >= now);
        next_due = [next_due, due].into_iter().flatten().min();
    }
    let mut faces: Vec<PersonId> = Vec::new();
    for asked in asked.iter().filter(|asked| asked.project == id) {
        if faces.len() < FACES && !faces.contains(&asked.person) {
            faces.push(asked.person);
        }
    }
    ProjectCardDto {
        id,
        name: summary.project.name,
        files: summary.files,
        thumbnails: summary.faces,
        reviews: counts,
        overdue,
        next_due,
        people: faces
            .into_iter()
            .map(|person| people.person(person))
            .collect(),
        last_activity: summary.last_activity,
    }
}

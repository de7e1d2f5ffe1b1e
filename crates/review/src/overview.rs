//! The projects page: every project of the team with its progress, what awaits the viewer, and the trash.

use std::collections::{BTreeSet, HashMap, HashSet};

use db::{FromRow, Row, args};
use files::projects::{self, ProjectSummary};
use files::{files as listing, versions};
use kernel::tx::Reading;
use kernel::{Actor, App, Error, FileId, GroupId, Id, PersonId, ProjectId, Result, VersionId};

use crate::groups::{Group, key_of};
use crate::people::{People, Viewer};
use crate::reviews::Review;
use crate::wire::{AwaitingDto, OverviewDto, ProjectCardDto, TrashedDto};
use crate::{sql, tallies};

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
    let counts = tallies::of_team(&mut reader, member.team).await?;
    let awaited = tallies::awaited(&mut reader, member.team).await?;
    let asked: Vec<Asked> = reader
        .rows(&sql::REVIEWERS_OF_TEAM, &args![member.team])
        .await?;
    let mut waiting: Vec<Review> = reader
        .rows(&sql::AWAITING, &args![member.person, member.team])
        .await?;
    // What lies in a project in the trash awaits nobody.
    let kept: HashSet<ProjectId> = summaries.iter().map(|one| one.project.id).collect();
    waiting.retain(|review| kept.contains(&review.project));
    let mut ids: BTreeSet<PersonId> = asked.iter().map(|asked| asked.person).collect();
    ids.extend(waiting.iter().filter_map(|review| review.started_by));
    let people = People::read(&mut reader, &Viewer::member(member.person), ids).await?;
    let awaiting = awaiting(&mut reader, waiting, &people).await?;
    drop(reader);
    let card = |summary: ProjectSummary| {
        let id = summary.project.id;
        ProjectCardDto {
            reviews: counts.get(&id).cloned().unwrap_or_default(),
            overdue: awaited.get(&id).map_or(0, |awaited| awaited.overdue),
            next_due: awaited.get(&id).and_then(|awaited| awaited.next_due),
            people: faces(&asked, id)
                .into_iter()
                .map(|person| people.person(person))
                .collect(),
            id,
            name: summary.project.name,
            files: summary.files,
            thumbnails: summary.faces,
            last_activity: summary.last_activity,
        }
    };
    let projects = summaries.into_iter().map(card).collect();
    Ok(OverviewDto {
        projects,
        awaiting,
        trashed,
    })
}

async fn awaiting(
    reader: &mut impl Reading,
    waiting: Vec<Review>,
    people: &People,
) -> Result<Vec<AwaitingDto>> {
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

/// The first reviewers that a project invited.
fn faces(asked: &[Asked], project: ProjectId) -> Vec<PersonId> {
    let mut faces: Vec<PersonId> = Vec::new();
    for asked in asked.iter().filter(|asked| asked.project == project) {
        if faces.len() < FACES && !faces.contains(&asked.person) {
            faces.push(asked.person);
        }
    }
    faces
}

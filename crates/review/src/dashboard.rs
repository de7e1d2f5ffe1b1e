//! The matrix of a project: a page of files, each with its review in every group. As many statements for a project of
//! fifty files as for one of many thousand, as long as no filter is set.

use std::collections::{HashMap, HashSet};

use db::{Value, args};
use files::files::{self as listing, Listed, Spot};
use files::projects::{self, Project};
use files::sections::{self, Section};
use kernel::tx::Reading;
use kernel::{
    Action, Actor, App, Error, FileId, Granted, GroupId, Id, Millis, PersonId, ProjectId, Result,
    ReviewId,
};

use crate::dots::Marks;
use crate::groups::{self, Group, key_of};
use crate::ledger;
use crate::page::version_dto;
use crate::people::{People, Viewer};
use crate::reviewers::Reviewer;
use crate::reviews::{Review, newest_by_cell};
use crate::rules::status::Status;
use crate::wire::{
    CellDto, CellReviewDto, DashboardDto, DashboardFileDto, EarlierReviewDto, NamedDto, SectionDto,
};
use crate::{sql, tallies};

/// How many files a page has.
const PAGE: usize = 50;

/// Which files to show.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Where the page begins.
    pub cursor: Option<String>,
    /// Only files with a review in this state.
    pub status: Option<Wanted>,
    /// Only files with a review in this group; with a status, in that state there.
    pub group: Option<GroupId>,
}

/// A state to filter by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// A status.
    Status(Status),
    /// Late.
    Overdue,
    /// Not started in the group, or in none.
    None,
}

impl Wanted {
    /// The state of a word in the address.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "overdue" => Some(Self::Overdue),
            "none" => Some(Self::None),
            word => Status::parse(word).map(Self::Status),
        }
    }
}

/// A page of the project's matrix.
pub async fn show(app: &App, who: &Actor, id: ProjectId, filter: Filter) -> Result<DashboardDto> {
    let mut reader = app.read(who).await?;
    let project = projects::open(&mut reader, who, Action::See, id).await?;
    let member = who.in_team(project.team).ok_or(Error::NotFound)?;
    let viewer = Viewer::member(member.person);
    let groups = groups::of_project(&mut reader, id).await?;
    let sections = sections::list(&mut reader, &project).await?;
    let count = sections.iter().map(|section| section.count).sum();
    let totals = tallies::of_project(&mut reader, project.team, id, count).await?;
    let (files, next_cursor) = page(&mut reader, &project, &filter, app.now()).await?;
    let rows = read(&mut reader, &viewer, id, &files).await?;
    drop(reader);
    let cells = newest_by_cell(&rows.reviews);
    let key = key_of(app, id).await?;
    let shown: HashSet<PersonId> = rows
        .reviewers
        .iter()
        .map(|reviewer| reviewer.person)
        .collect();
    Ok(DashboardDto {
        project: NamedDto {
            id: id.to_string(),
            name: project.name.clone(),
        },
        sections: sections.into_iter().map(section_dto).collect(),
        totals,
        files: files
            .iter()
            .map(|listed| rows.file(listed, &groups, &viewer, &cells, app.now()))
            .collect(),
        groups: groups
            .iter()
            .map(|group| group.dto(app, key.as_ref()))
            .collect::<Result<_>>()?,
        next_cursor,
        abilities: projects::abilities(who, &project),
        people: shown
            .into_iter()
            .map(|person| rows.people.person(person))
            .collect(),
    })
}

fn section_dto(section: Section) -> SectionDto {
    let Section { id, name, count } = section;
    SectionDto { id, name, count }
}

/// What belongs to the files of one page.
struct Rows {
    reviews: Vec<Review>,
    reviewers: Vec<Reviewer>,
    marks: Marks,
    comments_open: HashMap<ReviewId, u32>,
    people: People,
}

async fn read(
    reader: &mut impl Reading,
    viewer: &Viewer,
    project: ProjectId,
    files: &[Listed],
) -> Result<Rows> {
    let reviewers: Vec<Reviewer> = reader
        .rows(&sql::REVIEWERS_OF_PROJECT, &args![project])
        .await?;
    let mut reviews = Vec::new();
    let mut marks = Marks::default();
    let mut comments_open = HashMap::new();
    if let Some(ids) = fifty(files) {
        reviews = reader.rows(&sql::REVIEWS_OF_FILES, &ids).await?;
        let openings = reader.rows(&sql::OPENINGS_OF_FILES, &ids).await?;
        marks = Marks::new(openings, ledger::marks_of_files(reader, &ids).await?);
        let counts: Vec<(uuid::Uuid, u32)> =
            reader.rows(&sql::COMMENTS_OPEN_OF_FILES, &ids).await?;
        comments_open = counts
            .into_iter()
            .map(|(review, count)| (Id::from_uuid(review), count))
            .collect();
    }
    let mut ids = marks.people();
    ids.extend(reviewers.iter().map(|reviewer| reviewer.person));
    ids.extend(files.iter().filter_map(|listed| listed.version.created_by));
    let people = People::read(reader, viewer, ids).await?;
    Ok(Rows {
        reviews,
        reviewers,
        marks,
        comments_open,
        people,
    })
}

async fn page(
    reader: &mut impl Reading,
    project: &Granted<Project>,
    filter: &Filter,
    now: Millis,
) -> Result<(Vec<Listed>, Option<String>)> {
    if filter.status.is_none() && filter.group.is_none() {
        let limit = u32::try_from(PAGE).unwrap_or(u32::MAX);
        let page = listing::page(reader, project, filter.cursor.as_deref(), limit).await?;
        return Ok((page.files, page.next_cursor));
    }
    let arguments = args![project.team, project.id];
    let reviews: Vec<Review> = reader.rows(&sql::REVIEWS_SHOWN, &arguments).await?;
    let mut by_file: HashMap<FileId, Vec<&Review>> = HashMap::new();
    for review in &reviews {
        by_file.entry(review.file).or_default().push(review);
    }
    let outline = listing::outline(reader, project).await?;
    let none = Vec::new();
    let begin = begin(filter.cursor.as_deref(), &outline)?;
    let mut ids: Vec<FileId> = outline
        .iter()
        .skip(begin)
        .map(|spot| spot.file)
        .filter(|file| matches(filter, by_file.get(file).unwrap_or(&none), now))
        .take(PAGE + 1)
        .collect();
    let more = ids.len() > PAGE;
    ids.truncate(PAGE);
    let mut files = listing::many(reader, &ids).await?;
    let next_cursor = ids.last().filter(|_| more).map(ToString::to_string);
    Ok((
        ids.iter().filter_map(|id| files.remove(id)).collect(),
        next_cursor,
    ))
}

/// The place after the file that a filtered page ended with. A file that has left begins the list anew.
fn begin(cursor: Option<&str>, outline: &[Spot]) -> Result<usize> {
    let Some(cursor) = cursor else { return Ok(0) };
    let last: FileId = cursor.parse().map_err(|_| Error::Invalid {
        field: "cursor",
        code: "cursor",
        detail: "This list has no such page. Load it from the beginning.",
    })?;
    Ok(outline
        .iter()
        .position(|spot| spot.file == last)
        .map_or(0, |place| place + 1))
}

fn matches(filter: &Filter, reviews: &[&Review], now: Millis) -> bool {
    let mut here = reviews
        .iter()
        .filter(|review| filter.group.is_none_or(|group| review.group == group));
    match filter.status {
        Some(Wanted::None) => here.next().is_none(),
        Some(Wanted::Overdue) => here.any(|review| review.is_overdue(now)),
        Some(Wanted::Status(status)) => here.any(|review| review.status == status),
        None => here.next().is_some(),
    }
}

impl Rows {
    fn file(
        &self,
        listed: &Listed,
        groups: &[Group],
        viewer: &Viewer,
        cells: &HashMap<(FileId, GroupId), &Review>,
        now: Millis,
    ) -> DashboardFileDto {
        let cell = |group: &Group| {
            let found = cells.get(&(listed.file.id, group.id)).copied();
            let (current, earlier) = match found {
                Some(review) if review.version == listed.version.id => (Some(review), None),
                earlier => (None, earlier),
            };
            CellDto {
                group: group.id,
                review: current.map(|review| self.cell(review, now)),
                earlier: earlier.map(|review| EarlierReviewDto {
                    id: review.id,
                    status: review.status,
                    version_number: review.version_number,
                }),
            }
        };
        DashboardFileDto {
            id: listed.file.id,
            name: listed.file.name.clone(),
            section: listed.file.section,
            version: version_dto(&listed.version, viewer, &self.people),
            versions: listed.version.number,
            cells: groups.iter().map(cell).collect(),
        }
    }

    fn cell(&self, review: &Review, now: Millis) -> CellReviewDto {
        let reviewers = self
            .reviewers
            .iter()
            .filter(|reviewer| reviewer.group == review.group);
        CellReviewDto {
            id: review.id,
            status: review.status,
            version: review.version,
            version_number: review.version_number,
            due_at: review.due.map(|due| due.at),
            due_zone: review.due.map(|due| due.zone),
            locked: review.locked,
            overdue: review.is_overdue(now),
            comments_open: self
                .comments_open
                .get(&review.id)
                .copied()
                .unwrap_or_default(),
            dots: self.marks.of(review, reviewers, &self.people),
        }
    }
}

/// The arguments of the statements with fifty places; none for an empty page.
fn fifty(files: &[Listed]) -> Option<Vec<Value>> {
    let ids = files.iter().map(|listed| Value::from(listed.file.id));
    let ids: Vec<Value> = ids.collect();
    let filled: Vec<Value> = ids.iter().cycle().take(PAGE).cloned().collect();
    (!ids.is_empty()).then_some(filled)
}

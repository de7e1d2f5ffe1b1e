//! Reviews: one version in one reviewer group. Started, opened, given a due date, a status by hand or a lock.

use std::collections::HashMap;

use db::{FromRow, Row, args};
use files::files as listing;
use files::marks;
use files::versions::{self, Version};
use kernel::tx::Reading;
use kernel::{
    Action, Actor, App, Error, Event, EventKind, FileId, Granted, GroupId, Guarded, Id, Millis,
    PersonId, ProjectId, Resource, Result, ReviewId, TeamId, Tx, VersionId, grant,
};

use crate::groups::Group;
use crate::guests;
use crate::rules::due::{self, Due, is_overdue};
use crate::rules::status::Status;
use crate::rules::switches::Settings;
use crate::signed::name_of;
use crate::sql;
use crate::wire::{ChangeReview, ReviewDto, StartReviews};

/// The most reviews that one request starts.
const AT_ONCE: usize = 500;
/// How exactly the last look at a review is kept, in milliseconds.
const LOOK_EVERY: Millis = 10 * 60 * 1000;

/// One version in one group.
#[derive(Debug, Clone)]
pub struct Review {
    /// Which one.
    pub id: ReviewId,
    /// Of which team.
    pub team: TeamId,
    /// In which project.
    pub project: ProjectId,
    /// In which group.
    pub group: GroupId,
    /// Of which file.
    pub file: FileId,
    /// Of which version.
    pub version: VersionId,
    /// That version's number.
    pub version_number: u32,
    /// Where it stands.
    pub status: Status,
    /// When it is due.
    pub due: Option<Due>,
    /// Whether it is closed for comments and decisions.
    pub locked: bool,
    /// Who started it.
    pub started_by: Option<PersonId>,
    /// Since when.
    pub started_at: Millis,
    /// The group's settings.
    pub settings: Settings,
}

impl Guarded for Review {
    fn resource(&self) -> Resource {
        Resource::Review {
            team: self.team,
            group: self.group,
            locked: self.locked,
            switches: self.settings.guests(self.status),
        }
    }
}

impl FromRow for Review {
    fn from_row(row: &Row) -> db::Result<Self> {
        let due = match (row.opt_int(8)?, row.opt_text(9)?.and_then(due::known_zone)) {
            (Some(at), zone) => Some(Due {
                at,
                zone: zone.unwrap_or("UTC"),
            }),
            (None, _) => None,
        };
        Ok(Self {
            id: Id::from_uuid(row.uuid(0)?),
            team: Id::from_uuid(row.uuid(1)?),
            project: Id::from_uuid(row.uuid(2)?),
            group: Id::from_uuid(row.uuid(3)?),
            file: Id::from_uuid(row.uuid(4)?),
            version: Id::from_uuid(row.uuid(5)?),
            version_number: row.u32(6)?,
            status: Status::parse(row.text(7)?)
                .ok_or_else(|| row.inconsistent("unknown status"))?,
            due,
            locked: row.bool(10)?,
            started_by: row.opt_uuid(11)?.map(Id::from_uuid),
            started_at: row.int(12)?,
            settings: Settings::from_bits(row.int(13)?),
        })
    }
}

impl Review {
    /// Whether the moment has passed while decisions are awaited.
    pub fn is_overdue(&self, now: Millis) -> bool {
        is_overdue(self.due.map(|due| due.at), self.status, self.locked, now)
    }

    pub(crate) fn dto(&self, now: Millis) -> ReviewDto {
        ReviewDto {
            id: self.id,
            status: self.status,
            due_at: self.due.map(|due| due.at),
            due_zone: self.due.map(|due| due.zone),
            locked: self.locked,
            overdue: self.is_overdue(now),
        }
    }

    pub(crate) fn event(&self, kind: EventKind) -> Event {
        Event::new(kind, self.team)
            .project(self.project)
            .file(self.file)
            .version(self.version)
            .group(self.group)
            .review(self.id)
    }
}

/// A version that the actor reaches: a member through its project, a guest through a review of it in their group.
#[derive(Debug)]
pub struct ReviewedVersion {
    /// The version.
    pub version: Version,
    /// The guest's review of it.
    pub review: Option<ReviewId>,
    resource: Resource,
}

impl Guarded for ReviewedVersion {
    fn resource(&self) -> Resource {
        self.resource
    }
}

impl ReviewedVersion {
    /// The name under which its bytes are handed out: to members what it was uploaded as.
    ///
    /// SECURITY: a file may have been renamed so that its reviewers do not read what it was called; guarded by test
    /// `bytes_leave_under_the_name_that_a_guest_is_shown`.
    pub async fn shown_name(&self, app: &App) -> Result<String> {
        let version = &self.version;
        // Members ask for many ranges, and nothing is read for them here.
        if self.review.is_none() {
            return Ok(version.filename.clone());
        }
        let mut reader = app.read(&Actor::anonymous()).await?;
        let file = listing::get(&mut reader, version.file)
            .await?
            .ok_or(Error::NotFound)?;
        Ok(name_of(file, version))
    }
}

/// A version with the actor's permission to do this to it. What a guest may do is what any of their groups that
/// review exactly this version allows.
pub async fn version_for(
    app: &App,
    who: &Actor,
    action: Action,
    id: VersionId,
) -> Result<Granted<ReviewedVersion>> {
    let version = versions::recalled(app, id).await?.ok_or(Error::NotFound)?;
    if who.is_system() || who.in_team(version.team).is_some() {
        let resource = version.resource();
        return grant(
            who,
            action,
            ReviewedVersion {
                version,
                review: None,
                resource,
            },
        );
    }
    let mut reader = app.read(who).await?;
    // SECURITY: a link of one group reads the versions under review in that group and nothing else; guarded by test
    // `a_link_of_one_group_reads_nothing_of_another`.
    let reviews: Vec<Review> = reader.rows(&sql::REVIEWS_OF_VERSION, &args![id]).await?;
    let mut refusal = Error::NotFound;
    // A file that moved to another project has left its reviewers behind.
    let mine =
        |review: &Review| who.grant(review.group).is_some() && review.project == version.project;
    for review in reviews.into_iter().filter(mine) {
        let reviewed = ReviewedVersion {
            version: version.clone(),
            review: Some(review.id),
            resource: review.resource(),
        };
        match grant(who, action, reviewed) {
            Ok(granted) => return Ok(granted),
            Err(error) => refusal = error,
        }
    }
    Err(refusal)
}

/// A review whose file is not in the trash, and its version, if the actor may do this to it.
pub async fn open(
    reader: &mut impl Reading,
    who: &Actor,
    action: Action,
    id: ReviewId,
) -> Result<(Granted<Review>, Version)> {
    let review: Option<Review> = reader.row(&sql::REVIEW, &args![id]).await?;
    with_version(reader, who, action, review).await
}

/// Like [`open`], locked against others who change it.
pub(crate) async fn open_locked(
    tx: &mut Tx,
    who: &Actor,
    action: Action,
    id: ReviewId,
) -> Result<(Granted<Review>, Version)> {
    let review: Option<Review> = tx.row(&sql::REVIEW_LOCKED, &args![id]).await?;
    let (review, version) = with_version(tx, who, action, review).await?;
    guests::refuse_gone(tx, who, review.group).await?;
    Ok((review, version))
}

async fn with_version(
    reader: &mut impl Reading,
    who: &Actor,
    action: Action,
    review: Option<Review>,
) -> Result<(Granted<Review>, Version)> {
    let mut review = review.ok_or(Error::NotFound)?;
    // In an archived project every review is closed, whatever it was before.
    review.locked |= marks::is_archived(reader, review.project).await?;
    let review = grant(who, action, review)?;
    let version = versions::get(reader, review.version)
        .await?
        .ok_or(Error::NotFound)?;
    // SECURITY: a file that moved to another project has left its reviewers behind; guarded by test
    // `a_file_that_moved_away_is_gone_for_its_reviewers_and_kept_for_the_team`.
    let left = review.project != version.project;
    if left && !who.is_system() && who.in_team(review.team).is_none() {
        return Err(Error::NotFound);
    }
    Ok((review, version))
}

/// A review that stayed behind when its file moved is history.
fn refuse_left(review: &Review, version: &Version) -> Result<()> {
    if review.project != version.project {
        return Err(Error::Conflict {
            code: "file_moved",
            detail: "The file was moved to another project, and this review stays closed. Start a new one there.",
        });
    }
    Ok(())
}

/// The groups in which a version is reviewed, each with its review; for what is told about the version itself.
pub async fn groups_of(
    reader: &mut impl Reading,
    version: VersionId,
) -> Result<Vec<(GroupId, ReviewId)>> {
    let reviews: Vec<Review> = reader
        .rows(&sql::REVIEWS_OF_VERSION, &args![version])
        .await?;
    Ok(reviews
        .into_iter()
        .map(|review| (review.group, review.id))
        .collect())
}

/// Starts a review of every version in every group. What was started before stays as it is.
pub async fn start(app: &App, who: &Actor, input: StartReviews) -> Result<Vec<ReviewId>> {
    let StartReviews {
        versions,
        groups,
        due_at,
        due_zone,
    } = input;
    if versions.is_empty() || groups.is_empty() {
        return Err(Error::Invalid {
            field: "versions",
            code: "empty",
            detail: "Choose at least one file and one reviewer group.",
        });
    }
    if versions.len().saturating_mul(groups.len()) > AT_ONCE {
        return Err(Error::Invalid {
            field: "versions",
            code: "too_many",
            detail: "At most 500 reviews can be started at once. Choose fewer files or groups.",
        });
    }
    let due = due::due(due_at, due_zone.as_deref(), app.now())?;
    let mut tx = app.write(who).await?;
    let groups = open_groups(&mut tx, who, &groups).await?;
    let found = versions::many(&mut tx, &versions).await?;
    let mut reviews = Vec::with_capacity(versions.len() * groups.len());
    let mut started = false;
    for id in versions {
        let version = found.get(&id).cloned().ok_or(Error::NotFound)?;
        let version = grant(who, Action::StartReview, version)?;
        for group in &groups {
            let (review, is_new) = start_one(&mut tx, who, &version, group, due).await?;
            started |= is_new;
            reviews.push(review);
        }
    }
    // Nothing was written when all of them were there already.
    if started {
        tx.commit().await?;
    }
    Ok(reviews)
}

/// Sets the status by hand, the due date or the lock.
pub async fn change(
    app: &App,
    who: &Actor,
    id: ReviewId,
    change: ChangeReview,
) -> Result<ReviewDto> {
    let mut tx = app.write(who).await?;
    let (review, version) = open_locked(&mut tx, who, Action::See, id).await?;
    let mut review = review.into_inner();
    marks::refuse_archived(&mut tx, review.project).await?;
    refuse_left(&review, &version)?;
    let now = tx.now();
    if let Some(status) = change.status {
        grant(who, Action::SetStatus, review.clone())?;
        tx.execute_one(&sql::SET_STATUS, &args![id, status.token(), true])
            .await?;
        tx.emit(review.event(EventKind::ReviewStatusSet));
        review.status = status;
    }
    if let Some(due_at) = change.due_at {
        grant(who, Action::SetDue, review.clone())?;
        let due = due::due(due_at, change.due_zone.as_deref(), now)?;
        let (at, zone) = (due.map(|due| due.at), due.map(|due| due.zone));
        tx.execute_one(&sql::SET_DUE, &args![id, at, zone]).await?;
        tx.emit(review.event(EventKind::ReviewDueSet));
        review.due = due;
    }
    if let Some(locked) = change.locked.filter(|locked| *locked != review.locked) {
        grant(who, Action::Lock, review.clone())?;
        tx.execute_one(&sql::SET_LOCKED, &args![id, locked]).await?;
        let kind = if locked {
            EventKind::ReviewLocked
        } else {
            EventKind::ReviewUnlocked
        };
        tx.emit(review.event(kind));
        review.locked = locked;
    }
    tx.commit().await?;
    Ok(review.dto(now))
}

/// Notes that somebody looked at a review, at most once in ten minutes.
pub(crate) async fn mark_opened(
    app: &App,
    who: &Actor,
    review: &Review,
    person: PersonId,
) -> Result<()> {
    let mut reader = app.read(who).await?;
    let last: Option<i64> = reader.row(&sql::OPENING, &args![review.id, person]).await?;
    drop(reader);
    if last.is_some_and(|last| app.now() - last < LOOK_EVERY) {
        return Ok(());
    }
    let mut tx = app.write(who).await?;
    let now = tx.now();
    tx.execute(&sql::PUT_OPENING, &args![review.id, person, now])
        .await?;
    tx.emit(review.event(EventKind::ReviewOpened));
    tx.commit().await
}

async fn open_groups(tx: &mut Tx, who: &Actor, ids: &[GroupId]) -> Result<Vec<Granted<Group>>> {
    let mut groups = Vec::with_capacity(ids.len());
    for id in ids {
        let group = crate::groups::open(tx, who, Action::StartReview, *id).await?;
        marks::refuse_archived(tx, group.project).await?;
        groups.push(group);
    }
    Ok(groups)
}

pub(crate) async fn start_one(
    tx: &mut Tx,
    who: &Actor,
    version: &Granted<Version>,
    group: &Group,
    due: Option<Due>,
) -> Result<(ReviewId, bool)> {
    if group.project != version.project {
        return Err(Error::NotFound);
    }
    let id: ReviewId = tx.mint();
    let starter = who.in_team(group.team).map(|member| member.person);
    let (at, zone) = (due.map(|due| due.at), due.map(|due| due.zone));
    let now = tx.now();
    let arguments = args![
        id,
        group.team,
        group.project,
        group.id,
        version.file,
        version.id,
        version.number,
        at,
        zone,
        now,
        starter
    ];
    if tx.execute(&sql::INSERT_REVIEW, &arguments).await? == 1 {
        let event = Event::new(EventKind::ReviewStarted, group.team);
        let event = event
            .project(group.project)
            .file(version.file)
            .version(version.id);
        tx.emit(event.group(group.id).review(id));
        return Ok((id, true));
    }
    let existing: Option<uuid::Uuid> = tx
        .row(&sql::REVIEW_OF, &args![version.id, group.id])
        .await?;
    existing
        .map(|id| (Id::from_uuid(id), false))
        .ok_or(Error::broken("a review is there and is not"))
}

/// For each file and group the review of the file's newest version, or the newest of an older one.
pub(crate) fn newest_by_cell(reviews: &[Review]) -> HashMap<(FileId, GroupId), &Review> {
    let mut cells: HashMap<(FileId, GroupId), &Review> = HashMap::new();
    for review in reviews {
        let cell = cells.entry((review.file, review.group)).or_insert(review);
        if review.version_number > cell.version_number {
            *cell = review;
        }
    }
    cells
}

//! Files: their names, places and stay in the trash. How files come to be is in `uploads`.

use std::collections::HashMap;

use db::{FromRow, Row, args};
use kernel::tx::Reading;
use kernel::{
    Action, Actor, App, Error, Event, EventKind, FileId, Granted, Guarded, Id, Millis, PersonId,
    ProjectId, Resource, Result, SectionId, TeamId, Tx, VersionId, grant,
};
use vault::{Key, Sealed};

use crate::projects::{Project, batches};
use crate::rules::cursor::Cursor;
use crate::rules::{limits, name};
use crate::sealed::{ProjectKeys, key_of, open_name, seal_name, slot};
use crate::versions::{Version, VersionRow};
use crate::{jobs, sections, sql};

/// A thing under review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Which one.
    pub id: FileId,
    /// Of which team.
    pub team: TeamId,
    /// In which project.
    pub project: ProjectId,
    /// Under which section.
    pub section: SectionId,
    /// Its name.
    pub name: String,
    /// Whether somebody gave it this name; otherwise the name follows the newest version.
    pub pinned: bool,
    /// Its newest version.
    pub newest: VersionId,
    /// Who added it.
    pub created_by: Option<PersonId>,
    /// When it was added.
    pub created_at: Millis,
    /// Since when it lies in the trash.
    pub trashed_at: Option<Millis>,
}

impl Guarded for File {
    fn resource(&self) -> Resource {
        Resource::Project {
            team: self.team,
            project: self.project,
        }
    }
}

/// A file with its newest version. A file has as many versions as the newest one's number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The file.
    pub file: File,
    /// Its newest version.
    pub version: Version,
}

/// Some files of a project, in its order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The files.
    pub files: Vec<Listed>,
    /// Where the next page begins, unless this is the last.
    pub next_cursor: Option<String>,
}

/// The place of a file in a project's order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spot {
    /// The file.
    pub file: FileId,
    /// Its section.
    pub section: SectionId,
    /// Its newest version.
    pub newest: VersionId,
}

/// What to change about a file.
#[derive(Debug, Clone, Default)]
pub struct FileChange {
    /// Another name, which stays when versions are added.
    pub name: Option<String>,
    /// Another section of the same project; the file goes behind the others.
    pub section: Option<SectionId>,
    /// Another place in its section, from 0.
    pub position: Option<u32>,
}

struct FileRow {
    id: FileId,
    team: TeamId,
    project: ProjectId,
    section: SectionId,
    position: i64,
    newest: VersionId,
    pinned: bool,
    sealed: Option<Sealed>,
    created_by: Option<PersonId>,
    created_at: Millis,
    trashed_at: Option<Millis>,
}

struct ListedRow {
    file: FileRow,
    version: VersionRow,
}

impl FileRow {
    const COLUMNS: usize = 11;

    fn open(self, app: &App, key: Option<&Key>) -> Result<File> {
        let place = slot(self.team, "files_files", self.id);
        Ok(File {
            id: self.id,
            team: self.team,
            project: self.project,
            section: self.section,
            name: open_name(app, key, place, self.sealed.as_ref())?,
            pinned: self.pinned,
            newest: self.newest,
            created_by: self.created_by,
            created_at: self.created_at,
            trashed_at: self.trashed_at,
        })
    }
}

impl FromRow for FileRow {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            id: Id::from_uuid(row.uuid(0)?),
            team: Id::from_uuid(row.uuid(1)?),
            project: Id::from_uuid(row.uuid(2)?),
            section: Id::from_uuid(row.uuid(3)?),
            position: row.int(4)?,
            newest: Id::from_uuid(row.uuid(5)?),
            pinned: row.bool(6)?,
            sealed: row.opt_sealed(7)?,
            created_by: row.opt_uuid(8)?.map(Id::from_uuid),
            created_at: row.int(9)?,
            trashed_at: row.opt_int(10)?,
        })
    }
}

impl ListedRow {
    fn open(self, app: &App, key: Option<&Key>) -> Result<Listed> {
        Ok(Listed {
            file: self.file.open(app, key)?,
            version: self.version.open(app, key)?,
        })
    }
}

impl FromRow for ListedRow {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            file: FileRow::from_row(row)?,
            version: VersionRow::at(row, FileRow::COLUMNS)?,
        })
    }
}

/// A file that is not in the trash, if the member may do this to it.
pub async fn open(
    reader: &mut impl Reading,
    who: &Actor,
    action: Action,
    id: FileId,
) -> Result<Granted<File>> {
    let file = get(reader, id).await?.ok_or(Error::NotFound)?;
    grant(who, action, file)
}

/// A file that is not in the trash. The caller has proven access in another way, such as through a review.
pub async fn get(reader: &mut impl Reading, id: FileId) -> Result<Option<File>> {
    Ok(get_kept(reader, id)
        .await?
        .filter(|file| file.trashed_at.is_none()))
}

/// These files with their newest versions, without those in the trash. The caller has proven access.
pub async fn many(reader: &mut impl Reading, ids: &[FileId]) -> Result<HashMap<FileId, Listed>> {
    let app = reader.app().clone();
    let mut rows = Vec::with_capacity(ids.len());
    for batch in batches(ids) {
        rows.extend(reader.rows::<ListedRow>(&sql::FILES, &batch).await?);
    }
    let keys = ProjectKeys::of(&app, rows.iter().map(|row| row.file.project)).await?;
    let open = |row: ListedRow| {
        let key = keys.get(row.file.project);
        let listed = row.open(&app, key)?;
        Ok((listed.file.id, listed))
    };
    rows.into_iter().map(open).collect()
}

/// A page of the project's files with their newest versions. Sections are read one after the other until the page is
/// full, so that a page costs the same however many files the project has.
pub async fn page(
    reader: &mut impl Reading,
    project: &Granted<Project>,
    cursor: Option<&str>,
    limit: u32,
) -> Result<Page> {
    let app = reader.app().clone();
    let after = cursor.map_or_else(|| Ok(Cursor::start()), Cursor::decode)?;
    let size = usize::try_from(limit.clamp(1, limits::PAGE)).unwrap_or(usize::MAX);
    let mut rows: Vec<(ListedRow, i64)> = Vec::with_capacity(size + 1);
    for section in sections::rows(reader, project.id).await? {
        let missing = (size + 1).saturating_sub(rows.len());
        if section.position < after.section || missing == 0 {
            continue;
        }
        let begin = after.in_section(section.position);
        let missing = u32::try_from(missing).unwrap_or(u32::MAX);
        let arguments = args![section.id, begin.file, begin.id, missing];
        let found: Vec<ListedRow> = reader.rows(&sql::FILES_OF_SECTION, &arguments).await?;
        rows.extend(found.into_iter().map(|row| (row, section.position)));
    }
    let more = rows.len() > size;
    rows.truncate(size);
    let next_cursor = rows.last().filter(|_| more).map(cursor_behind);
    let key = key_of(&app, project.id).await?;
    let open = |(row, _): (ListedRow, i64)| row.open(&app, key.as_ref());
    Ok(Page {
        files: rows.into_iter().map(open).collect::<Result<_>>()?,
        next_cursor,
    })
}

fn cursor_behind((row, section): &(ListedRow, i64)) -> String {
    let cursor = Cursor {
        section: *section,
        file: row.file.position,
        id: row.file.id,
    };
    cursor.encode()
}

/// The order of all the project's files, ids only: what a filter by review picks its page from.
pub async fn outline(reader: &mut impl Reading, project: &Granted<Project>) -> Result<Vec<Spot>> {
    type Ids = (uuid::Uuid, uuid::Uuid, uuid::Uuid);
    let rows = reader
        .rows::<Ids>(&sql::FILES_OUTLINE, &args![project.id])
        .await?;
    let spot = |(file, section, newest)| Spot {
        file: Id::from_uuid(file),
        section: Id::from_uuid(section),
        newest: Id::from_uuid(newest),
    };
    Ok(rows.into_iter().map(spot).collect())
}

/// The project's files in the trash, the last one first.
pub async fn trashed(reader: &mut impl Reading, project: &Granted<Project>) -> Result<Vec<File>> {
    let app = reader.app().clone();
    let rows = reader
        .rows::<FileRow>(&sql::FILES_IN_TRASH, &args![project.id])
        .await?;
    let key = key_of(&app, project.id).await?;
    rows.into_iter()
        .map(|row| row.open(&app, key.as_ref()))
        .collect()
}

/// Renames or moves a file.
pub async fn change(app: &App, who: &Actor, id: FileId, change: FileChange) -> Result<()> {
    let name = change.name.as_deref().map(name::typed).transpose()?;
    let mut tx = app.write(who).await?;
    let file = open(&mut tx, who, Action::Rename, id).await?;
    let about = |kind| {
        Event::new(kind, file.team)
            .project(file.project)
            .file(file.id)
    };
    if let Some(name) = name.filter(|name| *name != file.name || !file.pinned) {
        let sealed =
            seal_name(app, file.project, slot(file.team, "files_files", id), &name).await?;
        tx.execute_one(&sql::NAME_FILE, &args![id, sealed, true])
            .await?;
        tx.emit(about(EventKind::FileRenamed));
    }
    if change.section.is_some() || change.position.is_some() {
        let section = match change.section {
            Some(section) => sections::of_project(&mut tx, section, file.project).await?,
            None => file.section,
        };
        if section != file.section || change.position.is_some() {
            place(&mut tx, &file, section, change.position).await?;
            tx.emit(about(EventKind::FileMoved));
        }
    }
    tx.commit().await
}

/// Puts it into the trash for 30 days. Twice is once.
pub async fn trash(app: &App, who: &Actor, id: FileId) -> Result<()> {
    let mut tx = app.write(who).await?;
    let file = open_kept(&mut tx, who, id).await?;
    if tx.execute(&sql::TRASH_FILE, &args![id, tx.now()]).await? == 0 {
        // Done by an earlier request, whose write may still be on its way to the disk.
        return tx.commit().await;
    }
    let job = jobs::erase_file(id, tx.now() + limits::TRASH);
    tx.enqueue(job).await?;
    tx.emit(
        Event::new(EventKind::FileTrashed, file.team)
            .project(file.project)
            .file(id),
    );
    tx.commit().await
}

/// Takes it out of the trash. Twice is once.
pub async fn restore(app: &App, who: &Actor, id: FileId) -> Result<()> {
    let mut tx = app.write(who).await?;
    let file = open_kept(&mut tx, who, id).await?;
    if tx.execute(&sql::RESTORE_FILE, &args![id]).await? == 0 {
        // Done by an earlier request, whose write may still be on its way to the disk.
        return tx.commit().await;
    }
    tx.emit(
        Event::new(EventKind::FileRestored, file.team)
            .project(file.project)
            .file(id),
    );
    tx.commit().await
}

async fn open_kept(reader: &mut impl Reading, who: &Actor, id: FileId) -> Result<Granted<File>> {
    let file = get_kept(reader, id).await?.ok_or(Error::NotFound)?;
    grant(who, Action::Delete, file)
}

async fn get_kept(reader: &mut impl Reading, id: FileId) -> Result<Option<File>> {
    let app = reader.app().clone();
    let Some(row) = reader.row::<FileRow>(&sql::FILE, &args![id]).await? else {
        return Ok(None);
    };
    let key = key_of(&app, row.project).await?;
    row.open(&app, key.as_ref()).map(Some)
}

async fn place(tx: &mut Tx, file: &File, section: SectionId, index: Option<u32>) -> Result<()> {
    let occupied = match index {
        Some(index) => {
            tx.row::<i64>(&sql::POSITION_AT, &args![section, file.id, index])
                .await?
        }
        None => None,
    };
    let position = match occupied {
        Some(position) => {
            tx.execute(&sql::MAKE_ROOM, &args![section, position])
                .await?;
            position
        }
        None => last_position(tx, section).await? + 1,
    };
    tx.execute_one(&sql::PLACE_FILE, &args![file.id, section, position])
        .await
}

/// The position of the last file of a section.
pub(crate) async fn last_position(reader: &mut impl Reading, section: SectionId) -> Result<i64> {
    Ok(reader
        .row::<i64>(&sql::LAST_POSITION, &args![section])
        .await?
        .unwrap_or_default())
}

//! Uploads: files on their way. Started with what the client says about them, looked up, cancelled. How bytes arrive
//! is in `receiving`, how an upload becomes a version in `completion`.

use db::{FromRow, Row, args};
use kernel::sealing::{blob_key, project_key};
use kernel::tx::Reading;
use kernel::{
    Action, Actor, App, BlobId, Error, Event, EventKind, FileId, Id, Millis, PersonId, ProjectId,
    Result, SectionId, TeamId, UploadId, VersionId,
};
use keystore::{KeyKind, NewKey};
use vault::Sealed;

use crate::completion::{self, Arrived};
use crate::projects::Project;
use crate::rules::{limits, name};
use crate::sealed::{UploadEnvelope, slot};
use crate::{content, files, jobs, projects, sections, sql, usage};

/// A file that is about to arrive.
#[derive(Debug, Clone)]
pub struct NewUpload {
    /// Into which project.
    pub project: ProjectId,
    /// Under which section; without one the folder decides, else it is the first.
    pub section: Option<SectionId>,
    /// The file of which this is the next version; none for a new file.
    pub file: Option<FileId>,
    /// Its size in bytes.
    pub size: u64,
    /// Its name on the sender's machine.
    pub filename: String,
    /// Its path in the folder that was uploaded.
    pub relative_path: Option<String>,
    /// The description as the client sent it, to be repeated.
    pub metadata: String,
}

/// An upload as its sender sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// Which one.
    pub id: UploadId,
    /// The file's size in bytes.
    pub size: u64,
    /// How many bytes have arrived and are durable.
    pub received: u64,
    /// Until when it can be continued.
    pub expires_at: Millis,
    /// The description as the client sent it; gone after completion.
    pub metadata: Option<String>,
    /// What became of it, once all bytes have arrived.
    pub finished: Option<Finished>,
}

/// What a complete upload became.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Finished {
    /// The file.
    pub file: FileId,
    /// Its version.
    pub version: VersionId,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    Open,
    Complete,
    Cancelled,
    Expired,
    Swept,
}

impl State {
    const ALL: [Self; 5] = [
        Self::Open,
        Self::Complete,
        Self::Cancelled,
        Self::Expired,
        Self::Swept,
    ];

    pub(crate) fn token(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Complete => "complete",
            Self::Cancelled => "cancelled",
            Self::Expired => "expired",
            Self::Swept => "swept",
        }
    }
}

#[derive(Clone)]
pub(crate) struct UploadRow {
    pub(crate) id: UploadId,
    pub(crate) team: TeamId,
    pub(crate) project: ProjectId,
    pub(crate) section: Option<SectionId>,
    pub(crate) target: Option<FileId>,
    pub(crate) blob: BlobId,
    pub(crate) size: u64,
    pub(crate) received: u64,
    pub(crate) parts: u32,
    pub(crate) state: State,
    sealed: Option<Sealed>,
    pub(crate) created_by: PersonId,
    pub(crate) expires_at: Millis,
    pub(crate) finished: Option<Finished>,
}

impl FromRow for UploadRow {
    fn from_row(row: &Row) -> db::Result<Self> {
        let state = row.text(9)?;
        let state = State::ALL.into_iter().find(|known| known.token() == state);
        let finished = match (row.opt_uuid(13)?, row.opt_uuid(14)?) {
            (Some(version), Some(file)) => Some(Finished {
                file: Id::from_uuid(file),
                version: Id::from_uuid(version),
            }),
            (None, _) | (_, None) => None,
        };
        Ok(Self {
            id: Id::from_uuid(row.uuid(0)?),
            team: Id::from_uuid(row.uuid(1)?),
            project: Id::from_uuid(row.uuid(2)?),
            section: row.opt_uuid(3)?.map(Id::from_uuid),
            target: row.opt_uuid(4)?.map(Id::from_uuid),
            blob: Id::from_uuid(row.uuid(5)?),
            size: row.u64(6)?,
            received: row.u64(7)?,
            parts: row.u32(8)?,
            state: state.ok_or_else(|| row.inconsistent("unknown state of an upload"))?,
            sealed: row.opt_sealed(10)?,
            created_by: Id::from_uuid(row.uuid(11)?),
            expires_at: row.int(12)?,
            finished,
        })
    }
}

impl UploadRow {
    /// What the client said about it; nothing after completion.
    pub(crate) async fn envelope(&self, app: &App) -> Result<Option<UploadEnvelope>> {
        match &self.sealed {
            Some(sealed) => {
                app.open(
                    project_key(self.project),
                    slot(self.team, "files_uploads", self.id),
                    sealed,
                )
                .await
            }
            None => Ok(None),
        }
    }

    pub(crate) async fn shown(self, app: &App) -> Result<Upload> {
        let metadata = self.envelope(app).await?.map(|envelope| envelope.metadata);
        Ok(Upload {
            id: self.id,
            size: self.size,
            received: self.received,
            expires_at: self.expires_at,
            metadata,
            finished: self.finished,
        })
    }

    pub(crate) fn event(&self, kind: EventKind) -> Event {
        Event::new(kind, self.team).project(self.project)
    }
}

/// Starts an upload. An empty file is complete at once.
///
/// # Errors
/// [`Error::Invalid`] `too_large`, `foreign_file`; [`Error::Conflict`] `team_full`; [`Error::TooMany`] when this person
/// has very many unfinished ones.
pub async fn create(app: &App, who: &Actor, new: NewUpload) -> Result<Upload> {
    begin(app, who, new, limits::UPLOAD).await
}

/// The same with the time that it may take.
pub(crate) async fn begin(
    app: &App,
    who: &Actor,
    new: NewUpload,
    within: Millis,
) -> Result<Upload> {
    if new.size > app.settings().max_file_bytes {
        return Err(too_large());
    }
    let id: UploadId = app.mint();
    let mut tx = app.write(who).await?;
    let project = projects::open(&mut tx, who, Action::Upload, new.project).await?;
    check_target(&mut tx, who, &project, &new).await?;
    let sender = tx.person_for(project.team, None).ok_or(Error::Forbidden)?;
    if tx
        .row::<i64>(&sql::COUNT_OPEN_UPLOADS, &args![sender])
        .await?
        >= Some(limits::OPEN_UPLOADS)
    {
        return Err(Error::TooMany { retry_after: 60 });
    }
    usage::take(&mut tx, project.team, new.size).await?;
    let blob: BlobId = tx.mint();
    let parent = Some(project_key(project.id));
    let key = NewKey {
        id: blob_key(blob),
        kind: KeyKind::Blob,
        parent,
        owner: None,
    };
    tx.create_keys(&[key]).await?;
    let envelope = UploadEnvelope {
        filename: name::uploaded(&new.filename),
        relative_path: new.relative_path,
        metadata: new.metadata,
    };
    let place = slot(project.team, "files_uploads", id);
    let sealed = app.seal(project_key(project.id), place, &envelope).await?;
    let expires_at = tx.now() + within;
    let arguments = args![
        id,
        project.team,
        project.id,
        new.section,
        new.file,
        blob,
        new.size,
        sealed,
        sender,
        tx.now(),
        expires_at
    ];
    tx.execute_one(&sql::INSERT_UPLOAD, &arguments).await?;
    tx.enqueue(jobs::sweep(id, expires_at)).await?;
    tx.emit(Event::new(EventKind::UploadStarted, project.team).project(project.id));
    let mut row = find_row(&mut tx, who, id).await?;
    if row.size == 0 {
        let key = content::key(app, blob).await?;
        row.finished =
            Some(completion::complete(&mut tx, who, &row, &key, Arrived::nothing()).await?);
    }
    tx.commit().await?;
    row.shown(app).await
}

/// An upload of the actor that is under way or complete.
///
/// # Errors
/// [`Error::NotFound`] for somebody else's, [`Error::Refused`] `upload_gone` when it was cancelled or has expired.
pub async fn find(app: &App, who: &Actor, id: UploadId) -> Result<Upload> {
    let mut reader = app.read(who).await?;
    let row = find_row(&mut reader, who, id).await?;
    row.alive(app.now())?.shown(app).await
}

/// Cancels an upload; what has arrived is destroyed. Twice is once.
///
/// # Errors
/// [`Error::Conflict`] `upload_complete` when it has become a version.
pub async fn cancel(app: &App, who: &Actor, id: UploadId) -> Result<()> {
    let mut tx = app.write(who).await?;
    let upload = find_row(&mut tx, who, id).await?;
    if upload.finished.is_some() {
        return Err(Error::Conflict {
            code: "upload_complete",
            detail: "The upload is complete and cannot be cancelled. Delete the file instead.",
        });
    }
    if tx
        .execute(&sql::CLOSE_UPLOAD, &args![id, State::Cancelled.token()])
        .await?
        == 0
    {
        // Done by an earlier request, whose write may still be on its way to the disk.
        return tx.commit().await;
    }
    tx.enqueue(jobs::sweep(id, 0)).await?;
    tx.emit(upload.event(EventKind::UploadCancelled));
    tx.commit().await
}

/// The row of an upload, if the actor is its sender and may still upload to its project.
pub(crate) async fn find_row(
    reader: &mut impl Reading,
    who: &Actor,
    id: UploadId,
) -> Result<UploadRow> {
    let row = reader
        .row::<UploadRow>(&sql::UPLOAD, &args![id])
        .await?
        .ok_or(Error::NotFound)?;
    // SECURITY: an upload is its sender's alone, so that nobody slips bytes into somebody else's file; guarded by
    // test `an_upload_belongs_to_its_sender`.
    if !who.is_system() && who.person_for(row.team, None) != Some(row.created_by) {
        return Err(Error::NotFound);
    }
    projects::open(reader, who, Action::Upload, row.project).await?;
    Ok(row)
}

impl UploadRow {
    /// Refuses an upload that was cancelled or has expired.
    pub(crate) fn alive(self, now: Millis) -> Result<Self> {
        match self.state {
            State::Complete => Ok(self),
            State::Open if now < self.expires_at => Ok(self),
            State::Open | State::Cancelled | State::Expired | State::Swept => Err(Error::Refused {
                code: "upload_gone",
                detail: "This upload was cancelled or has expired. Upload the file again.",
            }),
        }
    }
}

async fn check_target(
    reader: &mut impl Reading,
    who: &Actor,
    project: &Project,
    new: &NewUpload,
) -> Result<()> {
    if let Some(section) = new.section {
        sections::of_project(reader, section, project.id).await?;
    }
    if let Some(file) = new.file {
        let file = files::open(reader, who, Action::Upload, file).await?;
        // SECURITY: bytes sent to one project must not become a version in another; guarded by test
        // `a_version_cannot_be_added_to_a_file_of_another_project`.
        if file.project != project.id {
            return Err(Error::Invalid {
                field: "file",
                code: "foreign_file",
                detail: "The file belongs to another project. Nothing was uploaded.",
            });
        }
    }
    Ok(())
}

fn too_large() -> Error {
    Error::Invalid {
        field: "Upload-Length",
        code: "too_large",
        detail: "This file is larger than this server accepts. Nothing was uploaded. The person who runs the server can raise the limit.",
    }
}

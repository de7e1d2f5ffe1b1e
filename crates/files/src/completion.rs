//! The moment in which an upload becomes a version: file, version, parts, events and the preview job in one
//! transaction.

use blobs::{Manifest, Part};
use db::args;
use kernel::sealing::project_key;
use kernel::tx::Reading;
use kernel::{
    Action, Actor, App, Error, Event, EventKind, FileId, Result, SectionId, Tx, VersionId,
};
use vault::Key;

use crate::projects::Project;
use crate::rules::name;
use crate::sealed::{NameEnvelope, UploadEnvelope, VersionEnvelope, seal_name, slot};
use crate::uploads::{Finished, UploadRow};
use crate::{content, files, jobs, projects, sections, sql};

/// Everything that arrived.
pub(crate) struct Arrived {
    /// Parts that are in the database.
    pub(crate) stored: Vec<Part>,
    /// Parts that are durable in the store and not yet in the database.
    pub(crate) fresh: Vec<Part>,
    /// SHA-256 of the whole.
    pub(crate) sha256: [u8; 32],
    /// The first bytes, enough to tell what it is.
    pub(crate) head: Vec<u8>,
}

impl Arrived {
    /// An empty file.
    pub(crate) fn nothing() -> Self {
        Self {
            stored: Vec::new(),
            fresh: Vec::new(),
            sha256: vault::sha256(b""),
            head: Vec::new(),
        }
    }
}

/// Makes the version, and the file where it is the first one.
///
/// # Errors
/// [`Error::Conflict`] `upload_offset` when somebody else advanced the upload, [`Error::NotFound`] when its project or
/// the file it is for went to the trash meanwhile.
pub(crate) async fn complete(
    tx: &mut Tx,
    who: &Actor,
    upload: &UploadRow,
    key: &Key,
    arrived: Arrived,
) -> Result<Finished> {
    let app = tx.app().clone();
    let project = projects::open(tx, who, Action::Upload, upload.project)
        .await?
        .into_inner();
    let envelope = upload
        .envelope(&app)
        .await?
        .ok_or(Error::broken("an open upload without its name"))?;
    let version: VersionId = tx.mint();
    let first = upload.parts;
    let parts = first.saturating_add(u32::try_from(arrived.fresh.len()).unwrap_or(u32::MAX));
    let arguments = args![upload.id, upload.received, parts, version];
    if tx.execute(&sql::COMPLETE_UPLOAD, &arguments).await? == 0 {
        return Err(moved_on());
    }
    content::insert_parts(tx, upload.blob, first, &arrived.fresh).await?;
    let (file, number) = match upload.target {
        Some(file) => (
            file,
            succeed(tx, who, upload, file, version, &envelope.filename).await?,
        ),
        None => (begin(tx, &project, upload, &envelope, version).await?, 1),
    };
    insert_version(
        tx,
        upload,
        key,
        Place {
            file,
            version,
            number,
        },
        &envelope,
        arrived,
    )
    .await?;
    tx.enqueue(jobs::preview(version)).await?;
    let kind = if number == 1 {
        EventKind::FileCreated
    } else {
        EventKind::VersionAdded
    };
    tx.emit(
        Event::new(kind, upload.team)
            .project(upload.project)
            .file(file)
            .version(version),
    );
    Ok(Finished { file, version })
}

/// The offset in the request is not the upload's.
pub(crate) fn moved_on() -> Error {
    Error::Conflict {
        code: "upload_offset",
        detail: "The upload stands at another place than this request says. Ask where and continue there.",
    }
}

struct Place {
    file: FileId,
    version: VersionId,
    number: u32,
}

/// The next version of a file that exists.
async fn succeed(
    tx: &mut Tx,
    who: &Actor,
    upload: &UploadRow,
    file: FileId,
    version: VersionId,
    filename: &str,
) -> Result<u32> {
    // Two versions at once would get the same number.
    tx.row::<uuid::Uuid>(&sql::LOCK_FILE, &args![file]).await?;
    let file = files::open(tx, who, Action::Upload, file).await?;
    if file.project != upload.project {
        return Err(Error::Conflict {
            code: "file_moved",
            detail: "The file was moved to another project while its new version arrived. Upload the version there.",
        });
    }
    let number = tx
        .row::<u32>(&sql::LAST_NUMBER, &args![file.id])
        .await?
        .unwrap_or_default()
        + 1;
    let name = if file.pinned { &file.name } else { filename };
    let app = tx.app().clone();
    let sealed = seal_name(
        &app,
        file.project,
        slot(file.team, "files_files", file.id),
        name,
    )
    .await?;
    tx.execute_one(&sql::ADVANCE_FILE, &args![file.id, version, sealed])
        .await?;
    Ok(number)
}

/// A new file with its first version.
async fn begin(
    tx: &mut Tx,
    project: &Project,
    upload: &UploadRow,
    envelope: &UploadEnvelope,
    version: VersionId,
) -> Result<FileId> {
    let path = envelope.relative_path.as_deref().unwrap_or_default();
    let mut folders = name::folders(path, &envelope.filename);
    let chosen = match upload.section {
        // It may have been deleted since the upload began.
        Some(section) => sections::of_project(tx, section, project.id).await.ok(),
        None => None,
    };
    let section = if let Some(section) = chosen {
        section
    } else {
        let hint = folders.first().map(String::as_str);
        let (section, taken) = sections::by_hint(tx, project, hint).await?;
        if taken {
            folders.remove(0);
        }
        section
    };
    let app = tx.app().clone();
    let file: FileId = tx.mint();
    let name = NameEnvelope {
        name: name::prefixed(&folders, &envelope.filename),
    };
    let sealed = app
        .seal(
            project_key(project.id),
            slot(project.team, "files_files", file),
            &name,
        )
        .await?;
    let position = place(tx, upload, section).await?;
    let created_by = tx.person_for(project.team, None);
    let arguments = args![
        file,
        project.team,
        project.id,
        section,
        position,
        version,
        sealed,
        created_by,
        tx.now()
    ];
    tx.execute_one(&sql::INSERT_FILE, &arguments).await?;
    Ok(file)
}

/// Files of one batch stand in the order in which their uploads began, whichever is complete first.
async fn place(tx: &mut Tx, upload: &UploadRow, section: SectionId) -> Result<i64> {
    let arguments = args![upload.created_by, upload.id, section];
    let begun_later = tx
        .row::<Option<i64>>(&sql::BEGUN_LATER, &arguments)
        .await?
        .flatten();
    let Some(position) = begun_later else {
        return Ok(files::last_position(tx, section).await? + 1);
    };
    tx.execute(&sql::MAKE_ROOM, &args![section, position])
        .await?;
    Ok(position)
}

async fn insert_version(
    tx: &mut Tx,
    upload: &UploadRow,
    key: &Key,
    place: Place,
    envelope: &UploadEnvelope,
    arrived: Arrived,
) -> Result<()> {
    let app: App = tx.app().clone();
    let Arrived {
        stored,
        fresh,
        sha256,
        head,
    } = arrived;
    let signature = mediabox::signature(&head, &envelope.filename);
    let secret = VersionEnvelope {
        filename: envelope.filename.clone(),
        extension: name::extension(&envelope.filename),
        media_type: signature.media_type.to_owned(),
        sha256,
    };
    let place_of_secret = slot(upload.team, "files_versions", place.version);
    let sealed = app
        .seal(project_key(upload.project), place_of_secret, &secret)
        .await?;
    let manifest = Manifest {
        parts: [stored, fresh].concat(),
        length: upload.size,
        sha256,
    };
    let manifest = content::seal_manifest(&app, key, upload.team, place.version, &manifest)?;
    let created_by = tx.person_for(upload.team, None);
    let arguments = args![
        place.version,
        place.file,
        upload.project,
        upload.team,
        upload.blob,
        place.number,
        upload.size,
        signature.kind.token(),
        sealed,
        manifest,
        created_by,
        tx.now()
    ];
    tx.execute_one(&sql::INSERT_VERSION, &arguments).await
}

//! Moving a file with all its versions into another project of its team. Its names and its blobs' keys come below the
//! other project's key; the bytes stay where they are. What becomes of its reviews is decided in `review`.

use db::args;
use kernel::sealing::{blob_key, project_key};
use kernel::tx::Reading;
use kernel::{
    Action, Actor, App, BlobId, Error, Event, EventKind, FileId, Id, ProjectId, Result, SectionId,
    Tx, VersionId,
};
use keystore::{KeyId, KeystoreError};
use vault::Sealed;

use crate::sealed::{VersionEnvelope, key_of, seal_name, slot};
use crate::{files, jobs, marks, projects, sections, sql};

/// Moves a file in a transaction of the caller.
///
/// # Errors
/// [`Error::Invalid`] `same_project`; [`Error::NotFound`] for a file, project or section that the actor does not see;
/// [`Error::Conflict`] `project_archived`.
pub async fn to_project(
    tx: &mut Tx,
    who: &Actor,
    id: FileId,
    target: ProjectId,
    section: Option<SectionId>,
) -> Result<()> {
    // A version that arrives at this moment waits, and then sees that its file has gone.
    tx.row::<uuid::Uuid>(&sql::LOCK_FILE, &args![id]).await?;
    let file = files::open(tx, who, Action::Delete, id).await?;
    marks::refuse_archived(tx, file.project).await?;
    let project = projects::open(tx, who, Action::Upload, target).await?;
    if file.project == project.id {
        return Err(Error::Invalid {
            field: "project",
            code: "same_project",
            detail: "The file is in this project already. Choose another one.",
        });
    }
    // SECURITY: keys of one team must never hang below those of another; guarded by test
    // `a_file_moves_only_to_a_project_of_its_team`.
    if file.team != project.team {
        return Err(Error::NotFound);
    }
    let section = match section {
        Some(section) => sections::of_project(tx, section, project.id).await?,
        None => sections::by_hint(tx, &project, None).await?.0,
    };
    reseal_versions(tx, &file, project.id).await?;
    let app = tx.app().clone();
    let place = slot(file.team, "files_files", id);
    let name = seal_name(&app, project.id, place, &file.name).await?;
    let position = files::last_position(tx, section).await? + 1;
    tx.execute_one(
        &sql::MOVE_FILE,
        &args![id, project.id, section, position, name],
    )
    .await?;
    tx.enqueue(jobs::move_keys(id)).await?;
    let event = |kind, project| Event::new(kind, file.team).project(project).file(id);
    tx.emit(event(EventKind::FileMovedAway, file.project));
    tx.emit(event(EventKind::FileMovedIn, project.id));
    Ok(())
}

/// Hangs the keys of a file's blobs below the project in which it lies now. May be repeated.
pub(crate) async fn move_keys(app: &App, id: FileId) -> Result<()> {
    let mut hung = None;
    loop {
        let mut reader = app.read(&Actor::system()).await?;
        let home = reader
            .row::<uuid::Uuid>(&sql::HOME_OF_FILE, &args![id])
            .await?;
        // Erased meanwhile, with its keys; or settled. Asked again after every round: the file may have moved on while the
        // keys were hung, and a slower round must not be the last word.
        if home.is_none() || home == hung {
            return Ok(());
        }
        let blobs = reader
            .rows::<uuid::Uuid>(&sql::BLOBS_OF_FILE, &args![id])
            .await?;
        drop(reader);
        if let Some(home) = home {
            hang(app, blobs, project_key(Id::from_uuid(home))).await?;
        }
        hung = home;
    }
}

async fn hang(app: &App, blobs: Vec<uuid::Uuid>, below: KeyId) -> Result<()> {
    for blob in blobs {
        let key = blob_key(BlobId::from_uuid(blob));
        match app.keystore().move_key(key, below).await {
            // Erased meanwhile, or moved by a run beside this one, which the next run settles.
            Err(KeystoreError::Missing) if app.keystore().key(key).await.is_err() => {}
            other => other?,
        }
    }
    Ok(())
}

async fn reseal_versions(tx: &mut Tx, file: &files::File, target: ProjectId) -> Result<()> {
    let app = tx.app().clone();
    let old = key_of(&app, file.project).await?.ok_or(Error::NotFound)?;
    let new = key_of(&app, target).await?.ok_or(Error::NotFound)?;
    let rows = tx
        .rows::<(uuid::Uuid, Option<Sealed>)>(&sql::SEALED_OF_FILE, &args![file.id])
        .await?;
    for (version, sealed) in rows {
        let version = VersionId::from_uuid(version);
        let place = slot(file.team, "files_versions", version);
        let sealed = match sealed {
            Some(sealed) => {
                let envelope: VersionEnvelope = app.open_with(&old, place, &sealed)?;
                Some(app.seal_with(&new, place, &envelope)?)
            }
            None => None,
        };
        tx.execute_one(&sql::MOVE_VERSION, &args![version, target, sealed])
            .await?;
    }
    Ok(())
}

//! Destroying bytes for good, in the order that survives a crash at any point: the main database says that it will
//! happen, the keystore destroys the keys and journals it, the store deletes the objects, the main database forgets
//! where they were. Each function may be called again until it succeeds.

use db::args;
use kernel::sealing::{blob_key, project_key};
use kernel::tx::Reading;
use kernel::{
    Actor, App, BlobId, Error, Event, EventKind, FileId, Id, ProjectId, Result, TeamId, Tx,
    UploadId,
};
use keystore::{ErasureEntry, ErasureGround, ErasureUnit, KeyId};
use uuid::Uuid;

use crate::rules::limits;
use crate::uploads::{State, UploadRow};
use crate::{content, jobs, sql, usage};

/// Destroys what arrived of an upload that was cancelled, or whose time is over.
///
/// # Errors
/// [`Error::Unavailable`] `not_yet` while it can still be continued.
pub(crate) async fn sweep_upload(app: &App, id: UploadId) -> Result<()> {
    let Some(upload) = system_read(app)
        .await?
        .row::<UploadRow>(&sql::UPLOAD, &args![id])
        .await?
    else {
        return Ok(());
    };
    let ground = match upload.state {
        State::Complete | State::Swept => return Ok(()),
        State::Cancelled => ErasureGround::Deletion,
        State::Expired => ErasureGround::Retention,
        State::Open if app.now() < upload.expires_at => return Err(not_yet()),
        State::Open => {
            let mut tx = app.write_about(&Actor::system(), upload.team).await?;
            if tx
                .execute(&sql::CLOSE_UPLOAD, &args![id, State::Expired.token()])
                .await?
                == 0
            {
                // It was completed or cancelled at this very moment.
                return Err(not_yet());
            }
            tx.emit(upload.event(EventKind::UploadExpired));
            tx.commit().await?;
            ErasureGround::Retention
        }
    };
    let blobs = [upload.blob];
    let entry = entry(app, ErasureUnit::File, id.uuid(), ground);
    destroy(app, &[blob_key(upload.blob)], &blobs, entry).await?;
    let mut tx = app.write_about(&Actor::system(), upload.team).await?;
    if tx.execute(&sql::SWEPT_UPLOAD, &args![id]).await? > 0 {
        usage::give_back(&mut tx, upload.team, upload.size).await?;
    }
    forget(tx, &blobs, upload.event(EventKind::ErasureCompleted)).await
}

/// Destroys a file that has lain in the trash for 30 days. One that was brought back is left alone.
pub(crate) async fn erase_file(app: &App, id: FileId) -> Result<()> {
    let Some(team) = team_of(app, &sql::TEAM_OF_FILE, id.uuid()).await? else {
        return Ok(());
    };
    let mut tx = app.write_about(&Actor::system(), team).await?;
    let now = tx.now();
    let buried = tx
        .execute(&sql::BURY_FILE, &args![id, now, now - limits::TRASH])
        .await?
        > 0;
    let Some((team, project)) = tx
        .row::<(Uuid, Uuid)>(&sql::BURIED_FILE, &args![id])
        .await?
    else {
        return Ok(());
    };
    let (team, project): (TeamId, ProjectId) = (Id::from_uuid(team), Id::from_uuid(project));
    let about = |kind| Event::new(kind, team).project(project).file(id);
    if buried {
        tx.execute(&sql::EMPTY_VERSIONS_OF_FILE, &args![id]).await?;
        let bytes = tx.row::<u64>(&sql::BYTES_OF_FILE, &args![id]).await?;
        usage::give_back(&mut tx, team, bytes.unwrap_or_default()).await?;
        tx.enqueue(jobs::forget_previews_of_file(id)).await?;
        tx.emit(about(EventKind::FileErased));
    }
    let blobs = blob_ids(tx.rows::<Uuid>(&sql::BLOBS_OF_FILE, &args![id]).await?);
    tx.commit().await?;
    let keys: Vec<KeyId> = blobs.iter().map(|blob| blob_key(*blob)).collect();
    let entry = entry(app, ErasureUnit::File, id.uuid(), ErasureGround::Deletion);
    destroy(app, &keys, &blobs, entry).await?;
    forget(
        app.write(&Actor::system()).await?,
        &blobs,
        about(EventKind::ErasureCompleted),
    )
    .await
}

/// Destroys a project that has lain in the trash for 30 days, with everything whose key hangs below the project's. One
/// that was brought back is left alone.
pub(crate) async fn erase_project(app: &App, id: ProjectId) -> Result<()> {
    let Some(team) = team_of(app, &sql::TEAM_OF_PROJECT, id.uuid()).await? else {
        return Ok(());
    };
    let mut tx = app.write_about(&Actor::system(), team).await?;
    // SECURITY: keys of files that left the project hang below it until they are moved, and go with it; guarded by test
    // `a_project_waits_for_the_keys_of_files_that_left_it`.
    if tx.is_job_left(jobs::MOVE_KEYS).await? {
        return Err(keys_are_moving());
    }
    let now = tx.now();
    let bytes = tx.row::<u64>(&sql::BYTES_OF_PROJECT, &args![id]).await?;
    let buried = tx
        .execute(&sql::BURY_PROJECT, &args![id, now, now - limits::TRASH])
        .await?
        > 0;
    let Some(team) = tx.row::<Uuid>(&sql::BURIED_PROJECT, &args![id]).await? else {
        return Ok(());
    };
    let about = |kind| Event::new(kind, Id::from_uuid(team)).project(id);
    if buried {
        usage::give_back(&mut tx, Id::from_uuid(team), bytes.unwrap_or_default()).await?;
        tx.execute(&sql::FORGET_FAVOURITES, &args![id]).await?;
        tx.enqueue(jobs::forget_previews_of_project(id)).await?;
        tx.execute(&sql::BURY_FILES_OF_PROJECT, &args![id, now])
            .await?;
        tx.execute(&sql::EMPTY_VERSIONS_OF_PROJECT, &args![id])
            .await?;
        tx.execute(&sql::CLOSE_UPLOADS_OF_PROJECT, &args![id])
            .await?;
        tx.emit(about(EventKind::ProjectErased));
    }
    let blobs = blob_ids(tx.rows::<Uuid>(&sql::BLOBS_OF_PROJECT, &args![id]).await?);
    tx.commit().await?;
    let entry = entry(
        app,
        ErasureUnit::Project,
        id.uuid(),
        ErasureGround::Deletion,
    );
    destroy(app, &[project_key(id)], &blobs, entry).await?;
    forget(
        app.write(&Actor::system()).await?,
        &blobs,
        about(EventKind::ErasureCompleted),
    )
    .await
}

async fn team_of(app: &App, of: &db::Statement, id: Uuid) -> Result<Option<TeamId>> {
    let team = system_read(app).await?.row::<Uuid>(of, &args![id]).await?;
    Ok(team.map(Id::from_uuid))
}

fn entry(app: &App, unit: ErasureUnit, subject: Uuid, ground: ErasureGround) -> ErasureEntry {
    // A thing is erased once, so its own id names the intent.
    ErasureEntry {
        id: subject,
        unit,
        subject,
        ground,
        requested_at: app.now(),
    }
}

/// Keys first: from then on the bytes mean nothing, whatever becomes of them.
async fn destroy(app: &App, keys: &[KeyId], blobs: &[BlobId], entry: ErasureEntry) -> Result<()> {
    app.keystore().erase(keys, entry).await?;
    for blob in blobs {
        let parts = content::parts(&mut system_read(app).await?, *blob).await?;
        for part in parts {
            app.blobs().delete(part.object).await?;
        }
    }
    Ok(())
}

async fn forget(mut tx: Tx, blobs: &[BlobId], event: Event) -> Result<()> {
    for blob in blobs {
        tx.execute(&sql::DELETE_PARTS, &args![*blob]).await?;
    }
    tx.emit(event);
    tx.commit().await
}

async fn system_read(app: &App) -> Result<kernel::ReadTx> {
    app.read(&Actor::system()).await
}

fn blob_ids(rows: Vec<Uuid>) -> Vec<BlobId> {
    rows.into_iter().map(Id::from_uuid).collect()
}

fn keys_are_moving() -> Error {
    Error::Unavailable {
        code: "not_yet",
        detail: "Keys of files that were moved to another project are not there yet.",
    }
}

fn not_yet() -> Error {
    Error::Unavailable {
        code: "not_yet",
        detail: "The upload can still be continued.",
    }
}

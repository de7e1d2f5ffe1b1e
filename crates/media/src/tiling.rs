//! The jobs behind deep zoom: `media.tiles` has the tiles of a large picture made once its preview
//! is shown; `media.forget` removes the object that the one with tiles took the place of.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use files::versions::{self, Version};
use jobs::{Handler, Job, JobError, NewJob};
use kernel::{Actor, App, Error, EventKind, Millis, Result, VersionId};
use mediabox::{Launcher, PreviewFailure, Pyramid, TileSeat};
use uuid::Uuid;

use crate::forgetting;
use crate::line::Line;
use crate::making::{Sealed, again, tell};
use crate::pack::Pack;
use crate::packing::{self, Packed, Packing};
use crate::previews::{self, Detail, State};

const KIND: &str = "media.tiles";
const FORGET: &str = "media.forget";
/// A file in the trash may come back.
const TRASHED: Millis = 10 * 60_000;
/// Whoever is reading the old object has finished by then.
const READERS: Millis = 10 * 60_000;
/// After so many tries a picture stays without tiles.
const TRIES: u32 = 4;
/// How often a running job looks whether its file is still wanted.
const LOOK: Duration = Duration::from_secs(2);

/// Has the tiles of a version made.
pub(crate) fn job(version: VersionId) -> NewJob {
    NewJob {
        kind: KIND,
        subject: version.uuid(),
        run_at: 0,
    }
}

/// `media.tiles`.
pub(crate) struct TilesJob {
    app: App,
    launcher: Launcher,
    line: Mutex<Line>,
}

/// Why there are no tiles.
enum Ended {
    Failure(PreviewFailure),
    Internal(Error),
}

impl From<Error> for Ended {
    fn from(error: Error) -> Self {
        Self::Internal(error)
    }
}

impl TilesJob {
    pub(crate) fn new(app: App, launcher: Launcher) -> Self {
        Self {
            app,
            launcher,
            line: Mutex::default(),
        }
    }

    /// The object that a version's tiles are missing in, its name and what they will be.
    async fn wanted(&self, version: &Version) -> Result<Option<(Pack, Uuid, Pyramid)>> {
        let mut reader = self.app.read(&Actor::system()).await?;
        let Some(stored) = previews::stored(&mut reader, version).await? else {
            return Ok(None);
        };
        let State::Ready {
            width,
            height,
            detail: Detail::Pending,
            ..
        } = stored.state
        else {
            return Ok(None);
        };
        let pack = previews::pack(&self.app, &mut reader, version).await?;
        let parts = pack.zip(stored.object).zip(Pyramid::of(width, height));
        Ok(parts.map(|((pack, object), pyramid)| (pack, object, pyramid)))
    }

    async fn make(
        &self,
        version: &Version,
        seat: TileSeat,
        old: &Pack,
        pyramid: Pyramid,
    ) -> std::result::Result<Packed, Ended> {
        let source = Sealed(files::content::reader(&self.app, version).await?);
        let (mut packing, body) = Packing::begin(old, pyramid);
        let writing = async {
            let written = packing::write(&self.app, version, body).await;
            written.map_err(Ended::from)
        };
        let cutting = async {
            packing.copy_pictures(old).await?;
            self.launcher
                .tiles(seat, pyramid, version.size, source, &mut packing)
                .await
                .map_err(Ended::Failure)?;
            Ok::<_, Ended>(packing.finish().await?)
        };
        // Whichever fails drops the other: the worker is killed, the half-written object removed.
        let (written, layout) = futures::try_join!(writing, cutting)?;
        Ok(packing::seal_layout(&self.app, version, layout, written).await?)
    }

    /// Returns when the version is no longer shown to anybody.
    async fn gone(&self, id: VersionId) {
        loop {
            tokio::time::sleep(LOOK).await;
            // When it cannot be asked, the work goes on.
            if matches!(self.is_shown(id).await, Ok(false)) {
                return;
            }
        }
    }

    async fn is_shown(&self, id: VersionId) -> Result<bool> {
        let mut reader = self.app.read(&Actor::system()).await?;
        Ok(versions::many(&mut reader, &[id]).await?.contains_key(&id))
    }

    async fn keep(&self, version: &Version, old: Uuid, packed: Packed) -> Result<()> {
        let mut tx = self.app.write(&Actor::system()).await?;
        let new = packed.object;
        if !previews::set_tiles(&mut tx, version, old, packed).await? {
            drop(tx);
            // Somebody was faster, or the file was erased meanwhile.
            return forget(&self.app, new).await;
        }
        tell(&mut tx, version, EventKind::TilesReady).await?;
        tx.enqueue(NewJob {
            kind: FORGET,
            subject: old,
            run_at: tx.now() + READERS,
        })
        .await?;
        tx.commit().await
    }

    async fn give_up(&self, version: &Version) -> Result<()> {
        let mut tx = self.app.write(&Actor::system()).await?;
        if !previews::set_no_tiles(&mut tx, version).await? {
            return Ok(());
        }
        tell(&mut tx, version, EventKind::TilesFailed).await?;
        tx.commit().await
    }
}

#[async_trait]
impl Handler for TilesJob {
    fn kind(&self) -> &'static str {
        KIND
    }

    async fn run(&self, job: &Job) -> std::result::Result<(), JobError> {
        let id = VersionId::from_uuid(job.subject);
        // Before anything is read: however many wait, most of them learn here that they go on waiting.
        let seat = {
            let mut line = self.line.lock().unwrap_or_else(PoisonError::into_inner);
            let Some(seat) = self.launcher.tile_seat() else {
                return Err(JobError::Later(line.wait(id)));
            };
            line.forget();
            seat
        };
        let mut reader = self
            .app
            .read(&Actor::system())
            .await
            .map_err(JobError::retry)?;
        let version = versions::get_kept(&mut reader, id).await;
        drop(reader);
        let Some(version) = version.map_err(JobError::retry)? else {
            return Ok(());
        };
        if !self.is_shown(id).await.map_err(JobError::retry)? {
            return Err(JobError::Later(TRASHED));
        }
        let wanted = self.wanted(&version).await.map_err(JobError::retry)?;
        let Some((old, object, pyramid)) = wanted else {
            return Ok(());
        };
        let made = tokio::select! {
            made = self.make(&version, seat, &old, pyramid) => made,
            () = self.gone(id) => return Err(JobError::Later(TRASHED)),
        };
        match made {
            Ok(packed) => self
                .keep(&version, object, packed)
                .await
                .map_err(JobError::retry),
            Err(Ended::Internal(error)) if job.attempts < TRIES => Err(JobError::retry(error)),
            Err(Ended::Internal(error)) => {
                tracing::error!(version.id = %version.id, cause = %error, "a picture stays without tiles");
                self.give_up(&version).await.map_err(JobError::retry)
            }
            Err(Ended::Failure(failure)) => {
                let age = self.app.now() - version.created_at;
                if let Some(again) = again(failure, job.attempts, age) {
                    return Err(again);
                }
                tracing::info!(version.id = %version.id, reason = failure.code(), "a picture stays without tiles");
                self.give_up(&version).await.map_err(JobError::retry)
            }
        }
    }
}

/// `media.forget`.
pub(crate) struct ForgetJob(pub(crate) App);

#[async_trait]
impl Handler for ForgetJob {
    fn kind(&self) -> &'static str {
        FORGET
    }

    async fn run(&self, job: &Job) -> std::result::Result<(), JobError> {
        forget(&self.0, job.subject).await.map_err(JobError::retry)
    }
}

/// Removes an object that no preview needs.
async fn forget(app: &App, object: Uuid) -> Result<()> {
    let mut reader = app.read(&Actor::system()).await?;
    if forgetting::referenced(&mut reader, &[object])
        .await?
        .is_empty()
    {
        let deleted = app.blobs().delete(object).await;
        deleted
            .map_err(|error| Error::internal("a replaced object could not be deleted", error))?;
    }
    Ok(())
}

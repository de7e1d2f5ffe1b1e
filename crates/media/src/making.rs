//! The job that has a preview made and stores what came of it.

use std::io;

use async_trait::async_trait;
use blobs::BlobReader;
use bytes::{Bytes, BytesMut};
use files::versions::{self, Version};
use futures::StreamExt;
use jobs::{Handler, Job, JobError};
use kernel::{Actor, App, Event, EventKind, Millis, Result, Tx, VersionId};
use mediabox::{Launcher, MediaKind, Preview, PreviewFailure, RangeSource};

use crate::previews::{self, Detail};
use crate::{packing, tiling};

/// `media.preview`: makes the preview of one version.
pub(crate) struct PreviewJob {
    app: App,
    launcher: Launcher,
}

impl PreviewJob {
    pub(crate) fn new(app: App, launcher: Launcher) -> Self {
        Self { app, launcher }
    }

    async fn make(
        &self,
        version: &Version,
    ) -> Result<std::result::Result<Preview, PreviewFailure>> {
        if !matches!(
            version.kind,
            MediaKind::Image | MediaKind::Pdf | MediaKind::Svg
        ) {
            return Ok(Err(PreviewFailure::Unsupported));
        }
        let reader = files::content::reader(&self.app, version).await?;
        Ok(self
            .launcher
            .preview(version.kind, version.size, Sealed(reader))
            .await)
    }

    async fn keep(
        &self,
        version: &Version,
        outcome: std::result::Result<Preview, PreviewFailure>,
    ) -> Result<()> {
        // The object first: an object nobody knows of is swept, a row without its object would be a broken promise.
        let stored = match &outcome {
            Ok(preview) => Some(packing::pictures(&self.app, version, preview).await?),
            Err(_) => None,
        };
        let mut tx = self.app.write(&Actor::system()).await?;
        let (kind, new) = match (&outcome, stored) {
            (Ok(preview), Some(stored)) => (
                EventKind::PreviewReady,
                previews::insert_ready(&mut tx, version, preview, stored).await?,
            ),
            (Ok(_), None) => return Ok(()),
            (Err(failure), _) => (
                EventKind::PreviewFailed,
                previews::insert_failed(&mut tx, version, failure.code()).await?,
            ),
        };
        if !new {
            return Ok(());
        }
        // Tiles take longer than anybody wants to wait for a first look.
        if let Ok(preview) = &outcome
            && Detail::of(version.kind, preview) == Detail::Pending
        {
            tx.enqueue(tiling::job(version.id)).await?;
        }
        tell(&mut tx, version, kind).await?;
        tx.commit().await
    }
}

/// Emits what became of a version, to its team and to the groups that review it.
pub(crate) async fn tell(tx: &mut Tx, version: &Version, kind: EventKind) -> Result<()> {
    let event = Event::new(kind, version.team)
        .project(version.project)
        .file(version.file)
        .version(version.id);
    for (group, review) in review::reviews::groups_of(tx, version.id).await? {
        tx.emit(event.clone().group(group).review(review));
    }
    tx.emit(event);
    Ok(())
}

#[async_trait]
impl Handler for PreviewJob {
    fn kind(&self) -> &'static str {
        "media.preview"
    }

    async fn run(&self, job: &Job) -> std::result::Result<(), JobError> {
        let id = VersionId::from_uuid(job.subject);
        let mut reader = self
            .app
            .read(&Actor::system())
            .await
            .map_err(JobError::retry)?;
        let Some(version) = versions::get_kept(&mut reader, id)
            .await
            .map_err(JobError::retry)?
        else {
            return Ok(());
        };
        drop(reader);
        let outcome = self.make(&version).await.map_err(JobError::retry)?;
        let failed = outcome.as_ref().err().copied();
        let age = self.app.now() - version.created_at;
        match failed.and_then(|failure| again(failure, job.attempts, age)) {
            Some(again) => Err(again),
            None => self.keep(&version, outcome).await.map_err(JobError::retry),
        }
    }
}

/// Tries soon after each other where this installation failed.
const SOON: u32 = 4;
/// How long after them it is tried again, in milliseconds.
const LATER: Millis = 10 * 60_000;
/// How long after its upload a file is tried at all, in milliseconds.
const A_DAY: Millis = 24 * 3_600_000;

/// When a job goes on whose failure lies with this installation: an outage takes as long as it takes, and the file is
/// none the worse for it. `None` when the failure is the file's own, or when the file is a day old; `age` is in
/// milliseconds.
pub(crate) fn again(failure: PreviewFailure, attempts: u32, age: Millis) -> Option<JobError> {
    if !failure.is_temporary() {
        None
    } else if attempts < SOON {
        Some(JobError::retry(failure))
    } else {
        (age < A_DAY).then_some(JobError::Later(LATER))
    }
}

/// The sealed bytes of a version, handed to the worker piece by piece.
pub(crate) struct Sealed(pub(crate) BlobReader);

impl RangeSource for Sealed {
    async fn range(&mut self, offset: u64, length: u32) -> io::Result<Bytes> {
        let mut stream = Box::pin(self.0.range(offset..offset + u64::from(length)));
        let mut piece = BytesMut::with_capacity(length as usize);
        while let Some(bytes) = stream.next().await {
            piece.extend_from_slice(&bytes?);
        }
        Ok(piece.freeze())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outage_takes_no_preview_away_and_a_bad_file_is_told_at_once() {
        let hour = 3_600_000;
        let gone = again(PreviewFailure::Unavailable, 1, 0);
        assert!(matches!(gone, Some(JobError::Retry(_))));
        for age in [0, hour, 23 * hour] {
            let gone = again(PreviewFailure::Source, SOON, age);
            assert!(matches!(gone, Some(JobError::Later(LATER))), "{age}");
        }
        assert!(again(PreviewFailure::Source, SOON, 24 * hour).is_none());
        for failure in [PreviewFailure::Damaged, PreviewFailure::Crashed] {
            assert!(again(failure, 1, 0).is_none(), "{failure:?}");
        }
    }
}

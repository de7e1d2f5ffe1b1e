//! Writing one part: gather a megabyte, seal and store it while the next one arrives. The object is begun when the first
//! megabyte is there, or all of a shorter part: until then its sender takes up that much memory and nothing of the store.

use std::io;
use std::sync::Arc;

use bytes::Bytes;
use futures::{Stream, StreamExt};
use tokio_util::task::AbortOnDropHandle;
use uuid::Uuid;
use vault::chunked::{CHUNK, SEALED_CHUNK, Sealer};
use vault::{Key, Sha256};

use crate::late::LateUpload;
use crate::{BlobError, Blobs, Part, context};

/// Plaintext bytes that are sealed and stored at once.
const BATCH: usize = 64 * CHUNK;
/// The same, sealed.
const SEALED_BATCH: usize = 64 * SEALED_CHUNK;

/// A part that is durable.
#[derive(Debug)]
pub struct WrittenPart<E> {
    /// Where it lies and how long it is.
    pub part: Part,
    /// Why the body ended before its end, if it did; what had arrived was kept.
    pub ended_early: Option<E>,
}

/// What moves between the gathering side and the sealing task.
struct Writing {
    upload: LateUpload,
    sealer: Sealer,
    hasher: Sha256,
    sealed: Vec<u8>,
}

type Running = AbortOnDropHandle<Result<Writing, BlobError>>;

impl Blobs {
    /// Seals a body as one part and returns when it is durable. At most `limit` plaintext bytes are accepted. `hasher`
    /// is fed with what was kept, and left alone on an error. Dropping the future leaves nothing in the store.
    ///
    /// # Errors
    /// [`BlobError::TooLong`], [`BlobError::Full`], [`BlobError::Seal`] or [`BlobError::Store`].
    #[expect(
        clippy::too_many_arguments,
        reason = "three of them name the place that is sealed in"
    )]
    pub async fn write_part<E: Send>(
        &self,
        key: &Key,
        instance: Uuid,
        blob: Uuid,
        index: u32,
        body: impl Stream<Item = Result<Bytes, E>> + Send,
        limit: u64,
        hasher: &mut Sha256,
    ) -> Result<WrittenPart<E>, BlobError> {
        let object = Uuid::from_bytes(vault::random_bytes::<16>());
        let writing = Writing {
            upload: LateUpload::new(Arc::clone(&self.store), object),
            sealer: Sealer::new(key, &context(instance, blob, index, object))
                .map_err(BlobError::Seal)?,
            hasher: hasher.clone(),
            sealed: Vec::with_capacity(SEALED_BATCH * 2),
        };
        let (writing, length, ended_early) = pump(writing, body, limit).await?;
        *hasher = writing.finish().await?;
        Ok(WrittenPart {
            part: Part { object, length },
            ended_early,
        })
    }

    /// Stores a small blob that is in memory, as its only part.
    ///
    /// # Errors
    /// As [`Blobs::write_part`].
    pub async fn put(
        &self,
        key: &Key,
        instance: Uuid,
        blob: Uuid,
        bytes: Bytes,
    ) -> Result<Part, BlobError> {
        let limit = bytes.len() as u64;
        let body =
            futures::stream::once(std::future::ready(Ok::<_, std::convert::Infallible>(bytes)));
        let written = self
            .write_part(key, instance, blob, 0, body, limit, &mut Sha256::new())
            .await?;
        Ok(written.part)
    }
}

/// Drives the body to its end; one batch is sealed and stored while the next is gathered.
async fn pump<E: Send>(
    writing: Writing,
    body: impl Stream<Item = Result<Bytes, E>> + Send,
    limit: u64,
) -> Result<(Writing, u64, Option<E>), BlobError> {
    let mut body = std::pin::pin!(body);
    let (mut length, mut ended_early) = (0_u64, None);
    let (mut batch, mut batched) = (Vec::new(), 0_usize);
    let mut state = Some(writing);
    let mut running: Option<Running> = None;
    while let Some(frame) = body.next().await {
        let bytes = match frame {
            Ok(bytes) => bytes,
            Err(error) => {
                ended_early = Some(error);
                break;
            }
        };
        length += bytes.len() as u64;
        if length > limit {
            return Err(BlobError::TooLong { limit });
        }
        batched += bytes.len();
        batch.push(bytes);
        if batched >= BATCH {
            let mut writing = settled(&mut state, &mut running).await?;
            // Here and not in the task: who waits for a turn gathers nothing meanwhile.
            writing.upload.begin().await?;
            running = Some(start(writing, std::mem::take(&mut batch)));
            batched = 0;
        }
    }
    let mut writing = settled(&mut state, &mut running).await?;
    if !batch.is_empty() {
        writing = settled(&mut None, &mut Some(start(writing, batch))).await?;
    }
    Ok((writing, length, ended_early))
}

async fn settled(
    state: &mut Option<Writing>,
    running: &mut Option<Running>,
) -> Result<Writing, BlobError> {
    let lost = || BlobError::Store(io::Error::other("the writing task ended"));
    match running.take() {
        Some(task) => task
            .await
            .map_err(|error| BlobError::Store(io::Error::other(error)))?,
        None => state.take().ok_or_else(lost),
    }
}

fn start(writing: Writing, batch: Vec<Bytes>) -> Running {
    #[expect(
        clippy::disallowed_methods,
        reason = "ends with one batch, or with the upload's future"
    )]
    let task = tokio::spawn(writing.store(batch));
    AbortOnDropHandle::new(task)
}

impl Writing {
    async fn store(self, batch: Vec<Bytes>) -> Result<Self, BlobError> {
        let sealed = tokio::task::spawn_blocking(move || self.seal(&batch)).await;
        let mut writing = sealed.map_err(|error| BlobError::Store(io::Error::other(error)))??;
        writing.flush().await?;
        Ok(writing)
    }

    fn seal(mut self, batch: &[Bytes]) -> Result<Self, BlobError> {
        for bytes in batch {
            self.hasher.update(bytes);
            self.sealer
                .update(bytes, &mut self.sealed)
                .map_err(BlobError::Seal)?;
        }
        Ok(self)
    }

    async fn flush(&mut self) -> Result<(), BlobError> {
        let sealed = std::mem::take(&mut self.sealed);
        self.sealed = self.upload.write(sealed).await?;
        self.sealed.clear();
        Ok(())
    }

    async fn finish(self) -> Result<Sha256, BlobError> {
        let Self {
            mut upload,
            sealer,
            hasher,
            mut sealed,
        } = self;
        sealer.finish(&mut sealed).map_err(BlobError::Seal)?;
        upload.write(sealed).await?;
        upload.finish().await?;
        Ok(hasher)
    }
}

//! Writing one object: gathered in memory and sent at once when it is small, in parts of equal length otherwise.

use std::io;
use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use object_store::path::Path;
use object_store::{MultipartUpload, ObjectStoreExt, PutPayload};
use tokio::sync::OwnedSemaphorePermit;

use super::Bucket;
use crate::store::Upload;

/// Longest object that is sent at once, and the length of parts otherwise. A sealed part of an upload fits; services
/// want parts of at least 5 MiB and some want them equal.
pub(super) const PART: usize = 9 << 20;

pub(super) struct S3Upload {
    bucket: Arc<Bucket>,
    path: Path,
    gathered: Vec<Bytes>,
    length: usize,
    /// Begun when the object turned out to be longer than one part.
    parts: Option<Box<dyn MultipartUpload>>,
    /// Given back when the memory is.
    _turn: OwnedSemaphorePermit,
}

impl S3Upload {
    pub(super) fn new(bucket: Arc<Bucket>, path: Path, turn: OwnedSemaphorePermit) -> Self {
        Self {
            bucket,
            path,
            gathered: Vec::new(),
            length: 0,
            parts: None,
            _turn: turn,
        }
    }

    /// The first bytes of what is gathered, at most so many.
    fn take(&mut self, most: usize) -> PutPayload {
        let (mut taken, mut length) = (Vec::new(), 0);
        let mut rest = std::mem::take(&mut self.gathered).into_iter();
        for mut bytes in rest.by_ref() {
            let room = most - length;
            if bytes.len() > room {
                taken.push(bytes.split_to(room));
                length += room;
                self.gathered.push(bytes);
                break;
            }
            length += bytes.len();
            taken.push(bytes);
        }
        self.gathered.extend(rest);
        self.length -= length;
        taken.into_iter().collect()
    }

    async fn send_part(&mut self) -> object_store::Result<()> {
        if self.parts.is_none() {
            let begun = self.bucket.client.put_multipart(&self.path).await?;
            self.parts = Some(begun);
        }
        let payload = self.take(PART);
        match &mut self.parts {
            Some(parts) => parts.put_part(payload).await,
            None => Ok(()),
        }
    }

    async fn end(&mut self) -> object_store::Result<()> {
        if self.parts.is_none() {
            let payload = self.take(PART);
            return self.bucket.client.put(&self.path, payload).await.map(drop);
        }
        if self.length > 0 {
            self.send_part().await?;
        }
        if let Some(parts) = &mut self.parts {
            parts.complete().await?;
        }
        // Nothing is left to call off.
        self.parts = None;
        Ok(())
    }
}

#[async_trait]
impl Upload for S3Upload {
    async fn write(&mut self, bytes: Vec<u8>) -> io::Result<Vec<u8>> {
        // A copy of the exact length: the buffer has room for more, and is used again.
        self.gathered.push(Bytes::copy_from_slice(&bytes));
        self.length += bytes.len();
        while self.length > PART {
            let sent = self.send_part().await;
            sent.map_err(|error| self.bucket.failed(&error))?;
        }
        Ok(bytes)
    }

    async fn finish(mut self: Box<Self>) -> io::Result<()> {
        let ended = self.end().await;
        ended.map_err(|error| self.bucket.failed(&error))
    }
}

impl Drop for S3Upload {
    fn drop(&mut self) {
        let (Some(mut parts), Ok(runtime)) =
            (self.parts.take(), tokio::runtime::Handle::try_current())
        else {
            return;
        };
        // Parts without an end are invisible and cost money; what cannot be called off now, a rule of the bucket ends.
        runtime.spawn(async move { drop(parts.abort().await) });
    }
}

//! Reading any range of a blob: verified chunks in large frames, one frame ahead.

use std::io::{self, Read};
use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
use futures::{Stream, TryStreamExt};
use tokio::sync::OnceCell;
use tokio_util::task::AbortOnDropHandle;
use uuid::Uuid;
use vault::Key;
use vault::chunked::{HEADER, Layout, Opener, SEALED_CHUNK, TAG};

use crate::buffer::{FRAME, FRAME_CHUNKS, Pool};
use crate::{BlobError, Blobs, Manifest, context};

/// Reads ranges of one blob. Clones share what was verified already.
#[derive(Clone, Debug)]
pub struct BlobReader(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    blobs: Blobs,
    key: Key,
    instance: Uuid,
    blob: Uuid,
    manifest: Arc<Manifest>,
    /// Where each part begins in the blob; `None` when the manifest contradicts itself.
    starts: Option<Vec<u64>>,
    /// One per part, filled when its length has been proven.
    openers: Vec<OnceCell<Arc<Opener>>>,
}

/// Some chunks of one part, and the bytes of them that are wanted.
#[derive(Debug, Clone, Copy)]
struct Frame {
    part: usize,
    first_chunk: u64,
    chunks: u64,
    /// Plaintext bytes to leave out before the wanted ones.
    skip: usize,
    wanted: usize,
}

/// Chunks of a frame, opened side by side, without the tags that lie between them.
struct OpenFrame<'a> {
    plain: Vec<u8>,
    used: usize,
    next: u64,
    frame: Frame,
    opener: &'a Opener,
    pool: &'a Arc<Pool>,
}

/// Sealed bytes that are opened without another thread when they need no disk; about 20 µs of cipher.
const AT_ONCE: usize = 5 * SEALED_CHUNK;

type Ahead = AbortOnDropHandle<Result<Bytes, BlobError>>;

/// The rest of a range: where it goes on, and the frame that is being read meanwhile.
struct Progress {
    reader: BlobReader,
    next: u64,
    end: u64,
    ahead: Option<Ahead>,
}

impl BlobReader {
    pub(crate) fn new(
        blobs: Blobs,
        key: Key,
        instance: Uuid,
        blob: Uuid,
        manifest: Arc<Manifest>,
    ) -> Self {
        let starts = starts(&manifest);
        let openers = manifest.parts.iter().map(|_| OnceCell::new()).collect();
        Self(Arc::new(Inner {
            blobs,
            key,
            instance,
            blob,
            manifest,
            starts,
            openers,
        }))
    }

    /// Plaintext bytes of the blob.
    pub fn length(&self) -> u64 {
        self.0.manifest.length
    }

    /// The bytes of a range in order, in frames of up to 1 MiB. Every byte was authenticated; a frame that fails is an
    /// error and the last item ([`io::ErrorKind::InvalidData`] for changed bytes). Must be polled inside the runtime.
    pub fn range(&self, range: Range<u64>) -> impl Stream<Item = io::Result<Bytes>> + Send + use<> {
        self.frames(range).map_err(io::Error::from)
    }

    pub(crate) fn frames(
        &self,
        range: Range<u64>,
    ) -> impl Stream<Item = Result<Bytes, BlobError>> + Send + use<> {
        let progress = Progress {
            reader: self.clone(),
            next: range.start,
            end: range.end,
            ahead: None,
        };
        let checked = futures::stream::once(std::future::ready(progress.check()));
        checked
            .map_ok(|progress| futures::stream::try_unfold(progress, Progress::advance))
            .try_flatten()
    }

    /// Opens the last chunk of every part, which proves all lengths without reading the rest.
    ///
    /// # Errors
    /// [`BlobError::Missing`], [`BlobError::Refused`], [`BlobError::Manifest`] or [`BlobError::Store`].
    pub async fn verify(&self) -> Result<(), BlobError> {
        if self.0.starts.is_none() {
            return Err(BlobError::Manifest);
        }
        for part in 0..self.0.openers.len() {
            self.opener(part).await?;
        }
        Ok(())
    }

    /// The frame that holds the byte at `position`.
    fn frame(&self, position: u64, end: u64) -> Option<Frame> {
        let starts = self.0.starts.as_ref()?;
        let part = starts
            .partition_point(|start| *start <= position)
            .checked_sub(1)?;
        let start = *starts.get(part)?;
        let length = self.0.manifest.parts.get(part)?.length;
        let inside = position - start;
        let first_chunk = Layout::chunk_at(inside);
        let frame_start = Layout::plain_start(first_chunk);
        let until = (end - start).min(length).min(frame_start + FRAME as u64);
        let wanted = until.checked_sub(inside).filter(|wanted| *wanted > 0)?;
        Some(Frame {
            part,
            first_chunk,
            chunks: Layout::chunk_at(until - 1) - first_chunk + 1,
            skip: usize::try_from(inside - frame_start).ok()?,
            wanted: usize::try_from(wanted).ok()?,
        })
    }

    async fn load(self, frame: Frame) -> Result<Bytes, BlobError> {
        debug_assert!(frame.chunks <= FRAME_CHUNKS, "a frame fits its buffer");
        let opener = self.opener(frame.part).await?;
        let layout = opener.layout();
        let ends = layout
            .sealed_range(frame.first_chunk)
            .zip(layout.sealed_range(frame.first_chunk + frame.chunks - 1));
        let (first, last) = ends.ok_or(BlobError::Manifest)?;
        let sealed = usize::try_from(last.end - first.start).map_err(|_| BlobError::Manifest)?;
        let object = self.object(frame.part)?;
        let store = Arc::clone(&self.0.blobs.store);
        // Waking a thread and waiting for it costs more than opening a little that is in memory.
        if sealed <= AT_ONCE {
            let pool = &self.0.blobs.buffers.sealed;
            let mut slice = pool.take();
            if let Some(place) = slice.get_mut(..sealed)
                && store.read_at_once(object, first.start, place)
            {
                let mut opening = OpenFrame::new(&self, frame, &opener);
                opening.take(place)?;
                pool.give_back(slice);
                return opening.finish();
            }
            pool.give_back(slice);
        }
        let opening =
            Box::new(move |source: &mut dyn Read| self.open(frame, &opener, source, sealed));
        store
            .read_opened(object, first.start, sealed, opening)
            .await
    }

    fn open(
        &self,
        frame: Frame,
        opener: &Opener,
        source: &mut dyn Read,
        sealed: usize,
    ) -> Result<Bytes, BlobError> {
        let object = self.object(frame.part)?;
        let pool = &self.0.blobs.buffers.sealed;
        let mut slice = pool.take();
        let mut opening = OpenFrame::new(self, frame, opener);
        let mut missing = sealed;
        while missing > 0 {
            let length = missing.min(slice.len());
            let piece = slice.get_mut(..length).ok_or(BlobError::Manifest)?;
            source
                .read_exact(piece)
                .map_err(|error| BlobError::reading(object, error))?;
            opening.take(piece)?;
            missing -= length;
        }
        pool.give_back(slice);
        opening.finish()
    }

    /// The opener of a part, whose length is proven when it exists.
    async fn opener(&self, part: usize) -> Result<Arc<Opener>, BlobError> {
        let cell = self.0.openers.get(part).ok_or(BlobError::Range)?;
        let opener = cell.get_or_try_init(|| self.prove_length(part)).await?;
        Ok(Arc::clone(opener))
    }

    /// SECURITY: a part that was cut at a chunk boundary, or replaced by a shorter genuine one, must not pass for
    /// whole; guarded by tests `a_truncated_or_extended_object_is_refused` and `a_manifest_with_wrong_lengths_is_refused`.
    async fn prove_length(&self, part: usize) -> Result<Arc<Opener>, BlobError> {
        let inner = &self.0;
        let stored = *inner.manifest.parts.get(part).ok_or(BlobError::Range)?;
        let layout = Layout::of_plain(stored.length).map_err(BlobError::refused(part))?;
        let last = layout
            .sealed_chunk_length(layout.last_chunk())
            .and_then(|length| usize::try_from(length).ok())
            .ok_or(BlobError::Manifest)?;
        let ends = inner.blobs.store.ends(stored.object, HEADER, last).await;
        let ends = ends.map_err(|error| BlobError::reading(stored.object, error))?;
        let (length, mut chunk) = (ends.length, ends.tail);
        if length != layout.sealed_length() {
            return Err(BlobError::Refused { part, source: None });
        }
        let header = ends
            .head
            .first_chunk::<HEADER>()
            .ok_or(BlobError::Manifest)?;
        let index = u32::try_from(part).map_err(|_| BlobError::Manifest)?;
        let context = context(inner.instance, inner.blob, index, stored.object);
        let mut opener =
            Opener::new(&inner.key, &context, header, length).map_err(BlobError::refused(part))?;
        chunk.truncate(last);
        opener
            .verify_last(&mut chunk)
            .map_err(BlobError::refused(part))?;
        Ok(Arc::new(opener))
    }

    fn object(&self, part: usize) -> Result<Uuid, BlobError> {
        let stored = self.0.manifest.parts.get(part).ok_or(BlobError::Range)?;
        Ok(stored.object)
    }
}

impl<'a> OpenFrame<'a> {
    fn new(reader: &'a BlobReader, frame: Frame, opener: &'a Opener) -> Self {
        let pool = &reader.0.blobs.buffers.plain;
        Self {
            plain: pool.take(),
            used: 0,
            next: frame.first_chunk,
            frame,
            opener,
            pool,
        }
    }

    /// Opens whole sealed chunks.
    fn take(&mut self, sealed: &[u8]) -> Result<(), BlobError> {
        for chunk in sealed.chunks(SEALED_CHUNK) {
            let length = chunk.len().checked_sub(TAG).ok_or_else(|| self.refused())?;
            let refused = self.refused();
            let place = self.plain.get_mut(self.used..self.used + length);
            self.opener
                .open_chunk_into(self.next, chunk, place.ok_or(refused)?)
                .map_err(BlobError::refused(self.frame.part))?;
            self.used += length;
            self.next += 1;
        }
        Ok(())
    }

    /// The bytes that are wanted.
    fn finish(self) -> Result<Bytes, BlobError> {
        let wanted = self.frame.skip..self.frame.skip + self.frame.wanted;
        if wanted.end > self.used {
            return Err(self.refused());
        }
        let refused = self.refused();
        self.pool.lend(self.plain, wanted).ok_or(refused)
    }

    fn refused(&self) -> BlobError {
        BlobError::Refused {
            part: self.frame.part,
            source: None,
        }
    }
}

impl Progress {
    fn check(self) -> Result<Self, BlobError> {
        if self.reader.0.starts.is_none() {
            return Err(BlobError::Manifest);
        }
        if self.next > self.end || self.end > self.reader.length() {
            return Err(BlobError::Range);
        }
        Ok(self)
    }

    async fn advance(mut self) -> Result<Option<(Bytes, Self)>, BlobError> {
        if self.ahead.is_none()
            && let Some(frame) = self.only_frame()
        {
            self.next = self.end;
            let bytes = self.reader.clone().load(frame).await?;
            return Ok(Some((bytes, self)));
        }
        let current = match self.ahead.take() {
            Some(ahead) => Some(ahead),
            None => self.begin(),
        };
        let Some(current) = current else {
            return Ok(None);
        };
        // The next frame is read while this one is awaited and consumed: never more than two.
        self.ahead = self.begin();
        let bytes = current
            .await
            .map_err(|error| BlobError::Store(io::Error::other(error)))??;
        Ok(Some((bytes, self)))
    }

    /// The frame that holds all of the range, where one does: there is nothing to read ahead then.
    fn only_frame(&self) -> Option<Frame> {
        let frame = self.reader.frame(self.next, self.end)?;
        (self.next + frame.wanted as u64 == self.end).then_some(frame)
    }

    /// Starts to read the next frame, whether or not anybody polls.
    fn begin(&mut self) -> Option<Ahead> {
        if self.next >= self.end {
            return None;
        }
        let frame = self.reader.frame(self.next, self.end)?;
        self.next += frame.wanted as u64;
        #[expect(
            clippy::disallowed_methods,
            reason = "ends with one frame, or with its stream"
        )]
        let task = tokio::spawn(self.reader.clone().load(frame));
        Some(AbortOnDropHandle::new(task))
    }
}

fn starts(manifest: &Manifest) -> Option<Vec<u64>> {
    let mut starts = Vec::with_capacity(manifest.parts.len());
    let mut position = 0_u64;
    for part in &manifest.parts {
        starts.push(position);
        position = position.checked_add(part.length)?;
    }
    (position == manifest.length).then_some(starts)
}

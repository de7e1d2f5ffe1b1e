//! Bytes of an upload on their way into the store: sealed part by part, counted only when they are durable. A broken
//! connection keeps what arrived; a wrong checksum keeps nothing.

use std::sync::Arc;

use async_trait::async_trait;
use blobs::{BlobError, Part};
use bytes::Bytes;
use db::args;
use futures::{Stream, StreamExt};
use kernel::{Actor, App, Error, EventKind, Result, Tx, UploadId};
use tracing::Instrument;
use vault::{Key, Sha256};

use crate::body::Body;
use crate::completion::{self, Arrived, moved_on};
use crate::in_flight::InFlight;
use crate::rules::{limits, patience};
use crate::uploads::{self, Finished, NewUpload, State, Upload, UploadRow};
use crate::{content, sql};

/// How many of the first bytes tell what a file is.
const HEAD: u64 = 4096;

/// What belongs to a new version for whoever sent it: checked and done in the transaction that makes it.
#[async_trait]
pub trait Completing: Send + Sync {
    /// The version is there and its file is locked; an error undoes it, and nothing of the file is kept.
    async fn completed(&self, tx: &mut Tx, finished: Finished) -> Result<()>;
}

/// Who sends a file, and what belongs to its version.
#[derive(Clone)]
pub(crate) struct Sender {
    pub(crate) who: Actor,
    pub(crate) completing: Option<Arc<dyn Completing>>,
}

impl From<&Actor> for Sender {
    fn from(who: &Actor) -> Self {
        Self {
            who: who.clone(),
            completing: None,
        }
    }
}

/// What a request says about the bytes in its body.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Promise {
    /// Where in the file they begin.
    pub(crate) offset: u64,
    /// How many they are, if it says so.
    pub(crate) length: Option<u64>,
    /// Their SHA-256, if it says so.
    pub(crate) sha256: Option<[u8; 32]>,
}

/// Takes in a body. Goes on to its end even when the caller is dropped, as happens when the connection breaks.
///
/// # Errors
/// [`Error::Conflict`] `upload_busy`, `upload_offset`; [`Error::Invalid`] `too_large`, `checksum_mismatch`;
/// [`Error::Refused`] `upload_gone`.
pub(crate) async fn receive<E: Send + 'static>(
    app: &App,
    in_flight: &InFlight,
    sender: Sender,
    id: UploadId,
    promise: Promise,
    body: impl Stream<Item = std::result::Result<Bytes, E>> + Send + 'static,
) -> Result<Upload> {
    let turn = in_flight.take_turn(id)?;
    let body = body.take_until(turn.stopped());
    let (app, memory) = (app.clone(), in_flight.clone());
    let work = async move {
        let upload = take_in(&app, &memory, &sender, id, promise, body).await;
        drop(turn);
        upload
    };
    // What goes wrong there is told under the number of this request.
    in_flight.finish(work.in_current_span()).await
}

/// Uploads bytes that are at hand, as the demo does.
pub async fn store(app: &App, who: &Actor, new: NewUpload, bytes: Bytes) -> Result<Finished> {
    let upload = uploads::create(app, who, new).await?;
    let upload = if upload.finished.is_some() {
        upload
    } else {
        let body = futures::stream::iter([Ok::<_, std::convert::Infallible>(bytes)]);
        receive(
            app,
            &InFlight::default(),
            Sender::from(who),
            upload.id,
            Promise::default(),
            body,
        )
        .await?
    };
    upload.finished.ok_or(Error::Invalid {
        field: "size",
        code: "size",
        detail: "The file is shorter than its size says.",
    })
}

/// Uploads a whole file as it comes in one request. When less comes than was said, the connection breaks, or anything
/// else goes wrong, nothing is kept.
///
/// # Errors
/// As [`uploads::create`] and [`receive`]; [`Error::Invalid`] `size` when the body ends early or the file is empty;
/// those of `completing`.
pub async fn take_whole<E: Send + 'static>(
    app: &App,
    who: &Actor,
    new: NewUpload,
    body: impl Stream<Item = std::result::Result<Bytes, E>> + Send + 'static,
    completing: Arc<dyn Completing>,
) -> Result<Finished> {
    let (app, memory) = (app.clone(), InFlight::default());
    let sender = Sender {
        who: who.clone(),
        completing: Some(completing),
    };
    let inner = memory.clone();
    let work = async move { take_all(&app, &inner, sender, new, body).await };
    // SECURITY: also when the caller is dropped, as happens when an HTTP/2 stream is reset: what was reserved for the
    // file must not stay reserved; guarded by test `a_version_whose_sender_is_gone_leaves_nothing`.
    memory.finish(work.in_current_span()).await
}

async fn take_all<E: Send + 'static>(
    app: &App,
    in_flight: &InFlight,
    sender: Sender,
    new: NewUpload,
    body: impl Stream<Item = std::result::Result<Bytes, E>> + Send + 'static,
) -> Result<Finished> {
    // An empty file is complete before anything is received.
    if new.size == 0 {
        return Err(ended_early());
    }
    let who = sender.who.clone();
    let upload = uploads::begin(app, &who, new, limits::UPLOAD_IN_ONE).await?;
    let received = receive(app, in_flight, sender, upload.id, Promise::default(), body).await;
    let failure = match received {
        Ok(Upload {
            finished: Some(finished),
            ..
        }) => return Ok(finished),
        Ok(_) => ended_early(),
        Err(error) => error,
    };
    uploads::cancel(app, &who, upload.id).await?;
    Err(failure)
}

async fn take_in<E: Send + 'static>(
    app: &App,
    in_flight: &InFlight,
    sender: &Sender,
    id: UploadId,
    promise: Promise,
    body: impl Stream<Item = std::result::Result<Bytes, E>> + Send + 'static,
) -> Result<Upload> {
    let who = &sender.who;
    let upload = {
        let mut reader = app.read(who).await?;
        uploads::find_row(&mut reader, who, id)
            .await?
            .alive(app.now())?
    };
    if promise.offset != upload.received {
        return Err(moved_on());
    }
    let room = upload.size.saturating_sub(upload.received);
    if promise.length.is_some_and(|length| length > room) {
        return Err(too_long());
    }
    if upload.finished.is_some() {
        return upload.shown(app).await;
    }
    let hasher = in_flight.recall(id, upload.received);
    let key = content::key(app, upload.blob).await?;
    let mut intake = Intake {
        app,
        sender,
        key,
        upload,
        hasher,
        pending: Vec::new(),
    };
    let outcome = intake
        .run(Body::new(body, room, promise.sha256.is_some()), promise)
        .await;
    if outcome.is_err() {
        intake.discard().await;
    }
    outcome?;
    if let Some(hasher) = intake.hasher.take() {
        in_flight.remember(id, intake.upload.received, hasher);
    }
    intake.upload.shown(app).await
}

/// One request's bytes on their way.
struct Intake<'a> {
    app: &'a App,
    sender: &'a Sender,
    key: Key,
    upload: UploadRow,
    /// The digest of everything so far, unless this process did not see the beginning.
    hasher: Option<Sha256>,
    /// Parts that are durable in the store and not yet in the database.
    pending: Vec<Part>,
}

impl Intake<'_> {
    async fn run<E: Send + 'static>(
        &mut self,
        mut body: Body<'_, E>,
        promise: Promise,
    ) -> Result<()> {
        let begun = self.app.now();
        while body.has_more().await {
            self.write(&mut body).await?;
            // SECURITY: parts that no row knows yet must not grow old enough to be swept; guarded by test
            // `a_promised_checksum_does_not_keep_parts_uncounted_for_ever`.
            if promise.sha256.is_some() && self.app.now() - begun > limits::UNCOUNTED {
                return Err(too_slow());
            }
            // A promised digest can only be checked at the end, and the last part may turn out to be too long.
            if promise.sha256.is_none() && !self.is_whole() {
                self.advance().await?;
            }
        }
        if body.is_over() {
            return Err(too_long());
        }
        // SECURITY: bytes that were changed on the way must not be kept; guarded by test
        // `a_wrong_checksum_keeps_nothing`.
        if promise.sha256.is_some() && promise.sha256 != body.sha256() {
            return Err(wrong_checksum());
        }
        if self.is_whole() {
            self.complete().await
        } else {
            self.advance().await
        }
    }

    /// Seals the next part into the store; it is durable afterwards.
    async fn write<E: Send + 'static>(&mut self, body: &mut Body<'_, E>) -> Result<()> {
        let index = self.next_index();
        if index >= limits::PARTS {
            return Err(too_many_parts());
        }
        let patience = patience::for_part(index, self.rest());
        let mut unused = Sha256::new();
        let hasher = self.hasher.as_mut().unwrap_or(&mut unused);
        let (instance, blob) = (self.app.keystore().instance(), self.upload.blob.uuid());
        // SECURITY: a part that is being received may hold a turn to store, and senders who are slow on purpose must not
        // hold all of them; guarded by test `slow_senders_do_not_keep_an_upload_from_finishing`.
        let part = body.part(limits::PART_BYTES, patience);
        let written = self
            .app
            .blobs()
            .write_part(
                &self.key,
                instance,
                blob,
                index,
                part,
                limits::PART_BYTES,
                hasher,
            )
            .await
            .map_err(not_written)?;
        self.pending.push(written.part);
        Ok(())
    }

    /// Counts the parts that are pending.
    async fn advance(&mut self) -> Result<()> {
        if self.pending.is_empty() {
            return Ok(());
        }
        let received = self.upload.received + content::length(&self.pending);
        let parts = self.next_index();
        let mut tx = self.app.write(&self.sender.who).await?;
        let arguments = args![self.upload.id, self.upload.received, received, parts];
        if tx.execute(&sql::ADVANCE_UPLOAD, &arguments).await? == 0 {
            return Err(moved_on());
        }
        content::insert_parts(&mut tx, self.upload.blob, self.upload.parts, &self.pending).await?;
        tx.emit(self.upload.event(EventKind::UploadAdvanced));
        // From here on the parts may be visible, so they are nobody's to delete.
        self.pending.clear();
        tx.commit().await?;
        self.upload.received = received;
        self.upload.parts = parts;
        Ok(())
    }

    /// Turns everything that arrived into a version.
    async fn complete(&mut self) -> Result<()> {
        let arrived = self.arrived().await?;
        let Sender { who, completing } = self.sender;
        let mut tx = self.app.write(who).await?;
        let finished = completion::complete(&mut tx, who, &self.upload, &self.key, arrived).await?;
        if let Some(completing) = completing {
            completing.completed(&mut tx, finished).await?;
        }
        self.pending.clear();
        tx.commit().await?;
        self.hasher = None;
        self.upload.received = self.upload.size;
        self.upload.state = State::Complete;
        self.upload.finished = Some(finished);
        Ok(())
    }

    async fn arrived(&mut self) -> Result<Arrived> {
        let stored = {
            let mut reader = self.app.read(&self.sender.who).await?;
            content::parts(&mut reader, self.upload.blob).await?
        };
        // Another node that advanced the upload meanwhile has stored parts in the place of ours.
        if u32::try_from(stored.len()) != Ok(self.upload.parts) {
            return Err(moved_on());
        }
        let all = [stored.clone(), self.pending.clone()].concat();
        let sha256 = match self.hasher.clone() {
            Some(hasher) => hasher.finish(),
            None => content::sha256(self.app, &self.key, self.upload.blob, &all).await?,
        };
        let head = content::head(self.app, &self.key, self.upload.blob, &all, HEAD).await?;
        Ok(Arrived {
            stored,
            fresh: self.pending.clone(),
            sha256,
            head,
        })
    }

    /// Removes what was written and never counted. What cannot be removed now is a left-over that nobody can see.
    async fn discard(&mut self) {
        for part in std::mem::take(&mut self.pending) {
            if let Err(error) = self.app.blobs().delete(part.object).await {
                tracing::warn!(cause = %error, "a part that was never used could not be removed");
            }
        }
    }

    fn is_whole(&self) -> bool {
        self.rest() == 0
    }

    /// How many bytes are still to come. A body is never longer than that.
    fn rest(&self) -> u64 {
        let arrived = self.upload.received + content::length(&self.pending);
        self.upload.size.saturating_sub(arrived)
    }

    fn next_index(&self) -> u32 {
        self.upload
            .parts
            .saturating_add(u32::try_from(self.pending.len()).unwrap_or(u32::MAX))
    }
}

fn not_written(error: BlobError) -> Error {
    if matches!(error, BlobError::Full) {
        return Error::Unavailable {
            code: "storage_full",
            detail: "The server has no storage left. What arrived before is kept. Tell the person who runs it.",
        };
    }
    error.into()
}

fn ended_early() -> Error {
    Error::Invalid {
        field: "body",
        code: "size",
        detail: "The file ended before all of it had arrived. Nothing was kept. Send it again.",
    }
}

fn too_long() -> Error {
    Error::Invalid {
        field: "body",
        code: "too_large",
        detail: "More bytes were sent than the file has. The upload stands where it stood before.",
    }
}

fn wrong_checksum() -> Error {
    Error::Invalid {
        field: "Upload-Checksum",
        code: "checksum_mismatch",
        detail: "The bytes were damaged on the way and were thrown away. Send them again.",
    }
}

fn too_slow() -> Error {
    Error::Unavailable {
        code: "too_slow",
        detail: "The bytes arrived too slowly to be checked as a whole, and none of this request were kept. Send smaller pieces.",
    }
}

fn too_many_parts() -> Error {
    Error::Conflict {
        code: "too_many_parts",
        detail: "The file was sent in very many small pieces. Upload it again in larger ones.",
    }
}

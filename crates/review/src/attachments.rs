//! Files attached to comments: sealed under their author's key, taken into a comment when it is sent, seen by exactly
//! those who see the comment, destroyed with its words.

use std::sync::{Arc, LazyLock};

use blobs::{BlobError, BlobReader, Manifest, Part};
use bytes::Bytes;
use db::{FromRow, Row, args};
use files::usage;
use futures::Stream;
use identity::throttle::{self, Attempt};
use jobs::NewJob;
use kernel::tx::Reading;
use kernel::{
    Action, Actor, App, AttachmentId, CommentId, Error, Event, EventKind, Id, Millis, PersonId,
    Result, ReviewId, Slot, TeamId, Tx, grant,
};
use keystore::{KeyId, KeystoreError};
use serde::{Deserialize, Serialize};
use tracing::Instrument as _;
use uuid::Uuid;
use vault::{Sealed, Sha256};

use crate::arriving::{self, Lines};
use crate::comment_row::{Comment, OnReview};
use crate::comments::may_comment;
use crate::reviews::{self, Review};
use crate::rules::attachment::{self, InReview, LARGEST};
use crate::sql;
use crate::wire::AttachmentDto;

/// The job that destroys what nobody has sent.
pub(crate) const SWEEP: &str = "review.sweep_attachment";
/// How long a file may wait for its comment.
const WAITS: Millis = 24 * 60 * 60 * 1000;

/// Who sends files to this process.
static ARRIVING: LazyLock<Lines> = LazyLock::new(Lines::default);

/// A file to take away.
#[derive(Debug)]
pub struct AttachedFile {
    /// Its name.
    pub name: String,
    /// Its bytes, opened while they are read.
    pub bytes: BlobReader,
}

/// What stands in the sealed words of a comment about each of its files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Attached {
    pub(crate) id: AttachmentId,
    pub(crate) name: String,
    pub(crate) size: u64,
    sha256: [u8; 32],
}

#[derive(Serialize, Deserialize)]
struct Envelope {
    name: String,
    sha256: [u8; 32],
}

struct Attachment {
    id: AttachmentId,
    team: TeamId,
    review: ReviewId,
    comment: Option<CommentId>,
    author: PersonId,
    author_key: KeyId,
    part: Part,
    sealed: Sealed,
    created_at: Millis,
}

impl FromRow for Attachment {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            id: Id::from_uuid(row.uuid(0)?),
            team: Id::from_uuid(row.uuid(1)?),
            review: Id::from_uuid(row.uuid(2)?),
            comment: row.opt_uuid(3)?.map(Id::from_uuid),
            author: Id::from_uuid(row.uuid(4)?),
            author_key: KeyId(row.uuid(5)?),
            part: Part {
                object: row.uuid(6)?,
                length: row.u64(7)?,
            },
            sealed: row.sealed(8)?,
            created_at: row.int(9)?,
        })
    }
}

/// Whether the actor may attach files here: asked before their bytes are taken in.
pub async fn admit(app: &App, who: &Actor, review: ReviewId) -> Result<()> {
    let mut reader = app.read(who).await?;
    let (review, _) = reviews::open(&mut reader, who, Action::See, review).await?;
    may_comment(who, &review)?;
    Ok(())
}

/// Stores a file for a comment that is being written. The bytes are sealed and stored while they arrive: never more than
/// a piece of them is in memory.
///
/// # Errors
/// Those of [`attachment::name`] and [`attachment::room`]; [`Error::Invalid`] `malformed` when the body breaks off
/// and `too_slow` when it takes more than ten minutes, [`Error::Conflict`] `team_full`, [`Error::TooMany`]. Nothing is kept then.
pub async fn store<E: Send + 'static>(
    app: &App,
    who: &Actor,
    review: ReviewId,
    typed: &str,
    body: impl Stream<Item = Result<Bytes, E>> + Send + 'static,
) -> Result<AttachmentDto> {
    let name = attachment::name(typed)?;
    // Asked before the slow work, and again when the row is written.
    let mut reader = app.read(who).await?;
    let (review, _) = reviews::open(&mut reader, who, Action::See, review).await?;
    let review = review.into_inner();
    let author = may_comment(who, &review)?;
    refuse_full(&mut reader, (who, author), &review, 1).await?;
    drop(reader);
    let attempt = Attempt::paced("attachment", author.uuid().as_bytes(), None);
    throttle::pace(app, &attempt).await?;
    let (app, who) = (app.clone(), who.clone());
    // SECURITY: goes on to its end even when the caller is dropped, as happens when an HTTP/2 stream is reset: bytes that
    // are in the store must be counted or destroyed; guarded by test `a_file_whose_sender_is_gone_leaves_nothing`.
    #[expect(
        clippy::disallowed_methods,
        reason = "ends with the body, whose length and time are bounded"
    )]
    let work = tokio::spawn(
        async move { take_in(&app, (&who, author), &review, name, body).await }.in_current_span(),
    );
    work.await
        .map_err(|error| Error::internal("storing an attached file broke off", error))?
}

async fn take_in<E: Send>(
    app: &App,
    (who, author): (&Actor, PersonId),
    review: &Review,
    name: String,
    body: impl Stream<Item = Result<Bytes, E>> + Send,
) -> Result<AttachmentDto> {
    let keystore = app.keystore();
    let author_key = keystore
        .ensure_author_key(author.uuid(), review.project.uuid())
        .await?;
    let key = keystore.key(author_key).await?;
    let id: AttachmentId = app.mint();
    // SECURITY: slow senders must not hold all turns to store; guarded by tests `a_file_that_takes_too_long_leaves_nothing`
    // and `one_person_sends_so_many_at_a_time_and_others_do_not_wait`.
    let _place = ARRIVING.stand(author).await;
    // The bytes are durable before the row that speaks of them, and nobody waits for the disk meanwhile.
    let mut hasher = Sha256::new();
    let blobs = app.blobs();
    let writing = blobs.write_part(
        &key,
        keystore.instance(),
        id.uuid(),
        0,
        body,
        LARGEST,
        &mut hasher,
    );
    let written = tokio::time::timeout(arriving::WITHIN, writing)
        .await
        .map_err(|_elapsed| attachment::too_slow())?
        .map_err(not_written)?;
    let part = written.part;
    let envelope = Envelope {
        name,
        sha256: hasher.finish(),
    };
    let outcome = if written.ended_early.is_some() {
        Err(attachment::broken_off())
    } else {
        let stored = Attachment {
            id,
            team: review.team,
            review: review.id,
            comment: None,
            author,
            author_key,
            part,
            sealed: app.seal_with(&key, slot(review.team, id), &envelope)?,
            created_at: app.now(),
        };
        insert(app, who, &stored).await
    };
    if let Err(error) = outcome {
        destroy(app, [part.object]).await?;
        return Err(error);
    }
    Ok(AttachmentDto {
        id,
        name: envelope.name,
        size: part.length,
    })
}

fn not_written(error: BlobError) -> Error {
    if matches!(error, BlobError::TooLong { .. }) {
        return attachment::too_large();
    }
    error.into()
}

async fn insert(app: &App, who: &Actor, stored: &Attachment) -> Result<()> {
    let mut tx = app.write(who).await?;
    // Locked, so that many at once do not all find the same room.
    let (review, _) = reviews::open_locked(&mut tx, who, Action::See, stored.review).await?;
    let author = may_comment(who, &review)?;
    refuse_full(&mut tx, (who, author), &review, stored.part.length).await?;
    usage::take(&mut tx, stored.team, stored.part.length).await?;
    let arguments = args![
        stored.id,
        stored.team,
        stored.review,
        stored.author,
        stored.author_key.0,
        stored.part.object,
        stored.part.length,
        stored.created_at,
        &stored.sealed
    ];
    tx.execute_one(&sql::INSERT_ATTACHMENT, &arguments).await?;
    tx.enqueue(NewJob {
        kind: SWEEP,
        subject: stored.id.uuid(),
        run_at: stored.created_at + WAITS,
    })
    .await?;
    // Nobody but its author knows of it before its comment is sent.
    tx.emit(review.event(EventKind::AttachmentStored).team_only(true));
    tx.commit().await
}

/// SECURITY: a link must not be enough to fill the disk, nor to keep others from attaching anything; guarded by tests
/// `files_of_a_review_have_an_end`, `waiting_files_take_no_room_from_others` and `many_guests_keep_no_member_from_attaching`.
async fn refuse_full(
    reader: &mut impl Reading,
    (who, author): (&Actor, PersonId),
    review: &Review,
    size: u64,
) -> Result<()> {
    let waiting: Option<(u64, u64)> = reader
        .row(&sql::WAITING_IN_REVIEW, &args![review.id, author])
        .await?;
    let (waiting, own_waiting) = waiting.unwrap_or_default();
    let there = InReview {
        // What guests leave waiting is nothing that a member has to wait for.
        waiting: if who.in_team(review.team).is_some() {
            own_waiting
        } else {
            waiting
        },
        own_waiting,
        ..sent(reader, review).await?
    };
    attachment::room(size, there)
}

/// What comments of a review have.
async fn sent(reader: &mut impl Reading, review: &Review) -> Result<InReview> {
    let sent: Option<(u64, u64)> = reader
        .row(&sql::ATTACHED_TO_REVIEW, &args![review.id])
        .await?;
    let (files, bytes) = sent.unwrap_or_default();
    Ok(InReview {
        files,
        bytes,
        ..InReview::default()
    })
}

/// Takes the author's own waiting files into a comment.
///
/// SECURITY: a file of somebody else, of another review or of another comment is not taken; guarded by test
/// `only_ones_own_waiting_files_are_attached`.
pub(crate) async fn claim(
    tx: &mut Tx,
    review: &Review,
    author: PersonId,
    comment: CommentId,
    ids: &[AttachmentId],
) -> Result<()> {
    for id in ids {
        let arguments = args![*id, comment, review.id, author];
        if tx.execute(&sql::CLAIM_ATTACHMENT, &arguments).await? == 0 {
            return Err(unknown());
        }
    }
    if ids.is_empty() {
        return Ok(());
    }
    // Files that wait are counted apart, so the end is asked for again where they are sent; the review is locked here.
    attachment::within(sent(tx, review).await?)
}

/// What a comment's words say about the files that it is sent with.
pub(crate) async fn described(
    tx: &mut Tx,
    review: &Review,
    author: PersonId,
    ids: &[AttachmentId],
) -> Result<Vec<Attached>> {
    if ids.len() > attachment::MOST {
        return Err(Error::Invalid {
            field: "attachments",
            code: "too_many",
            detail: "A comment can have five files. Remove some of them.",
        });
    }
    let app = tx.app().clone();
    let mut files = Vec::with_capacity(ids.len());
    for id in ids {
        let row: Option<Attachment> = tx.row(&sql::ATTACHMENT, &args![*id]).await?;
        let own = row.filter(|row| row.author == author && row.review == review.id);
        let row = own.ok_or_else(unknown)?;
        let envelope: Option<Envelope> = app
            .open(row.author_key, slot(row.team, row.id), &row.sealed)
            .await?;
        let Envelope { name, sha256 } = envelope.ok_or_else(unknown)?;
        files.push(Attached {
            id: row.id,
            name,
            size: row.part.length,
            sha256,
        });
    }
    Ok(files)
}

/// A file of a comment that the actor may read.
pub async fn open(app: &App, who: &Actor, id: AttachmentId) -> Result<AttachedFile> {
    let mut reader = app.read(who).await?;
    let row: Option<Attachment> = reader.row(&sql::ATTACHMENT, &args![id]).await?;
    let row = row.ok_or(Error::NotFound)?;
    // SECURITY: exactly those who may read the comment get its files; guarded by test
    // `a_file_is_seen_by_those_who_see_the_comment`.
    let id = row.comment.ok_or(Error::NotFound)?;
    let comment: Comment = reader
        .row(&sql::COMMENT, &args![id])
        .await?
        .ok_or(Error::NotFound)?;
    let (review, _) = reviews::open(&mut reader, who, Action::See, comment.review).await?;
    drop(reader);
    let review = review.into_inner();
    let found = grant(who, Action::See, OnReview { comment, review })?;
    if found.comment.deleted_at.is_some() {
        return Err(Error::NotFound);
    }
    let file = read(app, &row).await?;
    let mut tx = app.write(who).await?;
    let event = found.review.event(EventKind::AttachmentDownloaded);
    tx.emit(event.comment(id).team_only(found.comment.team_only));
    tx.commit().await?;
    Ok(file)
}

async fn read(app: &App, row: &Attachment) -> Result<AttachedFile> {
    let key = match app.keystore().key(row.author_key).await {
        Ok(key) => key,
        Err(KeystoreError::Missing) => return Err(Error::NotFound),
        Err(error) => return Err(error.into()),
    };
    let Envelope { name, sha256 } = app.open_with(&key, slot(row.team, row.id), &row.sealed)?;
    let manifest = Manifest {
        parts: vec![row.part],
        length: row.part.length,
        sha256,
    };
    let instance = app.keystore().instance();
    let bytes = app
        .blobs()
        .reader(&key, instance, row.id.uuid(), Arc::new(manifest));
    // Before the first byte is promised: one that is gone, cut or exchanged is refused in words.
    bytes.verify().await?;
    Ok(AttachedFile { name, bytes })
}

/// Destroys a file that nobody has sent. Twice is once.
pub(crate) async fn sweep(app: &App, id: AttachmentId) -> Result<()> {
    let mut tx = app.write(&Actor::system()).await?;
    let row: Option<Attachment> = tx.row(&sql::ATTACHMENT, &args![id]).await?;
    let over = |row: &Attachment| row.comment.is_none() && tx.now() - row.created_at >= WAITS;
    let Some(row) = row.filter(over) else {
        return Ok(());
    };
    let review: Option<Review> = tx.row(&sql::REVIEW, &args![row.review]).await?;
    let Some(review) = review else {
        return Ok(());
    };
    // SECURITY: its comment may be sent at this moment, and then its file stays; guarded by test
    // `a_comment_sent_at_the_last_moment_keeps_its_file`.
    if tx.execute(&sql::DELETE_WAITING, &args![id]).await? == 0 {
        return Ok(());
    }
    usage::give_back(&mut tx, row.team, row.part.length).await?;
    tx.emit(review.event(EventKind::AttachmentErased).team_only(true));
    tx.commit().await?;
    destroy(app, [row.part.object]).await
}

/// Takes the files of a comment that is forgotten out of the database, in its transaction, and yields their objects for
/// [`destroy`].
pub(crate) async fn forget(tx: &mut Tx, comment: CommentId) -> Result<Vec<Uuid>> {
    let rows: Vec<Attachment> = tx.rows(&sql::ATTACHMENTS_OF, &args![comment]).await?;
    take_out(tx, rows).await
}

/// Destroys the files of comments on what was erased. Looked for in the rows every hour, so that nothing that was erased
/// keeps its attachments, whenever that was.
pub async fn forget_erased(app: &App) -> Result<()> {
    loop {
        let mut tx = app.write(&Actor::system()).await?;
        let rows: Vec<Attachment> = tx.rows(&sql::ATTACHMENTS_OF_ERASED, &[]).await?;
        if rows.is_empty() {
            return Ok(());
        }
        let objects = take_out(&mut tx, rows).await?;
        tx.commit().await?;
        destroy(app, objects).await?;
    }
}

async fn take_out(tx: &mut Tx, rows: Vec<Attachment>) -> Result<Vec<Uuid>> {
    for row in &rows {
        tx.execute_one(&sql::DELETE_ATTACHMENT, &args![row.id])
            .await?;
        usage::give_back(tx, row.team, row.part.length).await?;
        let mut event = Event::new(EventKind::AttachmentErased, row.team).review(row.review);
        event.comment = row.comment;
        tx.emit(event.team_only(true));
    }
    Ok(rows.into_iter().map(|row| row.part.object).collect())
}

/// Destroys bytes that no row speaks of any more, after the transaction that saw to it: a slow disk or a distant bucket
/// must not keep other writers waiting. What a crash leaves here is a left-over, and swept as such.
pub(crate) async fn destroy(app: &App, objects: impl IntoIterator<Item = Uuid>) -> Result<()> {
    for object in objects {
        app.blobs().delete(object).await?;
    }
    Ok(())
}

/// Which of these objects of the store belong to attached files, so that nobody takes them for left-overs.
pub async fn referenced(reader: &mut impl Reading, objects: &[Uuid]) -> Result<Vec<Uuid>> {
    let mut found = Vec::new();
    for object in objects {
        let row: Option<Uuid> = reader
            .row(&sql::ATTACHMENT_BY_OBJECT, &args![*object])
            .await?;
        found.extend(row.map(|_| *object));
    }
    Ok(found)
}

fn unknown() -> Error {
    Error::Invalid {
        field: "attachments",
        code: "unknown_attachment",
        detail: "An attached file is not here any more: files wait for their comment for a day. Attach it again.",
    }
}

fn slot(team: TeamId, id: AttachmentId) -> Slot {
    Slot::new(Some(team), "review_attachments", id, "sealed")
}

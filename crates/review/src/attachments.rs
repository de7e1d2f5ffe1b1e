//! Files attached to comments: sealed under their author's key, taken into a comment when it is sent, seen by exactly
//! those who see the comment, destroyed with its words.

use blobs::{BlobError, Part};
use bytes::Bytes;
use db::{FromRow, Row, args};
use jobs::NewJob;
use kernel::tx::Reading;
use kernel::{
    Action, Actor, App, AttachmentId, CommentId, Error, Event, EventKind, FileId, Id, Millis,
    PersonId, ProjectId, Result, ReviewId, Slot, TeamId, Tx, grant,
};
use keystore::{KeyId, KeystoreError};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use vault::Sealed;

use crate::comment_row::{Comment, OnReview};
use crate::comments::may_comment;
use crate::reviews::{self, Review};
use crate::rules::attachment;
use crate::sql;
use crate::wire::AttachmentDto;

/// The job that destroys what nobody has sent.
pub(crate) const SWEEP: &str = "review.sweep_attachment";
/// How long a file may wait for its comment.
const WAITS: Millis = 24 * 60 * 60 * 1000;

/// What was erased, with everything that was said about it.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Erased {
    /// A file.
    File(FileId),
    /// A project.
    Project(ProjectId),
}

/// A file to take away.
#[derive(Debug)]
pub struct AttachedFile {
    /// Its name.
    pub name: String,
    /// Its bytes.
    pub bytes: Bytes,
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

/// Stores a file for a comment that is being written.
pub async fn store(
    app: &App,
    who: &Actor,
    review: ReviewId,
    typed: &str,
    bytes: Bytes,
) -> Result<AttachmentDto> {
    let name = attachment::name(typed)?;
    let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    // Asked before the slow work, and again when the row is written.
    let mut reader = app.read(who).await?;
    let (review, _) = reviews::open(&mut reader, who, Action::See, review).await?;
    let author = may_comment(who, &review)?;
    refuse_full(&mut reader, &review, size).await?;
    drop(reader);
    let keystore = app.keystore();
    let key_id = keystore
        .ensure_author_key(author.uuid(), review.project.uuid())
        .await?;
    let key = keystore.key(key_id).await?;
    let id: AttachmentId = app.mint();
    let envelope = Envelope {
        name,
        sha256: vault::sha256(&bytes),
    };
    let sealed = app.seal_with(&key, slot(review.team, id), &envelope)?;
    // The bytes are durable before the row that speaks of them, and nobody waits for the disk meanwhile.
    let part = app
        .blobs()
        .put(&key, keystore.instance(), id.uuid(), bytes)
        .await;
    let part = part.map_err(not_written)?;
    let stored = Attachment {
        id,
        team: review.team,
        review: review.id,
        comment: None,
        author,
        author_key: key_id,
        part,
        sealed,
        created_at: app.now(),
    };
    if let Err(error) = insert(app, who, &stored).await {
        destroy(app, [stored.part.object]).await?;
        return Err(error);
    }
    Ok(AttachmentDto {
        id,
        name: envelope.name,
        size,
    })
}

async fn insert(app: &App, who: &Actor, stored: &Attachment) -> Result<()> {
    let mut tx = app.write(who).await?;
    // Locked, so that many at once do not all find the same room.
    let (review, _) = reviews::open_locked(&mut tx, who, Action::See, stored.review).await?;
    may_comment(who, &review)?;
    refuse_full(&mut tx, &review, stored.part.length).await?;
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

/// SECURITY: a link must not be enough to fill the disk; guarded by test `files_of_a_review_have_an_end`.
async fn refuse_full(reader: &mut impl Reading, review: &Review, size: u64) -> Result<()> {
    let there: Option<(u64, u64)> = reader
        .row(&sql::ATTACHED_TO_REVIEW, &args![review.id])
        .await?;
    let (files, bytes) = there.unwrap_or_default();
    attachment::room(size, files, bytes)
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
    Ok(())
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
    let bytes = app
        .blobs()
        .get_all(&key, app.keystore().instance(), row.id.uuid(), &row.part)
        .await
        .map_err(|error| Error::internal("an attached file could not be read", error))?;
    if vault::sha256(&bytes) != sha256 {
        return Err(Error::broken("an attached file is not what was stored"));
    }
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
    tx.execute_one(&sql::DELETE_ATTACHMENT, &args![id]).await?;
    tx.emit(review.event(EventKind::AttachmentErased).team_only(true));
    tx.commit().await?;
    destroy(app, [row.part.object]).await
}

/// Takes the files of a comment that is forgotten out of the database, in its transaction, and yields their objects for
/// [`destroy`].
pub(crate) async fn forget(tx: &mut Tx, review: &Review, comment: CommentId) -> Result<Vec<Uuid>> {
    let rows: Vec<Attachment> = tx.rows(&sql::ATTACHMENTS_OF, &args![comment]).await?;
    for row in &rows {
        tx.execute_one(&sql::DELETE_ATTACHMENT, &args![row.id])
            .await?;
        let event = review.event(EventKind::AttachmentErased).comment(comment);
        tx.emit(event.team_only(true));
    }
    Ok(rows.into_iter().map(|row| row.part.object).collect())
}

/// Destroys the files of all comments on what was erased.
pub(crate) async fn forget_all(app: &App, erased: Erased) -> Result<()> {
    loop {
        let mut tx = app.write(&Actor::system()).await?;
        let (statement, subject) = match erased {
            Erased::File(file) => (&sql::ATTACHMENTS_OF_FILE, args![file]),
            Erased::Project(project) => (&sql::ATTACHMENTS_OF_PROJECT, args![project]),
        };
        let rows: Vec<Attachment> = tx.rows(statement, &subject).await?;
        if rows.is_empty() {
            return Ok(());
        }
        for row in &rows {
            tx.execute_one(&sql::DELETE_ATTACHMENT, &args![row.id])
                .await?;
            let mut event = Event::new(EventKind::AttachmentErased, row.team).review(row.review);
            event.comment = row.comment;
            tx.emit(event.team_only(true));
        }
        tx.commit().await?;
        destroy(app, rows.into_iter().map(|row| row.part.object)).await?;
    }
}

/// Destroys bytes that no row speaks of any more, after the transaction that saw to it: a slow disk or a distant bucket
/// must not keep other writers waiting. What a crash leaves here is a left-over, and swept as such.
pub(crate) async fn destroy(app: &App, objects: impl IntoIterator<Item = Uuid>) -> Result<()> {
    for object in objects {
        match app.blobs().delete(object).await {
            Ok(()) | Err(BlobError::Missing { .. }) => {}
            Err(error) => {
                return Err(Error::internal(
                    "an attached file could not be deleted",
                    error,
                ));
            }
        }
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

fn not_written(error: BlobError) -> Error {
    if matches!(error, BlobError::Full) {
        return Error::Unavailable {
            code: "storage_full",
            detail: "The server has no storage left. Nothing was stored. Tell the person who runs it.",
        };
    }
    Error::internal("an attached file could not be written", error)
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

//! Comments: written, edited, deleted with a while to undo, resolved. What a guest may not know is left out before
//! anything is counted.

use db::{DbError, args};
use files::versions::Version;
use kernel::tx::Reading;
use kernel::{
    Action, Actor, App, CommentId, Error, Event, EventKind, Granted, Guarded, Millis, Permission,
    PersonId, Result, ReviewId, Slot, Tx, grant, may,
};
use keystore::KeyId;
use uuid::Uuid;
use vault::Sealed;

use crate::comment_row::{Comment, Numbers, OnReview, Words, Written, slot};
use crate::reviews::{self, Review};
use crate::rules::body::Body;
use crate::rules::marker;
use crate::thread::{self, Hex};
use crate::wire::{CommentDto, NewComment};
use crate::{attachments, forgetting, guests, mentions, sql};

/// How long a deleted comment can be brought back.
pub(crate) const UNDO: Millis = 10 * 60 * 1000;
/// The most comments and replies of one review, deleted ones included.
const COMMENTS: u32 = 5_000;
/// Where guests end, so that the rest is there for the team.
const COMMENTS_WITH_GUESTS: u32 = 4_000;
/// The most comments that are sent together with a decision.
const KEPT: usize = 100;
/// The most that one comment may take, sealed, in bytes; a field holds 64 KiB.
const LARGEST: usize = 60 * 1024;

/// The comments of a review that the actor may know, oldest first.
pub async fn list(app: &App, who: &Actor, review: ReviewId) -> Result<Vec<CommentDto>> {
    let mut reader = app.read(who).await?;
    let (review, _) = reviews::open(&mut reader, who, Action::See, review).await?;
    thread::of_review(&mut reader, who, &review).await
}

/// Writes a comment or a reply. The same `client_id` again is the same comment.
pub async fn create(
    app: &App,
    who: &Actor,
    review: ReviewId,
    input: NewComment,
) -> Result<CommentDto> {
    input.body.clone().checked()?;
    guests::pace(app, who, "comment", review).await?;
    let mut tx = app.write(who).await?;
    let (review, version) = reviews::open_locked(&mut tx, who, Action::See, review).await?;
    let review = review.into_inner();
    // It may have been stored before the door closed, and only the answer was lost.
    if let Some(written) = written_before(&mut tx, who, &review, input.client_id).await? {
        return as_durable(tx, written).await;
    }
    let author = may_comment(who, &review)?;
    let (comment, words) = write(&mut tx, (who, author), (&review, &version), input).await?;
    let shown = thread::written(&mut tx, who, &review, (&comment, words)).await?;
    tx.commit().await?;
    Ok(shown)
}

/// Writes comments that were kept back until a decision, in its transaction, on its locked review. Those that are there
/// already stay.
pub(crate) async fn write_kept(
    tx: &mut Tx,
    who: &Actor,
    review: &Review,
    version: &Version,
    kept: Vec<NewComment>,
) -> Result<()> {
    if kept.len() > KEPT {
        return Err(Error::Invalid {
            field: "comments",
            code: "too_many",
            detail: "At most 100 comments can be sent together with a decision. Send some of them first.",
        });
    }
    for input in kept {
        if written_before(tx, who, review, input.client_id)
            .await?
            .is_some()
        {
            continue;
        }
        let author = may_comment(who, review)?;
        write(tx, (who, author), (review, version), input).await?;
    }
    Ok(())
}

/// Stores a new comment of somebody who may write, on a locked review.
async fn write(
    tx: &mut Tx,
    (who, author): (&Actor, PersonId),
    (review, version): (&Review, &Version),
    input: NewComment,
) -> Result<(Comment, Words)> {
    let app = tx.app().clone();
    let body = input.body.clone().checked()?;
    let team_only = is_team_only(tx, who, review, &input).await?;
    let markers = marker::checked(input.markers, version.id, &Hex(&version.sha256).to_string())?;
    let called = body.mentions();
    mentions::refuse_strangers(tx, who, review, &called, team_only).await?;
    let key = tx.author_key(author, review.project).await?;
    let id: CommentId = tx.mint();
    let files = attachments::described(tx, review, author, &input.attachments).await?;
    let words = Words {
        body,
        markers,
        sure: None,
        files,
    };
    let sealed = seal(&app, key, slot(review.team, id, 0), &words).await?;
    let numbers = take_place(tx, (who, review), input.parent, team_only).await?;
    let written = Written {
        id,
        parent: input.parent,
        author,
        author_key: key,
        team_only,
        at: tx.now(),
        sealed,
        numbers,
    };
    let comment = Comment::written(review, written);
    let arguments = args![
        id,
        review.team,
        review.project,
        review.id,
        comment.parent,
        author,
        key.0,
        input.client_id,
        team_only,
        comment.created_at,
        comment.sealed.clone(),
        numbers.team,
        numbers.shared
    ];
    if tx.execute(&sql::INSERT_COMMENT, &arguments).await? == 0 {
        // Stored on another review at the same moment; nothing of this one is kept.
        return Err(client_id_taken());
    }
    attachments::claim(tx, review, author, id, &input.attachments).await?;
    for person in called {
        tx.execute_one(&sql::INSERT_MENTION, &args![id, person])
            .await?;
    }
    tx.emit(
        review
            .event(EventKind::CommentCreated)
            .comment(id)
            .team_only(team_only),
    );
    Ok((comment, words))
}

/// Changes one's own words.
pub async fn edit(app: &App, who: &Actor, id: CommentId, body: Body) -> Result<CommentDto> {
    let body = body.checked()?;
    let mut tx = app.write(who).await?;
    let found = open_locked(&mut tx, who, Action::Edit, id).await?;
    let OnReview { comment, review } = &*found;
    if comment.origin.is_some() {
        return Err(Error::Refused {
            code: "copied",
            detail: "These are the words of somebody else, copied, and they stay as they were written. Reply to them instead.",
        });
    }
    let words: Option<Words> = app
        .open(comment.author_key, comment.slot(), &comment.sealed)
        .await?;
    let Words { markers, files, .. } = words.ok_or(Error::NotFound)?;
    let called = body.mentions();
    mentions::refuse_strangers(&mut tx, who, review, &called, comment.team_only).await?;
    let (slot, wording) = comment.next_slot();
    let words = Words {
        body,
        markers,
        sure: None,
        files,
    };
    let sealed = seal(app, comment.author_key, slot, &words).await?;
    let now = tx.now();
    tx.execute_one(&sql::EDIT_COMMENT, &args![id, sealed, wording, now])
        .await?;
    tx.execute(&sql::DELETE_MENTIONS, &args![id]).await?;
    for person in called {
        tx.execute_one(&sql::INSERT_MENTION, &args![id, person])
            .await?;
    }
    settle(tx, who, &found, EventKind::CommentEdited).await
}

/// Deletes a comment. Twice is once.
pub async fn delete(app: &App, who: &Actor, id: CommentId) -> Result<()> {
    let mut tx = app.write(who).await?;
    let found = open_row(&mut tx, who, Action::Delete, id).await?;
    if found.comment.deleted_at.is_some() {
        return as_durable(tx, ()).await;
    }
    let now = tx.now();
    let person = acting(who, &found);
    tx.execute_one(&sql::DELETE_COMMENT, &args![id, now, person])
        .await?;
    tx.enqueue(forgetting::forget_later(id, now)).await?;
    tx.emit(event(&found, EventKind::CommentDeleted));
    tx.commit().await
}

/// Brings a comment back that was deleted a moment ago.
pub async fn restore(app: &App, who: &Actor, id: CommentId) -> Result<CommentDto> {
    let mut tx = app.write(who).await?;
    let found = open_row(&mut tx, who, Action::Delete, id).await?;
    match found.comment.deleted_at {
        None => {
            let shown = thread::one(&mut tx, who, &found.review, id).await?;
            return as_durable(tx, shown).await;
        }
        Some(at) if tx.now() - at > UNDO => {
            return Err(Error::Conflict {
                code: "too_late",
                detail: "A deleted comment can be brought back for ten minutes, and they have passed.",
            });
        }
        Some(_) => refuse_undoing_others(who, &found)?,
    }
    let restored = args![id, None::<i64>, None::<Uuid>];
    match tx.try_execute(&sql::DELETE_COMMENT, &restored).await {
        Ok(_) => settle(tx, who, &found, EventKind::CommentRestored).await,
        Err(DbError::Unique { .. }) => Err(Error::Conflict {
            code: "copied_again",
            detail: "The same comment was copied here again since, so this copy stays deleted.",
        }),
        Err(error) => Err(error.into()),
    }
}

/// SECURITY: what a manager took away does not return by its author's hand; guarded by test
/// `what_a_manager_deleted_its_author_does_not_bring_back`.
fn refuse_undoing_others(who: &Actor, found: &OnReview) -> Result<()> {
    let by_others = found
        .comment
        .deleted_by
        .is_some_and(|person| acting(who, found) != Some(person));
    let manages = || may(who, Action::ManageGroups, &found.review.resource());
    if by_others && manages() != Permission::Granted {
        return Err(Error::Forbidden);
    }
    Ok(())
}

fn acting(who: &Actor, found: &OnReview) -> Option<PersonId> {
    who.person_for(found.review.team, Some(found.review.group))
}

/// Settles a comment, or opens it again. Twice is once.
pub async fn resolve(app: &App, who: &Actor, id: CommentId, resolved: bool) -> Result<CommentDto> {
    let mut tx = app.write(who).await?;
    let found = open_locked(&mut tx, who, Action::Resolve, id).await?;
    let OnReview { comment, review } = &*found;
    if comment.parent.is_some() {
        return Err(Error::Conflict {
            code: "not_a_root",
            detail: "A reply is resolved together with the comment it belongs to.",
        });
    }
    let person = who
        .person_for(review.team, Some(review.group))
        .ok_or(needs_identity())?;
    if comment.resolved_at.is_some() == resolved {
        let shown = thread::one(&mut tx, who, review, id).await?;
        return as_durable(tx, shown).await;
    }
    let now = tx.now();
    let (at, by) = if resolved {
        (Some(now), Some(person))
    } else {
        (None, None)
    };
    tx.execute_one(&sql::RESOLVE_COMMENT, &args![id, at, by])
        .await?;
    let kind = if resolved {
        EventKind::CommentResolved
    } else {
        EventKind::CommentReopened
    };
    settle(tx, who, &found, kind).await
}

/// Name and address are asked at the first comment or decision.
pub(crate) fn needs_identity() -> Error {
    Error::Refused {
        code: "needs_identity",
        detail: "Say who you are first: the team sees your name beside what you write and decide.",
    }
}

/// The numbers of a new comment, if there is room for it.
// SECURITY: a link must not be enough to fill the disk, or a page that nobody can open any more, nor to keep the team
// from writing; guarded by tests `a_review_takes_five_thousand_comments`, `guests_leave_members_room_for_comments`.
pub(crate) async fn take_place(
    tx: &mut Tx,
    (who, review): (&Actor, &Review),
    parent: Option<CommentId>,
    team_only: bool,
) -> Result<Numbers> {
    let is_thread = parent.is_none();
    let is_shared = is_thread && !team_only;
    let (most, full) = if who.in_team(review.team).is_some() {
        (
            COMMENTS,
            "A review can have 5,000 comments, and this one has them. What you wrote was not stored; copy it \
             before you leave.",
        )
    } else {
        (
            COMMENTS_WITH_GUESTS,
            "This review has 4,000 comments, and takes no more by a link. What you wrote was not stored; copy it \
             before you leave, and send it to the person who invited you.",
        )
    };
    let arguments = args![review.id, is_thread, is_shared, most];
    let counted: Option<(u32, u32)> = tx.row(&sql::COUNT_COMMENT, &arguments).await?;
    let (threads, shared) = counted.ok_or(Error::Conflict {
        code: "too_many",
        detail: full,
    })?;
    Ok(Numbers {
        team: is_thread.then_some(threads),
        shared: is_shared.then_some(shared),
    })
}

fn client_id_taken() -> Error {
    Error::Conflict {
        code: "client_id_taken",
        detail: "This comment was sent to another review already. Nothing was stored; send it again.",
    }
}

/// Who writes, if they may write now.
pub(crate) fn may_comment(who: &Actor, review: &Review) -> Result<PersonId> {
    match grant(who, Action::Comment, review.clone()) {
        Ok(_) => {}
        Err(Error::Forbidden) => {
            return Err(Error::Refused {
                code: "comments_closed",
                detail: "This review does not take comments now. What you wrote was not stored; copy it before you leave.",
            });
        }
        Err(error) => return Err(error),
    }
    who.person_for(review.team, Some(review.group))
        .ok_or(needs_identity())
}

/// Whether the new comment is for the team alone: on request of a member, and always below such a comment.
async fn is_team_only(
    tx: &mut Tx,
    who: &Actor,
    review: &Review,
    input: &NewComment,
) -> Result<bool> {
    if input.team_only {
        grant(who, Action::TeamOnly, review.clone())?;
    }
    let Some(parent) = input.parent else {
        return Ok(input.team_only);
    };
    // SECURITY: a reply to what a guest may not know does not find it; guarded by test
    // `team_only_comments_never_reach_a_guest`.
    let parent = open_row(tx, who, Action::See, parent).await?;
    if parent.comment.review != review.id || parent.comment.deleted_at.is_some() {
        return Err(Error::NotFound);
    }
    if parent.comment.parent.is_some() {
        return Err(Error::Invalid {
            field: "parent",
            code: "not_a_root",
            detail: "A reply belongs to a comment, not to another reply.",
        });
    }
    Ok(input.team_only || parent.comment.team_only)
}

/// The comment that the actor stored under this id, if they did.
async fn written_before(
    tx: &mut Tx,
    who: &Actor,
    review: &Review,
    client_id: Uuid,
) -> Result<Option<CommentDto>> {
    let Some(author) = who.person_for(review.team, Some(review.group)) else {
        return Ok(None);
    };
    let arguments = args![author, client_id];
    let Some(comment) = tx
        .row::<Comment>(&sql::COMMENT_OF_CLIENT, &arguments)
        .await?
    else {
        return Ok(None);
    };
    if comment.review != review.id {
        return Err(client_id_taken());
    }
    thread::one(tx, who, review, comment.id).await.map(Some)
}

/// A comment that was not deleted, locked, if the actor may do this to it.
pub(crate) async fn open_locked(
    tx: &mut Tx,
    who: &Actor,
    action: Action,
    id: CommentId,
) -> Result<Granted<OnReview>> {
    let found = open_row(tx, who, action, id).await?;
    if found.comment.deleted_at.is_some() {
        Err(Error::NotFound)
    } else {
        Ok(found)
    }
}

async fn open_row(
    tx: &mut Tx,
    who: &Actor,
    action: Action,
    id: CommentId,
) -> Result<Granted<OnReview>> {
    let comment: Comment = tx
        .row(&sql::COMMENT_LOCKED, &args![id])
        .await?
        .ok_or(Error::NotFound)?;
    let (review, _) = reviews::open(tx, who, Action::See, comment.review).await?;
    guests::refuse_gone(tx, who, review.group).await?;
    grant(
        who,
        action,
        OnReview {
            comment,
            review: review.into_inner(),
        },
    )
}

/// Answers with what an earlier request has done, once that is on the disk: it may be in the same commit group.
pub(crate) async fn as_durable<T>(tx: Tx, found: T) -> Result<T> {
    tx.commit().await?;
    Ok(found)
}

/// Tells what was done to a comment, commits, and shows it as it is now.
pub(crate) async fn settle(
    mut tx: Tx,
    who: &Actor,
    found: &OnReview,
    kind: EventKind,
) -> Result<CommentDto> {
    tx.emit(event(found, kind));
    let shown = thread::one(&mut tx, who, &found.review, found.comment.id).await?;
    tx.commit().await?;
    Ok(shown)
}

fn event(found: &OnReview, kind: EventKind) -> Event {
    found
        .review
        .event(kind)
        .comment(found.comment.id)
        .team_only(found.comment.team_only)
}

pub(crate) async fn seal(app: &App, key: KeyId, slot: Slot, words: &Words) -> Result<Sealed> {
    let length = serde_json::to_vec(words).map_or(usize::MAX, |json| json.len());
    if length > LARGEST {
        return Err(Error::Invalid {
            field: "body",
            code: "too_long",
            detail: "The comment and its drawing are too large together. Shorten the text or draw more simply.",
        });
    }
    app.seal(key, slot, words).await
}

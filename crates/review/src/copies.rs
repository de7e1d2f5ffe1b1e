//! Comments copied from another review of the same file, with where they came from. Nothing is copied twice.

use std::collections::{BTreeSet, HashMap, HashSet};

use db::args;
use files::versions::Version;
use kernel::tx::Reading;
use kernel::{Action, Actor, App, CommentId, Error, EventKind, Id, PersonId, Result, ReviewId, Tx};
use keystore::KeystoreError;
use uuid::Uuid;

use crate::comment_row::{Comment, Origin, Words, slot};
use crate::comments::{as_durable, may_comment, take_place};
use crate::reviews::{self, Review};
use crate::rules::{copying, marker};
use crate::thread::Hex;
use crate::wire::{CopiedOneDto, CopyComments, CopyResultDto};
use crate::{mentions, sql};

/// The most comments that one request copies, their replies not counted.
const AT_ONCE: usize = 200;

/// Copies comments and their replies into a review. What is there already stays as it is.
pub async fn copy(
    app: &App,
    who: &Actor,
    into: ReviewId,
    input: CopyComments,
) -> Result<CopyResultDto> {
    let CopyComments {
        from,
        comments,
        team_only,
    } = input;
    refuse_sizes(comments.len())?;
    let mut tx = app.write(who).await?;
    let (review, version) = reviews::open_locked(&mut tx, who, Action::CopyComments, into).await?;
    // SECURITY: whoever copies reads everything of the source, so this is for members of its team; guarded by test
    // `guests_copy_nothing`.
    let (source, source_version) = reviews::open(&mut tx, who, Action::TeamOnly, from).await?;
    refuse_others(&review, &source)?;
    let readers = mentions::readers(&mut tx, who, &review, team_only).await?;
    let mut copying = Copying {
        who,
        source: &source,
        review: &review,
        version: &version,
        same_bytes: source_version.sha256 == version.sha256,
        team_only,
        readers,
        there: copies_in(&mut tx, &review).await?,
        result: CopyResultDto::default(),
    };
    let thread: Vec<Comment> = tx.rows(&sql::COMMENTS, &args![source.id]).await?;
    let mut wanted: HashMap<CommentId, CopiedOneDto> =
        comments.into_iter().map(|one| (one.comment, one)).collect();
    let roots: HashSet<CommentId> = wanted.keys().copied().collect();
    for comment in &thread {
        let of = comment.parent.unwrap_or(comment.id);
        if !roots.contains(&of) || comment.deleted_at.is_some() {
            continue;
        }
        let place = wanted.remove(&comment.id);
        copying.one(&mut tx, comment, place).await?;
    }
    if !wanted.is_empty() {
        return Err(Error::NotFound);
    }
    let result = copying.result;
    if result.copied == 0 {
        return as_durable(tx, result).await;
    }
    tx.commit().await?;
    Ok(result)
}

/// What one request copies.
struct Copying<'a> {
    who: &'a Actor,
    source: &'a Review,
    review: &'a Review,
    version: &'a Version,
    same_bytes: bool,
    team_only: bool,
    readers: BTreeSet<PersonId>,
    /// The copies in the review by the comment they came from.
    there: HashMap<CommentId, CommentId>,
    result: CopyResultDto,
}

impl Copying<'_> {
    async fn one(
        &mut self,
        tx: &mut Tx,
        comment: &Comment,
        place: Option<CopiedOneDto>,
    ) -> Result<()> {
        let origin = comment.origin.unwrap_or(Origin {
            comment: comment.id,
            author: comment.author,
            version_number: self.source.version_number,
            group: self.source.group,
        });
        // Also when this review is where the words were written first.
        if self.there.contains_key(&origin.comment) {
            self.result.there += 1;
            return Ok(());
        }
        let Some(words) = self.words(tx, comment, place).await? else {
            self.result.gone += 1;
            return Ok(());
        };
        let parent = match comment.parent {
            None => None,
            // A reply whose comment could not be copied has nothing to stand below.
            Some(parent) => match self.there.get(&parent) {
                Some(copy) => Some(*copy),
                None => return Ok(()),
            },
        };
        let id = self.insert(tx, (comment, origin), parent, &words).await?;
        self.there.insert(origin.comment, id);
        self.there.insert(comment.id, id);
        self.result.copied += 1;
        self.result.made.push(id);
        Ok(())
    }

    async fn insert(
        &self,
        tx: &mut Tx,
        (comment, origin): (&Comment, Origin),
        parent: Option<CommentId>,
        words: &Words,
    ) -> Result<CommentId> {
        let review = self.review;
        let copier = may_comment(self.who, review)?;
        let id: CommentId = tx.mint();
        let app = tx.app().clone();
        // Under the key of whoever wrote the words, in this project: what erases them reaches the copy, and what erases
        // the project that they came from, by a file that moved, does not.
        let author_key = tx.author_key(origin.author, review.project).await?;
        let sealed = app
            .seal(author_key, slot(review.team, id, 0), words)
            .await?;
        let team_only = self.team_only || comment.team_only || below_team_only(tx, parent).await?;
        let numbers = take_place(tx, (self.who, review), parent, team_only).await?;
        let now = tx.now();
        let arguments = args![
            id,
            review.team,
            review.project,
            review.id,
            parent,
            copier,
            author_key.0,
            id,
            team_only,
            now,
            sealed,
            origin.comment,
            origin.author,
            origin.version_number,
            origin.group,
            numbers.team,
            numbers.shared
        ];
        tx.execute_one(&sql::INSERT_COPY, &arguments).await?;
        for person in words.body.mentions() {
            tx.execute_one(&sql::INSERT_MENTION, &args![id, person])
                .await?;
        }
        tx.emit(
            review
                .event(EventKind::CommentCopied)
                .comment(id)
                .team_only(team_only),
        );
        Ok(id)
    }

    /// The words as they are copied; none of an erased author.
    async fn words(
        &self,
        tx: &mut Tx,
        comment: &Comment,
        place: Option<CopiedOneDto>,
    ) -> Result<Option<Words>> {
        let app = tx.app().clone();
        let key = match app.keystore().key(comment.author_key).await {
            Ok(key) => key,
            Err(KeystoreError::Missing) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let words: Words = app.open_with(&key, comment.slot(), &comment.sealed)?;
        let sha256 = Hex(&self.version.sha256).to_string();
        let (markers, looked) = match place {
            Some(CopiedOneDto {
                markers: Some(markers),
                sure,
                ..
            }) => (marker::checked(markers, self.version.id, &sha256)?, sure),
            Some(_) | None => (
                copying::carried(words.markers, self.version.id, &sha256),
                None,
            ),
        };
        let sure = if markers.is_empty() {
            None
        } else {
            copying::sureness(self.same_bytes, looked)
        };
        Ok(Some(Words {
            body: copying::masked(words.body, &self.readers),
            markers,
            sure,
            // Files stay with the comment that they were attached to.
            files: Vec::new(),
        }))
    }
}

/// SECURITY: a reply tells what its comment is about; below one that only the team sees it stays with the team, also when
/// it is copied later; guarded by test `a_reply_copied_later_stays_below_a_team_only_copy`.
async fn below_team_only(tx: &mut Tx, parent: Option<CommentId>) -> Result<bool> {
    let Some(parent) = parent else {
        return Ok(false);
    };
    let copy: Option<Comment> = tx.row(&sql::COMMENT, &args![parent]).await?;
    Ok(copy.is_some_and(|copy| copy.team_only))
}

async fn copies_in(tx: &mut Tx, review: &Review) -> Result<HashMap<CommentId, CommentId>> {
    let rows: Vec<(Uuid, Uuid)> = tx.rows(&sql::COPIES, &args![review.id]).await?;
    let mut there: HashMap<CommentId, CommentId> = rows
        .into_iter()
        .map(|(from, copy)| (Id::from_uuid(from), Id::from_uuid(copy)))
        .collect();
    // What was written here first does not come back as a copy of its copy.
    let own: Vec<Comment> = tx.rows(&sql::COMMENTS, &args![review.id]).await?;
    there.extend(
        own.iter()
            .filter(|comment| comment.origin.is_none() && comment.deleted_at.is_none())
            .map(|comment| (comment.id, comment.id)),
    );
    Ok(there)
}

fn refuse_sizes(comments: usize) -> Result<()> {
    let (code, detail) = match comments {
        0 => ("empty", "Choose at least one comment."),
        count if count > AT_ONCE => (
            "too_many",
            "At most 200 comments can be copied at once. Choose fewer.",
        ),
        _ => return Ok(()),
    };
    Err(Error::Invalid {
        field: "comments",
        code,
        detail,
    })
}

fn refuse_others(review: &Review, source: &Review) -> Result<()> {
    let (code, detail) = if source.id == review.id {
        ("same_review", "These comments are in this review already.")
    } else if source.file != review.file {
        (
            "other_file",
            "Comments can be copied between versions and groups of one file. Choose a review of this file.",
        )
    } else {
        return Ok(());
    };
    Err(Error::Invalid {
        field: "from",
        code,
        detail,
    })
}

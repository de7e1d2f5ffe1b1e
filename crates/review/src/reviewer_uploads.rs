//! Versions that reviewers add where their group allows it: to the file they are reviewing, under review in their own
//! group at once, and nowhere else before the team says so.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use bytes::Bytes;
use db::args;
use files::{Completing, Finished, NewUpload, marks, versions};
use futures::Stream;
use identity::throttle::{self, Attempt};
use kernel::tx::Reading;
use kernel::{Action, Actor, App, Error, Granted, Result, ReviewId, Tx, Uploader, grant};
use uuid::Uuid;

use crate::comments::needs_identity;
use crate::groups::Group;
use crate::guests;
use crate::reviews::{self, Review};
use crate::sql;
use crate::wire::AddedVersionDto;

/// A file that is about to arrive.
#[derive(Debug, Clone)]
pub struct NewVersion {
    /// Its name on the sender's machine.
    pub filename: String,
    /// Its size in bytes.
    pub size: u64,
}

/// Adds the next version of the file under review and starts its review in the same group.
///
/// SECURITY: guarded by tests `a_reviewer_adds_a_version_only_where_the_group_allows_it`,
/// `a_reviewer_adds_nothing_to_what_another_group_reviews`.
pub async fn add<E: Send + 'static>(
    app: &App,
    who: &Actor,
    review: Granted<Review>,
    new: NewVersion,
    bytes: impl Stream<Item = std::result::Result<Bytes, E>> + Send + 'static,
) -> Result<AddedVersionDto> {
    let sender = sender(app, who, &review).await?;
    let new = NewUpload {
        project: review.project,
        section: None,
        file: Some(review.file),
        size: new.size,
        filename: new.filename,
        relative_path: None,
        metadata: String::new(),
    };
    let started = Arc::new(Mutex::new(None));
    let next = Next {
        who: who.clone(),
        review: review.id,
        started: Arc::clone(&started),
    };
    let finished = files::take_whole(app, &sender, new, bytes, Arc::new(next)).await?;
    let started = *started.lock().unwrap_or_else(PoisonError::into_inner);
    Ok(AddedVersionDto {
        version: finished.version,
        review: started.ok_or(Error::broken("a version was added without its review"))?,
    })
}

/// The review, if the actor may add a version to its file; asked before anything that was sent is looked at.
///
/// # Errors
/// [`Error::Conflict`] `newer_version` when the group reviews a newer version of the file: whether anything may be added
/// is said there.
pub async fn admit(app: &App, who: &Actor, id: ReviewId) -> Result<Granted<Review>> {
    let mut reader = app.read(who).await?;
    let (review, _) = reviews::open(&mut reader, who, Action::Upload, id).await?;
    refuse_closed(&mut reader, &review).await?;
    Ok(review)
}

/// SECURITY: what was approved or locked is not replaced by way of an older version; guarded by test
/// `nothing_is_added_by_way_of_an_older_version`.
async fn refuse_closed(reader: &mut impl Reading, review: &Review) -> Result<()> {
    marks::refuse_archived(reader, review.project).await?;
    let arguments = args![review.group, review.file, review.version_number];
    let newer: Option<Uuid> = reader.row(&sql::NEWER_REVIEW, &arguments).await?;
    if newer.is_some() {
        return Err(Error::Conflict {
            code: "newer_version",
            detail: "A newer version of this file is under review. Open that one and add yours there. Nothing was kept.",
        });
    }
    Ok(())
}

/// As whom the version is uploaded: a member as themselves, a guest for this one upload.
async fn sender(app: &App, who: &Actor, review: &Review) -> Result<Actor> {
    if who.in_team(review.team).is_some() {
        return Ok(who.clone());
    }
    let grant = who.grant(review.group).ok_or(Error::NotFound)?;
    let person = grant.person.ok_or(needs_identity())?;
    // SECURITY: whoever has a link must not fill the team's room, under however many names; guarded by tests
    // `a_reviewer_does_not_fill_the_teams_room` and `many_names_share_what_a_group_may_add`.
    let attempt = Attempt::rationed(
        "reviewer_upload",
        person.uuid().as_bytes(),
        review.group.uuid().as_bytes(),
    );
    throttle::pace(app, &attempt).await?;
    Ok(Actor::uploading(Uploader {
        session: grant.session,
        team: review.team,
        project: review.project,
        person,
    }))
}

/// What belongs to the version: that it may still be added, and its review in the group.
struct Next {
    who: Actor,
    review: ReviewId,
    started: Arc<Mutex<Option<ReviewId>>>,
}

impl Next {
    /// Whoever sent it, as they stand now.
    async fn sender_now(&self, tx: &mut Tx, review: &Review) -> Result<Actor> {
        if self.who.in_team(review.team).is_some() {
            return Ok(self.who.clone());
        }
        let grant = self.who.grant(review.group).ok_or(Error::NotFound)?;
        Ok(Actor::browser(
            None,
            guests::grants_now(tx, grant.session).await?,
        ))
    }
}

#[async_trait]
impl Completing for Next {
    // SECURITY: a file may take days to arrive; whoever was removed, and whatever was closed meanwhile, is refused in the
    // transaction that makes the version; guarded by test `what_ended_while_a_version_arrived_undoes_it`.
    async fn completed(&self, tx: &mut Tx, finished: Finished) -> Result<()> {
        let review: Option<Review> = tx.row(&sql::REVIEW_LOCKED, &args![self.review]).await?;
        let review = review.ok_or(Error::NotFound)?;
        let who = self.sender_now(tx, &review).await?;
        let (review, _) = reviews::open(tx, &who, Action::Upload, self.review).await?;
        refuse_closed(tx, &review).await?;
        let group: Option<Group> = tx.row(&sql::GROUP_LOCKED, &args![review.group]).await?;
        let group = group.ok_or(Error::NotFound)?;
        let version = versions::get(tx, finished.version)
            .await?
            .ok_or(Error::NotFound)?;
        // The group's setting stands for the member who would start it.
        let version = grant(&Actor::system(), Action::StartReview, version)?;
        let (started, _) = reviews::start_one(tx, &who, &version, &group, None).await?;
        *self.started.lock().unwrap_or_else(PoisonError::into_inner) = Some(started);
        Ok(())
    }
}

//! Versions that reviewers add where their group allows it: to the file they are reviewing, under review in their own
//! group at once, and nowhere else before the team says so.

use bytes::Bytes;
use db::args;
use files::{Finished, NewUpload, marks, versions};
use futures::Stream;
use identity::throttle::{self, Attempt};
use kernel::tx::Reading as _;
use kernel::{Action, Actor, App, Error, Granted, Result, ReviewId, Uploader, grant};

use crate::comments::needs_identity;
use crate::groups::Group;
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
    let finished = files::take_whole(app, &sender, new, bytes).await?;
    start(app, who, &review, finished).await
}

/// The review, if the actor may add a version to its file; asked before anything that was sent is looked at.
pub async fn admit(app: &App, who: &Actor, id: ReviewId) -> Result<Granted<Review>> {
    let mut reader = app.read(who).await?;
    let (review, _) = reviews::open(&mut reader, who, Action::Upload, id).await?;
    marks::refuse_archived(&mut reader, review.project).await?;
    Ok(review)
}

/// As whom the version is uploaded: a member as themselves, a guest for this one upload.
async fn sender(app: &App, who: &Actor, review: &Review) -> Result<Actor> {
    if who.in_team(review.team).is_some() {
        return Ok(who.clone());
    }
    let grant = who.grant(review.group).ok_or(Error::NotFound)?;
    let person = grant.person.ok_or(needs_identity())?;
    // SECURITY: whoever has a link must not fill the team's room; guarded by test
    // `a_reviewer_does_not_fill_the_teams_room`.
    let attempt = Attempt::rationed("reviewer_upload", person.uuid().as_bytes());
    throttle::pace(app, &attempt).await?;
    Ok(Actor::uploading(Uploader {
        session: grant.session,
        team: review.team,
        project: review.project,
        person,
    }))
}

async fn start(
    app: &App,
    who: &Actor,
    review: &Review,
    added: Finished,
) -> Result<AddedVersionDto> {
    let mut tx = app.write(who).await?;
    let group: Group = tx
        .row(&sql::GROUP_LOCKED, &args![review.group])
        .await?
        .ok_or(Error::NotFound)?;
    let version = versions::get(&mut tx, added.version)
        .await?
        .ok_or(Error::NotFound)?;
    // The group's setting stands for the member who would start it.
    let version = grant(&Actor::system(), Action::StartReview, version)?;
    let (started, is_new) = reviews::start_one(&mut tx, who, &version, &group, None).await?;
    if is_new {
        tx.commit().await?;
    }
    Ok(AddedVersionDto {
        version: added.version,
        review: started,
    })
}

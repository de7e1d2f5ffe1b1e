//! A group's people over HTTP.

use axum::extract::State;
use kernel::App;
use kernel::ids::{GroupKind, PersonKind};
use webkit::{Created, NoContent, PathId, PathIds, Problem, Problems, Reply, SignedIn, Valid};

use crate::reviewers;
use crate::wire::{ChangeReviewer, NewReviewer, ReviewerDto};

/// Invite somebody by address.
#[utoipa::path(post, path = "/api/v1/groups/{id}/reviewers", tag = "reviewer groups", params(("id" = String, Path)),
    request_body = NewReviewer, responses((status = 201, body = ReviewerDto), Problems))]
pub(crate) async fn invite(
    State(app): State<App>,
    SignedIn(who, _): SignedIn,
    PathId(group): PathId<GroupKind>,
    Valid(input): Valid<NewReviewer>,
) -> Result<Created<ReviewerDto>, Problem> {
    Ok(Created(reviewers::invite(&app, &who, group, input).await?))
}

/// Change whether a decision is asked of somebody.
#[utoipa::path(patch, path = "/api/v1/groups/{id}/reviewers/{person}", tag = "reviewer groups",
    params(("id" = String, Path), ("person" = String, Path)),
    request_body = ChangeReviewer, responses((status = 200, body = ReviewerDto), Problems))]
pub(crate) async fn change(
    State(app): State<App>,
    SignedIn(who, _): SignedIn,
    PathIds(group, person): PathIds<GroupKind, PersonKind>,
    Valid(input): Valid<ChangeReviewer>,
) -> Result<Reply<ReviewerDto>, Problem> {
    Ok(Reply(
        reviewers::change(&app, &who, group, person, input.decides).await?,
    ))
}

/// Remove somebody; they are out at once.
#[utoipa::path(delete, path = "/api/v1/groups/{id}/reviewers/{person}", tag = "reviewer groups",
    params(("id" = String, Path), ("person" = String, Path)), responses((status = 204), Problems))]
pub(crate) async fn remove(
    State(app): State<App>,
    SignedIn(who, _): SignedIn,
    PathIds(group, person): PathIds<GroupKind, PersonKind>,
) -> Result<NoContent, Problem> {
    reviewers::remove(&app, &who, group, person).await?;
    Ok(NoContent)
}

//! Reviews over HTTP.

use axum::extract::State;
use kernel::App;
use kernel::ids::ReviewKind;
use webkit::{Created, Known, PathId, Problem, Problems, Reply, SignedIn, Valid};

use crate::wire::{ChangeReview, ReviewDto, ReviewPageDto, StartReviews, StartedDto};
use crate::{page, reviews};

/// Start a review of every version in every group; those that exist stay as they are.
#[utoipa::path(post, path = "/api/v1/reviews", tag = "reviews", request_body = StartReviews,
    responses((status = 201, body = StartedDto), Problems))]
pub(crate) async fn start(
    State(app): State<App>,
    SignedIn(who, _): SignedIn,
    Valid(input): Valid<StartReviews>,
) -> Result<Created<StartedDto>, Problem> {
    Ok(Created(StartedDto {
        reviews: reviews::start(&app, &who, input).await?,
    }))
}

/// Everything the review screen needs but the comments; marks the review as opened.
#[utoipa::path(get, path = "/api/v1/reviews/{id}", tag = "reviews", params(("id" = String, Path)),
    responses((status = 200, body = ReviewPageDto), Problems))]
pub(crate) async fn show(
    State(app): State<App>,
    Known(who): Known,
    PathId(id): PathId<ReviewKind>,
) -> Result<Reply<ReviewPageDto>, Problem> {
    Ok(Reply(page::show(&app, &who, id).await?))
}

/// Set the status by hand, the due date or the lock.
#[utoipa::path(patch, path = "/api/v1/reviews/{id}", tag = "reviews", params(("id" = String, Path)),
    request_body = ChangeReview, responses((status = 200, body = ReviewDto), Problems))]
pub(crate) async fn change(
    State(app): State<App>,
    Known(who): Known,
    PathId(id): PathId<ReviewKind>,
    Valid(input): Valid<ChangeReview>,
) -> Result<Reply<ReviewDto>, Problem> {
    Ok(Reply(reviews::change(&app, &who, id, input).await?))
}

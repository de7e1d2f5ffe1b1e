//! Comments over HTTP.

use axum::extract::State;
use kernel::App;
use kernel::ids::{CommentKind, ReviewKind};
use webkit::{Created, Known, NoContent, PathId, Problem, Problems, Reply, Valid};

use crate::comments;
use crate::wire::{CommentDto, CommentsDto, EditComment, NewComment};

/// A review's comments, oldest first.
#[utoipa::path(get, path = "/api/v1/reviews/{id}/comments", tag = "comments", params(("id" = String, Path)),
    responses((status = 200, body = CommentsDto), Problems))]
pub(crate) async fn list(
    State(app): State<App>,
    Known(who): Known,
    PathId(review): PathId<ReviewKind>,
) -> Result<Reply<CommentsDto>, Problem> {
    Ok(Reply(CommentsDto {
        comments: comments::list(&app, &who, review).await?,
    }))
}

/// Write a comment or a reply. The same `client_id` again is answered with the same comment.
#[utoipa::path(post, path = "/api/v1/reviews/{id}/comments", tag = "comments", params(("id" = String, Path)),
    request_body = NewComment, responses((status = 201, body = CommentDto), Problems))]
pub(crate) async fn create(
    State(app): State<App>,
    Known(who): Known,
    PathId(review): PathId<ReviewKind>,
    Valid(input): Valid<NewComment>,
) -> Result<Created<CommentDto>, Problem> {
    Ok(Created(comments::create(&app, &who, review, input).await?))
}

/// Change your own words.
#[utoipa::path(patch, path = "/api/v1/comments/{id}", tag = "comments", params(("id" = String, Path)),
    request_body = EditComment, responses((status = 200, body = CommentDto), Problems))]
pub(crate) async fn edit(
    State(app): State<App>,
    Known(who): Known,
    PathId(id): PathId<CommentKind>,
    Valid(input): Valid<EditComment>,
) -> Result<Reply<CommentDto>, Problem> {
    Ok(Reply(comments::edit(&app, &who, id, input.body).await?))
}

/// Delete a comment; it can be brought back for ten minutes.
#[utoipa::path(delete, path = "/api/v1/comments/{id}", tag = "comments", params(("id" = String, Path)),
    responses((status = 204), Problems))]
pub(crate) async fn delete(
    State(app): State<App>,
    Known(who): Known,
    PathId(id): PathId<CommentKind>,
) -> Result<NoContent, Problem> {
    comments::delete(&app, &who, id).await?;
    Ok(NoContent)
}

/// Bring a comment back that was deleted a moment ago.
#[utoipa::path(post, path = "/api/v1/comments/{id}/restore", tag = "comments", params(("id" = String, Path)),
    responses((status = 200, body = CommentDto), Problems))]
pub(crate) async fn restore(
    State(app): State<App>,
    Known(who): Known,
    PathId(id): PathId<CommentKind>,
) -> Result<Reply<CommentDto>, Problem> {
    Ok(Reply(comments::restore(&app, &who, id).await?))
}

/// Settle a comment.
#[utoipa::path(post, path = "/api/v1/comments/{id}/resolve", tag = "comments", params(("id" = String, Path)),
    responses((status = 200, body = CommentDto), Problems))]
pub(crate) async fn resolve(
    State(app): State<App>,
    Known(who): Known,
    PathId(id): PathId<CommentKind>,
) -> Result<Reply<CommentDto>, Problem> {
    Ok(Reply(comments::resolve(&app, &who, id, true).await?))
}

/// Open a settled comment again.
#[utoipa::path(post, path = "/api/v1/comments/{id}/reopen", tag = "comments", params(("id" = String, Path)),
    responses((status = 200, body = CommentDto), Problems))]
pub(crate) async fn reopen(
    State(app): State<App>,
    Known(who): Known,
    PathId(id): PathId<CommentKind>,
) -> Result<Reply<CommentDto>, Problem> {
    Ok(Reply(comments::resolve(&app, &who, id, false).await?))
}

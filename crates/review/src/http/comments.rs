//! Comments over HTTP.

use axum::extract::State;
use kernel::App;
use kernel::ids::{CommentKind, ReviewKind};
use webkit::{Created, Known, NoContent, PathId, Problem, Problems, Reply, SignedIn, Valid};

use crate::wire::{CommentDto, CommentsDto, CopyComments, CopyResultDto, EditComment, NewComment};
use crate::{comments, copies, likes, pins};

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

/// Like a comment.
#[utoipa::path(put, path = "/api/v1/comments/{id}/like", tag = "comments", params(("id" = String, Path)),
    responses((status = 200, body = CommentDto), Problems))]
pub(crate) async fn like(
    State(app): State<App>,
    Known(who): Known,
    PathId(id): PathId<CommentKind>,
) -> Result<Reply<CommentDto>, Problem> {
    Ok(Reply(likes::like(&app, &who, id).await?))
}

/// Take a like back.
#[utoipa::path(delete, path = "/api/v1/comments/{id}/like", tag = "comments", params(("id" = String, Path)),
    responses((status = 200, body = CommentDto), Problems))]
pub(crate) async fn unlike(
    State(app): State<App>,
    Known(who): Known,
    PathId(id): PathId<CommentKind>,
) -> Result<Reply<CommentDto>, Problem> {
    Ok(Reply(likes::unlike(&app, &who, id).await?))
}

/// Keep a comment on top of the others.
#[utoipa::path(put, path = "/api/v1/comments/{id}/pin", tag = "comments", params(("id" = String, Path)),
    responses((status = 200, body = CommentDto), Problems))]
pub(crate) async fn pin(
    State(app): State<App>,
    SignedIn(who, _): SignedIn,
    PathId(id): PathId<CommentKind>,
) -> Result<Reply<CommentDto>, Problem> {
    Ok(Reply(pins::pin(&app, &who, id).await?))
}

/// Let a pinned comment return to its place.
#[utoipa::path(delete, path = "/api/v1/comments/{id}/pin", tag = "comments", params(("id" = String, Path)),
    responses((status = 200, body = CommentDto), Problems))]
pub(crate) async fn unpin(
    State(app): State<App>,
    SignedIn(who, _): SignedIn,
    PathId(id): PathId<CommentKind>,
) -> Result<Reply<CommentDto>, Problem> {
    Ok(Reply(pins::unpin(&app, &who, id).await?))
}

/// Copy comments of another review of the same file into this one; what was copied before stays as it is.
#[utoipa::path(post, path = "/api/v1/reviews/{id}/comments/copy", tag = "comments", params(("id" = String, Path)),
    request_body = CopyComments, responses((status = 200, body = CopyResultDto), Problems))]
pub(crate) async fn copy(
    State(app): State<App>,
    SignedIn(who, _): SignedIn,
    PathId(review): PathId<ReviewKind>,
    Valid(input): Valid<CopyComments>,
) -> Result<Reply<CopyResultDto>, Problem> {
    Ok(Reply(copies::copy(&app, &who, review, input).await?))
}

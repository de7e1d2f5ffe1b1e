//! Files of comments over HTTP: raw bytes in, and out as nothing but an attachment.

use axum::body::Body;
use axum::extract::State;
use axum::response::Response;
use http::{HeaderMap, HeaderValue, header};
use kernel::ids::{AttachmentKind, ReviewKind};
use kernel::{App, Error};
use webkit::{Created, FileBytes, Known, PathId, Problem, Problems, attachment};

use super::sent_file::{self, BYTES};
use crate::attachments;
use crate::wire::AttachmentDto;

/// The header that holds a file's name.
const NAME: &str = "attachment-name";

/// Store a file for a comment that is being written, at most 10 MB; it waits for the comment for a day.
#[utoipa::path(post, path = "/api/v1/reviews/{id}/attachments", tag = "comments",
    params(("id" = String, Path), ("attachment-name" = String, Header, description = "The file's name, percent-encoded UTF-8")),
    request_body(content = FileBytes, content_type = "application/octet-stream"),
    responses((status = 201, body = AttachmentDto), Problems))]
pub(crate) async fn store(
    State(app): State<App>,
    Known(who): Known,
    PathId(review): PathId<ReviewKind>,
    headers: HeaderMap,
    body: Body,
) -> Result<Created<AttachmentDto>, Problem> {
    attachments::admit(&app, &who, review).await?;
    let name = sent_file::name(&headers, NAME)?;
    let stored = attachments::store(&app, &who, review, &name, body.into_data_stream()).await?;
    Ok(Created(stored))
}

/// A comment's file, to be saved.
#[utoipa::path(get, path = "/api/v1/attachments/{id}", tag = "comments", params(("id" = String, Path)),
    responses((status = 200, content_type = "application/octet-stream"), Problems))]
pub(crate) async fn show(
    State(app): State<App>,
    Known(who): Known,
    PathId(id): PathId<AttachmentKind>,
) -> Result<Response, Problem> {
    let file = attachments::open(&app, &who, id).await?;
    let length = file.bytes.length();
    // SECURITY: never by its own type and never inline, under the policy that lets an answer do nothing; guarded by
    // test `a_file_leaves_as_an_attachment_alone`.
    Response::builder()
        .header(header::CONTENT_TYPE, HeaderValue::from_static(BYTES))
        .header(header::CONTENT_LENGTH, length)
        .header(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))
        .header(header::CONTENT_DISPOSITION, attachment(&file.name))
        .body(Body::from_stream(file.bytes.range(0..length)))
        .map_err(|error| Error::internal("a response could not be built", error).into())
}

//! Files of comments over HTTP: raw bytes in, and out as nothing but an attachment.

use axum::body::Body;
use axum::extract::State;
use axum::response::Response;
use http::{HeaderMap, HeaderValue, header};
use kernel::ids::{AttachmentKind, ReviewKind};
use kernel::{App, Error};
use webkit::{Created, FileBytes, Known, PathId, Problem, Problems, attachment};

use crate::attachments;
use crate::wire::AttachmentDto;

/// The header that holds a file's name, percent-encoded; in the address it would end in logs.
const NAME: &str = "attachment-name";
/// The type that bytes are sent and given as, whatever they are. No form of another site can send it.
pub(crate) const BYTES: &str = "application/octet-stream";

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
    let sent_as = headers.get(header::CONTENT_TYPE);
    if sent_as.is_none_or(|value| value.as_bytes() != BYTES.as_bytes()) {
        return Err(malformed("content-type").into());
    }
    let name = headers
        .get(NAME)
        .and_then(|value| decoded(value.as_bytes()));
    let name = name.ok_or(malformed("attachment-name"))?;
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

fn malformed(field: &'static str) -> Error {
    Error::Invalid {
        field,
        code: "malformed",
        detail: "The file was not sent in the form that this operation takes. Nothing was stored.",
    }
}

/// Percent-encoded UTF-8.
pub(crate) fn decoded(text: &[u8]) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.iter();
    while let Some(byte) = rest.next() {
        if *byte == b'%' {
            let digits = [*rest.next()?, *rest.next()?];
            let digits = std::str::from_utf8(&digits).ok()?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
        } else {
            bytes.push(*byte);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_percent_encoded() {
        let cases = [
            ("a.png", Some("a.png")),
            ("%C3%9Cbersicht%20%E2%98%83.pdf", Some("Übersicht ☃.pdf")),
            ("%", None),
            ("%4", None),
            ("%zz", None),
            ("%ff", None),
            ("", Some("")),
        ];
        for (text, expected) in cases {
            assert_eq!(decoded(text.as_bytes()).as_deref(), expected, "{text}");
        }
    }
}

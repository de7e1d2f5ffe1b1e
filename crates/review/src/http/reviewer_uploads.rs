//! Versions that reviewers add, over HTTP: raw bytes in one request.

use axum::body::Body;
use axum::extract::State;
use futures::TryStreamExt;
use http::{HeaderMap, header};
use kernel::ids::ReviewKind;
use kernel::{App, Error};
use webkit::{Created, FileBytes, Known, PathId, Problem, Problems};

use super::attachments::{BYTES, decoded};
use crate::reviewer_uploads::{self, NewVersion};
use crate::wire::AddedVersionDto;

/// The header that holds a file's name, percent-encoded; in the address it would end in logs.
const NAME: &str = "version-name";

/// Add the next version of the file under review, where the group lets reviewers do so.
#[utoipa::path(post, path = "/api/v1/reviews/{id}/versions", tag = "reviews",
    params(("id" = String, Path), ("version-name" = String, Header, description = "The file's name, percent-encoded UTF-8"),
        ("content-length" = u64, Header)),
    request_body(content = FileBytes, content_type = "application/octet-stream"),
    responses((status = 201, body = AddedVersionDto), Problems))]
pub(crate) async fn add(
    State(app): State<App>,
    Known(who): Known,
    PathId(review): PathId<ReviewKind>,
    headers: HeaderMap,
    body: Body,
) -> Result<Created<AddedVersionDto>, Problem> {
    reviewer_uploads::admit(&app, &who, review).await?;
    let new = described(&headers)?;
    let bytes = body.into_data_stream().map_err(drop);
    let added = reviewer_uploads::add(&app, &who, review, new, bytes).await?;
    Ok(Created(added))
}

fn described(headers: &HeaderMap) -> Result<NewVersion, Error> {
    let sent_as = headers.get(header::CONTENT_TYPE);
    if sent_as.is_none_or(|value| value.as_bytes() != BYTES.as_bytes()) {
        return Err(malformed("content-type"));
    }
    let name = headers
        .get(NAME)
        .and_then(|value| decoded(value.as_bytes()));
    let size = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok()?.parse().ok());
    Ok(NewVersion {
        filename: name.ok_or(malformed(NAME))?,
        size: size.ok_or(malformed("content-length"))?,
    })
}

fn malformed(field: &'static str) -> Error {
    Error::Invalid {
        field,
        code: "malformed",
        detail: "The file was not sent in the form that this operation takes. Nothing was stored.",
    }
}

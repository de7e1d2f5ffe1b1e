//! Versions that reviewers add, over HTTP: raw bytes in one request.

use axum::body::Body;
use axum::extract::State;
use futures::TryStreamExt;
use http::{HeaderMap, header};
use kernel::ids::ReviewKind;
use kernel::{App, Error};
use webkit::{Created, FileBytes, Known, PathId, Problem, Problems};

use super::sent_file;
use crate::reviewer_uploads::{self, NewVersion};
use crate::wire::AddedVersionDto;

/// The header that holds a file's name.
const NAME: &str = "version-name";

/// Add the next version of the file under review, where the group lets reviewers do so.
#[utoipa::path(post, path = "/api/v1/reviews/{id}/versions", tag = "reviews",
    params(("id" = String, Path), ("version-name" = String, Header, description = "The file's name, percent-encoded UTF-8"),
        ("content-length" = u64, Header)),
    request_body(content = FileBytes, content_type = "application/octet-stream"),
    responses((status = 201, body = AddedVersionDto),
        (status = 400, description = "The length is no number, and so this is no HTTP; without a body"), Problems))]
pub(crate) async fn add(
    State(app): State<App>,
    Known(who): Known,
    PathId(review): PathId<ReviewKind>,
    headers: HeaderMap,
    body: Body,
) -> Result<Created<AddedVersionDto>, Problem> {
    let review = reviewer_uploads::admit(&app, &who, review).await?;
    let new = described(&headers)?;
    let bytes = body.into_data_stream().map_err(drop);
    let added = reviewer_uploads::add(&app, &who, review, new, bytes).await?;
    Ok(Created(added))
}

fn described(headers: &HeaderMap) -> Result<NewVersion, Error> {
    let filename = sent_file::name(headers, NAME)?;
    let size = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok()?.parse().ok());
    Ok(NewVersion {
        filename,
        size: size.ok_or(sent_file::malformed("content-length"))?,
    })
}

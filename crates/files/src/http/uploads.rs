//! Resumable uploads over HTTP, as tus 1.0.0 defines them.

use std::collections::BTreeMap;
use std::str::FromStr;

use axum::Extension;
use axum::body::Body;
use axum::extract::State;
use axum::response::Response;
use futures::TryStreamExt;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use kernel::ids::UploadKind;
use kernel::{Actor, App, Error, UploadId};
use webkit::{FileBytes, PathId, Problem, SignedIn};

use crate::http::tus::{self, TusProblems};
use crate::in_flight::InFlight;
use crate::receiving::{self, Promise};
use crate::rules::resumable;
use crate::uploads::{self, NewUpload, Upload};

/// Ask what the server can do.
#[utoipa::path(options, path = "/api/v1/uploads", tag = "uploads",
    responses((status = 204, description = "Tus-Version, Tus-Extension, Tus-Max-Size, Tus-Checksum-Algorithm")))]
pub(crate) async fn options(State(app): State<App>) -> Response {
    tus::capabilities(&app)
}

/// Start an upload.
///
/// `Upload-Length` is the size, `Upload-Metadata` has `project`, `filename` and optionally `section`, `file` (whose next
/// version it is) and `relative_path`. A body of type `application/offset+octet-stream` carries the first bytes.
#[utoipa::path(post, path = "/api/v1/uploads", tag = "uploads",
    request_body(content = FileBytes, content_type = "application/offset+octet-stream"),
    params(("Tus-Resumable" = String, Header, description = "1.0.0"), ("Upload-Length" = u64, Header), ("Upload-Metadata" = String, Header)),
    responses((status = 201, description = "Location, Upload-Offset, Upload-Expires"), TusProblems))]
pub(crate) async fn create(
    State(app): State<App>,
    SignedIn(who, _): SignedIn,
    Extension(in_flight): Extension<InFlight>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let new = described(&headers).map_err(tus::problem)?;
    let checksum = tus::checksum(&headers).map_err(tus::problem)?;
    let mut upload = uploads::create(&app, &who, new)
        .await
        .map_err(tus::problem)?;
    if tus::carries_bytes(&headers) && upload.finished.is_none() {
        let promise = Promise {
            offset: 0,
            length: content_length(&headers),
            sha256: checksum,
        };
        upload = receive(&app, &in_flight, &who, upload.id, promise, body).await?;
    }
    let mut response = tus::standing(StatusCode::CREATED, &upload);
    if let Ok(location) = HeaderValue::from_str(&format!("/api/v1/uploads/{}", upload.id)) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    Ok(response)
}

/// Ask where an upload stands.
///
/// Who asks is about to resume: a request that is still sending is ended and what it has brought is kept.
#[utoipa::path(head, path = "/api/v1/uploads/{id}", tag = "uploads", params(("Tus-Resumable" = String, Header, description = "1.0.0"), ("id" = String, Path)),
    responses((status = 200, description = "Upload-Offset, Upload-Length; after completion Countersign-File and Countersign-Version"), TusProblems))]
pub(crate) async fn look(
    State(app): State<App>,
    SignedIn(who, _): SignedIn,
    Extension(in_flight): Extension<InFlight>,
    PathId(id): PathId<UploadKind>,
) -> Result<Response, Problem> {
    let mut upload = uploads::find(&app, &who, id).await.map_err(tus::problem)?;
    if upload.finished.is_none() && in_flight.interrupt(id).await {
        upload = uploads::find(&app, &who, id).await.map_err(tus::problem)?;
    }
    let mut response = tus::standing(StatusCode::OK, &upload);
    let headers = response.headers_mut();
    headers.insert("upload-length", HeaderValue::from(upload.size));
    if let Some(metadata) = upload
        .metadata
        .and_then(|text| HeaderValue::from_str(&text).ok())
    {
        headers.insert("upload-metadata", metadata);
    }
    Ok(response)
}

/// Send the next bytes.
#[utoipa::path(patch, path = "/api/v1/uploads/{id}", tag = "uploads",
    request_body(content = FileBytes, content_type = "application/offset+octet-stream"),
    params(("Tus-Resumable" = String, Header, description = "1.0.0"), ("id" = String, Path), ("Upload-Offset" = u64, Header), ("Upload-Checksum" = Option<String>, Header)),
    responses((status = 204, description = "Upload-Offset; after completion Countersign-File and Countersign-Version"), TusProblems))]
pub(crate) async fn send(
    State(app): State<App>,
    SignedIn(who, _): SignedIn,
    Extension(in_flight): Extension<InFlight>,
    PathId(id): PathId<UploadKind>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    if !tus::carries_bytes(&headers) {
        return Err(tus::not_bytes());
    }
    let promise = Promise {
        offset: tus::number(&headers, "upload-offset").map_err(tus::problem)?,
        length: content_length(&headers),
        sha256: tus::checksum(&headers).map_err(tus::problem)?,
    };
    let upload = receive(&app, &in_flight, &who, id, promise, body).await?;
    Ok(tus::standing(StatusCode::NO_CONTENT, &upload))
}

/// Cancel an upload.
#[utoipa::path(delete, path = "/api/v1/uploads/{id}", tag = "uploads", params(("Tus-Resumable" = String, Header, description = "1.0.0"), ("id" = String, Path)),
    responses((status = 204), TusProblems))]
pub(crate) async fn cancel(
    State(app): State<App>,
    SignedIn(who, _): SignedIn,
    Extension(in_flight): Extension<InFlight>,
    PathId(id): PathId<UploadKind>,
) -> Result<StatusCode, Problem> {
    uploads::cancel(&app, &who, id)
        .await
        .map_err(tus::problem)?;
    in_flight.interrupt(id).await;
    Ok(StatusCode::NO_CONTENT)
}

async fn receive(
    app: &App,
    in_flight: &InFlight,
    who: &Actor,
    id: UploadId,
    promise: Promise,
    body: Body,
) -> Result<Upload, Problem> {
    let bytes = body.into_data_stream().map_err(drop);
    receiving::receive(app, in_flight, who.into(), id, promise, bytes)
        .await
        .map_err(tus::problem)
}

fn described(headers: &HeaderMap) -> Result<NewUpload, Error> {
    let metadata = headers
        .get("upload-metadata")
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let mut words = resumable::metadata(metadata)?;
    Ok(NewUpload {
        project: id(&words, "project")?.ok_or_else(|| malformed("project"))?,
        section: id(&words, "section")?,
        file: id(&words, "file")?,
        size: tus::number(headers, "upload-length")?,
        filename: words.remove("filename").unwrap_or_default(),
        relative_path: words
            .remove("relative_path")
            .filter(|path| !path.is_empty()),
        metadata: metadata.to_owned(),
    })
}

fn id<T: FromStr>(words: &BTreeMap<String, String>, key: &'static str) -> Result<Option<T>, Error> {
    match words.get(key).map(String::as_str) {
        None | Some("") => Ok(None),
        Some(text) => text.parse().map(Some).map_err(|_| malformed(key)),
    }
}

fn malformed(field: &'static str) -> Error {
    Error::Invalid {
        field,
        code: "malformed",
        detail: "The description of the upload does not say where the file belongs. Nothing was uploaded.",
    }
}

fn content_length(headers: &HeaderMap) -> Option<u64> {
    headers
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok())
        .and_then(|text| text.parse().ok())
}

//! What every request and answer of tus 1.0.0 has in common: the version, the headers of an upload, the statuses.

use std::collections::BTreeMap;

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use kernel::{App, Error};
use utoipa::openapi::{RefOr, response::Response as ResponseDoc};
use webkit::Problem;

use crate::rules::resumable;
use crate::uploads::Upload;

const VERSION: HeaderValue = HeaderValue::from_static("1.0.0");
const EXTENSIONS: HeaderValue =
    HeaderValue::from_static("creation,creation-with-upload,termination,checksum,expiration");
const RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
const VERSIONS: HeaderName = HeaderName::from_static("tus-version");

/// The type of a body that carries bytes of a file.
const BYTES: &str = "application/offset+octet-stream";

/// Refuses other versions and puts ours on every answer.
pub(crate) async fn layer(request: Request, next: Next) -> Response {
    let asks = request.method() == Method::OPTIONS;
    let mut response = if asks || request.headers().get(RESUMABLE) == Some(&VERSION) {
        next.run(request).await
    } else {
        another_version().into_response()
    };
    let refused = response.status() == StatusCode::PRECONDITION_FAILED;
    let headers = response.headers_mut();
    headers.insert(RESUMABLE, VERSION);
    if asks || refused {
        headers.insert(VERSIONS, VERSION);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// What the server can do.
pub(crate) fn capabilities(app: &App) -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    let headers = response.headers_mut();
    headers.insert("tus-extension", EXTENSIONS);
    headers.insert("tus-checksum-algorithm", HeaderValue::from_static("sha256"));
    headers.insert(
        "tus-max-size",
        HeaderValue::from(app.settings().max_file_bytes),
    );
    response
}

/// An answer that says where an upload stands.
pub(crate) fn standing(status: StatusCode, upload: &Upload) -> Response {
    let mut response = status.into_response();
    let headers = response.headers_mut();
    headers.insert("upload-offset", HeaderValue::from(upload.received));
    let mut text = |name: &'static str, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    if let Some(finished) = upload.finished {
        text("countersign-file", &finished.file.to_string());
        text("countersign-version", &finished.version.to_string());
    } else if let Some(date) = http_date(upload.expires_at) {
        text("upload-expires", &date);
    }
    response
}

/// A header that has to be a number.
pub(crate) fn number(headers: &HeaderMap, name: &'static str) -> Result<u64, Error> {
    let value = headers.get(name).and_then(|value| value.to_str().ok());
    // Digits only: `+5` parses as a number and is none here.
    value
        .filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()))
        .and_then(|text| text.parse().ok())
        .ok_or(Error::Invalid {
            field: name,
            code: "header_number",
            detail: "A header that has to be a number is missing or is none.",
        })
}

/// The digest that a request promises for its body.
pub(crate) fn checksum(headers: &HeaderMap) -> Result<Option<[u8; 32]>, Error> {
    headers
        .get("upload-checksum")
        .map(|value| resumable::checksum(value.to_str().unwrap_or_default()))
        .transpose()
}

/// Whether the body carries bytes of the file.
pub(crate) fn carries_bytes(headers: &HeaderMap) -> bool {
    headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        == Some(BYTES)
}

/// The status that tus gives to what went wrong.
pub(crate) fn problem(error: Error) -> Problem {
    let (Error::Invalid { code, detail, .. }
    | Error::Conflict { code, detail }
    | Error::Refused { code, detail }) = error
    else {
        return error.into();
    };
    let status = match code {
        "header_number" | "checksum_unsupported" => 400,
        "upload_gone" => 410,
        "too_large" | "team_full" => 413,
        "upload_busy" => 423,
        "checksum_mismatch" => 460,
        _ => return error.into(),
    };
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST);
    Problem::new(status, "Upload refused", code, detail)
}

/// Describes the errors that uploads may answer with: those of every operation, and those that tus has a status for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TusProblems;

impl utoipa::IntoResponses for TusProblems {
    fn responses() -> BTreeMap<String, RefOr<ResponseDoc>> {
        let mut all = <webkit::Problems as utoipa::IntoResponses>::responses();
        for (status, what) in [
            ("400", "A header is missing, or is not what it has to be"),
            ("410", "The upload was cancelled or has expired"),
            ("412", "Another version of tus than 1.0.0"),
            ("423", "Another request is sending for this upload"),
            ("460", "The bytes are not those of the checksum"),
        ] {
            all.insert(status.to_owned(), webkit::described_problem(what));
        }
        all
    }
}

/// A body that does not carry bytes of the file.
pub(crate) fn not_bytes() -> Problem {
    Problem::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "Not bytes",
        "not_bytes",
        "Send the bytes as application/offset+octet-stream.",
    )
}

fn another_version() -> Problem {
    Problem::new(
        StatusCode::PRECONDITION_FAILED,
        "Another version",
        "tus_version",
        "Uploads speak tus 1.0.0. Send the header Tus-Resumable: 1.0.0.",
    )
}

fn http_date(at: kernel::Millis) -> Option<String> {
    let at = jiff::Timestamp::from_millisecond(at).ok()?;
    jiff::fmt::rfc2822::DateTimePrinter::new()
        .timestamp_to_rfc9110_string(&at)
        .ok()
}

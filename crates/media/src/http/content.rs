//! `GET /versions/{version}/content`: the original bytes, whole or a range.

use axum::body::Body;
use axum::extract::State;
use axum::response::Response;
use files::versions::Version;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use kernel::ids::VersionKind;
use kernel::{Action, Actor, App, Error, Event, EventKind, Guarded as _, Resource};
use review::ReviewedVersion;
use serde::Deserialize;
use webkit::{Known, PathId, Problem, Problems, Words, attachment};

use crate::rules::range::{Wanted, wanted};

/// What the bytes are wanted for.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct Use {
    /// `view` when the viewer draws them itself; otherwise it is a download, which a group may not allow.
    #[serde(rename = "use")]
    #[param(rename = "use")]
    purpose: Option<String>,
}

/// The original bytes of a version, whole or a range.
#[utoipa::path(
    get,
    path = "/api/v1/versions/{version}/content",
    tag = "files",
    params(("version" = String, Path, description = "The version"), Use),
    responses(
        (status = 200, description = "All bytes", content_type = "application/octet-stream"),
        (status = 206, description = "The range", content_type = "application/octet-stream"),
        (status = 416, description = "No such range"),
        Problems
    )
)]
pub(crate) async fn content(
    State(app): State<App>,
    who: Known,
    PathId(version): PathId<VersionKind>,
    Words(purpose): Words<Use>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let viewing = purpose.purpose.as_deref() == Some("view");
    let action = if viewing {
        Action::See
    } else {
        Action::Download
    };
    let granted = review::reviews::version_for(&app, &who.0, action, version).await?;
    let name = granted.shown_name(&app).await?;
    let version = &granted.version;
    let range = wanted(
        headers
            .get(header::RANGE)
            .and_then(|value| value.to_str().ok()),
        version.size,
    );
    if !viewing && range != Wanted::Unsatisfiable {
        tell(&app, &who.0, &granted).await?;
    }
    answer(&app, version, &name, range).await
}

/// Every download is logged, whichever range it asks for: all but one byte is as good as all.
// SECURITY: guarded by test `a_download_is_logged_with_whoever_took_it`.
async fn tell(app: &App, who: &Actor, granted: &ReviewedVersion) -> kernel::Result<()> {
    let version = &granted.version;
    let mut event = Event::new(EventKind::ContentDownloaded, version.team).project(version.project);
    if let Resource::Review { group, .. } = granted.resource() {
        event = event.group(group);
    }
    if let Some(review) = granted.review {
        event = event.review(review);
    }
    let mut tx = app.write(who).await?;
    tx.emit(event.file(version.file).version(version.id));
    tx.commit().await
}

async fn answer(
    app: &App,
    version: &Version,
    name: &str,
    wanted: Wanted,
) -> Result<Response, Problem> {
    let size = version.size;
    let (status, range) = match wanted {
        Wanted::All => (StatusCode::OK, 0..size),
        Wanted::Part(range) => (StatusCode::PARTIAL_CONTENT, range),
        Wanted::Unsatisfiable => {
            let builder = Response::builder().status(StatusCode::RANGE_NOT_SATISFIABLE);
            let builder = builder.header(header::CONTENT_RANGE, format!("bytes */{size}"));
            return builder.body(Body::empty()).map_err(unwritable);
        }
    };
    let mut builder = Response::builder()
        .status(status)
        .header(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/octet-stream"),
        )
        .header(header::CONTENT_LENGTH, range.end - range.start)
        .header(header::CONTENT_DISPOSITION, attachment(name))
        .header(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"))
        .header(
            header::CACHE_CONTROL,
            HeaderValue::from_static("private, no-store"),
        );
    if status == StatusCode::PARTIAL_CONTENT {
        let last = range.end.saturating_sub(1);
        builder = builder.header(
            header::CONTENT_RANGE,
            format!("bytes {}-{last}/{size}", range.start),
        );
    }
    let bytes = files::content::reader(app, version).await?;
    builder
        .body(Body::from_stream(bytes.range(range)))
        .map_err(unwritable)
}

fn unwritable(error: http::Error) -> Problem {
    Error::internal("a response could not be built", error).into()
}

//! Thumbnails, pictures for the screen, and what became of a version's preview.

use axum::body::Body;
use axum::extract::State;
use axum::response::Response;
use http::{HeaderValue, StatusCode, header};
use kernel::ids::VersionKind;
use kernel::{Action, Actor, App, Error, VersionId};
use mediabox::PartName;
use serde::Serialize;
use webkit::{Known, PathId, Problem, Problems, Reply};

use crate::previews::{self, State as PreviewState};
use crate::rules::reason::sentence;

/// What became of a version's preview.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct PreviewDto {
    /// Where it stands.
    state: StateDto,
    /// Why there is none.
    #[schema(required)]
    reason: Option<&'static str>,
    /// Pixels of the whole picture, 0 when unknown.
    width: u32,
    /// Pixels of the whole picture, 0 when unknown.
    height: u32,
    /// Pages of a document, 0 when it has none.
    pages: u32,
}

/// Where a version's preview stands.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = PreviewState)]
#[serde(rename_all = "snake_case")]
enum StateDto {
    Pending,
    Ready,
    Failed,
}

/// The small picture of a version.
#[utoipa::path(
    get,
    path = "/api/v1/versions/{version}/thumbnail",
    tag = "files",
    params(("version" = String, Path, description = "The version")),
    responses((status = 200, description = "A JPEG or PNG of at most 480 pixels", content_type = "image/jpeg"), Problems)
)]
pub(crate) async fn thumbnail(
    State(app): State<App>,
    who: Known,
    PathId(version): PathId<VersionKind>,
) -> Result<Response, Problem> {
    send(&app, &who.0, version, PartName::Thumbnail).await
}

/// The picture that the viewer shows.
#[utoipa::path(
    get,
    path = "/api/v1/versions/{version}/display",
    tag = "files",
    params(("version" = String, Path, description = "The version")),
    responses((status = 200, description = "A JPEG or PNG of at most 2560 pixels", content_type = "image/jpeg"), Problems)
)]
pub(crate) async fn display(
    State(app): State<App>,
    who: Known,
    PathId(version): PathId<VersionKind>,
) -> Result<Response, Problem> {
    send(&app, &who.0, version, PartName::Display).await
}

/// What became of a version's preview.
#[utoipa::path(
    get,
    path = "/api/v1/versions/{version}/preview",
    tag = "files",
    params(("version" = String, Path, description = "The version")),
    responses((status = 200, body = PreviewDto), Problems)
)]
pub(crate) async fn preview(
    State(app): State<App>,
    who: Known,
    PathId(version): PathId<VersionKind>,
) -> Result<Reply<PreviewDto>, Problem> {
    let mut reader = app.read(&who.0).await?;
    let granted = review::reviews::version_for(&mut reader, &who.0, Action::See, version).await?;
    let state = previews::state(&mut reader, &granted.version).await?;
    Ok(Reply(state.into()))
}

impl From<PreviewState> for PreviewDto {
    fn from(state: PreviewState) -> Self {
        let (width, height, pages) = match &state {
            PreviewState::Ready {
                width,
                height,
                pages,
            } => (*width, *height, *pages),
            PreviewState::Pending | PreviewState::Failed(_) => (0, 0, 0),
        };
        let (state, reason) = match &state {
            PreviewState::Pending => (StateDto::Pending, None),
            PreviewState::Ready { .. } => (StateDto::Ready, None),
            PreviewState::Failed(code) => (StateDto::Failed, Some(sentence(code))),
        };
        Self {
            state,
            reason,
            width,
            height,
            pages,
        }
    }
}

async fn send(
    app: &App,
    who: &Actor,
    version: VersionId,
    name: PartName,
) -> Result<Response, Problem> {
    let mut reader = app.read(who).await?;
    let granted = review::reviews::version_for(&mut reader, who, Action::See, version).await?;
    let version = &granted.version;
    let Some((mime, length, bytes)) = previews::picture(app, &mut reader, version, name).await?
    else {
        return Err(missing(previews::state(&mut reader, version).await?));
    };
    drop(reader);
    Response::builder()
        .header(header::CONTENT_TYPE, mime)
        .header(header::CONTENT_LENGTH, length)
        .header(
            header::CACHE_CONTROL,
            HeaderValue::from_static("private, no-store"),
        )
        .body(Body::from_stream(bytes))
        .map_err(|error| Error::internal("a response could not be built", error).into())
}

fn missing(state: PreviewState) -> Problem {
    match state {
        PreviewState::Pending => Problem::new(
            StatusCode::NOT_FOUND,
            "Not there yet",
            "preview_pending",
            "The preview is being made. It appears by itself.",
        ),
        PreviewState::Failed(code) => Problem::new(
            StatusCode::NOT_FOUND,
            "No preview",
            "preview_failed",
            sentence(&code),
        ),
        PreviewState::Ready { .. } => Problem::new(
            StatusCode::NOT_FOUND,
            "No preview",
            "preview_failed",
            "There is no picture of this kind for this file.",
        ),
    }
}

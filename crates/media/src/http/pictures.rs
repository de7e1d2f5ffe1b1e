//! Thumbnails, pictures for the screen, tiles, and what became of a version's preview.

use axum::body::Body;
use axum::extract::{FromRequestParts, Path, State};
use axum::response::Response;
use http::request::Parts;
use http::{HeaderValue, StatusCode, header};
use kernel::ids::VersionKind;
use kernel::{Action, Actor, App, Error, VersionId};
use mediabox::{PartName, Place, SMALL_SUFFICES};
use serde::{Deserialize, Serialize};
use webkit::{FileBytes, Known, PathId, Problem, Problems, Reply, Words};

use crate::pack::Piece;
use crate::previews::{self, Detail, State as PreviewState};
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
    /// Whether finer detail than the display picture's is there.
    detail: DetailDto,
    /// How the tiles lie, when they are there.
    #[schema(required)]
    tiles: Option<TilesDto>,
}

/// A pyramid of square tiles; level 0 has every pixel, each further level one half of each edge, rounded up.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct TilesDto {
    /// Edge of a tile in pixels.
    size: u32,
    /// Number of levels.
    levels: u8,
}

/// How large a picture is going to be shown.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct Shown {
    /// Longest edge in device pixels. Where few are asked for, the picture may be smaller than it could be.
    edge: Option<u32>,
}

impl Shown {
    /// The names of what may be sent, the best first.
    fn names(&self) -> &'static [PartName] {
        match self.edge {
            Some(edge) if edge <= SMALL_SUFFICES => &[PartName::Small, PartName::Display],
            Some(_) | None => &[PartName::Display],
        }
    }
}

/// The version and the place of a tile in a path.
pub(crate) struct TilePath(VersionId, Place);

impl FromRequestParts<App> for TilePath {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let Path((version, level, x, y)) =
            Path::<(String, u8, u32, u32)>::from_request_parts(parts, app)
                .await
                .map_err(|_| Error::NotFound)?;
        let version = version.parse().map_err(|_| Error::NotFound)?;
        Ok(Self(version, Place { level, x, y }))
    }
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

/// Where the tiles of a picture stand; `whole` when the display picture shows every pixel.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = PreviewDetail)]
#[serde(rename_all = "snake_case")]
enum DetailDto {
    Whole,
    Pending,
    Ready,
    Failed,
}

impl From<Detail> for DetailDto {
    fn from(detail: Detail) -> Self {
        match detail {
            Detail::Whole => Self::Whole,
            Detail::Pending => Self::Pending,
            Detail::Ready => Self::Ready,
            Detail::Failed => Self::Failed,
        }
    }
}

/// The small picture of a version.
#[utoipa::path(
    get,
    path = "/api/v1/versions/{version}/thumbnail",
    tag = "files",
    params(("version" = String, Path, description = "The version")),
    responses((status = 200, description = "A JPEG or PNG of at most 480 pixels",
        content((FileBytes = "image/jpeg"), (FileBytes = "image/png"))), Problems)
)]
pub(crate) async fn thumbnail(
    State(app): State<App>,
    who: Known,
    PathId(version): PathId<VersionKind>,
) -> Result<Response, Problem> {
    send(&app, &who.0, version, &[PartName::Thumbnail]).await
}

/// The picture that the viewer shows.
#[utoipa::path(
    get,
    path = "/api/v1/versions/{version}/display",
    tag = "files",
    params(("version" = String, Path, description = "The version"), Shown),
    responses((status = 200, description = "A JPEG or PNG of at most 2560 pixels",
        content((FileBytes = "image/jpeg"), (FileBytes = "image/png"))), Problems)
)]
pub(crate) async fn display(
    State(app): State<App>,
    who: Known,
    PathId(version): PathId<VersionKind>,
    Words(shown): Words<Shown>,
) -> Result<Response, Problem> {
    send(&app, &who.0, version, shown.names()).await
}

/// One tile of a large picture.
#[utoipa::path(
    get,
    path = "/api/v1/versions/{version}/tiles/{level}/{x}/{y}",
    tag = "files",
    params(
        ("version" = String, Path, description = "The version"),
        ("level" = u8, Path, description = "0 has every pixel"),
        ("x" = u32, Path, description = "Column from the left"),
        ("y" = u32, Path, description = "Row from the top"),
    ),
    responses((status = 200, description = "A JPEG or WebP of at most 512 pixels",
        content((FileBytes = "image/jpeg"), (FileBytes = "image/webp"))), Problems)
)]
pub(crate) async fn tile(
    State(app): State<App>,
    who: Known,
    TilePath(version, place): TilePath,
) -> Result<Response, Problem> {
    let granted = review::reviews::version_for(&app, &who.0, Action::See, version).await?;
    let mut reader = app.read(&who.0).await?;
    let version = &granted.version;
    match previews::tile(&app, &mut reader, version, place).await? {
        Some(piece) => out(piece),
        None => Err(missing(&previews::state(&mut reader, version).await?)),
    }
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
    let granted = review::reviews::version_for(&app, &who.0, Action::See, version).await?;
    let mut reader = app.read(&who.0).await?;
    let state = previews::state(&mut reader, &granted.version).await?;
    Ok(Reply(state.into()))
}

impl From<PreviewState> for PreviewDto {
    fn from(state: PreviewState) -> Self {
        let none = Self {
            state: StateDto::Pending,
            reason: None,
            width: 0,
            height: 0,
            pages: 0,
            detail: DetailDto::Whole,
            tiles: None,
        };
        match state {
            PreviewState::Pending => none,
            PreviewState::Failed(code) => Self {
                state: StateDto::Failed,
                reason: Some(sentence(&code)),
                ..none
            },
            PreviewState::Ready {
                width,
                height,
                pages,
                detail,
            } => Self {
                state: StateDto::Ready,
                width,
                height,
                pages,
                detail: detail.into(),
                tiles: previews::pyramid(width, height)
                    .filter(|_| detail == Detail::Ready)
                    .map(|(size, levels)| TilesDto { size, levels }),
                ..none
            },
        }
    }
}

async fn send(
    app: &App,
    who: &Actor,
    version: VersionId,
    names: &[PartName],
) -> Result<Response, Problem> {
    let granted = review::reviews::version_for(app, who, Action::See, version).await?;
    let mut reader = app.read(who).await?;
    let version = &granted.version;
    let pack = previews::pack(app, &mut reader, version).await?;
    // Pictures made before there was a small one have none.
    match pack.and_then(|pack| names.iter().find_map(|name| pack.picture(*name))) {
        Some(piece) => out(piece),
        None => Err(missing(&previews::state(&mut reader, version).await?)),
    }
}

/// Nothing derived from a file stays on the disk of whoever looked at it: a browser may be shared, and access may end.
// SECURITY: guarded by test `a_large_picture_is_shown_first_and_gets_its_tiles_afterwards`.
fn out(piece: Piece) -> Result<Response, Problem> {
    Response::builder()
        .header(header::CONTENT_TYPE, piece.mime)
        .header(header::CONTENT_LENGTH, piece.length)
        .header(
            header::CACHE_CONTROL,
            HeaderValue::from_static("private, no-store"),
        )
        .body(Body::from_stream(piece.bytes))
        .map_err(|error| Error::internal("a response could not be built", error).into())
}

fn missing(state: &PreviewState) -> Problem {
    let (title, code, detail) = match state {
        PreviewState::Pending => (
            "Not there yet",
            "preview_pending",
            "The preview is being made. It appears by itself.",
        ),
        PreviewState::Failed(code) => ("No preview", "preview_failed", sentence(code)),
        PreviewState::Ready {
            detail: Detail::Pending,
            ..
        } => (
            "Not there yet",
            "preview_pending",
            "Finer detail is being made. It appears by itself.",
        ),
        PreviewState::Ready { .. } => (
            "No preview",
            "preview_failed",
            "There is no picture of this kind for this file.",
        ),
    };
    Problem::new(StatusCode::NOT_FOUND, title, code, detail)
}

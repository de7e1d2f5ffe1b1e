//! Stored previews: their state, and the way to their pictures and tiles.

use db::{FromRow, Row, args};
use files::versions::Version;
use kernel::tx::Reading;
use kernel::{App, Result, Tx};
use mediabox::{MediaKind, Place, Preview, Pyramid, TILE};
use uuid::Uuid;
use vault::Sealed;

use crate::pack::{Pack, Piece};
use crate::packing::Packed;
use crate::sql;

/// What is known about a version's preview.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum State {
    /// It is being made.
    Pending,
    /// It is there.
    Ready {
        width: u32,
        height: u32,
        pages: u32,
        detail: Detail,
    },
    /// It could not be made; a stored code.
    Failed(String),
}

/// Where the tiles of a picture stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Detail {
    /// The display picture shows every pixel.
    Whole,
    /// They are being made.
    Pending,
    /// They are there.
    Ready,
    /// They could not be made.
    Failed,
}

impl Detail {
    pub(crate) fn token(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::Pending => "pending",
            Self::Ready => "ready",
            Self::Failed => "failed",
        }
    }

    fn parse(token: &str) -> Option<Self> {
        [Self::Whole, Self::Pending, Self::Ready, Self::Failed]
            .into_iter()
            .find(|detail| detail.token() == token)
    }

    /// What a new preview begins with.
    pub(crate) fn of(kind: MediaKind, preview: &Preview) -> Self {
        match Pyramid::of(preview.width, preview.height) {
            // The viewer draws documents itself, and drawings have no pixels of their own.
            Some(_) if kind == MediaKind::Image => Self::Pending,
            Some(_) | None => Self::Whole,
        }
    }
}

/// A row.
pub(crate) struct Stored {
    pub(crate) state: State,
    pub(crate) object: Option<Uuid>,
    contents: Option<Sealed>,
}

impl FromRow for Stored {
    fn from_row(row: &Row) -> db::Result<Self> {
        let state = match row.text(0)? {
            "ready" => State::Ready {
                width: row.u32(3)?,
                height: row.u32(4)?,
                pages: row.u32(5)?,
                detail: Detail::parse(row.text(7)?)
                    .ok_or_else(|| row.inconsistent("unknown state of tiles"))?,
            },
            "failed" => State::Failed(row.opt_text(1)?.unwrap_or("unsupported").to_owned()),
            _ => return Err(row.inconsistent("unknown state of a preview")),
        };
        Ok(Self {
            state,
            object: row.opt_uuid(2)?,
            contents: row.opt_sealed(6)?,
        })
    }
}

/// The row of a version; `None` while nothing was made.
pub(crate) async fn stored(reader: &mut impl Reading, version: &Version) -> Result<Option<Stored>> {
    reader.row(&sql::PREVIEW, &args![version.id]).await
}

/// The state of a version's preview.
pub(crate) async fn state(reader: &mut impl Reading, version: &Version) -> Result<State> {
    let stored = stored(reader, version).await?;
    Ok(stored.map_or(State::Pending, |stored| stored.state))
}

/// The object of a version, to be read. `None` when there is none yet.
pub(crate) async fn pack(
    app: &App,
    reader: &mut impl Reading,
    version: &Version,
) -> Result<Option<Pack>> {
    match stored(reader, version).await? {
        Some(Stored {
            object: Some(object),
            contents: Some(sealed),
            ..
        }) => Pack::open(app, version, object, &sealed).await,
        Some(_) | None => Ok(None),
    }
}

/// One tile of a version; `None` when there is none at that place, or not yet.
pub(crate) async fn tile(
    app: &App,
    reader: &mut impl Reading,
    version: &Version,
    place: Place,
) -> Result<Option<Piece>> {
    match pack(app, reader, version).await? {
        Some(pack) => pack.tile(place).await,
        None => Ok(None),
    }
}

/// Edge of a tile and number of levels, when a picture of that size has tiles.
pub(crate) fn pyramid(width: u32, height: u32) -> Option<(u32, u8)> {
    Pyramid::of(width, height).map(|pyramid| (TILE, pyramid.levels()))
}

/// Makes a stored preview known.
pub(crate) async fn insert_ready(
    tx: &mut Tx,
    version: &Version,
    preview: &Preview,
    packed: Packed,
) -> Result<bool> {
    let arguments = args![
        version.id,
        version.project,
        "ready",
        None::<&'static str>,
        packed.object,
        preview.width,
        preview.height,
        preview.pages,
        packed.contents,
        tx.now(),
        Detail::of(version.kind, preview).token()
    ];
    Ok(tx.execute(&sql::INSERT_PREVIEW, &arguments).await? == 1)
}

/// Remembers why there is no preview.
pub(crate) async fn insert_failed(
    tx: &mut Tx,
    version: &Version,
    code: &'static str,
) -> Result<bool> {
    let arguments = args![
        version.id,
        version.project,
        "failed",
        code,
        None::<Uuid>,
        0_u32,
        0_u32,
        0_u32,
        None::<Sealed>,
        tx.now(),
        Detail::Whole.token()
    ];
    Ok(tx.execute(&sql::INSERT_PREVIEW, &arguments).await? == 1)
}

/// Changes a preview to the object that has tiles as well; `false` when it is not the one they were made for.
pub(crate) async fn set_tiles(
    tx: &mut Tx,
    version: &Version,
    old: Uuid,
    packed: Packed,
) -> Result<bool> {
    let arguments = args![version.id, packed.object, packed.contents, old];
    Ok(tx.execute(&sql::SET_TILES, &arguments).await? == 1)
}

/// Remembers that a preview has no tiles and will have none.
pub(crate) async fn set_no_tiles(tx: &mut Tx, version: &Version) -> Result<bool> {
    Ok(tx.execute(&sql::SET_NO_TILES, &args![version.id]).await? == 1)
}

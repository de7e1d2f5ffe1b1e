//! The one sealed object with everything derived from a version: its pictures and, for a large
//! picture, its tiles with their index behind them. Read by range; what lies where is sealed in the row.

use std::io;
use std::sync::Arc;

use blobs::{BlobReader, Manifest, Part};
use bytes::Bytes;
use files::versions::Version;
use futures::stream::BoxStream;
use futures::{StreamExt, TryStreamExt};
use kernel::sealing::{blob_key, project_key};
use kernel::{App, Error, Result, Slot};
use keystore::KeystoreError;
use mediabox::{ENTRY, Entry, PartName, Place, Pyramid};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use vault::{Key, Sealed};

/// What lies where inside the object.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Contents {
    pub(crate) length: u64,
    pub(crate) sha256: [u8; 32],
    pub(crate) pictures: Vec<Picture>,
    /// Absent while there are none.
    #[serde(default)]
    pub(crate) tiles: Option<Tiles>,
}

/// A picture inside the object.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Picture {
    pub(crate) name: PartName,
    pub(crate) mime: String,
    pub(crate) offset: u64,
    pub(crate) length: u64,
}

/// The tiles inside the object; their index follows them.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Tiles {
    pub(crate) pyramid: Pyramid,
    pub(crate) start: u64,
    pub(crate) length: u64,
}

/// Bytes on their way out.
pub(crate) struct Piece {
    pub(crate) mime: String,
    pub(crate) length: u64,
    pub(crate) bytes: BoxStream<'static, io::Result<Bytes>>,
}

/// An object that can be read.
pub(crate) struct Pack {
    pub(crate) contents: Contents,
    bytes: BlobReader,
}

impl Pack {
    /// Opens the object of a version; `None` when it was erased.
    pub(crate) async fn open(
        app: &App,
        version: &Version,
        object: Uuid,
        sealed: &Sealed,
    ) -> Result<Option<Self>> {
        let Some(key) = key(app, version).await? else {
            return Ok(None);
        };
        let Some(contents) = contents_of(app, &key, version, sealed).await? else {
            return Ok(None);
        };
        let manifest = Manifest {
            parts: vec![Part {
                object,
                length: contents.length,
            }],
            length: contents.length,
            sha256: contents.sha256,
        };
        let instance = app.keystore().instance();
        let bytes = app
            .blobs()
            .reader(&key, instance, derived(version), Arc::new(manifest));
        Ok(Some(Self { contents, bytes }))
    }

    /// A picture, when the object has one of that name.
    pub(crate) fn picture(&self, name: PartName) -> Option<Piece> {
        let mut pictures = self.contents.pictures.iter();
        let picture = pictures.find(|picture| picture.name == name)?;
        let range = picture.offset..picture.offset + picture.length;
        Some(Piece {
            mime: picture.mime.clone(),
            length: picture.length,
            bytes: self.bytes.range(range).boxed(),
        })
    }

    /// A tile, when the object has one at that place.
    pub(crate) async fn tile(&self, place: Place) -> Result<Option<Piece>> {
        let Some(tiles) = self.contents.tiles else {
            return Ok(None);
        };
        let Some(number) = tiles.pyramid.number(place) else {
            return Ok(None);
        };
        let at = tiles.start + tiles.length + u64::from(number) * u64::from(ENTRY);
        let entry = self.read(at, u64::from(ENTRY)).await?;
        let entry = Entry::decode(&entry, tiles.length)
            .ok_or_else(|| Error::broken("the index of packed tiles points outside"))?;
        let range = entry.range();
        let range = tiles.start + range.start..tiles.start + range.end;
        Ok(Some(Piece {
            mime: entry.media_type.mime().to_owned(),
            length: u64::from(entry.length),
            bytes: self.bytes.range(range).boxed(),
        }))
    }

    /// A few bytes, in memory.
    pub(crate) async fn read(&self, offset: u64, length: u64) -> Result<Vec<u8>> {
        let frames: Vec<Bytes> = self
            .bytes
            .range(offset..offset + length)
            .try_collect()
            .await
            .map_err(|error| Error::internal("a packed preview could not be read", error))?;
        Ok(frames.concat())
    }
}

/// The index is sealed under the blob's key, which goes with a file that moves to another project. Older ones are sealed
/// under the key of the project in which they were made.
async fn contents_of(
    app: &App,
    key: &Key,
    version: &Version,
    sealed: &Sealed,
) -> Result<Option<Contents>> {
    if let Ok(contents) = app.open_with(key, slot(version), sealed) {
        return Ok(Some(contents));
    }
    app.open(project_key(version.project), slot(version), sealed)
        .await
}

/// The key of a version's bytes; `None` when it was erased.
pub(crate) async fn key(app: &App, version: &Version) -> Result<Option<Key>> {
    match app.keystore().key(blob_key(version.blob)).await {
        Err(KeystoreError::Missing) => Ok(None),
        other => Ok(Some(other?)),
    }
}

/// Derived pictures use the blob's key under an identity of their own, so they can never pass for the original.
pub(crate) fn derived(version: &Version) -> Uuid {
    version.id.uuid()
}

/// Where the contents are sealed.
pub(crate) fn slot(version: &Version) -> Slot {
    Slot::new(Some(version.team), "media_previews", version.id, "contents")
}

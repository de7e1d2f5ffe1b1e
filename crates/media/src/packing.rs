//! Writes the sealed object of a version: pictures that are in memory, or pictures and tiles as
//! they come, so that never more than a few tiles are held.

use std::convert::Infallible;
use std::io;

use bytes::Bytes;
use files::versions::Version;
use futures::channel::mpsc::{Receiver, Sender, channel};
use futures::{SinkExt, StreamExt};
use kernel::{App, Error, Result};
use mediabox::{ENTRY, Entry, MediaType, Preview, Pyramid, TileSink};
use uuid::Uuid;
use vault::{Sealed, Sha256};

use crate::pack::{self, Contents, Pack, Picture, Tiles};

/// Tiles between the worker and the store.
const AHEAD: usize = 2;
/// Most bytes of a pack: a gigapixel of incompressible tiles.
const LIMIT: u64 = 8 << 30;

/// A finished object and what its row has to say about it.
pub(crate) struct Packed {
    pub(crate) object: Uuid,
    pub(crate) contents: Sealed,
}

/// Stores the pictures of a preview, before the transaction that makes them known.
pub(crate) async fn pictures(app: &App, version: &Version, preview: &Preview) -> Result<Packed> {
    let mut layout = Layout::default();
    let mut bytes = Vec::new();
    for part in &preview.parts {
        let length = length_of(&part.bytes);
        layout.pictures.push(Picture {
            name: part.name,
            mime: part.media_type.mime().to_owned(),
            offset: length_of(&bytes),
            length,
        });
        bytes.extend_from_slice(&part.bytes);
    }
    let body = futures::stream::once(std::future::ready(Bytes::from(bytes)));
    let (object, length, sha256) = write(app, version, body).await?;
    seal(app, version, layout.contents(length, sha256), object).await
}

/// What lies where, while it is being written.
#[derive(Debug, Default)]
pub(crate) struct Layout {
    pictures: Vec<Picture>,
    tiles: Option<Tiles>,
}

impl Layout {
    fn contents(self, length: u64, sha256: [u8; 32]) -> Contents {
        Contents {
            length,
            sha256,
            pictures: self.pictures,
            tiles: self.tiles,
        }
    }
}

/// The writing end of a pack with tiles.
pub(crate) struct Packing {
    sender: Sender<Bytes>,
    pyramid: Pyramid,
    pictures: Vec<Picture>,
    start: u64,
    length: u64,
    entries: Vec<Option<Entry>>,
}

/// The body of a pack, for [`write`].
pub(crate) type Body = Receiver<Bytes>;

impl Packing {
    /// Begins a pack that takes the pictures of another one over.
    pub(crate) fn begin(old: &Pack, pyramid: Pyramid) -> (Self, Body) {
        let (sender, body) = channel(AHEAD);
        let pictures = old.contents.pictures.clone();
        let start = pictures
            .iter()
            .map(|picture| picture.offset + picture.length);
        let packing = Self {
            sender,
            pyramid,
            start: start.max().unwrap_or(0),
            pictures,
            length: 0,
            entries: vec![None; pyramid.tiles() as usize],
        };
        (packing, body)
    }

    /// Copies the pictures, which keep their places.
    pub(crate) async fn copy_pictures(&mut self, old: &Pack) -> Result<()> {
        let bytes = old.read(0, self.start).await?;
        self.send(bytes)
            .await
            .map_err(|error| Error::internal("a pack could not be written", error))
    }

    /// Writes the index and ends the body.
    pub(crate) async fn finish(mut self) -> Result<Layout> {
        let entries: Option<Vec<Entry>> = self.entries.iter().copied().collect();
        let entries = entries.ok_or_else(|| Error::broken("a tile is missing in its pack"))?;
        let mut index = Vec::with_capacity(entries.len() * ENTRY as usize);
        for entry in entries {
            index.extend_from_slice(&entry.encode());
        }
        self.send(index)
            .await
            .map_err(|error| Error::internal("a pack could not be written", error))?;
        Ok(Layout {
            pictures: self.pictures,
            tiles: Some(Tiles {
                pyramid: self.pyramid,
                start: self.start,
                length: self.length,
            }),
        })
    }

    async fn send(&mut self, bytes: Vec<u8>) -> io::Result<()> {
        self.sender
            .send(Bytes::from(bytes))
            .await
            .map_err(io::Error::other)
    }
}

impl TileSink for Packing {
    async fn tile(&mut self, number: u32, media_type: MediaType, bytes: Vec<u8>) -> io::Result<()> {
        let length = u32::try_from(bytes.len()).map_err(io::Error::other)?;
        let entry = Entry {
            offset: self.length,
            length,
            media_type,
        };
        let place = self.entries.get_mut(number as usize);
        *place.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))? = Some(entry);
        self.length += u64::from(length);
        self.send(bytes).await
    }
}

/// Seals a body as one object and returns when it is durable. Dropping the future leaves nothing.
pub(crate) async fn write(
    app: &App,
    version: &Version,
    body: impl futures::Stream<Item = Bytes> + Send,
) -> Result<(Uuid, u64, [u8; 32])> {
    let key = pack::key(app, version).await?.ok_or(Error::NotFound)?;
    let mut hasher = Sha256::new();
    let instance = app.keystore().instance();
    let derived = pack::derived(version);
    let body = body.map(Ok::<_, Infallible>);
    let written = app
        .blobs()
        .write_part(&key, instance, derived, 0, body, LIMIT, &mut hasher)
        .await
        .map_err(|error| Error::internal("a preview could not be stored", error))?;
    Ok((written.part.object, written.part.length, hasher.finish()))
}

/// Seals what a row says about its object.
pub(crate) async fn seal_layout(
    app: &App,
    version: &Version,
    layout: Layout,
    (object, length, sha256): (Uuid, u64, [u8; 32]),
) -> Result<Packed> {
    seal(app, version, layout.contents(length, sha256), object).await
}

async fn seal(app: &App, version: &Version, contents: Contents, object: Uuid) -> Result<Packed> {
    // Under the blob's key, which goes with a file that moves to another project.
    let key = pack::key(app, version).await?.ok_or(Error::NotFound)?;
    let contents = app.seal_with(&key, pack::slot(version), &contents)?;
    Ok(Packed { object, contents })
}

fn length_of(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

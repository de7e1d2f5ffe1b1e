//! Stored previews: their state, and their pictures inside one sealed object.

use std::sync::Arc;

use blobs::{Manifest, Part};
use bytes::Bytes;
use db::{FromRow, Row, args};
use files::versions::Version;
use futures::StreamExt;
use futures::stream::BoxStream;
use kernel::sealing::{blob_key, project_key};
use kernel::tx::Reading;
use kernel::{App, Result, Slot, Tx};
use mediabox::{PartName, Preview};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use vault::Sealed;

use crate::sql;

/// What is known about a version's preview.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum State {
    /// It is being made.
    Pending,
    /// It is there.
    Ready { width: u32, height: u32, pages: u32 },
    /// It could not be made; a stored code.
    Failed(String),
}

/// Where each picture lies inside the object.
#[derive(Serialize, Deserialize)]
struct Contents {
    length: u64,
    sha256: [u8; 32],
    pictures: Vec<Picture>,
}

#[derive(Serialize, Deserialize)]
struct Picture {
    name: PartName,
    mime: String,
    offset: u64,
    length: u64,
}

struct Stored {
    state: State,
    object: Option<Uuid>,
    contents: Option<Sealed>,
}

impl FromRow for Stored {
    fn from_row(row: &Row) -> db::Result<Self> {
        let state = match row.text(0)? {
            "ready" => State::Ready {
                width: row.u32(3)?,
                height: row.u32(4)?,
                pages: row.u32(5)?,
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

/// The state of a version's preview.
pub(crate) async fn state(reader: &mut impl Reading, version: &Version) -> Result<State> {
    let stored = reader
        .row::<Stored>(&sql::PREVIEW, &args![version.id])
        .await?;
    Ok(stored.map_or(State::Pending, |stored| stored.state))
}

/// One picture of a version: its MIME type, length and bytes. `None` when there is none yet or none of that name.
pub(crate) async fn picture(
    app: &App,
    reader: &mut impl Reading,
    version: &Version,
    name: PartName,
) -> Result<Option<(String, u64, BoxStream<'static, std::io::Result<Bytes>>)>> {
    let Some(Stored {
        object: Some(object),
        contents: Some(sealed),
        ..
    }) = reader
        .row::<Stored>(&sql::PREVIEW, &args![version.id])
        .await?
    else {
        return Ok(None);
    };
    let Some(contents) = app
        .open::<Contents>(project_key(version.project), slot(version), &sealed)
        .await?
    else {
        return Ok(None);
    };
    let Some(picture) = contents
        .pictures
        .iter()
        .find(|picture| picture.name == name)
    else {
        return Ok(None);
    };
    let range = picture.offset..picture.offset + picture.length;
    let manifest = Manifest {
        parts: vec![Part {
            object,
            length: contents.length,
        }],
        length: contents.length,
        sha256: contents.sha256,
    };
    let key = app.keystore().key(blob_key(version.blob)).await?;
    let bytes = app.blobs().reader(
        &key,
        app.keystore().instance(),
        derived(version),
        Arc::new(manifest),
    );
    Ok(Some((
        picture.mime.clone(),
        picture.length,
        bytes.range(range).boxed(),
    )))
}

/// Stores the pictures as one sealed object, before the transaction that makes them known.
pub(crate) async fn store(
    app: &App,
    version: &Version,
    preview: &Preview,
) -> Result<(Uuid, Sealed)> {
    let mut bytes = Vec::new();
    let mut pictures = Vec::new();
    for part in &preview.parts {
        let (offset, length) = (length_of(&bytes), length_of(&part.bytes));
        pictures.push(Picture {
            name: part.name,
            mime: part.media_type.mime().to_owned(),
            offset,
            length,
        });
        bytes.extend_from_slice(&part.bytes);
    }
    let contents = Contents {
        length: length_of(&bytes),
        sha256: vault::sha256(&bytes),
        pictures,
    };
    let key = app.keystore().key(blob_key(version.blob)).await?;
    let part = app
        .blobs()
        .put(
            &key,
            app.keystore().instance(),
            derived(version),
            Bytes::from(bytes),
        )
        .await?;
    let sealed = app
        .seal(project_key(version.project), slot(version), &contents)
        .await?;
    Ok((part.object, sealed))
}

/// Makes a stored preview known.
pub(crate) async fn insert_ready(
    tx: &mut Tx,
    version: &Version,
    preview: &Preview,
    stored: (Uuid, Sealed),
) -> Result<bool> {
    let (object, contents) = stored;
    let arguments = args![
        version.id,
        version.project,
        "ready",
        None::<&'static str>,
        object,
        preview.width,
        preview.height,
        preview.pages,
        contents,
        tx.now()
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
        tx.now()
    ];
    Ok(tx.execute(&sql::INSERT_PREVIEW, &arguments).await? == 1)
}

/// Derived pictures use the blob's key under an identity of their own, so they can never pass for the original.
fn derived(version: &Version) -> Uuid {
    version.id.uuid()
}

fn slot(version: &Version) -> Slot {
    Slot::new(Some(version.team), "media_previews", version.id, "contents")
}

fn length_of(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

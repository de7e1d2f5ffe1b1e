//! The bytes of a version: where their parts lie, and the seal that binds those parts to the version.

use std::sync::Arc;

use blobs::{BlobReader, Manifest, Part};
use db::{FromRow, Row, Value, args};
use futures::StreamExt;
use kernel::sealing::blob_key;
use kernel::tx::Reading;
use kernel::{Actor, App, BlobId, Error, Result, TeamId, Tx, VersionId};
use keystore::{KeyId, KeystoreError};
use serde::{Deserialize, Serialize};
use vault::{Key, Sealed, Sha256};

use crate::sealed::manifest_slot;
use crate::sql;
use crate::versions::Version;

/// What a version's manifest column seals. Parts are bound by a digest, so that it stays small however many they are.
#[derive(Serialize, Deserialize)]
struct ManifestEnvelope {
    length: u64,
    sha256: [u8; 32],
    parts: u64,
    parts_digest: [u8; 32],
}

struct PartRow(Part);

impl FromRow for PartRow {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self(Part {
            object: row.uuid(0)?,
            length: row.u64(1)?,
        }))
    }
}

/// The bytes of a version, to be read by range.
///
/// # Errors
/// [`Error::NotFound`] when they were erased; an internal error when the parts are not those that were sealed.
pub async fn reader(app: &App, version: &Version) -> Result<BlobReader> {
    // SECURITY: asked before anything that was kept: bytes whose key was erased are gone, also for whoever has just read
    // them; guarded by test `erased_bytes_are_not_read_by_a_kept_reader`.
    let key = key(app, version.blob).await?;
    let blob = version.blob.uuid();
    if let Some(known) = app.blobs().known_reader(blob) {
        return Ok(known);
    }
    let manifest = Arc::new(manifest(app, &key, version).await?);
    let reader = app
        .blobs()
        .reader(&key, app.keystore().instance(), blob, manifest);
    app.blobs().keep_reader(blob, &reader);
    Ok(reader)
}

/// Which of these objects of the store belong to this area, so that nobody takes them for left-overs.
pub async fn referenced(
    reader: &mut impl Reading,
    objects: &[uuid::Uuid],
) -> Result<Vec<uuid::Uuid>> {
    let mut found = Vec::new();
    for batch in objects.chunks(sql::LIST) {
        let arguments: Vec<Value> = batch
            .iter()
            .cycle()
            .take(sql::LIST)
            .map(|object| Value::from(*object))
            .collect();
        found.extend(
            reader
                .rows::<uuid::Uuid>(&sql::PARTS_BY_OBJECT, &arguments)
                .await?,
        );
    }
    Ok(found)
}

/// Which of these keys belong to this area, so that nobody takes those of a crashed start for left-overs.
pub async fn referenced_keys(reader: &mut impl Reading, keys: &[KeyId]) -> Result<Vec<KeyId>> {
    let mut found = Vec::new();
    for batch in keys.chunks(sql::LIST) {
        let arguments: Vec<Value> = batch
            .iter()
            .cycle()
            .take(sql::LIST)
            .map(|key| Value::from(key.0))
            .collect();
        let ids = reader
            .rows::<uuid::Uuid>(&sql::KEYS_IN_USE, &arguments)
            .await?;
        found.extend(ids.into_iter().map(KeyId));
    }
    Ok(found)
}

/// The key of a blob.
pub(crate) async fn key(app: &App, blob: BlobId) -> Result<Key> {
    match app.keystore().key(blob_key(blob)).await {
        Err(KeystoreError::Missing) => Err(Error::NotFound),
        other => Ok(other?),
    }
}

/// The stored parts of a blob, in order.
pub(crate) async fn parts(reader: &mut impl Reading, blob: BlobId) -> Result<Vec<Part>> {
    let rows = reader.rows::<PartRow>(&sql::PARTS, &args![blob]).await?;
    Ok(rows.into_iter().map(|PartRow(part)| part).collect())
}

/// Stores parts behind those that a blob has.
pub(crate) async fn insert_parts(
    tx: &mut Tx,
    blob: BlobId,
    first: u32,
    parts: &[Part],
) -> Result<()> {
    for (position, part) in (first..).zip(parts) {
        tx.execute_one(
            &sql::INSERT_PART,
            &args![blob, position, part.object, part.length],
        )
        .await?;
    }
    Ok(())
}

/// Seals what a version's parts must be.
pub(crate) fn seal_manifest(
    app: &App,
    key: &Key,
    team: TeamId,
    version: VersionId,
    manifest: &Manifest,
) -> Result<Sealed> {
    let envelope = ManifestEnvelope {
        length: manifest.length,
        sha256: manifest.sha256,
        parts: count(&manifest.parts),
        parts_digest: digest(&manifest.parts),
    };
    app.seal_with(key, manifest_slot(team, version), &envelope)
}

/// The first bytes of parts, at most `limit`.
pub(crate) async fn head(
    app: &App,
    key: &Key,
    blob: BlobId,
    parts: &[Part],
    limit: u64,
) -> Result<Vec<u8>> {
    let length = length(parts).min(limit);
    let mut head = Vec::new();
    read(app, key, blob, parts, length, |bytes| {
        head.extend_from_slice(bytes);
    })
    .await?;
    Ok(head)
}

/// SHA-256 of parts, read back from the store.
pub(crate) async fn sha256(app: &App, key: &Key, blob: BlobId, parts: &[Part]) -> Result<[u8; 32]> {
    let mut hasher = Sha256::new();
    read(app, key, blob, parts, length(parts), |bytes| {
        hasher.update(bytes);
    })
    .await?;
    Ok(hasher.finish())
}

/// The plaintext length of parts in bytes.
pub(crate) fn length(parts: &[Part]) -> u64 {
    parts.iter().map(|part| part.length).sum()
}

async fn manifest(app: &App, key: &Key, version: &Version) -> Result<Manifest> {
    let mut reader = app.read(&Actor::system()).await?;
    let sealed = reader
        .row::<Option<Sealed>>(&sql::MANIFEST, &args![version.id])
        .await?
        .flatten();
    let sealed = sealed.ok_or(Error::NotFound)?;
    let envelope: ManifestEnvelope =
        app.open_with(key, manifest_slot(version.team, version.id), &sealed)?;
    let parts = parts(&mut reader, version.blob).await?;
    // SECURITY: rows that were reordered, dropped or taken from an older state must not become somebody's file;
    // guarded by test `parts_that_were_swapped_in_the_database_are_refused`.
    let agrees = envelope.length == version.size
        && envelope.sha256 == version.sha256
        && envelope.length == length(&parts)
        && envelope.parts == count(&parts)
        && envelope.parts_digest == digest(&parts);
    if !agrees {
        return Err(Error::broken(
            "the parts of a version are not those that were sealed",
        ));
    }
    Ok(Manifest {
        parts,
        length: envelope.length,
        sha256: envelope.sha256,
    })
}

async fn read(
    app: &App,
    key: &Key,
    blob: BlobId,
    parts: &[Part],
    until: u64,
    mut take: impl FnMut(&[u8]),
) -> Result<()> {
    // The whole's digest is what this finds out; the parts authenticate themselves.
    let manifest = Manifest {
        parts: parts.to_vec(),
        length: length(parts),
        sha256: [0; 32],
    };
    let reader = app.blobs().reader(
        key,
        app.keystore().instance(),
        blob.uuid(),
        Arc::new(manifest),
    );
    let mut stream = std::pin::pin!(reader.range(0..until));
    while let Some(bytes) = stream.next().await {
        take(
            &bytes
                .map_err(|error| Error::internal("stored parts could not be read back", error))?,
        );
    }
    Ok(())
}

fn count(parts: &[Part]) -> u64 {
    u64::try_from(parts.len()).unwrap_or(u64::MAX)
}

fn digest(parts: &[Part]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part.object.as_bytes());
        hasher.update(&part.length.to_be_bytes());
    }
    hasher.finish()
}

#![doc = include_str!("../README.md")]
#![deny(missing_docs)]

mod buffer;
mod error;
mod known;
mod late;
mod local;
mod part;
mod probe;
mod reader;
mod s3;
mod store;

use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use vault::{Context, Key};

pub use error::BlobError;
pub use part::WrittenPart;
pub use reader::BlobReader;
pub use s3::S3Settings;
pub use store::{Ends, Opening, Store, StoredObject, Upload};

use buffer::Buffers;
use known::Known;

/// A handle on the store of sealed content; clones share it.
#[derive(Clone, Debug)]
pub struct Blobs {
    store: Arc<dyn Store>,
    buffers: Arc<Buffers>,
    known: Arc<Known>,
}

/// One stored part of a blob.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Name of its object in the store.
    pub object: Uuid,
    /// Plaintext bytes.
    pub length: u64,
}

/// What a blob consists of. The caller seals it: the reader trusts its order and lengths.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The parts in order.
    pub parts: Vec<Part>,
    /// Plaintext bytes of the whole.
    pub length: u64,
    /// SHA-256 of the whole plaintext; for the caller, not checked by range reads.
    pub sha256: [u8; 32],
}

impl Blobs {
    /// Opens or creates a store in a local directory (modes 0700 and 0600).
    ///
    /// # Errors
    /// [`BlobError::Store`] when the directory cannot be made.
    pub async fn local(directory: impl AsRef<Path>) -> Result<Self, BlobError> {
        let store = local::LocalStore::open(directory.as_ref().to_owned()).await?;
        Ok(Self::with_store(Arc::new(store)))
    }

    /// Uses a bucket of an S3-compatible service. Nothing is sent before the first use.
    ///
    /// # Errors
    /// [`BlobError::Unavailable`] when the settings contradict themselves.
    pub fn s3(settings: S3Settings) -> Result<Self, BlobError> {
        Ok(Self::with_store(Arc::new(s3::S3Store::new(settings)?)))
    }

    /// Uses another store.
    pub fn with_store(store: Arc<dyn Store>) -> Self {
        Self {
            store,
            buffers: Arc::default(),
            known: Arc::default(),
        }
    }

    /// A reader of a blob's ranges.
    pub fn reader(
        &self,
        key: &Key,
        instance: Uuid,
        blob: Uuid,
        manifest: Arc<Manifest>,
    ) -> BlobReader {
        BlobReader::new(self.clone(), key.clone(), instance, blob, manifest)
    }

    /// A reader of this blob that was kept. The caller has just got the blob's key, which proves that it is not erased.
    pub fn known_reader(&self, blob: Uuid) -> Option<BlobReader> {
        self.known.get(blob)
    }

    /// Keeps a reader for the next range of the same blob.
    pub fn keep_reader(&self, blob: Uuid, reader: &BlobReader) {
        self.known.put(blob, reader.clone());
    }

    /// Drops kept readers, and the keys in them, of all blobs but the wanted ones.
    pub fn retain_readers(&self, wanted: impl Fn(Uuid) -> bool) {
        self.known.retain(wanted);
    }

    /// Deletes an object; one that is gone already is no error.
    ///
    /// # Errors
    /// [`BlobError::Store`].
    pub async fn delete(&self, object: Uuid) -> Result<(), BlobError> {
        Ok(self.store.delete(object).await?)
    }

    /// Makes an empty object under a random name, by which a store can be told from another.
    ///
    /// # Errors
    /// [`BlobError::Full`], [`BlobError::Unavailable`] or [`BlobError::Store`].
    pub async fn mark(&self) -> Result<Uuid, BlobError> {
        let object = Uuid::from_bytes(vault::random_bytes::<16>());
        self.store.create(object).await?.finish().await?;
        Ok(object)
    }

    /// Whether an object is in the store.
    ///
    /// # Errors
    /// [`BlobError::Unavailable`] or [`BlobError::Store`] when the store cannot tell.
    pub async fn exists(&self, object: Uuid) -> Result<bool, BlobError> {
        match self.store.length(object).await {
            Ok(_) => Ok(true),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// All objects whose name begins with the byte `shard`; the whole store is listed in 256 steps.
    ///
    /// # Errors
    /// [`BlobError::Store`].
    pub async fn list(&self, shard: u8) -> Result<Vec<StoredObject>, BlobError> {
        Ok(self.store.list(shard).await?)
    }

    /// Objects of a shard that were finished before `older_than` (UTC milliseconds) and that `referenced` does not
    /// give back out of those it is asked about. Deleting is the caller's decision.
    ///
    /// # Errors
    /// Those of the store or of `referenced`.
    pub async fn left_overs<E: From<BlobError>>(
        &self,
        shard: u8,
        older_than: i64,
        referenced: impl AsyncFnOnce(Vec<Uuid>) -> Result<Vec<Uuid>, E>,
    ) -> Result<Vec<Uuid>, E> {
        let listed = self.list(shard).await?;
        let old = listed
            .into_iter()
            .filter(|object| object.modified_at < older_than);
        let mut candidates: Vec<Uuid> = old.map(|object| object.object).collect();
        if candidates.is_empty() {
            return Ok(candidates);
        }
        let mut known = referenced(candidates.clone()).await?;
        known.sort_unstable();
        candidates.retain(|object| known.binary_search(object).is_err());
        Ok(candidates)
    }

    /// Removes what uploads left under their staging names before `older_than` (UTC milliseconds), after a crash.
    ///
    /// # Errors
    /// [`BlobError::Store`].
    pub async fn remove_abandoned(&self, older_than: i64) -> Result<u64, BlobError> {
        Ok(self.store.remove_abandoned(older_than).await?)
    }

    /// Reads a blob of a single part, such as one made with [`Blobs::put`], as a whole.
    ///
    /// # Errors
    /// [`BlobError::Missing`], [`BlobError::Refused`] or [`BlobError::Store`].
    pub async fn get_all(
        &self,
        key: &Key,
        instance: Uuid,
        blob: Uuid,
        part: &Part,
    ) -> Result<Bytes, BlobError> {
        use futures::TryStreamExt;
        let manifest = Manifest {
            parts: vec![*part],
            length: part.length,
            sha256: [0; 32],
        };
        let reader = self.reader(key, instance, blob, Arc::new(manifest));
        let mut frames: Vec<Bytes> = reader.frames(0..part.length).try_collect().await?;
        if frames.len() == 1 {
            return Ok(frames.remove(0));
        }
        // An empty part has no frame to read, yet it is opened to prove that it is empty.
        reader.verify().await?;
        Ok(frames.concat().into())
    }
}

/// Binds a part to its place and to the object that holds it.
///
/// SECURITY: a part of another blob, of another installation or of another position must not open here, nor an earlier
/// one of the same position; guarded by tests `swapped_reordered_and_foreign_parts_are_refused` and
/// `an_earlier_part_of_the_same_place_and_length_is_refused`.
fn context(instance: Uuid, blob: Uuid, index: u32, object: Uuid) -> Context {
    Context::new(instance, None, "blobs", blob, "part", u64::from(index)).in_object(object)
}

//! What a store of objects has to do. It sees sealed bytes only.

use std::fmt::Debug;
use std::io::{self, Read};

use async_trait::async_trait;
use bytes::Bytes;
use uuid::Uuid;

use crate::BlobError;

/// What a reader looks at before it opens anything else.
#[derive(Debug, Clone, Default)]
pub struct Ends {
    /// Length of the object in bytes.
    pub length: u64,
    /// Its first bytes.
    pub head: Vec<u8>,
    /// Its last bytes.
    pub tail: Vec<u8>,
}

/// What opens a range of an object while it is read, piece by piece. It blocks its thread for the time of disk and
/// cipher.
pub type Opening = Box<dyn FnOnce(&mut dyn Read) -> Result<Bytes, BlobError> + Send>;

/// An object as a listing shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StoredObject {
    /// Its name.
    pub object: Uuid,
    /// Its sealed length in bytes.
    pub length: u64,
    /// When it was finished, in UTC milliseconds.
    pub modified_at: i64,
}

/// A place for objects that are written once, read in ranges and deleted.
#[async_trait]
pub trait Store: Debug + Send + Sync {
    /// Begins a new object, which does not exist before [`Upload::finish`]. Asked only when there is something to
    /// write, so that a store may count what it has begun, and let others wait.
    async fn create(&self, object: Uuid) -> io::Result<Box<dyn Upload>>;

    /// Length of an object in bytes; [`io::ErrorKind::NotFound`] when it does not exist.
    async fn length(&self, object: Uuid) -> io::Result<u64>;

    /// Length, first and last bytes of an object at once; without the bytes when it is shorter than both together.
    async fn ends(&self, object: Uuid, head: usize, tail: usize) -> io::Result<Ends> {
        let length = self.length(object).await?;
        if length < (head + tail) as u64 {
            return Ok(Ends {
                length,
                ..Ends::default()
            });
        }
        let from = length - tail as u64;
        Ok(Ends {
            length,
            head: self.read(object, 0, head, Vec::new()).await?,
            tail: self.read(object, from, tail, Vec::new()).await?,
        })
    }

    /// Reads exactly `length` bytes from `offset` into the beginning of `buffer`, which grows if it is shorter, and
    /// gives it back.
    async fn read(
        &self,
        object: Uuid,
        offset: u64,
        length: usize,
        buffer: Vec<u8>,
    ) -> io::Result<Vec<u8>>;

    /// Fills `place` from `offset`, if the store has that in memory and can give it without waiting for anything. Where
    /// it says no, `place` holds whatever.
    fn read_at_once(&self, _object: Uuid, _offset: u64, _place: &mut [u8]) -> bool {
        false
    }

    /// Opens `length` bytes from `offset` while they are read: a store that can lets one thread do both, so that each
    /// piece is opened while it is still in the cache of its core.
    async fn read_opened(
        &self,
        object: Uuid,
        offset: u64,
        length: usize,
        opening: Opening,
    ) -> Result<Bytes, BlobError> {
        let read = self.read(object, offset, length, Vec::new()).await;
        let sealed = read.map_err(|error| BlobError::reading(object, error))?;
        blocking(move || opening(&mut sealed.as_slice())).await
    }

    /// Deletes an object; a missing one is no error.
    async fn delete(&self, object: Uuid) -> io::Result<()>;

    /// All finished objects whose name begins with the byte `shard`.
    async fn list(&self, shard: u8) -> io::Result<Vec<StoredObject>>;

    /// Removes unfinished objects last written before `older_than` (UTC milliseconds), and counts them.
    async fn remove_abandoned(&self, older_than: i64) -> io::Result<u64>;
}

/// An object being written. Dropped before [`Upload::finish`], it leaves nothing.
#[async_trait]
pub trait Upload: Send {
    /// Appends bytes and gives the buffer back for the next ones.
    async fn write(&mut self, bytes: Vec<u8>) -> io::Result<Vec<u8>>;

    /// Makes the object durable against power loss and visible, in this order.
    async fn finish(self: Box<Self>) -> io::Result<()>;
}

/// Runs an opening on a thread that may block.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, BlobError> + Send + 'static,
) -> Result<T, BlobError> {
    let joined = tokio::task::spawn_blocking(work).await;
    joined.map_err(|error| BlobError::Store(io::Error::other(error)))?
}

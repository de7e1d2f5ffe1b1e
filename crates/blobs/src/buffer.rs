//! Buffers of one frame that are used again: a fresh megabyte costs more in page faults than its cipher.

use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use vault::chunked::{CHUNK, SEALED_CHUNK};

/// Chunks read and opened at once.
pub(crate) const FRAME_CHUNKS: u64 = 64;
/// Plaintext bytes of a full frame.
pub(crate) const FRAME: usize = 64 * CHUNK;
/// Sealed bytes of a full frame.
pub(crate) const SEALED_FRAME: usize = 64 * SEALED_CHUNK;

/// Kept buffers; beyond that many they are freed.
const KEPT: usize = 16;

#[derive(Debug, Default)]
pub(crate) struct Buffers(Mutex<Vec<Vec<u8>>>);

/// A buffer that returns to its pool when the last [`Bytes`] over it is dropped.
struct Lent {
    buffer: Vec<u8>,
    length: usize,
    pool: Arc<Buffers>,
}

impl Buffers {
    /// A buffer of any content and length.
    pub(crate) fn take(&self) -> Vec<u8> {
        self.kept().pop().unwrap_or_default()
    }

    /// The first `length` bytes of a buffer; its memory comes back when they are dropped.
    pub(crate) fn lend(self: &Arc<Self>, buffer: Vec<u8>, length: usize) -> Bytes {
        Bytes::from_owner(Lent {
            buffer,
            length,
            pool: Arc::clone(self),
        })
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, Vec<Vec<u8>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl AsRef<[u8]> for Lent {
    fn as_ref(&self) -> &[u8] {
        self.buffer.get(..self.length).unwrap_or_default()
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        let buffer = std::mem::take(&mut self.buffer);
        let mut kept = self.pool.kept();
        // Small buffers are not worth a place.
        if kept.len() < KEPT && buffer.len() == SEALED_FRAME {
            kept.push(buffer);
        }
    }
}

//! Buffers that are used again: fresh memory costs more in page faults than its cipher. A frame is large, so that few
//! threads have to be woken; it is read and opened in slices that stay in the second-level cache of a core.

use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use vault::chunked::{CHUNK, SEALED_CHUNK};

/// Chunks of a full frame.
pub(crate) const FRAME_CHUNKS: u64 = 64;
/// Plaintext bytes of a full frame.
pub(crate) const FRAME: usize = 64 * CHUNK;
/// Sealed bytes that are read and opened at once.
pub(crate) const SEALED_SLICE: usize = 8 * SEALED_CHUNK;

/// Kept buffers of each kind; beyond that many they are freed.
const KEPT: usize = 16;

/// Buffers for sealed slices and for opened frames.
#[derive(Debug)]
pub(crate) struct Buffers {
    pub(crate) sealed: Arc<Pool>,
    pub(crate) plain: Arc<Pool>,
}

/// Buffers of one length.
#[derive(Debug)]
pub(crate) struct Pool {
    length: usize,
    kept: Mutex<Vec<Vec<u8>>>,
}

/// A buffer that returns to its pool when the last [`Bytes`] over it is dropped.
struct Lent {
    buffer: Vec<u8>,
    used: usize,
    pool: Arc<Pool>,
}

impl Default for Buffers {
    fn default() -> Self {
        Self {
            sealed: Pool::of(SEALED_SLICE),
            plain: Pool::of(FRAME),
        }
    }
}

impl Pool {
    fn of(length: usize) -> Arc<Self> {
        Arc::new(Self {
            length,
            kept: Mutex::default(),
        })
    }

    /// A buffer of this pool's length and of any content; a new one is zeroed.
    pub(crate) fn take(&self) -> Vec<u8> {
        let kept = self.kept().pop();
        kept.unwrap_or_else(|| vec![0; self.length])
    }

    /// Takes a buffer back. One of another length is freed.
    pub(crate) fn give_back(&self, buffer: Vec<u8>) {
        let mut kept = self.kept();
        if kept.len() < KEPT && buffer.len() == self.length {
            kept.push(buffer);
        }
    }

    /// The first `used` bytes of a buffer; its memory comes back when they are dropped.
    pub(crate) fn lend(self: &Arc<Self>, buffer: Vec<u8>, used: usize) -> Bytes {
        Bytes::from_owner(Lent {
            buffer,
            used,
            pool: Arc::clone(self),
        })
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, Vec<Vec<u8>>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl AsRef<[u8]> for Lent {
    fn as_ref(&self) -> &[u8] {
        self.buffer.get(..self.used).unwrap_or_default()
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        self.pool.give_back(std::mem::take(&mut self.buffer));
    }
}

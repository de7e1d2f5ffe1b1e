//! Buffers that are used again: fresh memory costs more in page faults than its cipher. A frame and its sealed form fit
//! together into the second-level cache of a core, so that a frame is read, opened and sent from there.

use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use vault::chunked::{CHUNK, SEALED_CHUNK};

/// Chunks read and opened at once.
pub(crate) const FRAME_CHUNKS: u64 = 16;
/// Plaintext bytes of a full frame.
pub(crate) const FRAME: usize = 16 * CHUNK;
/// Sealed bytes of a full frame.
pub(crate) const SEALED_FRAME: usize = 16 * SEALED_CHUNK;

/// Kept buffers of each kind; beyond that many they are freed.
const KEPT: usize = 32;

/// Buffers for sealed frames and for opened ones.
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
            sealed: Pool::of(SEALED_FRAME),
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

//! Buffers that are used again: fresh memory costs more in page faults than its cipher. A frame is large, so that few
//! threads have to be woken; it is read and opened in slices that stay in the second-level cache of a core.

use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use vault::chunked::{CHUNK, SEALED_CHUNK};

/// Chunks of a full frame.
pub(crate) const FRAME_CHUNKS: u64 = 64;
/// Plaintext bytes of a full frame.
pub(crate) const FRAME: usize = 64 * CHUNK;
/// Sealed bytes that are read and opened at once.
pub(crate) const SEALED_SLICE: usize = 8 * SEALED_CHUNK;

/// So few bytes are copied out of their buffer, which costs a microsecond.
const FEW: usize = CHUNK;

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

    /// Some bytes of a buffer; its memory comes back when they are dropped, and at once when they are few. `None` when
    /// the buffer is shorter.
    // SECURITY: a peer that leaves a few bytes unread must not hold the memory of many; guarded by test
    // `a_few_bytes_hold_no_buffer`.
    pub(crate) fn lend(self: &Arc<Self>, buffer: Vec<u8>, wanted: Range<usize>) -> Option<Bytes> {
        if wanted.len() <= FEW {
            let few = buffer.get(wanted).map(Bytes::copy_from_slice);
            self.give_back(buffer);
            return few;
        }
        let used = wanted.end;
        let fits = used <= buffer.len();
        let lent = Bytes::from_owner(Lent {
            buffer,
            used,
            pool: Arc::clone(self),
        });
        fits.then(|| lent.slice(wanted))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_bytes_hold_no_buffer() {
        let pool = Pool::of(FRAME);

        let few = pool.lend(vec![7; FRAME], 5..5 + FEW).unwrap();
        assert_eq!(few, vec![7; FEW]);
        assert_eq!(pool.kept().len(), 1);

        let many = pool.lend(pool.take(), 0..FEW + 1).unwrap();
        assert_eq!(many.len(), FEW + 1);
        assert_eq!(pool.kept().len(), 0);
        drop(many);
        assert_eq!(pool.kept().len(), 1);
    }

    #[test]
    fn a_range_that_its_buffer_does_not_have_is_none() {
        let pool = Pool::of(FRAME);

        assert!(pool.lend(pool.take(), FRAME..FRAME + 1).is_none());
        assert!(pool.lend(pool.take(), 0..FRAME + 1).is_none());
    }
}

//! Where the chunks of a message lie: arithmetic only.

use std::ops::Range;

use crate::VaultError;

/// Plaintext bytes of a full chunk.
pub const CHUNK: usize = 16 * 1024;
/// Bytes of an authentication tag.
pub const TAG: usize = 16;
/// Bytes of a full sealed chunk.
pub const SEALED_CHUNK: usize = CHUNK + TAG;
pub(super) const SALT: usize = 24;
/// Bytes before the first chunk: salt and key commitment.
pub const HEADER: usize = SALT + 32;
/// Longest plaintext in bytes (64 TiB); the construction's own limit is 4 PiB.
pub const MAX_PLAIN: u64 = 64 << 40;

/// The chunks of a message of known length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    full_chunks: u64,
    /// Plaintext bytes of the last chunk, always below [`CHUNK`].
    last: u64,
}

impl Layout {
    /// The layout of a message with this many plaintext bytes.
    ///
    /// # Errors
    /// [`VaultError::TooLong`] above [`MAX_PLAIN`].
    pub fn of_plain(length: u64) -> Result<Self, VaultError> {
        if length > MAX_PLAIN {
            return Err(VaultError::TooLong { limit: MAX_PLAIN });
        }
        Ok(Self {
            full_chunks: length / CHUNK as u64,
            last: length % CHUNK as u64,
        })
    }

    /// The layout of a message with this many sealed bytes, header included. A changed length is
    /// found out only when the last chunk is opened.
    ///
    /// # Errors
    /// [`VaultError::Length`] when no message has that length.
    pub fn of_sealed(length: u64) -> Result<Self, VaultError> {
        let body = length
            .checked_sub(HEADER as u64)
            .ok_or(VaultError::Length)?;
        let full_chunks = body / SEALED_CHUNK as u64;
        let last = (body % SEALED_CHUNK as u64)
            .checked_sub(TAG as u64)
            .ok_or(VaultError::Length)?;
        let layout = Self { full_chunks, last };
        if layout.plain_length() > MAX_PLAIN {
            return Err(VaultError::Length);
        }
        Ok(layout)
    }

    /// Plaintext bytes of the message.
    pub fn plain_length(&self) -> u64 {
        self.full_chunks * CHUNK as u64 + self.last
    }

    /// Sealed bytes of the message, header included.
    pub fn sealed_length(&self) -> u64 {
        HEADER as u64 + self.full_chunks * SEALED_CHUNK as u64 + self.last + TAG as u64
    }

    /// Number of the last chunk, counted from 0.
    pub fn last_chunk(&self) -> u64 {
        self.full_chunks
    }

    /// Number of the chunk that holds a plaintext offset.
    pub fn chunk_at(offset: u64) -> u64 {
        offset / CHUNK as u64
    }

    /// Plaintext offset at which a chunk begins.
    pub fn plain_start(index: u64) -> u64 {
        index * CHUNK as u64
    }

    /// Where a chunk lies among the sealed bytes, or `None` behind the last chunk.
    pub fn sealed_range(&self, index: u64) -> Option<Range<u64>> {
        let length = self.sealed_chunk_length(index)?;
        let start = HEADER as u64 + index * SEALED_CHUNK as u64;
        Some(start..start + length)
    }

    /// Sealed bytes of a chunk, or `None` behind the last chunk.
    pub fn sealed_chunk_length(&self, index: u64) -> Option<u64> {
        match index.cmp(&self.full_chunks) {
            std::cmp::Ordering::Less => Some(SEALED_CHUNK as u64),
            std::cmp::Ordering::Equal => Some(self.last + TAG as u64),
            std::cmp::Ordering::Greater => None,
        }
    }
}

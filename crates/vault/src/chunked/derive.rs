//! The key, nonce and commitment of one message.

use aws_lc_rs::aead::{AES_256_GCM, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::hkdf;
use zeroize::Zeroizing;

use super::layout::SALT;
use crate::{Context, Key, VaultError};

/// The construction and its cipher are part of the derivation, so nothing can be downgraded.
const LABEL: &[u8] = b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0";
const OUTPUT: usize = 32 + NONCE_LEN + 32;

pub(super) struct MessageKey {
    pub(super) aead: LessSafeKey,
    pub(super) commitment: [u8; 32],
    base_nonce: u128,
}

struct OutputLength;

impl hkdf::KeyType for OutputLength {
    fn len(&self) -> usize {
        OUTPUT
    }
}

impl MessageKey {
    pub(super) fn derive(
        key: &Key,
        salt: &[u8; SALT],
        context: &Context,
    ) -> Result<Self, VaultError> {
        let failed = |_| VaultError::Library {
            what: "key derivation",
        };
        let mut output = Zeroizing::new([0; OUTPUT]);
        // Expand only: the input is already a uniformly random key (RFC 5869 section 3.3).
        let secret = hkdf::Prk::new_less_safe(hkdf::HKDF_SHA512, key.expose());
        secret
            .expand(&[LABEL, salt, context.as_bytes()], OutputLength)
            .and_then(|okm| okm.fill(&mut *output))
            .map_err(failed)?;
        let (cipher_key, rest) = output.split_at(32);
        let (base_nonce, commitment) = rest.split_at(NONCE_LEN);
        let cipher_key = UnboundKey::new(&AES_256_GCM, cipher_key).map_err(failed)?;
        Ok(Self {
            aead: LessSafeKey::new(cipher_key),
            commitment: crate::hash::to_array(commitment),
            base_nonce: base_nonce
                .iter()
                .fold(0, |number, byte| (number << 8) | u128::from(*byte)),
        })
    }

    /// The nonce of a chunk: 96 bits, big-endian, XOR the chunk's number.
    pub(super) fn nonce(&self, index: u64) -> Nonce {
        let [_, _, _, _, nonce @ ..] = (self.base_nonce ^ u128::from(index)).to_be_bytes();
        Nonce::assume_unique_for_key(nonce)
    }
}

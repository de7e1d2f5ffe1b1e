//! Ed25519 signatures (RFC 8032) and the PEM form of their public keys. What is signed, and why a
//! verifier should trust a key, is not here.

use std::fmt;

use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::hash::to_array;
use crate::{Key, VaultError, sha256};

const PEM_BEGIN: &str = "-----BEGIN PUBLIC KEY-----";
const PEM_END: &str = "-----END PUBLIC KEY-----";
/// SubjectPublicKeyInfo of an Ed25519 key up to the key itself (RFC 8410 section 4).
const SPKI_PREFIX: [u8; 12] = [
    0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00,
];

/// A private signing key.
pub struct SigningKey {
    pair: Ed25519KeyPair,
    seed: Key,
}

impl SigningKey {
    /// Makes a new key from the operating system's randomness.
    ///
    /// # Errors
    /// [`VaultError::Library`] if the library fails.
    pub fn generate() -> Result<Self, VaultError> {
        Self::from_seed(Key::random())
    }

    /// Takes over a seed that was kept sealed.
    ///
    /// # Errors
    /// [`VaultError::Library`] if the library fails.
    pub fn from_seed(seed: Key) -> Result<Self, VaultError> {
        let pair = Ed25519KeyPair::from_seed_unchecked(seed.expose()).map_err(|_| {
            VaultError::Library {
                what: "reading a signing key",
            }
        })?;
        Ok(Self { pair, seed })
    }

    /// The seed, only for wrapping it under another key.
    pub fn seed(&self) -> &Key {
        &self.seed
    }

    /// Signs the exact bytes.
    ///
    /// # Errors
    /// [`VaultError::Library`] if the library fails.
    pub fn sign(&self, message: &[u8]) -> Result<[u8; 64], VaultError> {
        let failed = VaultError::Library { what: "signing" };
        match self.pair.try_sign(message) {
            Ok(signature) => signature.as_ref().try_into().map_err(|_| failed),
            Err(_) => Err(failed),
        }
    }

    /// The public half.
    pub fn verifying_key(&self) -> VerifyingKey {
        VerifyingKey(to_array(self.pair.public_key().as_ref()))
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "SigningKey({})", self.verifying_key().key_id())
    }
}

/// A public key.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct VerifyingKey([u8; 32]);

impl VerifyingKey {
    /// Takes over a raw public key. Whether it is a point on the curve shows when verifying.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The raw public key.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Whether the signature is this key's over exactly these bytes.
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        UnparsedPublicKey::new(&ED25519, self.0)
            .verify(message, signature)
            .is_ok()
    }

    /// Short name of the key: the first eight bytes of its SHA-256, in hexadecimal.
    pub fn key_id(&self) -> String {
        let bytes = sha256(&self.0).into_iter().take(8);
        bytes.fold(String::with_capacity(16), |text, byte| {
            text + &format!("{byte:02x}")
        })
    }

    /// The PEM form (SubjectPublicKeyInfo, RFC 8410), as `openssl pkey -pubin` reads it.
    pub fn to_pem(&self) -> String {
        let mut der = Vec::with_capacity(SPKI_PREFIX.len() + 32);
        der.extend_from_slice(&SPKI_PREFIX);
        der.extend_from_slice(&self.0);
        format!("{PEM_BEGIN}\n{}\n{PEM_END}\n", STANDARD.encode(der))
    }

    /// Reads the PEM form; surrounding white space and line lengths do not matter.
    ///
    /// # Errors
    /// [`VaultError::Malformed`] for anything but one Ed25519 public key.
    pub fn from_pem(text: &str) -> Result<Self, VaultError> {
        let malformed = || VaultError::Malformed { what: "public key" };
        let body = text
            .trim()
            .strip_prefix(PEM_BEGIN)
            .and_then(|rest| rest.strip_suffix(PEM_END))
            .ok_or_else(malformed)?;
        let body: String = body.split_ascii_whitespace().collect();
        let der = STANDARD.decode(body).map_err(|_| malformed())?;
        let key = der.strip_prefix(&SPKI_PREFIX).ok_or_else(malformed)?;
        key.try_into().map(Self).map_err(|_| malformed())
    }
}

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "VerifyingKey({})", self.key_id())
    }
}

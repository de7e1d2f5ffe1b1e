//! The 256-bit key and the randomness it is made of. Where keys are kept is not here.

use std::fmt;

use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// Length of a key in bytes.
pub(crate) const KEY_LENGTH: usize = 32;

/// A 256-bit symmetric key. It is wiped when dropped and never printed.
#[derive(Clone)]
pub struct Key(Zeroizing<[u8; KEY_LENGTH]>);

impl Key {
    /// Makes a new key from the operating system's randomness.
    pub fn random() -> Self {
        Self::from_bytes(random_bytes())
    }

    /// Takes over existing key bytes; the caller wipes its own copy.
    pub fn from_bytes(bytes: [u8; KEY_LENGTH]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// Takes over existing key bytes of unknown length. `None` unless there are exactly 32.
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self::from_bytes)
    }

    /// Shows the key bytes. Only for wrapping a key under another one and for deriving from it.
    pub fn expose(&self) -> &[u8; KEY_LENGTH] {
        &self.0
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Key(..)")
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&*other.0).into()
    }
}

impl Eq for Key {}

/// Fills an array from the operating system's randomness.
///
/// The process is aborted when there is none: nothing this product does is safe without.
pub fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    if aws_lc_rs::rand::fill(&mut bytes).is_err() {
        // Predictable keys are worse than no service; unreachable with a working kernel.
        std::process::abort();
    }
    bytes
}

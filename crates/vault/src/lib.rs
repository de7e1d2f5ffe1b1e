#![doc = include_str!("../README.md")]
#![deny(missing_docs)]

pub mod address;
pub mod chunked;
mod context;
mod error;
mod field;
mod file_provider;
mod hash;
mod key;
pub mod password;
mod provider;
mod sealed;
pub mod signing;
pub mod token;

pub use context::Context;
pub use error::VaultError;
pub use field::{FIELD_MAX, open, seal};
pub use file_provider::FileKeyProvider;
pub use hash::{Sha256, hex, hmac_sha256, sha256};
pub use key::{Key, random_bytes};
pub use provider::{KeyProvider, Protection};
pub use sealed::{Digest, Sealed};
pub use zeroize::Zeroizing;

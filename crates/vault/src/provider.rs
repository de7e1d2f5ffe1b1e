//! The place where the root key and the erasure-epoch keys live, outside databases and backups.

use std::fmt::Debug;

use async_trait::async_trait;

use crate::{Context, Digest, Key, Sealed, VaultError};

/// Who else gets the root key when they get the data. Shown by `doctor` and on the first run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Protection {
    /// The key lies on the same file system as the data: a stolen disk opens everything.
    BesideData,
    /// The key lies in a file on another file system than the data.
    SeparateFile,
    /// The key file itself is sealed under a passphrase that somebody enters.
    Passphrase,
    /// A key management service or a security module holds the key.
    External,
}

/// Keeps the root key and the erasure-epoch keys.
///
/// Live rows of the keystore are re-wrapped to the current epoch; destroying an old epoch's key is
/// what makes old copies of the keystore unreadable.
#[async_trait]
pub trait KeyProvider: Send + Sync + Debug {
    /// Seals a key under the root key.
    async fn wrap(&self, context: &Context, key: &Key) -> Result<Sealed, VaultError>;

    /// Opens what [`KeyProvider::wrap`] sealed.
    async fn unwrap(&self, context: &Context, sealed: &Sealed) -> Result<Key, VaultError>;

    /// Number of the newest erasure epoch.
    async fn current_epoch(&self) -> Result<u64, VaultError>;

    /// All erasure epochs whose keys still exist, oldest first.
    async fn epochs(&self) -> Result<Vec<u64>, VaultError>;

    /// The key of an erasure epoch.
    async fn epoch_key(&self, epoch: u64) -> Result<Key, VaultError>;

    /// Makes the next erasure epoch with a new random key and returns its number, durably.
    async fn advance_epoch(&self) -> Result<u64, VaultError>;

    /// Destroys an epoch's key as well as this provider can; the current one is refused. Repeating
    /// it is fine.
    async fn destroy_epoch(&self, epoch: u64) -> Result<(), VaultError>;

    /// HMAC-SHA-256 under a key of the root that serves this purpose only.
    fn digest(&self, purpose: &'static str, data: &[u8]) -> Digest;

    /// A key of the root that serves this purpose only.
    fn derive(&self, purpose: &'static str) -> Key;

    /// Who else gets the root key when they get the data.
    fn protection(&self) -> Protection;
}

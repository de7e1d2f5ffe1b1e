//! Root and epoch keys in files that only their owner can read. It promises logical deletion only:
//! what a file system or a disk keeps of an overwritten file is out of its reach.

mod files;
mod form;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{PoisonError, RwLock};

use async_trait::async_trait;

use crate::{Context, Digest, Key, KeyProvider, Protection, Sealed, VaultError};
use files::Folder;
use form::Secret;

/// A [`KeyProvider`] over a folder: `root.key` and `epochs/NUMBER.key`, all with mode 0600.
pub struct FileKeyProvider {
    folder: Folder,
    root: Key,
    epochs: RwLock<BTreeMap<u64, Key>>,
    protection: Protection,
}

impl FileKeyProvider {
    /// Opens the folder, or fills it with new keys when it is empty or missing.
    ///
    /// # Errors
    /// [`VaultError::Exposed`] when others can read a key, [`VaultError::Missing`] when only a part
    /// of the keys is there (new keys would make the data unreadable for good),
    /// [`VaultError::PassphraseNeeded`], and [`VaultError::Io`].
    pub fn open_or_create(path: impl AsRef<Path>) -> Result<Self, VaultError> {
        Self::open(path.as_ref(), Secret::None, Protection::BesideData)
    }

    /// As [`FileKeyProvider::open_or_create`], with the root key sealed under a passphrase (Argon2id)
    /// that is not kept. Epoch keys lie in the clear beside it: alone they open nothing.
    ///
    /// # Errors
    /// [`VaultError::Refused`] for a wrong passphrase, [`VaultError::PassphraseUnused`] when the
    /// folder was made without one, and as [`FileKeyProvider::open_or_create`].
    pub fn open_or_create_sealed(
        path: impl AsRef<Path>,
        passphrase: &str,
    ) -> Result<Self, VaultError> {
        Self::open(
            path.as_ref(),
            Secret::Passphrase(passphrase),
            Protection::Passphrase,
        )
    }

    fn open(path: &Path, secret: Secret<'_>, protection: Protection) -> Result<Self, VaultError> {
        let folder = Folder::open(path)?;
        folder.finish_first_run(secret)?;
        let root = folder.read_root(secret)?;
        let epochs = folder.read_epochs()?;
        if epochs.is_empty() {
            return Err(VaultError::Missing {
                what: "every erasure-epoch key",
            });
        }
        let epochs = RwLock::new(epochs);
        Ok(Self {
            folder,
            root,
            epochs,
            protection,
        })
    }

    /// Compares the folder's file system with the one the data lies on, for
    /// [`KeyProvider::protection`]. Without this call the worse case is assumed.
    ///
    /// # Errors
    /// [`VaultError::Io`] when the data folder cannot be looked at.
    pub fn beside(mut self, data: impl AsRef<Path>) -> Result<Self, VaultError> {
        let shared = self.folder.shares_file_system(data.as_ref())?;
        if self.protection != Protection::Passphrase {
            let apart = Protection::SeparateFile;
            self.protection = if shared {
                Protection::BesideData
            } else {
                apart
            };
        }
        Ok(self)
    }

    /// The folder of the keys, for messages to the operator.
    pub fn path(&self) -> PathBuf {
        self.folder.path().to_path_buf()
    }

    fn newest(&self) -> Result<u64, VaultError> {
        let epochs = self.epochs.read().unwrap_or_else(PoisonError::into_inner);
        let newest = epochs.keys().next_back().copied();
        newest.ok_or(VaultError::Missing {
            what: "every erasure-epoch key",
        })
    }

    fn purpose_key(&self, kind: &str, purpose: &'static str) -> Key {
        // HMAC as a one-block expansion (RFC 5869 with 32 bytes of output and one info string).
        let mut info = Vec::with_capacity(64);
        info.extend_from_slice(b"countersign/1 ");
        info.extend_from_slice(kind.as_bytes());
        info.push(0);
        info.extend_from_slice(purpose.as_bytes());
        info.push(1);
        Key::from_bytes(crate::hmac_sha256(self.root.expose(), &info))
    }
}

#[async_trait]
impl KeyProvider for FileKeyProvider {
    async fn wrap(&self, context: &Context, key: &Key) -> Result<Sealed, VaultError> {
        crate::seal(&self.purpose_key("key", "wrap"), context, key.expose())
    }

    async fn unwrap(&self, context: &Context, sealed: &Sealed) -> Result<Key, VaultError> {
        let bytes = crate::open(&self.purpose_key("key", "wrap"), context, sealed)?;
        Key::from_slice(&bytes).ok_or(VaultError::Malformed {
            what: "wrapped key",
        })
    }

    async fn current_epoch(&self) -> Result<u64, VaultError> {
        self.newest()
    }

    async fn epochs(&self) -> Result<Vec<u64>, VaultError> {
        let epochs = self.epochs.read().unwrap_or_else(PoisonError::into_inner);
        Ok(epochs.keys().copied().collect())
    }

    async fn epoch_key(&self, epoch: u64) -> Result<Key, VaultError> {
        let known = {
            let epochs = self.epochs.read().unwrap_or_else(PoisonError::into_inner);
            epochs.get(&epoch).cloned()
        };
        if let Some(key) = known {
            return Ok(key);
        }
        // Another process over the same folder may have made it.
        let key = self.folder.read_epoch(epoch)?;
        let mut epochs = self.epochs.write().unwrap_or_else(PoisonError::into_inner);
        epochs.insert(epoch, key.clone());
        Ok(key)
    }

    async fn advance_epoch(&self) -> Result<u64, VaultError> {
        let (epoch, key) = self.folder.write_next_epoch(self.newest()?)?;
        let mut epochs = self.epochs.write().unwrap_or_else(PoisonError::into_inner);
        epochs.insert(epoch, key);
        Ok(epoch)
    }

    async fn destroy_epoch(&self, epoch: u64) -> Result<(), VaultError> {
        if self.newest()? == epoch {
            return Err(VaultError::EpochCurrent { epoch });
        }
        let mut epochs = self.epochs.write().unwrap_or_else(PoisonError::into_inner);
        self.folder.destroy_epoch(epoch)?;
        epochs.remove(&epoch);
        Ok(())
    }

    fn digest(&self, purpose: &'static str, data: &[u8]) -> Digest {
        let key = self.purpose_key("digest", purpose);
        Digest::new(crate::hmac_sha256(key.expose(), data))
    }

    fn derive(&self, purpose: &'static str) -> Key {
        self.purpose_key("derive", purpose)
    }

    fn protection(&self) -> Protection {
        self.protection
    }
}

impl std::fmt::Debug for FileKeyProvider {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("FileKeyProvider")
            .field("folder", &self.folder.path())
            .field("protection", &self.protection)
            .finish_non_exhaustive()
    }
}

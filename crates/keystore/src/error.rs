//! The one error type of the crate. Messages never contain key material.

use db::DbError;
use vault::VaultError;

/// Why the keystore refused.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeystoreError {
    /// The key was erased or never made; what it sealed is gone for good.
    #[error("key does not exist (any more)")]
    Missing,
    /// The id, or the person it belongs to, was erased; it never gets a key again.
    #[error("key was erased and is never made again")]
    Erased,
    /// A key of this kind does not hang below that parent, or its owner is missing or superfluous.
    #[error("key cannot hang below this parent")]
    Parent,
    /// The database was made with another root key.
    #[error("root key is not the one this keystore was made with")]
    ForeignRoot,
    /// The address belongs to another person.
    #[error("address is bound to another person")]
    AddressTaken,
    /// The caller of [`crate::Keystore::repair`] could not say which keys are referenced.
    #[error("cannot find out which keys are referenced")]
    References(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// Unwrapping was refused (a changed or foreign row, a destroyed epoch) or the provider failed.
    #[error("key cannot be wrapped or unwrapped")]
    Vault(#[from] VaultError),
    /// The keystore's database failed.
    #[error("keystore database failed")]
    Db(#[from] DbError),
}

/// For statements whose only foreign key is the parent of a key: it was erased a moment ago.
pub(crate) fn parent_gone(error: DbError) -> KeystoreError {
    if matches!(error, DbError::ForeignKey) {
        KeystoreError::Missing
    } else {
        error.into()
    }
}

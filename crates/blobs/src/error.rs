//! Why content could not be stored or read.

use std::io;

use uuid::Uuid;
use vault::VaultError;

/// A failed operation on content. Never carries content.
#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    /// The object is not in the store.
    #[error("object {object} is missing from the store")]
    Missing {
        /// Its name.
        object: Uuid,
    },
    /// The store has no room left; nothing was kept.
    #[error("the store of files is full")]
    Full,
    /// The store cannot be used now: it is unreachable, slow, gone or refuses. Nothing was kept; trying again later helps
    /// once whoever runs the server has done what the source says.
    #[error("the store of files cannot be used now")]
    Unavailable(#[source] io::Error),
    /// More bytes than the caller allowed; nothing was kept.
    #[error("content is longer than {limit} bytes")]
    TooLong {
        /// The limit in bytes.
        limit: u64,
    },
    /// The stored bytes were cut, extended, changed or exchanged, or the key is another.
    #[error("part {part} of a blob does not open")]
    Refused {
        /// Position of the part in its blob, from 0.
        part: usize,
        /// The cryptographic reason, if there is one.
        #[source]
        source: Option<VaultError>,
    },
    /// The manifest contradicts itself.
    #[error("the manifest of a blob is inconsistent")]
    Manifest,
    /// A range that does not lie inside the blob.
    #[error("range lies outside of the blob")]
    Range,
    /// Sealing failed.
    #[error("content could not be sealed")]
    Seal(#[source] VaultError),
    /// Reading or writing the store failed.
    #[error("the store of files failed")]
    Store(#[source] io::Error),
}

const FULL: [io::ErrorKind; 3] = [
    io::ErrorKind::StorageFull,
    io::ErrorKind::QuotaExceeded,
    // The process's own limit, or a file system's on the length of a file.
    io::ErrorKind::FileTooLarge,
];

/// A folder that is gone or may not be written, a service that is gone, slow or refuses.
const UNAVAILABLE: [io::ErrorKind; 11] = [
    io::ErrorKind::NotFound,
    io::ErrorKind::NotADirectory,
    io::ErrorKind::PermissionDenied,
    io::ErrorKind::ReadOnlyFilesystem,
    io::ErrorKind::StaleNetworkFileHandle,
    io::ErrorKind::TimedOut,
    io::ErrorKind::NotConnected,
    io::ErrorKind::ConnectionRefused,
    io::ErrorKind::ConnectionReset,
    io::ErrorKind::HostUnreachable,
    io::ErrorKind::NetworkUnreachable,
];

impl From<io::Error> for BlobError {
    fn from(error: io::Error) -> Self {
        if FULL.contains(&error.kind()) {
            Self::Full
        } else if UNAVAILABLE.contains(&error.kind()) {
            Self::Unavailable(error)
        } else {
            Self::Store(error)
        }
    }
}

/// For streams that HTTP bodies are made of.
impl From<BlobError> for io::Error {
    fn from(error: BlobError) -> Self {
        let kind = match &error {
            BlobError::Missing { .. } => io::ErrorKind::NotFound,
            BlobError::Full => io::ErrorKind::StorageFull,
            BlobError::TooLong { .. } => io::ErrorKind::FileTooLarge,
            BlobError::Refused { .. } | BlobError::Manifest => io::ErrorKind::InvalidData,
            BlobError::Range => io::ErrorKind::InvalidInput,
            BlobError::Seal(_) => io::ErrorKind::Other,
            BlobError::Unavailable(source) | BlobError::Store(source) => source.kind(),
        };
        Self::new(kind, error)
    }
}

impl BlobError {
    pub(crate) fn reading(object: Uuid, error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::NotFound {
            return Self::Missing { object };
        }
        error.into()
    }

    pub(crate) fn refused(part: usize) -> impl FnOnce(VaultError) -> Self {
        move |source| Self::Refused {
            part,
            source: Some(source),
        }
    }
}

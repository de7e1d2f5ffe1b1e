//! The one error type of the crate. Messages never contain key material or plaintext.

use std::io;

/// Why a cryptographic operation was refused.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum VaultError {
    /// Wrong key, wrong context, or bytes that were changed. Deliberately one variant: which of
    /// them it was is not for an attacker to learn.
    #[error("sealed bytes do not open under this key and context")]
    Refused,
    /// A sealed length that no message can have: too short, or cut inside a tag.
    #[error("sealed length is impossible")]
    Length,
    /// A chunk was asked for before the length of the message was authenticated.
    #[error("length of the message was not verified yet")]
    LengthUnverified,
    /// Plaintext longer than the limit, in bytes.
    #[error("plaintext is longer than {limit} bytes")]
    TooLong {
        /// The limit in bytes.
        limit: u64,
    },
    /// Input that does not have the promised form.
    #[error("malformed {what}")]
    Malformed {
        /// What was malformed.
        what: &'static str,
    },
    /// The cryptographic library refused to work.
    #[error("cryptographic library failed in {what}")]
    Library {
        /// The operation that failed.
        what: &'static str,
    },
    /// The erasure epoch's key does not exist (any more).
    #[error("erasure epoch {epoch} has no key")]
    EpochGone {
        /// The epoch's number.
        epoch: u64,
    },
    /// The current erasure epoch must not be destroyed.
    #[error("erasure epoch {epoch} is the current one")]
    EpochCurrent {
        /// The epoch's number.
        epoch: u64,
    },
    /// A key file can be read by others than its owner.
    #[error("{what} is readable by others than its owner; set its mode to 0600 (folders 0700)")]
    Exposed {
        /// Which file or folder.
        what: &'static str,
    },
    /// Part of the key folder is missing although the rest is there.
    #[error("{what} is missing; restore it from the recovery kit")]
    Missing {
        /// What is missing.
        what: &'static str,
    },
    /// The root key is sealed under a passphrase, and none was given.
    #[error("root key is sealed under a passphrase")]
    PassphraseNeeded,
    /// A passphrase was given, but the root key is not sealed under one.
    #[error("root key is not sealed under a passphrase")]
    PassphraseUnused,
    /// Reading or writing a key file failed.
    #[error("cannot {what}")]
    Io {
        /// What was attempted.
        what: &'static str,
        /// The operating system's answer.
        #[source]
        source: io::Error,
    },
}

impl VaultError {
    pub(crate) fn io(what: &'static str) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Io { what, source }
    }
}

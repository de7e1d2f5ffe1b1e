//! The closed list of what can go wrong, by meaning. How an error looks on the wire is `webkit`'s business.

use std::fmt;

/// The result of a use case.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What went wrong, in the caller's terms. The `&'static str` sentences reach people: they say what happened, what is
/// safe and what to do, and being static they cannot carry internals or somebody's data.
#[derive(Debug)]
pub enum Error {
    /// It does not exist, or the actor may not know that it does.
    NotFound,
    /// The actor sees it and may not do this to it.
    Forbidden,
    /// Nobody is signed in.
    Unauthenticated,
    /// The input cannot be accepted.
    Invalid {
        /// The input's field.
        field: &'static str,
        /// A stable word for scripts.
        code: &'static str,
        /// A sentence for people.
        detail: &'static str,
    },
    /// It contradicts what is stored.
    Conflict {
        /// A stable word for scripts.
        code: &'static str,
        /// A sentence for people.
        detail: &'static str,
    },
    /// A door is closed for a reason the person may know: a link was replaced, a password is needed.
    Refused {
        /// A stable word for scripts.
        code: &'static str,
        /// A sentence for people.
        detail: &'static str,
    },
    /// Too many tries; the same request may succeed after the given number of seconds.
    TooMany {
        /// Seconds to wait.
        retry_after: u32,
    },
    /// A part that is needed does not answer now; nothing was stored.
    Unavailable {
        /// A stable word for scripts.
        code: &'static str,
        /// A sentence for people.
        detail: &'static str,
    },
    /// Our fault. The report goes to the log, once, and never to the client.
    Internal(Report),
}

/// The cause of an internal error with its context, for the log alone.
pub struct Report {
    context: &'static str,
    source: Box<dyn std::error::Error + Send + Sync>,
}

impl Report {
    /// The whole chain of causes on one line.
    pub fn chain(&self) -> String {
        let mut line = format!("{}: {}", self.context, self.source);
        let mut cause = self.source.source();
        while let Some(error) = cause {
            line.push_str(": ");
            line.push_str(&error.to_string());
            cause = error.source();
        }
        line
    }
}

impl fmt::Debug for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.chain())
    }
}

impl Error {
    /// An internal error with what was being done.
    pub fn internal(
        context: &'static str,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        Self::Internal(Report {
            context,
            source: source.into(),
        })
    }

    /// Something that the code holds for impossible.
    pub fn broken(context: &'static str) -> Self {
        Self::internal(context, "an invariant does not hold")
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound => f.write_str("not found"),
            Self::Forbidden => f.write_str("forbidden"),
            Self::Unauthenticated => f.write_str("nobody is signed in"),
            Self::Invalid { field, code, .. } => write!(f, "invalid {field}: {code}"),
            Self::Conflict { code, .. }
            | Self::Refused { code, .. }
            | Self::Unavailable { code, .. } => f.write_str(code),
            Self::TooMany { retry_after } => write!(f, "too many tries, wait {retry_after} s"),
            Self::Internal(report) => f.write_str(&report.chain()),
        }
    }
}

impl std::error::Error for Error {}

// A missing row is an `Option`, never a database error, so nothing here can turn into `NotFound` by accident.
impl From<db::DbError> for Error {
    fn from(error: db::DbError) -> Self {
        if matches!(error, db::DbError::Full) {
            return storage_full();
        }
        if matches!(error, db::DbError::Busy) {
            return Self::Unavailable {
                code: "busy",
                detail: "The server is very busy. Nothing was changed. Try again in a moment.",
            };
        }
        if matches!(error, db::DbError::Storage(_)) {
            return storage_unavailable("the database cannot be read or written", &error);
        }
        Self::internal("database", error)
    }
}

impl From<keystore::KeystoreError> for Error {
    fn from(error: keystore::KeystoreError) -> Self {
        let keystore::KeystoreError::Db(database) = error else {
            return Self::internal("keystore", error);
        };
        database.into()
    }
}

/// What is wrong with a store of files is the operator's to mend, and the log says how.
impl From<blobs::BlobError> for Error {
    fn from(error: blobs::BlobError) -> Self {
        if matches!(error, blobs::BlobError::Full) {
            return storage_full();
        }
        if matches!(error, blobs::BlobError::Unavailable(_)) {
            return storage_unavailable("the store of files cannot be used", &error);
        }
        Self::internal("the store of files", error)
    }
}

fn storage_full() -> Error {
    Error::Unavailable {
        code: "storage_full",
        detail: "The server has no storage left. Nothing was changed. Tell the person who runs it.",
    }
}

/// Logs the cause once, since the client is told only that there is one.
fn storage_unavailable(what: &'static str, error: &dyn std::error::Error) -> Error {
    let cause = error
        .source()
        .map_or_else(|| error.to_string(), ToString::to_string);
    tracing::error!(%cause, "{what}");
    Error::Unavailable {
        code: "storage_unavailable",
        detail: "The server cannot reach its storage now. Nothing was changed. Try again in a while; if it stays, tell the person who runs it.",
    }
}

impl From<vault::VaultError> for Error {
    fn from(error: vault::VaultError) -> Self {
        Self::internal("vault", error)
    }
}

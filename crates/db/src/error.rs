//! What can go wrong in the database, told the same way for both engines.
//!
//! Messages carry names of statements, tables and constraints, never bound values.

use std::sync::Arc;

use rusqlite::ErrorCode;
use tokio_postgres::error::SqlState;

/// Result of every operation of this crate.
pub type Result<T> = std::result::Result<T, DbError>;

/// A failed database operation. Cloneable, since all members of a failed group commit receive it.
#[derive(Debug, Clone, thiserror::Error)]
pub enum DbError {
    /// A unique or primary key constraint refused the row.
    #[error("unique constraint violated: {}", constraint.as_deref().unwrap_or("unnamed"))]
    Unique {
        /// Columns (SQLite) or constraint name (PostgreSQL); for logs, not for decisions.
        constraint: Option<Arc<str>>,
    },
    /// A foreign key refused the row or its deletion.
    #[error("foreign key violated")]
    ForeignKey,
    /// Someone else held the database, a connection or a row for too long, or a deadlock was broken; try again later.
    #[error("database is busy")]
    Busy,
    /// The disk (or its quota) is full; nothing of the transaction was kept.
    #[error("disk is full")]
    Full,
    /// An earlier statement of this transaction failed or was cancelled; the transaction is rolled back.
    #[error("transaction was aborted by an earlier failure")]
    Aborted,
    /// The database cannot be reached or was closed. From `commit` it means that the outcome is unknown.
    #[error("database connection lost: {0}")]
    Connection(Arc<str>),
    /// Reading or writing the database file failed, or its content is damaged.
    #[error("database storage failed: {0}")]
    Storage(Arc<str>),
    /// The database refused a statement for a reason that is a defect of the program.
    #[error("statement {statement} failed: {detail}")]
    Engine {
        /// Name of the statement.
        statement: &'static str,
        /// The engine's message.
        detail: Arc<str>,
    },
    /// Stored data, or the arguments of a statement, are not what the program expects.
    #[error("statement {statement} is inconsistent with its data: {detail}")]
    Inconsistent {
        /// Name of the statement.
        statement: &'static str,
        /// What was found.
        detail: Arc<str>,
    },
    /// A migration failed, was changed after it had been applied, or is unknown to this program.
    #[error("migration {name}: {detail}")]
    Migration {
        /// Number and name of the migration.
        name: Arc<str>,
        /// What is wrong.
        detail: Arc<str>,
    },
}

impl DbError {
    /// An [`DbError::Inconsistent`] for decoders in areas.
    pub fn inconsistent(statement: &'static str, detail: impl Into<Arc<str>>) -> Self {
        Self::Inconsistent {
            statement,
            detail: detail.into(),
        }
    }

    pub(crate) fn closed() -> Self {
        Self::Connection("closed".into())
    }

    pub(crate) fn from_sqlite(statement: &'static str, error: &rusqlite::Error) -> Self {
        let detail = || Arc::from(error.to_string());
        let rusqlite::Error::SqliteFailure(failure, message) = error else {
            return Self::Engine {
                statement,
                detail: detail(),
            };
        };
        #[expect(clippy::wildcard_enum_match_arm, reason = "SQLite's list, not ours")]
        match failure.code {
            ErrorCode::ConstraintViolation => match failure.extended_code {
                rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE
                | rusqlite::ffi::SQLITE_CONSTRAINT_PRIMARYKEY
                | rusqlite::ffi::SQLITE_CONSTRAINT_ROWID => {
                    let columns = message.as_deref().and_then(|m| m.split_once(": "));
                    Self::Unique {
                        constraint: columns.map(|(_, names)| names.into()),
                    }
                }
                rusqlite::ffi::SQLITE_CONSTRAINT_FOREIGNKEY => Self::ForeignKey,
                _ => Self::Engine {
                    statement,
                    detail: detail(),
                },
            },
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Self::Busy,
            ErrorCode::DiskFull => Self::Full,
            ErrorCode::SystemIoFailure
            | ErrorCode::DatabaseCorrupt
            | ErrorCode::NotADatabase
            | ErrorCode::CannotOpen
            | ErrorCode::ReadOnly
            | ErrorCode::OutOfMemory => Self::Storage(detail()),
            _ => Self::Engine {
                statement,
                detail: detail(),
            },
        }
    }

    pub(crate) fn from_postgres(statement: &'static str, error: &tokio_postgres::Error) -> Self {
        let Some(refusal) = error.as_db_error() else {
            if error.is_closed() || is_transport(error) {
                return Self::Connection(with_source(error));
            }
            return Self::Engine {
                statement,
                detail: with_source(error),
            };
        };
        let code = refusal.code();
        if *code == SqlState::UNIQUE_VIOLATION {
            return Self::Unique {
                constraint: refusal.constraint().map(Arc::from),
            };
        }
        if *code == SqlState::FOREIGN_KEY_VIOLATION {
            return Self::ForeignKey;
        }
        if *code == SqlState::DISK_FULL {
            return Self::Full;
        }
        let busy = [
            SqlState::T_R_SERIALIZATION_FAILURE,
            SqlState::T_R_DEADLOCK_DETECTED,
            SqlState::LOCK_NOT_AVAILABLE,
            SqlState::QUERY_CANCELED,
            SqlState::TOO_MANY_CONNECTIONS,
        ];
        if busy.contains(code) {
            return Self::Busy;
        }
        if code.code().starts_with("08") || code.code().starts_with("57P") {
            return Self::Connection(refusal.message().into());
        }
        if code.code().starts_with("58") || code.code().starts_with("XX") {
            return Self::Storage(refusal.message().into());
        }
        // The `detail` field of PostgreSQL quotes row values and is left out.
        Self::Engine {
            statement,
            detail: refusal.message().into(),
        }
    }
}

fn is_transport(error: &tokio_postgres::Error) -> bool {
    std::error::Error::source(error).is_some_and(<dyn std::error::Error>::is::<std::io::Error>)
}

fn with_source(error: &tokio_postgres::Error) -> Arc<str> {
    match std::error::Error::source(error) {
        // The driver's own words repeat the source in some cases.
        Some(source) if !error.to_string().contains(&source.to_string()) => {
            format!("{error}: {source}").into()
        }
        Some(_) | None => error.to_string().into(),
    }
}

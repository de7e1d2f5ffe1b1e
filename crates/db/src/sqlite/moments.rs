//! Which state of the database this is, so that what was read from it may be kept until it changes.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use rusqlite::Connection;

use super::connection::connect;
use crate::{DbError, Result};

/// How long a commit of another process may go unnoticed. Asking SQLite each time takes as long as reading a row.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// One state of a database. Between two equal ones nothing was committed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// Twice the commits of this process.
    commits: u64,
    /// What SQLite counts for a connection that never writes, by `PRAGMA data_version`.
    elsewhere: i64,
}

/// Counts commits.
pub(super) struct Moments {
    /// Odd while one is under way.
    commits: AtomicU64,
    elsewhere: Mutex<Elsewhere>,
}

struct Elsewhere {
    connection: Connection,
    version: i64,
    looked_at: Option<Instant>,
}

impl Moments {
    /// Blocks on the disk.
    pub(super) fn open(path: &Path) -> Result<Self> {
        let connection = connect(path, true)?;
        // Looking must not hold up a thread that serves others.
        let impatient = connection.busy_timeout(Duration::ZERO);
        impatient.map_err(|error| DbError::from_sqlite("OPEN", &error))?;
        Ok(Self {
            commits: AtomicU64::new(0),
            elsewhere: Mutex::new(Elsewhere {
                connection,
                version: 0,
                looked_at: None,
            }),
        })
    }

    /// The state now; `None` while it changes, and when the file cannot be looked at.
    pub(super) fn now(&self) -> Option<Moment> {
        let elsewhere = self.elsewhere().ok()?;
        let commits = self.commits.load(Ordering::SeqCst);
        commits
            .is_multiple_of(2)
            .then_some(Moment { commits, elsewhere })
    }

    /// Runs what commits, and nothing that comes here again. Only the holder of the writing connection does.
    // SECURITY: the count is odd before anybody can read what is committed, and another one before anybody is told, so that
    // whoever asks after the answer remembers nothing of before; guarded by test
    // `a_commit_is_another_moment_before_it_is_answered`.
    pub(super) fn committing<T>(&self, commit: impl FnOnce() -> T) -> T {
        let _under_way = UnderWay::begin(&self.commits);
        commit()
    }

    fn elsewhere(&self) -> Result<i64> {
        let mut elsewhere = self
            .elsewhere
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let is_fresh = |looked_at: Instant| now - looked_at < LOOK_EVERY;
        if !elsewhere.looked_at.is_some_and(is_fresh) {
            elsewhere.version = version(&elsewhere.connection)?;
            elsewhere.looked_at = Some(now);
        }
        Ok(elsewhere.version)
    }
}

/// Counts a commit whose outcome is not known yet, and again when it is, also after a panic.
struct UnderWay<'a>(&'a AtomicU64);

impl<'a> UnderWay<'a> {
    fn begin(commits: &'a AtomicU64) -> Self {
        commits.fetch_add(1, Ordering::SeqCst);
        Self(commits)
    }
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

fn version(connection: &Connection) -> Result<i64> {
    connection
        .prepare_cached("PRAGMA data_version")
        .and_then(|mut prepared| prepared.query_row([], |row| row.get(0)))
        .map_err(|error| DbError::from_sqlite("DATA_VERSION", &error))
}

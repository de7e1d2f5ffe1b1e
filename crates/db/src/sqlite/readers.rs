//! The pool of snapshot readers.

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::Connection;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use super::connection::{connect, fetch, run};
use crate::{DbError, FromRow, Options, Result, Statement, Value};

pub(super) struct Readers {
    permits: Arc<Semaphore>,
    idle: Mutex<Vec<Connection>>,
    wait: Duration,
}

pub(crate) struct SqliteRead {
    connection: Option<Connection>,
    readers: Arc<Readers>,
    _permit: OwnedSemaphorePermit,
}

impl Readers {
    /// Blocks on the disk.
    pub(super) fn open(path: &Path, options: Options) -> Result<Self> {
        let idle = (0..options.connections.max(1))
            .map(|_| connect(path, true))
            .collect::<Result<Vec<_>>>()?;
        let permits = Arc::new(Semaphore::new(idle.len()));
        Ok(Self {
            permits,
            idle: Mutex::new(idle),
            wait: options.wait,
        })
    }

    pub(super) async fn begin(self: &Arc<Self>) -> Result<SqliteRead> {
        let permit = timeout(self.wait, Arc::clone(&self.permits).acquire_owned())
            .await
            .map_err(|_| DbError::Busy)?
            .map_err(|_| DbError::closed())?;
        let connection = self.idle().pop().ok_or(DbError::Busy)?;
        let begun = run(&connection, "BEGIN");
        let readers = Arc::clone(self);
        let read = SqliteRead {
            connection: Some(connection),
            readers,
            _permit: permit,
        };
        begun.map(|()| read)
    }

    pub(super) fn close(&self) {
        self.permits.close();
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl SqliteRead {
    pub(crate) fn rows<T: FromRow>(
        &mut self,
        statement: &Statement,
        args: &[Value],
    ) -> Result<Vec<T>> {
        let connection = self.connection.as_ref().ok_or_else(DbError::closed)?;
        Ok(fetch(connection, statement, args)?.0)
    }
}

impl Drop for SqliteRead {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take() {
            if let Err(error) = run(&connection, "ROLLBACK")
                && !connection.is_autocommit()
            {
                tracing::error!(%error, "reader could not end its snapshot");
            }
            self.readers.idle().push(connection);
        }
    }
}

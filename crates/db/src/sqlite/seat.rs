//! The writer's seat and group commit.
//!
//! A group is one `BEGIN IMMEDIATE`; its members are savepoints in it. Whenever the seat is free, an open group has at
//! least one released member and the committer is in line for the seat.

use std::path::Path;
use std::sync::{Arc, mpsc};
use std::time::Duration;

use rusqlite::Connection;
use tokio::sync::{Mutex, OwnedMutexGuard, oneshot};
use tokio::time::{Instant, sleep, timeout};

use super::connection::{change, connect, fetch, run};
use super::moments::Moments;
use crate::{DbError, FromRow, Result, Statement, Value};

const BUSY_RETRY: Duration = Duration::from_millis(5);

/// Where writers wait in line.
pub(super) struct Seat {
    writer: Arc<Mutex<Writer>>,
    wait: Duration,
}

/// The writing connection; whoever holds its mutex has the seat.
pub(crate) struct Writer {
    pub(crate) connection: Connection,
    /// Whether `BEGIN IMMEDIATE` is open.
    open: bool,
    /// Released members that wait for the durable commit.
    members: Vec<oneshot::Sender<Result<()>>>,
    committer: mpsc::Sender<Arc<Mutex<Writer>>>,
    moments: Arc<Moments>,
    closed: bool,
}

pub(crate) struct SqliteWrite {
    writer: OwnedMutexGuard<Writer>,
    /// A statement failed: only a rollback is left.
    failed: bool,
    /// A statement that may change something ran.
    dirty: bool,
    /// Released or rolled back: nothing is left to do on drop.
    finished: bool,
}

impl Seat {
    /// Opens the writing connection and starts the committer. Blocks on the disk.
    pub(super) fn open(path: &Path, moments: Arc<Moments>, wait: Duration) -> Result<Self> {
        let (committer, requests) = mpsc::channel();
        let writer = Writer {
            connection: connect(path, false)?,
            open: false,
            members: Vec::new(),
            committer,
            moments,
            closed: false,
        };
        std::thread::Builder::new()
            .name("db-commit".to_owned())
            .spawn(move || commit_groups(&requests))
            .map_err(|error| DbError::Connection(error.to_string().into()))?;
        Ok(Self {
            writer: Arc::new(Mutex::new(writer)),
            wait,
        })
    }

    pub(super) async fn take(&self) -> Result<OwnedMutexGuard<Writer>> {
        let seat = timeout(self.wait, Arc::clone(&self.writer).lock_owned()).await;
        let writer = seat.map_err(|_| DbError::Busy)?;
        if writer.closed {
            Err(DbError::closed())
        } else {
            Ok(writer)
        }
    }

    pub(super) async fn begin(&self) -> Result<SqliteWrite> {
        let deadline = Instant::now() + self.wait;
        let mut writer = self.take().await?;
        loop {
            match writer.begin_member() {
                // Another process (a backup, the command line) writes: wait without blocking the thread.
                Err(DbError::Busy) if Instant::now() < deadline => sleep(BUSY_RETRY).await,
                Err(error) => return Err(error),
                Ok(()) => break,
            }
        }
        Ok(SqliteWrite {
            writer,
            failed: false,
            dirty: false,
            finished: false,
        })
    }
}

impl Writer {
    pub(super) fn close(&mut self) {
        self.closed = true;
    }

    fn begin_member(&mut self) -> Result<()> {
        if !self.open {
            run(&self.connection, "BEGIN IMMEDIATE")?;
            self.open = true;
        }
        run(&self.connection, "SAVEPOINT member").inspect_err(|error| self.abandon(error))
    }

    /// The one durable commit of everybody released so far. Blocks on the disk.
    pub(super) fn commit_group(&mut self) {
        if !self.open {
            return;
        }
        let committed = self.moments.committing(|| run(&self.connection, "COMMIT"));
        match committed {
            Ok(()) => {
                self.open = false;
                self.answer(&Ok(()));
            }
            Err(error) => self.abandon(&error),
        }
    }

    /// Rolls the whole group back, when SQLite has not done so already, and tells its members.
    fn abandon(&mut self, error: &DbError) {
        if !self.connection.is_autocommit()
            && let Err(rollback) = run(&self.connection, "ROLLBACK")
        {
            tracing::error!(error = %rollback, "rollback failed");
        }
        self.open = false;
        self.answer(&Err(error.clone()));
    }

    fn answer(&mut self, outcome: &Result<()>) {
        for member in self.members.drain(..) {
            // The listener may be gone; the outcome stands all the same.
            drop(member.send(outcome.clone()));
        }
    }
}

impl SqliteWrite {
    pub(crate) fn rows<T: FromRow>(
        &mut self,
        statement: &Statement,
        args: &[Value],
    ) -> Result<Vec<T>> {
        self.usable()?;
        match fetch(&self.writer.connection, statement, args) {
            Ok((rows, reads_only)) => {
                self.dirty |= !reads_only;
                Ok(rows)
            }
            Err(error) => Err(self.fail(error)),
        }
    }

    pub(crate) fn execute(&mut self, statement: &Statement, args: &[Value]) -> Result<u64> {
        self.usable()?;
        match change(&self.writer.connection, statement, args) {
            Ok(changed) => {
                self.dirty = true;
                Ok(changed)
            }
            Err(error) => Err(self.fail(error)),
        }
    }

    /// Releases the savepoint at the first poll; from then on only the answer is awaited.
    pub(crate) async fn commit(mut self) -> Result<()> {
        let answer = self.release()?;
        drop(self);
        match answer {
            Some(answer) => answer.await.unwrap_or_else(|_| Err(DbError::closed())),
            None => Ok(()),
        }
    }

    fn release(&mut self) -> Result<Option<oneshot::Receiver<Result<()>>>> {
        self.usable()?;
        self.finished = true;
        let seat = Arc::clone(OwnedMutexGuard::mutex(&self.writer));
        let writer = &mut *self.writer;
        run(&writer.connection, "RELEASE member").inspect_err(|error| writer.abandon(error))?;
        if !self.dirty && writer.members.is_empty() {
            // Nothing was written: this commit touches no disk.
            run(&writer.connection, "COMMIT").inspect_err(|error| writer.abandon(error))?;
            writer.open = false;
            return Ok(None);
        }
        // Even a member that only read waits: what it read may not be durable yet.
        let (member, answer) = oneshot::channel();
        writer.members.push(member);
        if writer.members.len() == 1 && writer.committer.send(seat).is_err() {
            writer.abandon(&DbError::closed());
        }
        Ok(Some(answer))
    }

    fn usable(&self) -> Result<()> {
        if self.failed {
            Err(DbError::Aborted)
        } else {
            Ok(())
        }
    }

    fn fail(&mut self, error: DbError) -> DbError {
        self.failed = true;
        if self.writer.connection.is_autocommit() {
            // A full disk or an I/O error made SQLite roll back the group, not only this member.
            self.writer.abandon(&error);
        }
        error
    }
}

impl Drop for SqliteWrite {
    fn drop(&mut self) {
        if self.finished || !self.writer.open {
            return;
        }
        let writer = &mut *self.writer;
        if writer.members.is_empty() {
            writer.abandon(&DbError::Aborted);
            return;
        }
        let undone = run(&writer.connection, "ROLLBACK TO member")
            .and_then(|()| run(&writer.connection, "RELEASE member"));
        if let Err(error) = undone {
            writer.abandon(&error);
        }
    }
}

/// Body of the committer thread; ends when the last handle on the database is gone.
fn commit_groups(requests: &mpsc::Receiver<Arc<Mutex<Writer>>>) {
    while let Ok(seat) = requests.recv() {
        seat.blocking_lock_owned().commit_group();
    }
}

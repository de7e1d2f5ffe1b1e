//! SQLite: one writer behind a first-in-first-out seat with group commit, and a pool of snapshot readers.
//!
//! A group is one `BEGIN IMMEDIATE`; its members are savepoints in it. Whenever the seat is free, an open group has at
//! least one released member and the committer is in line for the seat.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex as Lock, PoisonError, mpsc};
use std::time::Duration;

use rusqlite::Connection;
use rusqlite::config::DbConfig;
use tokio::sync::{Mutex, OwnedMutexGuard, OwnedSemaphorePermit, Semaphore, oneshot};
use tokio::time::{Instant, sleep, timeout};

use crate::{DbError, FromRow, Options, Result, Row, Statement, Value};

/// Columns of all tables; a primary key never accepts NULL in our schemas, though SQLite would.
pub(crate) const COLUMNS: Statement = Statement {
    name: "SQLITE_COLUMNS",
    sql: r#"SELECT t.name, c.name, c.type, c."notnull" = 0 AND c.pk = 0
            FROM sqlite_schema t JOIN pragma_table_info(t.name) c
            WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'"#,
};

const STATEMENT_CACHE: usize = 1024;
const BUSY_RETRY: Duration = Duration::from_millis(5);

pub(crate) struct Sqlite {
    seat: Arc<Mutex<Writer>>,
    readers: Arc<Readers>,
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
    closed: bool,
}

struct Readers {
    permits: Arc<Semaphore>,
    idle: Lock<Vec<Connection>>,
}

pub(crate) struct SqliteRead {
    connection: Option<Connection>,
    readers: Arc<Readers>,
    _permit: OwnedSemaphorePermit,
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

impl Sqlite {
    pub(crate) async fn open(path: PathBuf, options: Options) -> Result<Self> {
        blocking(move || {
            create_file(&path)?;
            let (committer, requests) = mpsc::channel();
            let writer = Writer {
                connection: connect(&path, false)?,
                open: false,
                members: Vec::new(),
                committer,
                closed: false,
            };
            let idle = (0..options.connections.max(1))
                .map(|_| connect(&path, true))
                .collect::<Result<Vec<_>>>()?;
            std::thread::Builder::new()
                .name("db-commit".to_owned())
                .spawn(move || commit_groups(&requests))
                .map_err(|error| DbError::Connection(error.to_string().into()))?;
            let permits = Arc::new(Semaphore::new(idle.len()));
            Ok(Self {
                seat: Arc::new(Mutex::new(writer)),
                readers: Arc::new(Readers {
                    permits,
                    idle: Lock::new(idle),
                }),
                wait: options.wait,
            })
        })
        .await
    }

    pub(crate) async fn read(&self) -> Result<SqliteRead> {
        let permit = timeout(self.wait, Arc::clone(&self.readers.permits).acquire_owned())
            .await
            .map_err(|_| DbError::Busy)?
            .map_err(|_| DbError::closed())?;
        let connection = self.readers.idle().pop().ok_or(DbError::Busy)?;
        let read = SqliteRead {
            connection: Some(connection),
            readers: Arc::clone(&self.readers),
            _permit: permit,
        };
        read.connection
            .as_ref()
            .map_or(Err(DbError::closed()), |c| run(c, "BEGIN"))?;
        Ok(read)
    }

    pub(crate) async fn write(&self) -> Result<SqliteWrite> {
        let deadline = Instant::now() + self.wait;
        let mut writer = self.take_seat().await?;
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

    /// Runs `work` on the writing connection, outside any group, on a thread that may block.
    pub(crate) async fn exclusively<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Writer) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let mut writer = self.take_seat().await?;
        blocking(move || {
            writer.commit_group();
            work(&mut writer)
        })
        .await
    }

    pub(crate) async fn prepare_all(&self, statements: &[&Statement]) -> Result<()> {
        let writer = self.take_seat().await?;
        for statement in statements {
            let prepared = writer.connection.prepare(statement.sql);
            let prepared = prepared.map_err(|e| DbError::from_sqlite(statement.name, &e))?;
            for position in 1..=prepared.parameter_count() {
                parameter_number(&prepared, position)
                    .filter(|number| (1..=prepared.parameter_count()).contains(number))
                    .ok_or_else(|| DbError::inconsistent(statement.name, "parameters have gaps"))?;
            }
        }
        Ok(())
    }

    pub(crate) async fn checkpoint(&self) -> Result<()> {
        self.exclusively(|writer| truncate_log(&writer.connection))
            .await
    }

    pub(crate) async fn close(&self) -> Result<()> {
        self.readers.permits.close();
        self.exclusively(|writer| {
            writer.closed = true;
            truncate_log(&writer.connection)
        })
        .await
    }

    async fn take_seat(&self) -> Result<OwnedMutexGuard<Writer>> {
        let seat = timeout(self.wait, Arc::clone(&self.seat).lock_owned()).await;
        let writer = seat.map_err(|_| DbError::Busy)?;
        if writer.closed {
            Err(DbError::closed())
        } else {
            Ok(writer)
        }
    }
}

impl Writer {
    fn begin_member(&mut self) -> Result<()> {
        if !self.open {
            run(&self.connection, "BEGIN IMMEDIATE")?;
            self.open = true;
        }
        run(&self.connection, "SAVEPOINT member").inspect_err(|error| self.abandon(error))
    }

    /// The one durable commit of everybody released so far. Blocks on the disk.
    fn commit_group(&mut self) {
        if !self.open {
            return;
        }
        match run(&self.connection, "COMMIT") {
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

impl Readers {
    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Body of the committer thread; ends when the last handle on the database is gone.
fn commit_groups(requests: &mpsc::Receiver<Arc<Mutex<Writer>>>) {
    while let Ok(seat) = requests.recv() {
        seat.blocking_lock_owned().commit_group();
    }
}

pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    let joined = tokio::task::spawn_blocking(work).await;
    joined.unwrap_or_else(|error| Err(DbError::Connection(error.to_string().into())))
}

/// SQLite gives its log the mode of the main file, so that one is made first, private to its owner.
fn create_file(path: &Path) -> Result<()> {
    use std::os::unix::fs::OpenOptionsExt;
    let storage = |error: std::io::Error| DbError::Storage(error.to_string().into());
    let mut options = std::fs::OpenOptions::new();
    options
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600);
    options
        .open(path)
        .and_then(|file| file.sync_all())
        .map_err(storage)?;
    if let Some(directory) = path.parent().filter(|d| !d.as_os_str().is_empty()) {
        let directory = std::fs::OpenOptions::new().read(true).open(directory);
        directory
            .and_then(|directory| directory.sync_all())
            .map_err(storage)?;
    }
    Ok(())
}

fn connect(path: &Path, reader: bool) -> Result<Connection> {
    let open = || -> rusqlite::Result<Connection> {
        let connection = Connection::open(path)?;
        connection.set_prepared_statement_cache_capacity(STATEMENT_CACHE);
        // Busy while another process closes the file or a log is recovered.
        connection.busy_timeout(Duration::from_secs(5))?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
        connection.execute_batch(
            "PRAGMA journal_mode = WAL;
             PRAGMA synchronous = FULL;
             PRAGMA foreign_keys = ON;
             PRAGMA secure_delete = ON;
             PRAGMA temp_store = MEMORY;
             PRAGMA cell_size_check = ON;
             PRAGMA journal_size_limit = 67108864;",
        )?;
        connection.pragma_update(None, "query_only", reader)?;
        connection.pragma_update(None, "cache_size", if reader { -16_384 } else { -65_536 })?;
        if !reader {
            // From here on the writer waits by itself, without blocking a thread.
            connection.busy_timeout(Duration::ZERO)?;
        }
        Ok(connection)
    };
    open().map_err(|error| DbError::from_sqlite("OPEN", &error))
}

fn truncate_log(connection: &Connection) -> Result<()> {
    let busy = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| {
        row.get::<_, i64>(0)
    });
    match busy.map_err(|error| DbError::from_sqlite("CHECKPOINT", &error))? {
        0 => Ok(()),
        _ => Err(DbError::Busy),
    }
}

/// Runs one of this module's own control statements.
fn run(connection: &Connection, sql: &'static str) -> Result<()> {
    let ran = connection
        .prepare_cached(sql)
        .and_then(|mut prepared| prepared.raw_execute());
    ran.map(drop)
        .map_err(|error| DbError::from_sqlite(sql, &error))
}

pub(crate) fn fetch<T: FromRow>(
    connection: &Connection,
    statement: &Statement,
    args: &[Value],
) -> Result<(Vec<T>, bool)> {
    let name = statement.name;
    let failed = |error: rusqlite::Error| DbError::from_sqlite(name, &error);
    let mut prepared = connection.prepare_cached(statement.sql).map_err(failed)?;
    bind(&mut prepared, statement, args)?;
    let reads_only = prepared.readonly();
    let mut cursor = prepared.raw_query();
    let mut rows = Vec::new();
    while let Some(row) = cursor.next().map_err(failed)? {
        rows.push(T::from_row(&Row::sqlite(name, row))?);
    }
    Ok((rows, reads_only))
}

pub(crate) fn change(
    connection: &Connection,
    statement: &Statement,
    args: &[Value],
) -> Result<u64> {
    let failed = |error: rusqlite::Error| DbError::from_sqlite(statement.name, &error);
    let mut prepared = connection.prepare_cached(statement.sql).map_err(failed)?;
    bind(&mut prepared, statement, args)?;
    prepared
        .raw_execute()
        .map(|changed| changed as u64)
        .map_err(failed)
}

/// SQLite numbers `$n` parameters by first appearance, so they are matched by name.
fn bind(
    prepared: &mut rusqlite::Statement<'_>,
    statement: &Statement,
    args: &[Value],
) -> Result<()> {
    let count = prepared.parameter_count();
    if count != args.len() {
        let detail = format!("{} arguments for {count} parameters", args.len());
        return Err(DbError::inconsistent(statement.name, detail));
    }
    for position in 1..=count {
        let value = parameter_number(prepared, position)
            .and_then(|number| args.get(number.checked_sub(1)?))
            .ok_or_else(|| DbError::inconsistent(statement.name, "parameters have gaps"))?;
        prepared
            .raw_bind_parameter(position, value)
            .map_err(|error| DbError::from_sqlite(statement.name, &error))?;
    }
    Ok(())
}

fn parameter_number(prepared: &rusqlite::Statement<'_>, position: usize) -> Option<usize> {
    prepared
        .parameter_name(position)?
        .strip_prefix('$')?
        .parse()
        .ok()
}

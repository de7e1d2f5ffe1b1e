//! The database handle and its two kinds of transaction. The engines live in `sqlite` and `postgres`.

use std::future::Future;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use uuid::Uuid;

use crate::postgres::{Postgres, PostgresTx};
use crate::sqlite::{Moment, Sqlite, SqliteRead, SqliteWrite};
use crate::transport::Address;
use crate::{DbError, FromRow, Migration, Result, Statement, Value};

/// Which engine is behind a [`Database`]; for logs and the doctor, never for a branch in an area.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// One file beside the program.
    Sqlite,
    /// A server shared by several nodes.
    Postgres,
}

/// How many connections to keep and how long to wait for one.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// SQLite: reader connections. PostgreSQL: all connections.
    pub connections: usize,
    /// Longest wait for a connection, or for the writer's seat, before [`DbError::Busy`].
    pub wait: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            connections: 8,
            wait: Duration::from_secs(15),
        }
    }
}

/// A column as the engine reports it, for the test that both dialects build the same schema.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Column {
    /// Table name.
    pub table: String,
    /// Column name.
    pub name: String,
    /// `integer`, `bytes`, `text`, or the engine's own word for anything else.
    pub kind: String,
    /// Whether NULL is accepted.
    pub nullable: bool,
}

/// A cheap handle on one database; clones share its connections.
#[derive(Clone)]
pub struct Database {
    pub(crate) connections: Connections,
}

#[derive(Clone)]
pub(crate) enum Connections {
    Sqlite(Arc<Sqlite>),
    Postgres(Arc<Postgres>),
}

/// Reading inside a transaction. `async fn f(tx: &mut impl Query)` takes either kind.
pub trait Query: Send {
    /// All rows of a statement.
    fn rows<T: FromRow + Send>(
        &mut self,
        statement: &Statement,
        args: &[Value],
    ) -> impl Future<Output = Result<Vec<T>>> + Send;

    /// The row of a statement that yields at most one; more are [`DbError::Inconsistent`].
    fn row<T: FromRow + Send>(
        &mut self,
        statement: &Statement,
        args: &[Value],
    ) -> impl Future<Output = Result<Option<T>>> + Send {
        async {
            let mut rows = self.rows(statement, args).await?;
            let row = rows.pop();
            if rows.is_empty() {
                Ok(row)
            } else {
                Err(DbError::inconsistent(statement.name, "more than one row"))
            }
        }
    }

    /// The only row of a statement that always yields one, such as a count.
    fn one<T: FromRow + Send>(
        &mut self,
        statement: &Statement,
        args: &[Value],
    ) -> impl Future<Output = Result<T>> + Send {
        async {
            let row = self.row(statement, args).await?;
            row.ok_or_else(|| DbError::inconsistent(statement.name, "no row"))
        }
    }
}

/// Writing inside a transaction. `async fn f(tx: &mut impl Execute)` takes a [`WriteTx`] or a wrapper of it.
pub trait Execute: Query {
    /// Runs a statement that returns no rows; yields the number of rows changed.
    fn execute(
        &mut self,
        statement: &Statement,
        args: &[Value],
    ) -> impl Future<Output = Result<u64>> + Send;
}

/// A read-only transaction: one consistent snapshot.
pub struct ReadTx(ReadKind);

enum ReadKind {
    Sqlite(SqliteRead),
    Postgres(Box<PostgresTx>),
}

/// A writing transaction. Dropping it without [`WriteTx::commit`] rolls it back.
pub struct WriteTx {
    kind: WriteKind,
    wrote: bool,
}

enum WriteKind {
    Sqlite(SqliteWrite),
    Postgres(Box<PostgresTx>),
}

impl Database {
    /// Opens or creates a SQLite file (mode 0600) in WAL mode with full durability.
    pub async fn sqlite(path: impl AsRef<Path>, options: Options) -> Result<Self> {
        let sqlite = Sqlite::open(path.as_ref().to_owned(), options).await?;
        Ok(Self {
            connections: Connections::Sqlite(Arc::new(sqlite)),
        })
    }

    /// Connects to PostgreSQL, by URL or key-value string; a host that begins with `/` is a unix socket directory. The
    /// way there is protected as `sslmode` says, and checked in full for hosts elsewhere when it says nothing.
    /// `authority` holds certificates in PEM to trust instead of the system's.
    pub async fn postgres(address: &str, authority: Option<&[u8]>) -> Result<Self> {
        let options = Options {
            connections: 16,
            ..Options::default()
        };
        Self::postgres_with(Address::parse(address, authority)?, options).await
    }

    pub(crate) async fn postgres_with(address: Address, options: Options) -> Result<Self> {
        let postgres = Postgres::connect(address, options).await?;
        Ok(Self {
            connections: Connections::Postgres(Arc::new(postgres)),
        })
    }

    /// Which engine this is.
    pub fn engine(&self) -> Engine {
        match &self.connections {
            Connections::Sqlite(_) => Engine::Sqlite,
            Connections::Postgres(_) => Engine::Postgres,
        }
    }

    /// Brings the schema up to date with the complete list of migrations of this database, in any order.
    pub async fn migrate(&self, migrations: &[Migration]) -> Result<()> {
        crate::migration::migrate(self, migrations).await
    }

    /// The names of the migrations that [`Database::migrate`] would apply, in their order. Looks, and changes nothing.
    pub async fn pending(&self, migrations: &[Migration]) -> Result<Vec<Arc<str>>> {
        crate::migration::still_to_apply(self, migrations).await
    }

    /// Begins a read-only transaction.
    pub async fn read(&self) -> Result<ReadTx> {
        Ok(ReadTx(match &self.connections {
            Connections::Sqlite(sqlite) => ReadKind::Sqlite(sqlite.read().await?),
            Connections::Postgres(postgres) => ReadKind::Postgres(Box::new(postgres.read().await?)),
        }))
    }

    /// Which state of the database this is; `None` when that cannot be told, which is always so on PostgreSQL: other
    /// nodes commit there. What was read between two equal moments is true for as long as the moment lasts. Commits of
    /// this process end it before they are answered, those of another process within a second.
    pub fn moment(&self) -> Option<Moment> {
        match &self.connections {
            Connections::Sqlite(sqlite) => sqlite.moment(),
            Connections::Postgres(_) => None,
        }
    }

    /// Begins a writing transaction; on SQLite waits for the seat.
    pub async fn write(&self) -> Result<WriteTx> {
        let kind = match &self.connections {
            Connections::Sqlite(sqlite) => WriteKind::Sqlite(sqlite.write().await?),
            Connections::Postgres(postgres) => {
                WriteKind::Postgres(Box::new(postgres.write().await?))
            }
        };
        Ok(WriteTx { kind, wrote: false })
    }

    /// The same, and until it ends nobody else writes who names one of these turns. On SQLite nobody else writes anyway.
    pub async fn write_in_turn(&self, turns: &[Uuid]) -> Result<WriteTx> {
        let Connections::Postgres(postgres) = &self.connections else {
            return self.write().await;
        };
        let kind = WriteKind::Postgres(Box::new(postgres.write_in_turn(turns).await?));
        Ok(WriteTx { kind, wrote: false })
    }

    /// Prepares every statement, so that a test finds a misspelt one on either engine.
    pub async fn prepare_all(&self, statements: &[&Statement]) -> Result<()> {
        match &self.connections {
            Connections::Sqlite(sqlite) => sqlite.prepare_all(statements).await,
            Connections::Postgres(postgres) => postgres.prepare_all(statements).await,
        }
    }

    /// The columns of all tables, sorted.
    pub async fn columns(&self) -> Result<Vec<Column>> {
        let mut columns: Vec<Column> = match &self.connections {
            Connections::Sqlite(_) => {
                self.read()
                    .await?
                    .rows(&crate::sqlite::COLUMNS, &[])
                    .await?
            }
            Connections::Postgres(_) => {
                self.read()
                    .await?
                    .rows(&crate::postgres::COLUMNS, &[])
                    .await?
            }
        };
        columns.sort();
        Ok(columns)
    }

    /// Writes the SQLite log back into the file and empties it, so that overwritten rows leave the disk;
    /// PostgreSQL does this by itself.
    pub async fn checkpoint(&self) -> Result<()> {
        match &self.connections {
            Connections::Sqlite(sqlite) => sqlite.checkpoint().await,
            Connections::Postgres(_) => Ok(()),
        }
    }

    /// Refuses new transactions, waits for the writer and empties the SQLite log.
    pub async fn close(&self) -> Result<()> {
        match &self.connections {
            Connections::Sqlite(sqlite) => sqlite.close().await,
            Connections::Postgres(postgres) => {
                postgres.close();
                Ok(())
            }
        }
    }
}

impl std::fmt::Debug for Database {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Database")
            .field("engine", &self.engine())
            .finish_non_exhaustive()
    }
}

impl Query for ReadTx {
    async fn rows<T: FromRow + Send>(
        &mut self,
        statement: &Statement,
        args: &[Value],
    ) -> Result<Vec<T>> {
        match &mut self.0 {
            ReadKind::Sqlite(tx) => tx.rows(statement, args),
            ReadKind::Postgres(tx) => tx.rows(statement, args).await,
        }
    }
}

impl Query for WriteTx {
    async fn rows<T: FromRow + Send>(
        &mut self,
        statement: &Statement,
        args: &[Value],
    ) -> Result<Vec<T>> {
        let rows = match &mut self.kind {
            WriteKind::Sqlite(tx) => tx.rows(statement, args)?,
            WriteKind::Postgres(tx) => tx.rows(statement, args).await?,
        };
        self.wrote |= !rows.is_empty() && statement.returns_changes();
        Ok(rows)
    }
}

impl Execute for WriteTx {
    async fn execute(&mut self, statement: &Statement, args: &[Value]) -> Result<u64> {
        let changed = match &mut self.kind {
            WriteKind::Sqlite(tx) => tx.execute(statement, args)?,
            WriteKind::Postgres(tx) => tx.execute(statement, args).await?,
        };
        self.wrote |= changed > 0;
        Ok(changed)
    }
}

impl WriteTx {
    /// Whether any row was inserted, changed or deleted so far.
    pub fn wrote(&self) -> bool {
        self.wrote
    }

    /// Makes the transaction durable. When this returns `Ok` it survives a power loss; on an error other than
    /// [`DbError::Connection`] nothing of it was kept. Once this future was polled, dropping it does not undo anything.
    pub async fn commit(self) -> Result<()> {
        match self.kind {
            WriteKind::Sqlite(tx) => tx.commit().await,
            WriteKind::Postgres(tx) => tx.commit().await,
        }
    }
}

impl FromRow for Column {
    fn from_row(row: &crate::Row) -> Result<Self> {
        let kind = match row.text(2)?.to_ascii_lowercase() {
            kind if kind == "bigint" || kind == "integer" => "integer".to_owned(),
            kind if kind == "blob" || kind == "bytea" => "bytes".to_owned(),
            kind => kind,
        };
        Ok(Self {
            table: row.text(0)?.to_owned(),
            name: row.text(1)?.to_owned(),
            kind,
            nullable: row.bool(3)?,
        })
    }
}

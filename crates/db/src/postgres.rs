//! PostgreSQL: a small pool of connections, each with its prepared statements.

use std::collections::HashMap;
use std::sync::{Arc, Mutex as Lock, PoisonError};
use std::time::Duration;

use futures::{FutureExt, TryStreamExt};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;
use tokio_postgres::Client;
use uuid::Uuid;

use crate::transport::Address;
use crate::turns::{Turn, Turns};
use crate::{DbError, FromRow, Options, Result, Row, Statement, Value};

/// Columns of all tables of the current schema.
pub(crate) const COLUMNS: Statement = Statement {
    name: "POSTGRES_COLUMNS",
    sql: "SELECT table_name::text, column_name::text, data_type::text, is_nullable = 'YES'
          FROM information_schema.columns WHERE table_schema = current_schema()",
};

/// A statement or an idle transaction that lasts longer is a defect; migrations lift the limit.
const LIMITS: &str =
    "-c statement_timeout=60s -c idle_in_transaction_session_timeout=60s -c lock_timeout=15s";
const READ: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY";
const WRITE: &str = "BEGIN ISOLATION LEVEL READ COMMITTED, READ WRITE";
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

pub(crate) struct Postgres {
    pool: Arc<Pool>,
    turns: Turns,
    wait: Duration,
}

struct Pool {
    address: Address,
    permits: Arc<Semaphore>,
    idle: Lock<Vec<Session>>,
}

/// One connection.
pub(crate) struct Session {
    pub(crate) client: Client,
    prepared: HashMap<&'static str, tokio_postgres::Statement>,
}

pub(crate) struct PostgresTx {
    /// Present until dropped.
    session: Option<Session>,
    pool: Arc<Pool>,
    held: Option<Held>,
    /// A statement failed: only a rollback is left.
    failed: bool,
    /// A statement was sent and its future not completed; when still set at the next one, it was cancelled.
    in_flight: bool,
    /// `COMMIT` was sent.
    finished: bool,
}

/// What a transaction holds until the server has nothing to do for it any more.
struct Held {
    _permit: OwnedSemaphorePermit,
    _turns: Vec<Turn>,
}

impl Postgres {
    pub(crate) async fn connect(mut address: Address, options: Options) -> Result<Self> {
        let config = &mut address.config;
        let given = config.get_options().unwrap_or_default();
        let all = format!("{LIMITS} {given}");
        config.options(all);
        if config.get_application_name().is_none() {
            config.application_name("countersign");
        }
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT_TIMEOUT);
        }
        let first = Session::open(&address).await?;
        let permits = Arc::new(Semaphore::new(options.connections.max(1)));
        let pool = Arc::new(Pool {
            address,
            permits,
            idle: Lock::new(vec![first]),
        });
        Ok(Self {
            pool,
            turns: Turns::default(),
            wait: options.wait,
        })
    }

    pub(crate) async fn read(&self) -> Result<PostgresTx> {
        self.begin(READ, Vec::new()).await
    }

    pub(crate) async fn write(&self) -> Result<PostgresTx> {
        self.begin(WRITE, Vec::new()).await
    }

    /// Other nodes are kept out by the database; within this one, whoever waits holds no connection.
    pub(crate) async fn write_in_turn(&self, turns: &[Uuid]) -> Result<PostgresTx> {
        let turns = timeout(self.wait, self.turns.take(turns))
            .await
            .map_err(|_| DbError::Busy)?;
        let locks = turns
            .iter()
            .map(|turn| format!("; SELECT pg_advisory_xact_lock({})", turn.number()));
        let sql: String = std::iter::once(WRITE.to_owned()).chain(locks).collect();
        self.begin(&sql, turns).await
    }

    /// A connection of its own, outside the pool, without the time limits: for migrations.
    pub(crate) async fn separate_session(&self) -> Result<Session> {
        let session = Session::open(&self.pool.address).await?;
        session.control("SET statement_timeout = 0").await?;
        session.control("SET lock_timeout = 0").await?;
        session
            .control("SET idle_in_transaction_session_timeout = 0")
            .await?;
        Ok(session)
    }

    pub(crate) async fn prepare_all(&self, statements: &[&Statement]) -> Result<()> {
        let mut session = self.separate_session().await?;
        for statement in statements {
            session.prepare(statement).await?;
        }
        Ok(())
    }

    pub(crate) fn close(&self) {
        self.pool.permits.close();
        self.pool.idle().clear();
    }

    async fn begin(&self, sql: &str, turns: Vec<Turn>) -> Result<PostgresTx> {
        let permit = timeout(self.wait, Arc::clone(&self.pool.permits).acquire_owned())
            .await
            .map_err(|_| DbError::Busy)?
            .map_err(|_| DbError::closed())?;
        let mut tx = PostgresTx {
            session: self.pool.idle_session(),
            pool: Arc::clone(&self.pool),
            held: Some(Held {
                _permit: permit,
                _turns: turns,
            }),
            failed: false,
            // Whoever is cancelled from here on leaves a question behind.
            in_flight: true,
            finished: false,
        };
        if let Some(session) = &tx.session {
            match session.control(sql).await {
                // The server was restarted while the connection lay idle.
                Err(DbError::Connection(_)) => tx.session = None,
                outcome => {
                    tx.in_flight = false;
                    return outcome.map(|()| tx);
                }
            }
        }
        let session = tx.session.insert(Session::open(&self.pool.address).await?);
        let begun = session.control(sql).await;
        tx.in_flight = false;
        begun.map(|()| tx)
    }
}

impl Pool {
    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Session>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn idle_session(&self) -> Option<Session> {
        let mut idle = self.idle();
        idle.retain(|session| !session.client.is_closed());
        idle.pop()
    }
}

impl Session {
    async fn open(address: &Address) -> Result<Self> {
        let (client, connection) = address
            .config
            .connect(address.tls.clone())
            .await
            .map_err(|error| DbError::from_postgres("CONNECT", &error))?;
        #[expect(
            clippy::disallowed_methods,
            reason = "the connection's driver ends with its client"
        )]
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::warn!(%error, "database connection ended");
            }
        });
        Ok(Self {
            client,
            prepared: HashMap::new(),
        })
    }

    /// Runs text without parameters: control statements and migrations.
    pub(crate) async fn control(&self, sql: &str) -> Result<()> {
        let ran = self.client.batch_execute(sql).await;
        ran.map_err(|error| DbError::from_postgres("CONTROL", &error))
    }

    /// Stops the statement that runs, whatever it came to, and takes its transaction back.
    async fn end(&self, address: &Address) {
        let cancel = self.client.cancel_token();
        if let Err(error) = cancel.cancel_query(address.tls.clone()).await {
            tracing::warn!(%error, "a statement that nobody waits for could not be cancelled");
        }
        if let Err(error) = self.control("ROLLBACK").await {
            tracing::warn!(%error, "a transaction that nobody waits for ended with its connection");
        }
    }

    pub(crate) async fn rows<T: FromRow + Send>(
        &mut self,
        statement: &Statement,
        args: &[Value],
    ) -> Result<Vec<T>> {
        let name = statement.name;
        let failed = |error: tokio_postgres::Error| DbError::from_postgres(name, &error);
        let prepared = self.prepare(statement).await?;
        let stream = self
            .client
            .query_raw(&prepared, args.iter())
            .await
            .map_err(failed)?;
        let mut stream = std::pin::pin!(stream);
        let mut rows = Vec::new();
        while let Some(row) = stream.try_next().await.map_err(failed)? {
            rows.push(T::from_row(&Row::postgres(name, &row))?);
        }
        Ok(rows)
    }

    pub(crate) async fn execute(&mut self, statement: &Statement, args: &[Value]) -> Result<u64> {
        let prepared = self.prepare(statement).await?;
        let changed = self.client.execute_raw(&prepared, args.iter()).await;
        changed.map_err(|error| DbError::from_postgres(statement.name, &error))
    }

    async fn prepare(&mut self, statement: &Statement) -> Result<tokio_postgres::Statement> {
        if let Some(prepared) = self.prepared.get(statement.sql) {
            return Ok(prepared.clone());
        }
        let prepared = self.client.prepare(&statement.for_postgres()).await;
        let prepared = prepared.map_err(|error| DbError::from_postgres(statement.name, &error))?;
        self.prepared.insert(statement.sql, prepared.clone());
        Ok(prepared)
    }
}

impl PostgresTx {
    pub(crate) async fn rows<T: FromRow + Send>(
        &mut self,
        statement: &Statement,
        args: &[Value],
    ) -> Result<Vec<T>> {
        let session = self.enter()?;
        let outcome = session.rows(statement, args).await;
        self.leave(outcome)
    }

    pub(crate) async fn execute(&mut self, statement: &Statement, args: &[Value]) -> Result<u64> {
        let session = self.enter()?;
        let outcome = session.execute(statement, args).await;
        self.leave(outcome)
    }

    pub(crate) async fn commit(mut self) -> Result<()> {
        self.enter()?;
        // `COMMIT` is on its way with the first poll; a drop after that must not send a rollback behind it.
        self.finished = true;
        match &self.session {
            Some(session) => session.control("COMMIT").await,
            None => Err(DbError::closed()),
        }
    }

    fn enter(&mut self) -> Result<&mut Session> {
        if self.failed || self.in_flight {
            return Err(DbError::Aborted);
        }
        self.in_flight = true;
        self.session.as_mut().ok_or_else(DbError::closed)
    }

    fn leave<T>(&mut self, outcome: Result<T>) -> Result<T> {
        self.in_flight = false;
        self.failed |= outcome.is_err();
        outcome
    }
}

impl Drop for PostgresTx {
    fn drop(&mut self) {
        let Some(session) = self.session.take() else {
            return;
        };
        if session.client.is_closed() || self.pool.permits.is_closed() {
            return;
        }
        if self.in_flight && !self.finished {
            give_up(Arc::clone(&self.pool), session, self.held.take());
            return;
        }
        if !self.finished {
            // Sent with the first poll; the server answers before anything the next user of the connection sends.
            drop(session.client.batch_execute("ROLLBACK").now_or_never());
        }
        self.pool.idle().push(session);
    }
}

/// Ends what nobody waits for any more, which may stand in line for a lock. The connection is closed afterwards: a
/// cancellation reaches the server by another one, and could come late and end what the next user asks. What it held is
/// free when the server has let go, or says nothing.
fn give_up(pool: Arc<Pool>, session: Session, held: Option<Held>) {
    let Ok(runtime) = tokio::runtime::Handle::try_current() else {
        // The program ends, and its connections with it.
        return;
    };
    runtime.spawn(async move {
        drop(timeout(CONNECT_TIMEOUT, session.end(&pool.address)).await);
        drop(session);
        drop(held);
    });
}

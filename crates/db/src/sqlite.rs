//! SQLite: one writer behind a first-in-first-out seat with group commit, and a pool of snapshot readers.

mod connection;
mod moments;
mod readers;
mod seat;

use std::path::PathBuf;
use std::sync::Arc;

pub(crate) use connection::{change, fetch};
pub use moments::Moment;
pub(crate) use readers::SqliteRead;
pub(crate) use seat::{SqliteWrite, Writer};

use connection::{create_file, parameter_number, truncate_log};
use moments::Moments;
use readers::Readers;
use seat::Seat;

use crate::{DbError, Options, Result, Statement};

/// Columns of all tables; a primary key never accepts NULL in our schemas, though SQLite would.
pub(crate) const COLUMNS: Statement = Statement {
    name: "SQLITE_COLUMNS",
    sql: r#"SELECT t.name, c.name, c.type, c."notnull" = 0 AND c.pk = 0
            FROM sqlite_schema t JOIN pragma_table_info(t.name) c
            WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'"#,
};

pub(crate) struct Sqlite {
    seat: Seat,
    readers: Arc<Readers>,
    moments: Arc<Moments>,
}

impl Sqlite {
    pub(crate) async fn open(path: PathBuf, options: Options) -> Result<Self> {
        blocking(move || {
            create_file(&path)?;
            let moments = Arc::new(Moments::open(&path)?);
            let seat = Seat::open(&path, Arc::clone(&moments), options.wait)?;
            let readers = Arc::new(Readers::open(&path, options)?);
            Ok(Self {
                seat,
                readers,
                moments,
            })
        })
        .await
    }

    pub(crate) async fn read(&self) -> Result<SqliteRead> {
        self.readers.begin().await
    }

    pub(crate) async fn write(&self) -> Result<SqliteWrite> {
        self.seat.begin().await
    }

    pub(crate) fn moment(&self) -> Option<Moment> {
        self.moments.now()
    }

    /// Runs `work` on the writing connection, outside any group, on a thread that may block.
    pub(crate) async fn exclusively<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Writer) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let mut writer = self.seat.take().await?;
        let moments = Arc::clone(&self.moments);
        blocking(move || {
            writer.commit_group();
            moments.committing(|| work(&mut writer))
        })
        .await
    }

    pub(crate) async fn prepare_all(&self, statements: &[&Statement]) -> Result<()> {
        let writer = self.seat.take().await?;
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
        self.readers.close();
        self.exclusively(|writer| {
            writer.close();
            truncate_log(&writer.connection)
        })
        .await
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    let joined = tokio::task::spawn_blocking(work).await;
    joined.unwrap_or_else(|error| Err(DbError::Connection(error.to_string().into())))
}

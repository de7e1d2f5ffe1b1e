//! Forward-only schema changes, each applied once, in its own transaction, and remembered with a checksum.

use std::sync::Arc;

use rusqlite::Connection;

use crate::database::Connections;
use crate::postgres::{Postgres, Session};
use crate::{Database, DbError, FromRow, Query, Result, Row, Statement, Value};

/// One schema change in both dialects. Applied in the order of `number`, then `name`; the two together identify it.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// Position in the history.
    pub number: u32,
    /// What it makes, such as `jobs`.
    pub name: &'static str,
    /// SQLite's text.
    pub sqlite: &'static str,
    /// PostgreSQL's text.
    pub postgres: &'static str,
}

const TABLE_SQLITE: &str = "CREATE TABLE IF NOT EXISTS schema_migrations (
    number BIGINT NOT NULL, name TEXT NOT NULL, checksum BLOB NOT NULL, PRIMARY KEY (number, name))";
const TABLE_POSTGRES: &str = "CREATE TABLE IF NOT EXISTS schema_migrations (
    number BIGINT NOT NULL, name TEXT NOT NULL, checksum BYTEA NOT NULL, PRIMARY KEY (number, name))";
const APPLIED: Statement = Statement {
    name: "APPLIED_MIGRATIONS",
    sql: "SELECT number, name, checksum FROM schema_migrations",
};
const RECORD: Statement = Statement {
    name: "RECORD_MIGRATION",
    sql: "INSERT INTO schema_migrations (number, name, checksum) VALUES ($1, $2, $3)",
};
const HAS_TABLE_SQLITE: Statement = Statement {
    name: "HAS_MIGRATIONS_SQLITE",
    sql: "SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = 'schema_migrations'",
};
const HAS_TABLE_POSTGRES: Statement = Statement {
    name: "HAS_MIGRATIONS_POSTGRES",
    sql: "SELECT COUNT(*) FROM information_schema.tables
          WHERE table_schema = current_schema() AND table_name = 'schema_migrations'",
};
/// One installation migrates at a time; the schema is part of the lock so that tests do not wait for each other.
const LOCK: &str = "SELECT pg_advisory_lock(hashtext('schema_migrations ' || current_schema()))";

pub(crate) async fn migrate(database: &Database, migrations: &[Migration]) -> Result<()> {
    let mut ordered = migrations.to_vec();
    ordered.sort_by_key(|migration| (migration.number, migration.name));
    for migration in &ordered {
        migration.check_text()?;
    }
    match &database.connections {
        Connections::Sqlite(sqlite) => {
            sqlite
                .exclusively(move |writer| migrate_sqlite(&mut writer.connection, &ordered))
                .await
        }
        Connections::Postgres(postgres) => migrate_postgres(postgres, &ordered).await,
    }
}

/// The names of those still to apply, in their order. Reads only.
pub(crate) async fn still_to_apply(
    database: &Database,
    migrations: &[Migration],
) -> Result<Vec<Arc<str>>> {
    let mut ordered = migrations.to_vec();
    ordered.sort_by_key(|migration| (migration.number, migration.name));
    let (has_table, text): (_, fn(&Migration) -> &'static str) = match &database.connections {
        Connections::Sqlite(_) => (&HAS_TABLE_SQLITE, |m| m.sqlite),
        Connections::Postgres(_) => (&HAS_TABLE_POSTGRES, |m| m.postgres),
    };
    let mut reader = database.read().await?;
    let applied: Vec<Applied> = if reader.one::<i64>(has_table, &[]).await? == 0 {
        Vec::new()
    } else {
        reader.rows(&APPLIED, &[]).await?
    };
    let pending = pending(&ordered, &applied, text)?;
    Ok(pending.into_iter().map(|(m, _)| m.label()).collect())
}

impl Migration {
    fn label(&self) -> Arc<str> {
        format!("{:04}_{}", self.number, self.name).into()
    }

    fn error(&self, detail: impl Into<Arc<str>>) -> DbError {
        DbError::Migration {
            name: self.label(),
            detail: detail.into(),
        }
    }

    /// SQLite checks deferred constraints at the end of the group, where one member's defect would fail all.
    fn check_text(&self) -> Result<()> {
        let deferred = |text: &str| text.to_ascii_uppercase().contains("DEFERRABLE");
        if deferred(self.sqlite) || deferred(self.postgres) {
            return Err(self.error("constraints must not be deferrable"));
        }
        Ok(())
    }
}

struct Applied {
    number: i64,
    name: String,
    checksum: Vec<u8>,
}

impl FromRow for Applied {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            number: row.int(0)?,
            name: row.text(1)?.to_owned(),
            checksum: row.bytes(2)?.to_vec(),
        })
    }
}

/// The migrations still to apply, after checking those that are.
fn pending<'m>(
    migrations: &'m [Migration],
    applied: &[Applied],
    text: impl Fn(&Migration) -> &'static str,
) -> Result<Vec<(&'m Migration, Vec<Value>)>> {
    for known in applied {
        let same = |m: &&Migration| i64::from(m.number) == known.number && m.name == known.name;
        let Some(migration) = migrations.iter().find(same) else {
            return Err(DbError::Migration {
                name: format!("{:04}_{}", known.number, known.name).into(),
                detail: "applied by a newer version of this program".into(),
            });
        };
        if vault::sha256(text(migration).as_bytes()).as_slice() != known.checksum {
            return Err(migration.error("its text was changed after it had been applied"));
        }
    }
    let is_new = |m: &&Migration| {
        !applied
            .iter()
            .any(|a| i64::from(m.number) == a.number && m.name == a.name)
    };
    let record = |m: &'m Migration| {
        let checksum = vault::sha256(text(m).as_bytes()).to_vec();
        (
            m,
            vec![m.number.into(), m.name.into(), Value::Bytes(checksum)],
        )
    };
    Ok(migrations.iter().filter(is_new).map(record).collect())
}

fn migrate_sqlite(connection: &mut Connection, migrations: &[Migration]) -> Result<()> {
    let failed = |error: rusqlite::Error| DbError::from_sqlite("MIGRATE", &error);
    connection.execute_batch(TABLE_SQLITE).map_err(failed)?;
    let (applied, _) = crate::sqlite::fetch::<Applied>(connection, &APPLIED, &[])?;
    for (migration, record) in pending(migrations, &applied, |m| m.sqlite)? {
        let tx = connection
            .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)
            .map_err(failed)?;
        tx.execute_batch(migration.sqlite)
            .map_err(|error| migration.error(error.to_string()))?;
        crate::sqlite::change(&tx, &RECORD, &record)?;
        tx.commit().map_err(failed)?;
        tracing::info!(migration = %migration.label(), "applied migration");
    }
    Ok(())
}

/// On a connection of its own: closing it releases the lock, whatever happened.
async fn migrate_postgres(postgres: &Postgres, migrations: &[Migration]) -> Result<()> {
    let mut session = postgres.separate_session().await?;
    session.control(LOCK).await?;
    session.control(TABLE_POSTGRES).await?;
    let applied = session.rows::<Applied>(&APPLIED, &[]).await?;
    for (migration, record) in pending(migrations, &applied, |m| m.postgres)? {
        apply_postgres(&mut session, migration, &record).await?;
        tracing::info!(migration = %migration.label(), "applied migration");
    }
    Ok(())
}

async fn apply_postgres(
    session: &mut Session,
    migration: &Migration,
    record: &[Value],
) -> Result<()> {
    session.control("BEGIN").await?;
    let changed = session.client.batch_execute(migration.postgres).await;
    changed.map_err(|error| {
        let message = error
            .as_db_error()
            .map_or_else(|| error.to_string(), |e| e.message().to_owned());
        migration.error(message)
    })?;
    session.execute(&RECORD, record).await?;
    session.control("COMMIT").await
}

//! One SQLite connection: how it is opened, and how statements are bound and run on it.

use std::path::Path;
use std::time::Duration;

use rusqlite::Connection;
use rusqlite::config::DbConfig;

use crate::{DbError, FromRow, Result, Row, Statement, Value};

const STATEMENT_CACHE: usize = 1024;

/// SQLite gives its log the mode of the main file, so that one is made first, private to its owner.
pub(super) fn create_file(path: &Path) -> Result<()> {
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

pub(super) fn connect(path: &Path, reader: bool) -> Result<Connection> {
    let open = || -> rusqlite::Result<Connection> {
        let connection = Connection::open(path)?;
        connection.set_prepared_statement_cache_capacity(STATEMENT_CACHE);
        // Busy while another process closes the file or a log is recovered.
        connection.busy_timeout(Duration::from_secs(5))?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
        // One plan for each statement, whatever it is bound to: without this SQLite prepares a statement anew whenever a
        // value that its planner has looked at changes, which is a third of the time of writing a comment.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
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

pub(super) fn truncate_log(connection: &Connection) -> Result<()> {
    let busy = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| {
        row.get::<_, i64>(0)
    });
    match busy.map_err(|error| DbError::from_sqlite("CHECKPOINT", &error))? {
        0 => Ok(()),
        _ => Err(DbError::Busy),
    }
}

/// Runs one of this module's own control statements.
pub(super) fn run(connection: &Connection, sql: &'static str) -> Result<()> {
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

pub(super) fn parameter_number(
    prepared: &rusqlite::Statement<'_>,
    position: usize,
) -> Option<usize> {
    prepared
        .parameter_name(position)?
        .strip_prefix('$')?
        .parse()
        .ok()
}

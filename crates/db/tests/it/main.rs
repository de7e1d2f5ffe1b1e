//! Both engines behind one interface. PostgreSQL takes part when `TEST_DATABASE_URL` is set.
#![cfg(test)]
#![expect(
    clippy::disallowed_methods,
    reason = "the test of TLS starts a server of its own and writes its files"
)]

mod durability;
mod groups;
mod migrations;
mod moments;
mod tls;
mod transactions;

use db::{Database, Migration};
use uuid::Uuid;

db::statements! {
    pub(crate) INSERT_NOTE = "INSERT INTO notes (id, slot, kind) VALUES ($1, $2, $3)";
    pub(crate) INSERT_LINE = "INSERT INTO lines (id, note) VALUES ($1, $2)";
    pub(crate) INSERT_RETURNING =
        "INSERT INTO notes (id, slot, kind) VALUES ($1, $2, 'memo') RETURNING slot, id";
    pub(crate) INSERT_UNLESS_TAKEN =
        "INSERT INTO notes (id, slot, kind) VALUES ($1, $2, 'memo') ON CONFLICT (slot) DO NOTHING";
    pub(crate) UPDATE_KIND = "UPDATE notes SET kind = $2 WHERE slot = $1";
    /// Parameters appear out of order on purpose.
    pub(crate) SELECT_KIND = "SELECT kind FROM notes WHERE slot = $2 AND slot < $1";
    pub(crate) SELECT_SLOTS = "SELECT slot FROM notes ORDER BY slot";
    pub(crate) LOCK_SLOTS = "SELECT slot FROM notes ORDER BY slot /*postgres: FOR UPDATE */";
    pub(crate) COUNT_NOTES = "SELECT COUNT(*) FROM notes";
    pub(crate) SUM_SLOTS = "SELECT CAST(SUM(slot) AS BIGINT) FROM notes";
}

pub(crate) const NOTES: Migration = Migration {
    number: 1,
    name: "notes",
    sqlite: "CREATE TABLE notes (
                 id BLOB PRIMARY KEY NOT NULL, slot BIGINT NOT NULL UNIQUE, kind TEXT NOT NULL, sealed BLOB);
             CREATE TABLE lines (
                 id BLOB PRIMARY KEY NOT NULL, note BLOB NOT NULL REFERENCES notes (id));",
    postgres: "CREATE TABLE notes (
                 id BYTEA PRIMARY KEY, slot BIGINT NOT NULL UNIQUE, kind TEXT NOT NULL, sealed BYTEA);
               CREATE TABLE lines (
                 id BYTEA PRIMARY KEY, note BYTEA NOT NULL REFERENCES notes (id));",
};

/// Runs the same test on every engine that is available here.
pub(crate) async fn on_each_engine<F: Future<Output = ()>>(test: impl Fn(Database) -> F) {
    for fixture in db::testing::TestDatabase::all().await.unwrap() {
        fixture.database().migrate(&[NOTES]).await.unwrap();
        test(fixture.database()).await;
    }
}

pub(crate) fn id() -> Uuid {
    Uuid::from_bytes(vault::random_bytes::<16>())
}

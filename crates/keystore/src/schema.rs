//! The schema of the keystore's own database.

use db::Migration;

/// The complete list; [`crate::Keystore::open`] applies it.
pub const MIGRATIONS: &[Migration] = &[Migration {
    number: 1,
    name: "keystore",
    sqlite: include_str!("../migrations/0001_keystore/sqlite.sql"),
    postgres: include_str!("../migrations/0001_keystore/postgres.sql"),
}];

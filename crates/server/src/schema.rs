//! Everything that the main database holds, area by area.

/// What the shell itself keeps.
const OWN: &[db::Migration] = &[db::Migration {
    number: 44,
    name: "store_mark",
    sqlite: include_str!("../migrations/0044_store_mark/sqlite.sql"),
    postgres: include_str!("../migrations/0044_store_mark/postgres.sql"),
}];

/// The migrations of every area.
pub fn migrations() -> Vec<db::Migration> {
    [
        kernel::MIGRATIONS,
        jobs::MIGRATIONS,
        identity::MIGRATIONS,
        access::MIGRATIONS,
        files::MIGRATIONS,
        review::MIGRATIONS,
        media::MIGRATIONS,
        notify::MIGRATIONS,
        OWN,
    ]
    .concat()
}

/// The statements of every area, for the test that prepares them on both engines.
pub fn statements() -> Vec<&'static db::Statement> {
    [
        kernel::sql::ALL,
        jobs::STATEMENTS,
        audit::STATEMENTS,
        identity::STATEMENTS,
        access::STATEMENTS,
        files::STATEMENTS,
        review::STATEMENTS,
        media::STATEMENTS,
        notify::STATEMENTS,
        crate::sql::ALL,
    ]
    .concat()
}

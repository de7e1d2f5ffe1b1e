//! Everything that the main database holds, area by area.

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
    ]
    .concat()
}

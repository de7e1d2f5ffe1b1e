#![doc = include_str!("../README.md")]

mod bookkeeping;
mod http;
pub mod inbox;
pub mod items;
mod letters;
pub mod mails;
pub mod mornings;
pub mod outbox;
mod places;
mod postman;
pub mod preferences;
mod recipients;
pub mod rules;
mod sql;
mod stream;
mod teller;
pub mod unsubscribe;

use utoipa_axum::routes;

pub use postman::{Postman, Round};
pub use sql::ALL as STATEMENTS;
pub use teller::Teller;

/// The schema of this area.
pub const MIGRATIONS: &[db::Migration] = &[db::Migration {
    number: 42,
    name: "notify",
    sqlite: include_str!("../migrations/0042_notify/sqlite.sql"),
    postgres: include_str!("../migrations/0042_notify/postgres.sql"),
}];

/// The routes of this area.
pub fn routes() -> webkit::Routes {
    webkit::Routes::new()
        .routes(routes!(stream::events))
        .merge(http::routes())
}

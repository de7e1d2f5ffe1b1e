#![doc = include_str!("../README.md")]

pub mod devices;
pub mod http;
pub mod links;
pub mod passwords;
pub mod persons;
pub mod rules;
mod secret;
pub mod sessions;
pub mod sign_in;
mod sql;
mod sweep;
pub mod throttle;
mod visitor;

pub use http::routes;
pub use persons::{NewPerson, PersonCard};
pub use secret::Secret;
pub use sql::ALL as STATEMENTS;
pub use sweep::sweep;
pub use visitor::Facts;

/// The schema of this area.
pub const MIGRATIONS: &[db::Migration] = &[
    db::Migration {
        number: 3,
        name: "identity",
        sqlite: include_str!("../migrations/0003_identity/sqlite.sql"),
        postgres: include_str!("../migrations/0003_identity/postgres.sql"),
    },
    db::Migration {
        number: 11,
        name: "proof",
        sqlite: include_str!("../migrations/0011_proof/sqlite.sql"),
        postgres: include_str!("../migrations/0011_proof/postgres.sql"),
    },
];

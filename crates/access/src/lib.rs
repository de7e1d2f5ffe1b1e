#![doc = include_str!("../README.md")]

pub mod door;
pub mod http;
pub mod invitations;
pub mod rules;
pub mod setup;
pub mod sign_in;
mod sql;
pub mod teams;

pub use http::routes;
pub use sign_in::Entered;
pub use sql::ALL as STATEMENTS;
pub use teams::{Membership, Team, TeamMember};

/// The schema of this area.
pub const MIGRATIONS: &[db::Migration] = &[
    db::Migration {
        number: 4,
        name: "access",
        sqlite: include_str!("../migrations/0004_access/sqlite.sql"),
        postgres: include_str!("../migrations/0004_access/postgres.sql"),
    },
    db::Migration {
        number: 40,
        name: "accepted_by",
        sqlite: include_str!("../migrations/0040_accepted_by/sqlite.sql"),
        postgres: include_str!("../migrations/0040_accepted_by/postgres.sql"),
    },
];

#![doc = include_str!("../README.md")]

mod body;
mod completion;
pub mod content;
mod erasing;
pub mod files;
pub mod http;
mod in_flight;
mod jobs;
pub mod projects;
mod receiving;
mod rules;
mod sealed;
pub mod sections;
mod sql;
pub mod uploads;
pub mod versions;

pub use files::{File, Listed, Page, Spot};
pub use http::routes;
pub use jobs::handlers;
pub use mediabox::MediaKind;
pub use projects::{Project, ProjectSummary};
pub use receiving::store;
pub use sections::Section;
pub use sql::ALL as STATEMENTS;
pub use uploads::{Finished, NewUpload};
pub use versions::Version;

/// The schema of this area.
pub const MIGRATIONS: &[db::Migration] = &[
    db::Migration {
        number: 5,
        name: "files",
        sqlite: include_str!("../migrations/0005_files/sqlite.sql"),
        postgres: include_str!("../migrations/0005_files/postgres.sql"),
    },
    db::Migration {
        number: 9,
        name: "live_files",
        sqlite: include_str!("../migrations/0009_live_files/sqlite.sql"),
        postgres: include_str!("../migrations/0009_live_files/postgres.sql"),
    },
];

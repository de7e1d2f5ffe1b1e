#![doc = include_str!("../README.md")]

mod body;
mod completion;
pub mod content;
pub mod downloads;
mod erasing;
pub mod files;
pub mod http;
mod in_flight;
mod jobs;
pub mod marks;
pub mod moving;
pub mod names;
pub mod projects;
mod receiving;
mod rules;
mod sealed;
pub mod sections;
mod sql;
pub mod uploads;
pub mod usage;
pub mod versions;
mod zip;

pub use files::{File, Listed, Page, Spot};
pub use http::routes;
pub use jobs::handlers;
pub use mediabox::MediaKind;
pub use projects::{Project, ProjectSummary};
pub use receiving::{Completing, store, take_whole};
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
    db::Migration {
        number: 20,
        name: "marks",
        sqlite: include_str!("../migrations/0020_marks/sqlite.sql"),
        postgres: include_str!("../migrations/0020_marks/postgres.sql"),
    },
    db::Migration {
        number: 21,
        name: "usage",
        sqlite: include_str!("../migrations/0021_usage/sqlite.sql"),
        postgres: include_str!("../migrations/0021_usage/postgres.sql"),
    },
    db::Migration {
        number: 22,
        name: "begun",
        sqlite: include_str!("../migrations/0022_begun/sqlite.sql"),
        postgres: include_str!("../migrations/0022_begun/postgres.sql"),
    },
];

#![doc = include_str!("../README.md")]

mod arriving;
pub mod attachments;
pub mod certificates;
pub mod codes;
mod comment_row;
pub mod comments;
pub mod copies;
pub mod dashboard;
pub mod decisions;
mod dots;
mod forgetting;
pub mod group_page;
pub mod groups;
pub mod guests;
pub mod http;
mod ledger;
pub mod likes;
pub mod links;
pub mod live;
mod mentions;
pub mod moving;
pub mod overview;
pub mod page;
mod people;
pub mod pins;
pub mod places;
pub mod reviewer_uploads;
pub mod reviewers;
pub mod reviews;
pub mod rules;
mod signed;
mod sql;
pub mod takeaway;
mod tallies;
pub mod telling;
mod thread;
pub mod wire;

pub use forgetting::handlers;
pub use http::routes;
pub use reviews::{Review, ReviewedVersion};
pub use sql::ALL as STATEMENTS;

/// The schema of this area.
pub const MIGRATIONS: &[db::Migration] = &[
    db::Migration {
        number: 6,
        name: "review",
        sqlite: include_str!("../migrations/0006_review/sqlite.sql"),
        postgres: include_str!("../migrations/0006_review/postgres.sql"),
    },
    db::Migration {
        number: 8,
        name: "deleted_by",
        sqlite: include_str!("../migrations/0008_deleted_by/sqlite.sql"),
        postgres: include_str!("../migrations/0008_deleted_by/postgres.sql"),
    },
    db::Migration {
        number: 10,
        name: "shown",
        sqlite: include_str!("../migrations/0010_shown/sqlite.sql"),
        postgres: include_str!("../migrations/0010_shown/postgres.sql"),
    },
    db::Migration {
        number: 12,
        name: "numbers",
        sqlite: include_str!("../migrations/0012_numbers/sqlite.sql"),
        postgres: include_str!("../migrations/0012_numbers/postgres.sql"),
    },
    db::Migration {
        number: 30,
        name: "likes_and_pins",
        sqlite: include_str!("../migrations/0030_likes_and_pins/sqlite.sql"),
        postgres: include_str!("../migrations/0030_likes_and_pins/postgres.sql"),
    },
    db::Migration {
        number: 31,
        name: "copied_comments",
        sqlite: include_str!("../migrations/0031_copied_comments/sqlite.sql"),
        postgres: include_str!("../migrations/0031_copied_comments/postgres.sql"),
    },
    db::Migration {
        number: 32,
        name: "attachments",
        sqlite: include_str!("../migrations/0032_attachments/sqlite.sql"),
        postgres: include_str!("../migrations/0032_attachments/postgres.sql"),
    },
    db::Migration {
        number: 41,
        name: "due",
        sqlite: include_str!("../migrations/0041_due/sqlite.sql"),
        postgres: include_str!("../migrations/0041_due/postgres.sql"),
    },
    db::Migration {
        number: 43,
        name: "shown_where_it_lies",
        sqlite: include_str!("../migrations/0043_shown_where_it_lies/sqlite.sql"),
        postgres: include_str!("../migrations/0043_shown_where_it_lies/postgres.sql"),
    },
    db::Migration {
        number: 45,
        name: "attachments_count",
        sqlite: include_str!("../migrations/0045_attachments_count/sqlite.sql"),
        postgres: include_str!("../migrations/0045_attachments_count/postgres.sql"),
    },
    db::Migration {
        number: 90,
        name: "codes",
        sqlite: include_str!("../migrations/0090_codes/sqlite.sql"),
        postgres: include_str!("../migrations/0090_codes/postgres.sql"),
    },
    db::Migration {
        number: 91,
        name: "former_reviewers",
        sqlite: include_str!("../migrations/0091_former_reviewers/sqlite.sql"),
        postgres: include_str!("../migrations/0091_former_reviewers/postgres.sql"),
    },
];

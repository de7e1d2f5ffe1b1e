//! The whole product behind its router: who may call what, what the schema is, what every write leaves in the log.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::too_many_lines,
    clippy::disallowed_methods,
    reason = "tests stop at the first thing that fails, tables are as long as what they list, and tests start tasks"
)]

mod at_once;
mod claims;
mod description;
mod door;
mod events;
mod guarding;
mod inbox;
mod leaving;
mod operation;
mod ordinary;
mod schema;
mod stream;
mod sweeping;
mod tiles;
mod unauthorised;
mod unread;
mod upgrade;
mod world;

//! The whole product behind its router: who may call what, what the schema is, what every write leaves in the log.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests stop at the first thing that fails"
)]

mod description;
mod events;
mod schema;
mod stream;
mod unauthorised;
mod world;

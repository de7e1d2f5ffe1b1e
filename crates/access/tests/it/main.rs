//! Access against a real database, real keys and real hashing.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests stop at the first thing that fails"
)]

mod door;
mod http;
mod invitations;
mod people;
mod schema;
mod setup;
mod sign_in;

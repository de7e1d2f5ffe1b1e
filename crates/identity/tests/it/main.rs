//! Identity against a real database, real keys and real hashing.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests stop at the first thing that fails"
)]

mod http;
mod links;
mod passwords;
mod people;
mod persons;
mod schema;
mod sessions;
mod sign_in;
mod sweep;

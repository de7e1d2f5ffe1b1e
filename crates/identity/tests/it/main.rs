//! Identity against a real database, real keys and real hashing.

mod links;
mod passwords;
mod people;
mod persons;
mod schema;
mod sessions;
mod sign_in;
mod sweep;

//! Access against a real database, real keys and real hashing.

mod door;
mod http;
mod invitations;
mod people;
mod schema;
mod setup;
mod sign_in;

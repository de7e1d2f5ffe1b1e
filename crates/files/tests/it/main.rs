//! The area on a real database, real keys and a real store: use cases, uploads over HTTP, crashes, erasure.
#![cfg(test)]

mod database;
mod downloads;
mod erasing;
mod fixture;
mod hostile;
mod marks;
mod moving;
mod projects;
mod resuming;
mod sealed;
mod uploads;
mod usage;

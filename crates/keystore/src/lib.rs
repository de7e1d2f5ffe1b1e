#![doc = include_str!("../README.md")]
#![deny(missing_docs)]

mod address;
mod cache;
mod epoch;
mod erase;
mod error;
mod instance;
mod kind;
mod repair;
mod schema;
mod singles;
mod sql;
mod store;
mod wrapping;

pub use cache::{Clock, LEASE_MS};
pub use epoch::{EPOCH_MS, EPOCH_RETENTION_MS, EpochReport};
pub use erase::{Erased, ErasureEntry, ErasureGround, ErasureUnit, JournalEntry};
pub use error::KeystoreError;
pub use kind::{KeyId, KeyKind, NewKey};
pub use repair::{PENDING_MS, PendingKey, RepairReport};
pub use schema::MIGRATIONS;
pub use sql::ALL;
pub use store::Keystore;

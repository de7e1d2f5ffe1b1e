//! The store through its public interface: what is written comes back, and nothing else does.
#![cfg(test)]
#![expect(
    clippy::disallowed_methods,
    reason = "the tests play the intruder who can write to the store"
)]

mod backend;
mod directory;
mod fixture;
mod manipulations;
mod memory;
mod storage;
mod writing;

pub(crate) use blobs::{BlobError, Blobs, Manifest, Part};
pub(crate) use futures::TryStreamExt;
pub(crate) use uuid::Uuid;
pub(crate) use vault::Key;

pub(crate) use fixture::*;

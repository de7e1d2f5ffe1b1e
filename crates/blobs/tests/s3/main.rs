//! The same promises over a bucket: the tests of the local store run once more against a real S3 server on loopback,
//! which keeps its objects as files, so that the tests can play the intruder there too.
#![cfg(test)]
#![expect(
    clippy::disallowed_methods,
    reason = "the tests play the intruder who can write to the store"
)]

mod backend;
mod bucket;
#[path = "../it/fixture.rs"]
mod fixture;
#[path = "../it/manipulations.rs"]
mod manipulations;
#[path = "../it/storage.rs"]
mod storage;
#[path = "../it/writing.rs"]
mod writing;

pub(crate) use std::sync::Arc;

pub(crate) use blobs::{BlobError, Blobs, Manifest, Part};
pub(crate) use bytes::Bytes;
pub(crate) use futures::TryStreamExt;
pub(crate) use uuid::Uuid;
pub(crate) use vault::{Key, Sha256};

pub(crate) use fixture::*;

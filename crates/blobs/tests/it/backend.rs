//! The backend under test: a local directory.

use std::path::{Path, PathBuf};

use blobs::Blobs;

/// Nothing besides the directory has to live as long as the test.
#[derive(Clone)]
pub(crate) struct Backend;

pub(crate) async fn open(directory: &Path) -> (Blobs, Backend) {
    (Blobs::local(directory).await.unwrap(), Backend)
}

pub(crate) fn root(directory: &Path) -> PathBuf {
    directory.to_owned()
}

//! One blob's place in a store, and content to put there.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use blobs::{BlobError, BlobReader, Blobs, Manifest, Part};
use bytes::Bytes;
use futures::TryStreamExt;
use uuid::Uuid;
use vault::{Key, Sha256};

use crate::backend::{self, Backend};

/// A store in a temporary directory, and one blob's place in it.
pub(crate) struct Fixture {
    pub(crate) directory: tempfile::TempDir,
    pub(crate) blobs: Blobs,
    pub(crate) key: Key,
    pub(crate) instance: Uuid,
    pub(crate) blob: Uuid,
    pub(crate) backend: Backend,
}

impl Fixture {
    pub(crate) async fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let (blobs, backend) = backend::open(directory.path()).await;
        Self {
            directory,
            blobs,
            backend,
            key: Key::random(),
            instance: id(),
            blob: id(),
        }
    }

    /// Stores parts with this content.
    pub(crate) async fn store(&self, parts: &[Vec<u8>]) -> Manifest {
        let mut hasher = Sha256::new();
        let mut manifest = Manifest {
            parts: Vec::new(),
            length: 0,
            sha256: [0; 32],
        };
        for (index, content) in (0..).zip(parts) {
            let body = frames(content, 10_000);
            let length = content.len() as u64;
            let written = self
                .blobs
                .write_part(
                    &self.key,
                    self.instance,
                    self.blob,
                    index,
                    body,
                    length,
                    &mut hasher,
                )
                .await
                .unwrap();
            assert!(written.ended_early.is_none());
            assert_eq!(written.part.length, length);
            manifest.length += length;
            manifest.parts.push(written.part);
        }
        manifest.sha256 = hasher.finish();
        manifest
    }

    /// Stores one part, or says why not.
    pub(crate) async fn try_put(&self, content: Vec<u8>) -> Result<Part, BlobError> {
        self.blobs
            .put(&self.key, self.instance, self.blob, content.into())
            .await
    }

    /// Reads a blob of one part.
    pub(crate) async fn get(&self, part: &Part) -> Result<Bytes, BlobError> {
        self.blobs
            .get_all(&self.key, self.instance, self.blob, part)
            .await
    }

    pub(crate) fn reader(&self, manifest: &Manifest) -> BlobReader {
        self.blobs.reader(
            &self.key,
            self.instance,
            self.blob,
            Arc::new(manifest.clone()),
        )
    }

    pub(crate) async fn read(&self, manifest: &Manifest) -> std::io::Result<Vec<u8>> {
        collect(&self.reader(manifest), 0..manifest.length).await
    }

    /// The folder under which the objects lie as files, also behind a service.
    pub(crate) fn root(&self) -> PathBuf {
        backend::root(self.directory.path())
    }

    pub(crate) fn path(&self, part: &Part) -> PathBuf {
        let name = part.object.simple().to_string();
        self.root()
            .join("objects")
            .join(format!("{:02x}", part.object.as_bytes()[0]))
            .join(name)
    }
}

pub(crate) async fn collect(
    reader: &BlobReader,
    range: std::ops::Range<u64>,
) -> std::io::Result<Vec<u8>> {
    let frames: Vec<Bytes> = reader.range(range).try_collect().await?;
    Ok(frames.concat())
}

pub(crate) fn frames(
    content: &[u8],
    length: usize,
) -> impl futures::Stream<Item = Result<Bytes, &'static str>> + Send + use<> {
    let frames: Vec<_> = content
        .chunks(length)
        .map(|part| Ok(Bytes::copy_from_slice(part)))
        .collect();
    futures::stream::iter(frames)
}

pub(crate) fn id() -> Uuid {
    Uuid::from_bytes(vault::random_bytes::<16>())
}

/// Content in which every 16-byte line is different.
pub(crate) fn content(length: usize, seed: u8) -> Vec<u8> {
    let line = |number: usize| {
        let mut line = *b"line ........ ..";
        line[5..13].copy_from_slice(&(number as u64).to_be_bytes());
        line[15] = seed;
        line
    };
    (0..=length / 16).flat_map(line).take(length).collect()
}

/// Every file below a directory.
pub(crate) fn all_files(directory: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(all_files(&path));
        } else {
            files.push(path);
        }
    }
    files
}

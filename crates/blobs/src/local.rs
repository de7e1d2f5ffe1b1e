//! Objects as files: `objects/ab/<32 hex digits>`, written under `staging/` first.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::num::NonZeroU64;
use std::os::unix::fs::{DirBuilderExt, FileExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::UNIX_EPOCH;

use async_trait::async_trait;
use bytes::Bytes;
use uuid::Uuid;

use crate::BlobError;
use crate::store::{self, Ends, Opening, Store, StoredObject, Upload};

/// A store in a local directory.
#[derive(Debug)]
pub(crate) struct LocalStore {
    root: Arc<Path>,
}

/// A file, read from a place on.
struct FileFrom {
    file: File,
    offset: u64,
}

impl io::Read for FileFrom {
    fn read(&mut self, place: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read_at(place, self.offset)?;
        self.offset += read as u64;
        Ok(read)
    }
}

struct LocalUpload {
    file: Arc<File>,
    staged: PathBuf,
    finished: PathBuf,
    written: u64,
}

impl LocalStore {
    pub(crate) async fn open(root: PathBuf) -> io::Result<Self> {
        blocking(move || {
            let mut private = DirBuilder::new();
            private.recursive(true).mode(0o700);
            private.create(root.join("staging"))?;
            for shard in 0..=u8::MAX {
                private.create(shard_path(&root, shard))?;
            }
            sync_directory(&root.join("objects"))?;
            sync_directory(&root)?;
            Ok(Self { root: root.into() })
        })
        .await
    }
}

/// The name is made of hexadecimal digits alone, so it cannot lead out of the root.
fn object_path(root: &Path, object: Uuid) -> PathBuf {
    let [shard, ..] = *object.as_bytes();
    shard_path(root, shard).join(object.simple().to_string())
}

fn shard_path(root: &Path, shard: u8) -> PathBuf {
    root.join("objects").join(format!("{shard:02x}"))
}

#[async_trait]
impl Store for LocalStore {
    async fn create(&self, object: Uuid) -> io::Result<Box<dyn Upload>> {
        let root = Arc::clone(&self.root);
        blocking(move || {
            let staged = root.join("staging").join(object.simple().to_string());
            let finished = object_path(&root, object);
            let file = OpenOptions::new()
                .write(true)
                .create_new(true)
                .mode(0o600)
                .open(&staged)?;
            Ok(Box::new(LocalUpload {
                file: Arc::new(file),
                staged,
                finished,
                written: 0,
            }) as Box<dyn Upload>)
        })
        .await
    }

    async fn length(&self, object: Uuid) -> io::Result<u64> {
        let path = object_path(&self.root, object);
        blocking(move || Ok(fs::metadata(path)?.len())).await
    }

    async fn ends(&self, object: Uuid, head: usize, tail: usize) -> io::Result<Ends> {
        let path = object_path(&self.root, object);
        blocking(move || {
            let file = OpenOptions::new().read(true).open(path)?;
            let length = file.metadata()?.len();
            let Some(from) = length
                .checked_sub(tail as u64)
                .filter(|from| *from >= head as u64)
            else {
                return Ok(Ends {
                    length,
                    ..Ends::default()
                });
            };
            let (mut first, mut last) = (vec![0; head], vec![0; tail]);
            file.read_exact_at(&mut first, 0)?;
            file.read_exact_at(&mut last, from)?;
            Ok(Ends {
                length,
                head: first,
                tail: last,
            })
        })
        .await
    }

    async fn read(
        &self,
        object: Uuid,
        offset: u64,
        length: usize,
        mut buffer: Vec<u8>,
    ) -> io::Result<Vec<u8>> {
        let path = object_path(&self.root, object);
        blocking(move || {
            let file = OpenOptions::new().read(true).open(path)?;
            if buffer.len() < length {
                buffer.resize(length, 0);
            }
            let place = buffer.get_mut(..length).unwrap_or_default();
            file.read_exact_at(place, offset)?;
            Ok(buffer)
        })
        .await
    }

    fn read_at_once(&self, object: Uuid, offset: u64, place: &mut [u8]) -> bool {
        use rustix::fs::{CWD, Mode, OFlags, ResolveFlags, openat2};
        use rustix::io::{ReadWriteFlags, preadv2};
        let path = object_path(&self.root, object);
        let flags = OFlags::RDONLY | OFlags::CLOEXEC;
        // Both calls give up instead of waiting for the disk.
        let Ok(file) = openat2(CWD, path, flags, Mode::empty(), ResolveFlags::CACHED) else {
            return false;
        };
        let wanted = place.len();
        let mut places = [io::IoSliceMut::new(place)];
        preadv2(file, &mut places, offset, ReadWriteFlags::NOWAIT) == Ok(wanted)
    }

    async fn read_opened(
        &self,
        object: Uuid,
        offset: u64,
        _length: usize,
        opening: Opening,
    ) -> Result<Bytes, BlobError> {
        let path = object_path(&self.root, object);
        store::blocking(move || {
            let file = OpenOptions::new().read(true).open(path);
            let file = file.map_err(|error| BlobError::reading(object, error))?;
            opening(&mut FileFrom { file, offset })
        })
        .await
    }

    async fn delete(&self, object: Uuid) -> io::Result<()> {
        let path = object_path(&self.root, object);
        blocking(move || match fs::remove_file(&path) {
            Ok(()) => path.parent().map_or(Ok(()), sync_directory),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error),
        })
        .await
    }

    async fn list(&self, shard: u8) -> io::Result<Vec<StoredObject>> {
        let directory = shard_path(&self.root, shard);
        blocking(move || {
            Ok(files(&directory)?
                .into_iter()
                .map(|(object, _)| object)
                .collect())
        })
        .await
    }

    async fn remove_abandoned(&self, older_than: i64) -> io::Result<u64> {
        let staging = self.root.join("staging");
        blocking(move || {
            let mut removed = 0;
            for (object, path) in files(&staging)? {
                if object.modified_at < older_than {
                    fs::remove_file(path)?;
                    removed += 1;
                }
            }
            Ok(removed)
        })
        .await
    }
}

#[async_trait]
impl Upload for LocalUpload {
    async fn write(&mut self, bytes: Vec<u8>) -> io::Result<Vec<u8>> {
        let file = Arc::clone(&self.file);
        let from = self.written;
        self.written += bytes.len() as u64;
        blocking(move || {
            (&*file).write_all(&bytes)?;
            start_writing_back(&file, from, bytes.len());
            Ok(bytes)
        })
        .await
    }

    async fn finish(self: Box<Self>) -> io::Result<()> {
        blocking(move || {
            self.file.sync_all()?;
            fs::rename(&self.staged, &self.finished)?;
            self.finished.parent().map_or(Ok(()), sync_directory)
        })
        .await
    }
}

impl Drop for LocalUpload {
    fn drop(&mut self) {
        // After `finish` the staging name is gone already; what cannot be removed now is removed as abandoned later.
        drop(fs::remove_file(&self.staged));
    }
}

/// The disk begins while the next bytes arrive, so that the flush at the end has little left to wait for. The advice is to
/// let go of the pages, which starts to write those that are dirty and lets go of none of them.
fn start_writing_back(file: &File, from: u64, length: usize) {
    use rustix::fs::{Advice, fadvise};
    // Only a hint: durability does not rest on it.
    fadvise(file, from, NonZeroU64::new(length as u64), Advice::DontNeed).ok();
}

/// Files named like objects; anything else in the directory is none of ours.
fn files(directory: &Path) -> io::Result<Vec<(StoredObject, PathBuf)>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        let name = entry.file_name();
        let named = name.to_str().filter(|name| name.len() == 32);
        let Some(object) = named.and_then(|name| Uuid::try_parse(name).ok()) else {
            continue;
        };
        let metadata = match entry.metadata() {
            Ok(metadata) => metadata,
            // Deleted or finished since the directory was read.
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(error),
        };
        let age = metadata
            .modified()?
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        let modified_at = i64::try_from(age.as_millis()).unwrap_or(i64::MAX);
        found.push((
            StoredObject {
                object,
                length: metadata.len(),
                modified_at,
            },
            entry.path(),
        ));
    }
    Ok(found)
}

fn sync_directory(directory: &Path) -> io::Result<()> {
    OpenOptions::new().read(true).open(directory)?.sync_all()
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(io::Error::other)?
}

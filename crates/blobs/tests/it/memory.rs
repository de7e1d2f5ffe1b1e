//! A store that is no directory, and how far ahead of its consumer a reader runs.

use std::collections::HashMap;
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use blobs::{Store, StoredObject, Upload};

use crate::*;

type Objects = Arc<Mutex<HashMap<Uuid, Vec<u8>>>>;

#[derive(Debug, Default)]
struct MemoryStore {
    objects: Objects,
    large_reads: AtomicUsize,
}

struct MemoryUpload {
    object: Uuid,
    bytes: Vec<u8>,
    objects: Objects,
}

#[async_trait]
impl Store for MemoryStore {
    async fn create(&self, object: Uuid) -> io::Result<Box<dyn Upload>> {
        let objects = Arc::clone(&self.objects);
        Ok(Box::new(MemoryUpload {
            object,
            bytes: Vec::new(),
            objects,
        }))
    }

    async fn length(&self, object: Uuid) -> io::Result<u64> {
        let objects = self.objects.lock().unwrap();
        objects
            .get(&object)
            .map(|bytes| bytes.len() as u64)
            .ok_or(io::ErrorKind::NotFound.into())
    }

    async fn read(
        &self,
        object: Uuid,
        offset: u64,
        length: usize,
        mut buffer: Vec<u8>,
    ) -> io::Result<Vec<u8>> {
        if length > 100_000 {
            self.large_reads.fetch_add(1, Ordering::SeqCst);
        }
        let objects = self.objects.lock().unwrap();
        let bytes = objects.get(&object).ok_or(io::ErrorKind::NotFound)?;
        let offset = usize::try_from(offset).unwrap();
        let part = bytes
            .get(offset..offset + length)
            .ok_or(io::ErrorKind::UnexpectedEof)?;
        buffer.clear();
        buffer.extend_from_slice(part);
        Ok(buffer)
    }

    async fn delete(&self, object: Uuid) -> io::Result<()> {
        self.objects.lock().unwrap().remove(&object);
        Ok(())
    }

    async fn list(&self, _shard: u8) -> io::Result<Vec<StoredObject>> {
        Ok(Vec::new())
    }

    async fn remove_abandoned(&self, _older_than: i64) -> io::Result<u64> {
        Ok(0)
    }
}

#[async_trait]
impl Upload for MemoryUpload {
    async fn write(&mut self, bytes: Vec<u8>) -> io::Result<Vec<u8>> {
        self.bytes.extend_from_slice(&bytes);
        Ok(bytes)
    }

    async fn finish(self: Box<Self>) -> io::Result<()> {
        self.objects.lock().unwrap().insert(self.object, self.bytes);
        Ok(())
    }
}

#[tokio::test]
async fn a_reader_runs_at_most_one_frame_ahead_of_its_consumer() {
    let store = Arc::new(MemoryStore::default());
    let blobs = Blobs::with_store(Arc::clone(&store) as Arc<dyn Store>);
    let directory = tempfile::tempdir().unwrap();
    let fixture = Fixture {
        directory,
        backend: backend::Backend,
        blobs,
        key: Key::random(),
        instance: id(),
        blob: id(),
    };
    let whole = content(8 << 20, 1);
    let manifest = fixture.store(std::slice::from_ref(&whole)).await;
    let mut stream = std::pin::pin!(fixture.reader(&manifest).range(0..manifest.length));
    let mut read = Vec::new();
    for frame in 1..=8 {
        read.extend_from_slice(&stream.try_next().await.unwrap().unwrap());
        tokio::time::sleep(Duration::from_millis(30)).await;
        let begun = store.large_reads.load(Ordering::SeqCst);
        assert!(begun <= frame + 1, "{begun} frames read for {frame} taken");
    }
    assert!(stream.try_next().await.unwrap().is_none());
    assert!(read == whole);
}

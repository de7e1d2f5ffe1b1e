//! What lies where, and a store that fails.

use std::io;
use std::sync::Arc;

use async_trait::async_trait;
use blobs::{BlobError, Store, StoredObject, Upload};
use vault::Sha256;

use crate::*;

#[tokio::test]
async fn objects_lie_in_shards_and_hold_no_plaintext() {
    let fixture = Fixture::new().await;
    let canary = b"CANARY of plaintext ".repeat(5000);
    let manifest = fixture.store(&[canary, content(40, 1)]).await;
    let files = all_files(&fixture.root());
    assert_eq!(files.len(), 2);
    for part in &manifest.parts {
        assert!(files.contains(&fixture.path(part)));
    }
    for path in files {
        let sealed = std::fs::read(&path).unwrap();
        for word in [b"CANARY".as_slice(), b"line ", b"plaintext"] {
            assert!(!sealed.windows(word.len()).any(|part| part == word));
        }
    }
}

#[tokio::test]
async fn an_object_name_never_leads_out_of_the_root() {
    let fixture = Fixture::new().await;
    let names = [[0x2e; 16], [0x2f; 16], [0; 16], [0xff; 16]].map(Uuid::from_bytes);
    for object in names {
        let path = fixture.path(&Part { object, length: 0 });
        let relative = path.strip_prefix(fixture.root().join("objects")).unwrap();
        let text = relative.to_str().unwrap();
        assert!(
            text.bytes()
                .all(|byte| byte.is_ascii_hexdigit() || byte == b'/'),
            "{text}"
        );
        assert_eq!(relative.components().count(), 2);
        fixture.blobs.delete(object).await.unwrap();
    }
    // Files of somebody else are neither listed nor touched.
    let stray = fixture.root().join("objects/2e/notes.txt");
    std::fs::create_dir_all(stray.parent().unwrap()).unwrap();
    std::fs::write(&stray, "x").unwrap();
    assert!(fixture.blobs.list(0x2e).await.unwrap().is_empty());
    assert!(stray.exists());
}

#[tokio::test]
async fn left_overs_are_old_objects_that_nobody_references() {
    let fixture = Fixture::new().await;
    let manifest = fixture
        .store(&[content(10, 1), content(20, 2), content(30, 3)])
        .await;
    let mut listed = Vec::new();
    for shard in 0..=u8::MAX {
        listed.extend(fixture.blobs.list(shard).await.unwrap());
    }
    assert_eq!(listed.len(), 3);
    let lengths: std::collections::BTreeSet<u64> =
        listed.iter().map(|object| object.length).collect();
    assert_eq!(lengths, [56 + 10 + 16, 56 + 20 + 16, 56 + 30 + 16].into());

    let later = listed
        .iter()
        .map(|object| object.modified_at)
        .max()
        .unwrap()
        + 1;
    let kept = manifest.parts[0].object;
    let mut found = Vec::new();
    for (older_than, expected) in [(0, 0), (later, 2)] {
        found.clear();
        for shard in 0..=u8::MAX {
            let referenced = async |asked: Vec<Uuid>| {
                Ok::<_, BlobError>(asked.into_iter().filter(|o| *o == kept).collect())
            };
            found.extend(
                fixture
                    .blobs
                    .left_overs(shard, older_than, referenced)
                    .await
                    .unwrap(),
            );
        }
        assert_eq!(found.len(), expected);
    }
    for object in found {
        fixture.blobs.delete(object).await.unwrap();
        fixture.blobs.delete(object).await.unwrap();
    }
    assert_eq!(
        all_files(&fixture.root()),
        [fixture.path(&manifest.parts[0])]
    );
}

/// Takes so many bytes, then the disk is full.
#[derive(Debug)]
struct FullDisk {
    room: usize,
}

struct FullUpload {
    room: usize,
}

#[async_trait]
impl Store for FullDisk {
    async fn create(&self, _object: Uuid) -> io::Result<Box<dyn Upload>> {
        Ok(Box::new(FullUpload { room: self.room }))
    }

    async fn length(&self, _object: Uuid) -> io::Result<u64> {
        Err(io::ErrorKind::NotFound.into())
    }

    async fn read(&self, _: Uuid, _: u64, _: usize, _: Vec<u8>) -> io::Result<Vec<u8>> {
        Err(io::ErrorKind::NotFound.into())
    }

    async fn delete(&self, _object: Uuid) -> io::Result<()> {
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
impl Upload for FullUpload {
    async fn write(&mut self, bytes: Vec<u8>) -> io::Result<Vec<u8>> {
        self.room = self
            .room
            .checked_sub(bytes.len())
            .ok_or(io::ErrorKind::StorageFull)?;
        Ok(bytes)
    }

    async fn finish(self: Box<Self>) -> io::Result<()> {
        Err(io::ErrorKind::StorageFull.into())
    }
}

#[tokio::test]
async fn a_full_disk_is_told_whether_it_is_met_while_writing_or_at_the_end() {
    let key = Key::random();
    for room in [0, 1_500_000, usize::MAX] {
        let blobs = Blobs::with_store(Arc::new(FullDisk { room }));
        let body = frames(&content(4_000_000, 1), 60_000);
        let mut hasher = Sha256::new();
        let outcome = blobs
            .write_part(&key, id(), id(), 0, body, 9 << 20, &mut hasher)
            .await;
        assert!(matches!(outcome, Err(BlobError::Full)));
        assert_eq!(hasher.finish(), vault::sha256(b""));
    }
}

#[tokio::test]
async fn an_object_that_is_gone_is_missing() {
    let blobs = Blobs::with_store(Arc::new(FullDisk { room: 0 }));
    let part = Part {
        object: id(),
        length: 5,
    };
    let missing = blobs.get_all(&Key::random(), id(), id(), &part).await;
    assert!(matches!(missing, Err(BlobError::Missing { object }) if object == part.object));
}

//! A store that takes few objects at a time, and senders who are slow: they must not keep it from the others.

use std::convert::Infallible;
use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use blobs::{Blobs, Store, StoredObject, Upload};
use bytes::Bytes;
use futures::future::{Either, join_all, select};
use futures::stream::{self, Stream, StreamExt};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep};
use uuid::Uuid;
use vault::{Key, Sha256};

use super::Body;
use crate::rules::{limits, patience};

const TURNS: usize = 2;
const MIB: usize = 1 << 20;

/// Takes bytes as a bucket does: who has a turn keeps it until the object is finished or given up.
#[derive(Debug)]
struct FewTurns {
    turns: Arc<Semaphore>,
    finished: Arc<Mutex<Vec<Uuid>>>,
}

struct InTurn {
    object: Uuid,
    finished: Arc<Mutex<Vec<Uuid>>>,
    _turn: OwnedSemaphorePermit,
}

#[async_trait]
impl Store for FewTurns {
    async fn create(&self, object: Uuid) -> io::Result<Box<dyn Upload>> {
        let turn = Arc::clone(&self.turns).acquire_owned().await;
        Ok(Box::new(InTurn {
            object,
            finished: Arc::clone(&self.finished),
            _turn: turn.unwrap(),
        }))
    }

    async fn length(&self, _: Uuid) -> io::Result<u64> {
        Err(io::ErrorKind::NotFound.into())
    }

    async fn read(&self, _: Uuid, _: u64, _: usize, _: Vec<u8>) -> io::Result<Vec<u8>> {
        Err(io::ErrorKind::NotFound.into())
    }

    async fn delete(&self, _: Uuid) -> io::Result<()> {
        Ok(())
    }

    async fn list(&self, _: u8) -> io::Result<Vec<StoredObject>> {
        Ok(Vec::new())
    }

    async fn remove_abandoned(&self, _: i64) -> io::Result<u64> {
        Ok(0)
    }
}

#[async_trait]
impl Upload for InTurn {
    async fn write(&mut self, bytes: Vec<u8>) -> io::Result<Vec<u8>> {
        Ok(bytes)
    }

    async fn finish(self: Box<Self>) -> io::Result<()> {
        self.finished.lock().unwrap().push(self.object);
        Ok(())
    }
}

/// Enough to be given a turn, and then a little every ten seconds for most of an hour.
fn slow() -> impl Stream<Item = Result<Bytes, Infallible>> + Send {
    let first = stream::iter([Ok(Bytes::from(vec![1; 2 * MIB]))]);
    let rest = stream::iter(0..300).then(|_| async {
        sleep(Duration::from_secs(10)).await;
        Ok(Bytes::from_static(&[2; 1_000]))
    });
    first.chain(rest)
}

fn quick() -> impl Stream<Item = Result<Bytes, Infallible>> + Send {
    stream::iter([0; 20]).map(|byte| Ok(Bytes::from(vec![byte; MIB])))
}

/// Stores a body part by part, as receiving does, and counts the parts.
async fn send(
    blobs: &Blobs,
    body: impl Stream<Item = Result<Bytes, Infallible>> + Send,
    size: usize,
) -> (u32, u64) {
    let (key, blob) = (Key::random(), Uuid::nil());
    let (mut parts, mut rest) = (0, size as u64);
    let mut body = Body::new(body, rest, false);
    while body.has_more().await {
        let part = body.part(limits::PART_BYTES, patience::for_part(parts, rest));
        let mut hasher = Sha256::new();
        let limit = limits::PART_BYTES;
        let written = blobs
            .write_part(&key, blob, blob, parts, part, limit, &mut hasher)
            .await;
        rest -= written.unwrap().part.length;
        parts += 1;
    }
    (parts, rest)
}

#[tokio::test(start_paused = true)]
async fn slow_senders_do_not_keep_an_upload_from_finishing() {
    let store = FewTurns {
        turns: Arc::new(Semaphore::new(TURNS)),
        finished: Arc::default(),
    };
    let finished = Arc::clone(&store.finished);
    let blobs = Blobs::with_store(Arc::new(store));
    let slow_ones = join_all((0..3 * TURNS).map(|_| send(&blobs, slow(), 4 * MIB)));
    let mut slow_ones = Box::pin(slow_ones);
    // They are the first, and have every turn.
    let begun = tokio::time::timeout(Duration::from_secs(1), &mut slow_ones).await;
    assert!(begun.is_err());
    let before = Instant::now();

    let quick_one = Box::pin(send(&blobs, quick(), 20 * MIB));
    let Either::Right(((parts, rest), slow_ones)) = select(slow_ones, quick_one).await else {
        panic!("who is slow was the first to finish");
    };

    assert_eq!((parts, rest), (3, 0), "its parts are as long as ever");
    let took = before.elapsed();
    assert!(took < Duration::from_mins(3), "it took {took:?}");
    let all = slow_ones.await;
    assert!(
        all.iter()
            .all(|(_, rest)| *rest == (2 * MIB - 300_000) as u64)
    );
    let stored: u32 = all.iter().map(|(parts, _)| parts).sum();
    assert_eq!(finished.lock().unwrap().len(), (stored + parts) as usize);
}

//! Parts, ranges and bodies that break.

use blobs::BlobError;
use bytes::Bytes;
use futures::StreamExt;
use proptest::prelude::*;
use vault::Sha256;

use crate::*;

const CHUNK: usize = vault::chunked::CHUNK;

#[tokio::test]
async fn what_is_written_comes_back_at_every_boundary() {
    let fixture = Fixture::new().await;
    for length in [
        0,
        1,
        CHUNK - 1,
        CHUNK,
        CHUNK + 1,
        64 * CHUNK - 1,
        64 * CHUNK,
        64 * CHUNK + 1,
        3_500_000,
    ] {
        let whole = content(length, 1);
        let manifest = fixture.store(std::slice::from_ref(&whole)).await;
        assert!(
            fixture.read(&manifest).await.unwrap() == whole,
            "{length} bytes"
        );
        assert_eq!(manifest.sha256, vault::sha256(&whole));
        let part = &manifest.parts[0];
        let all = fixture
            .blobs
            .get_all(&fixture.key, fixture.instance, fixture.blob, part)
            .await;
        assert!(all.unwrap() == whole);
    }
}

#[tokio::test]
async fn put_stores_one_part() {
    let fixture = Fixture::new().await;
    let bytes = Bytes::from(content(70_000, 9));
    let (key, instance, blob) = (&fixture.key, fixture.instance, fixture.blob);
    let part = fixture
        .blobs
        .put(key, instance, blob, bytes.clone())
        .await
        .unwrap();
    assert_eq!(part.length, 70_000);
    assert_eq!(
        fixture
            .blobs
            .get_all(key, instance, blob, &part)
            .await
            .unwrap(),
        bytes
    );
    fixture
        .blobs
        .get_all(key, instance, id(), &part)
        .await
        .unwrap_err();
    fixture
        .blobs
        .get_all(key, id(), blob, &part)
        .await
        .unwrap_err();
    fixture
        .blobs
        .get_all(&Key::random(), instance, blob, &part)
        .await
        .unwrap_err();
}

#[test]
fn any_range_of_any_parts_is_that_range_of_the_whole() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let fixture = runtime.block_on(Fixture::new());
    let length = prop_oneof![
        0..40_usize,
        Just(CHUNK),
        16_000..70_000_usize,
        Just(64 * CHUNK),
        1_000_000..1_200_000_usize
    ];
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(40));
    let inputs = (proptest::collection::vec(length, 0..5), any::<(u32, u32)>());
    runner
        .run(&inputs, |(lengths, (from, to))| {
            let parts: Vec<Vec<u8>> = (0..)
                .zip(&lengths)
                .map(|(seed, length)| content(*length, seed))
                .collect();
            let whole = parts.concat();
            let at = |fraction: u32| fraction as usize * whole.len() / u32::MAX as usize;
            let (from, to) = (at(from.min(to)), at(from.max(to)));
            let read = runtime.block_on(async {
                let manifest = fixture.store(&parts).await;
                collect(&fixture.reader(&manifest), from as u64..to as u64).await
            });
            prop_assert!(read.unwrap() == whole[from..to]);
            Ok(())
        })
        .unwrap();
}

#[tokio::test]
async fn frames_are_at_most_a_mebibyte_and_few() {
    let fixture = Fixture::new().await;
    let manifest = fixture.store(&[content(5 << 20, 1)]).await;
    let frames: Vec<_> = fixture
        .reader(&manifest)
        .range(0..manifest.length)
        .collect()
        .await;
    let lengths: Vec<usize> = frames
        .into_iter()
        .map(|frame| frame.unwrap().len())
        .collect();
    assert_eq!(lengths, vec![1 << 20; 5]);
}

#[tokio::test]
async fn a_range_outside_of_the_blob_is_an_error() {
    let fixture = Fixture::new().await;
    let manifest = fixture.store(&[content(100, 1)]).await;
    let reader = fixture.reader(&manifest);
    #[expect(clippy::reversed_empty_ranges, reason = "that is the case under test")]
    for range in [0..101, 101..101, 60..50] {
        let error = collect(&reader, range).await.unwrap_err();
        assert_eq!(error.kind(), std::io::ErrorKind::InvalidInput);
    }
    assert!(collect(&reader, 100..100).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_body_that_breaks_keeps_a_shorter_part_and_the_rest_continues_after_it() {
    let fixture = Fixture::new().await;
    let whole = content(3_000_000, 1);
    let (key, instance, blob) = (&fixture.key, fixture.instance, fixture.blob);
    let mut hasher = Sha256::new();
    let broken = frames(&whole[..1_234_567], 60_000).chain(futures::stream::iter([
        Err("gone"),
        Ok(Bytes::from_static(b"no")),
    ]));
    let first = fixture
        .blobs
        .write_part(key, instance, blob, 0, broken, 9 << 20, &mut hasher)
        .await
        .unwrap();
    assert_eq!(
        (first.ended_early, first.part.length),
        (Some("gone"), 1_234_567)
    );
    let rest = frames(&whole[1_234_567..], 60_000);
    let second = fixture
        .blobs
        .write_part(key, instance, blob, 1, rest, 9 << 20, &mut hasher)
        .await
        .unwrap();
    let manifest = Manifest {
        parts: vec![first.part, second.part],
        length: 3_000_000,
        sha256: hasher.finish(),
    };
    assert_eq!(manifest.sha256, vault::sha256(&whole));
    assert!(fixture.read(&manifest).await.unwrap() == whole);
}

#[tokio::test]
async fn too_long_a_body_leaves_nothing() {
    let fixture = Fixture::new().await;
    let (key, instance, blob) = (&fixture.key, fixture.instance, fixture.blob);
    let mut hasher = Sha256::new();
    let body = frames(&content(3_000_000, 1), 50_000);
    let refused = fixture
        .blobs
        .write_part(key, instance, blob, 0, body, 2_999_999, &mut hasher)
        .await;
    assert!(matches!(
        refused,
        Err(BlobError::TooLong { limit: 2_999_999 })
    ));
    assert_eq!(
        hasher.finish(),
        vault::sha256(b""),
        "the digest is as it was"
    );
    settle(&fixture).await;
}

#[tokio::test]
async fn a_cancelled_upload_leaves_nothing() {
    let fixture = Fixture::new().await;
    let (key, instance, blob) = (&fixture.key, fixture.instance, fixture.blob);
    let body = frames(&content(3_000_000, 1), 50_000).chain(futures::stream::pending());
    let mut hasher = Sha256::new();
    let upload = fixture
        .blobs
        .write_part(key, instance, blob, 0, body, 9 << 20, &mut hasher);
    tokio::time::timeout(std::time::Duration::from_millis(200), upload)
        .await
        .unwrap_err();
    settle(&fixture).await;
}

#[tokio::test]
async fn an_object_is_begun_only_when_there_is_something_to_write() {
    let fixture = Fixture::new().await;
    let (key, instance, blob) = (&fixture.key, fixture.instance, fixture.blob);
    let body = frames(&content(900_000, 1), 50_000).chain(futures::stream::pending());
    let mut hasher = Sha256::new();
    let upload = fixture
        .blobs
        .write_part(key, instance, blob, 0, body, 9 << 20, &mut hasher);
    let mut upload = Box::pin(upload);
    tokio::time::timeout(std::time::Duration::from_millis(200), &mut upload)
        .await
        .unwrap_err();
    assert!(all_files(&fixture.root()).is_empty());
}

/// Waits until a task that was told to stop has let go of its file.
async fn settle(fixture: &Fixture) {
    for _ in 0..100 {
        if all_files(&fixture.root()).is_empty() {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("left over: {:?}", all_files(&fixture.root()));
}

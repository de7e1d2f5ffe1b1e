//! Whoever can write to the store can destroy content, and nothing more.

use std::fs;

use proptest::prelude::*;

use crate::*;

const CHUNK: usize = vault::chunked::CHUNK;

/// The read fails, as changed bytes or as missing ones; it never yields something else.
async fn refused(fixture: &Fixture, manifest: &Manifest, whole: &[u8]) {
    let error = fixture.read(manifest).await.unwrap_err();
    let expected = [
        std::io::ErrorKind::InvalidData,
        std::io::ErrorKind::NotFound,
    ];
    assert!(expected.contains(&error.kind()), "{error}");
    // What came before the error is genuine.
    let mut stream = std::pin::pin!(fixture.reader(manifest).range(0..manifest.length));
    let mut position = 0;
    while let Ok(Some(frame)) = stream.try_next().await {
        assert!(whole[position..].starts_with(&frame));
        position += frame.len();
    }
}

#[tokio::test]
async fn a_truncated_or_extended_object_is_refused() {
    let fixture = Fixture::new().await;
    let whole = content(5 * CHUNK + 77, 1);
    let manifest = fixture.store(std::slice::from_ref(&whole)).await;
    let path = fixture.path(&manifest.parts[0]);
    let sealed = fs::read(&path).unwrap();
    let chunk = vault::chunked::SEALED_CHUNK;
    let header = vault::chunked::HEADER;
    for length in [
        0,
        1,
        header,
        header + chunk,
        header + 5 * chunk,
        sealed.len() - 1,
        sealed.len() - 78,
    ] {
        fs::write(&path, &sealed[..length]).unwrap();
        refused(&fixture, &manifest, &whole).await;
    }
    fs::write(&path, [sealed.as_slice(), &[0]].concat()).unwrap();
    refused(&fixture, &manifest, &whole).await;
    fs::remove_file(&path).unwrap();
    refused(&fixture, &manifest, &whole).await;
    fs::write(&path, &sealed).unwrap();
    assert!(fixture.read(&manifest).await.unwrap() == whole);
}

#[tokio::test]
async fn a_manifest_with_wrong_lengths_is_refused() {
    let fixture = Fixture::new().await;
    let parts = [content(3 * CHUNK, 1), content(2 * CHUNK, 2)];
    let whole = parts.concat();
    let manifest = fixture.store(&parts).await;
    for change in [-1_i64, 1, 16_384, -16_384] {
        let mut wrong = manifest.clone();
        wrong.parts[0].length = wrong.parts[0].length.checked_add_signed(change).unwrap();
        wrong.length = wrong.length.checked_add_signed(change).unwrap();
        refused(&fixture, &wrong, &whole).await;
        let mut wrong = manifest.clone();
        wrong.parts[0].length = wrong.parts[0].length.checked_add_signed(change).unwrap();
        wrong.parts[1].length = wrong.parts[1].length.checked_add_signed(-change).unwrap();
        refused(&fixture, &wrong, &whole).await;
        let mut wrong = manifest.clone();
        wrong.length = wrong.length.checked_add_signed(change).unwrap();
        refused(&fixture, &wrong, &whole).await;
    }
}

#[tokio::test]
async fn swapped_reordered_and_foreign_parts_are_refused() {
    let fixture = Fixture::new().await;
    let parts = [content(70_000, 1), content(70_000, 2)];
    let whole = parts.concat();
    let manifest = fixture.store(&parts).await;
    let (first, second) = (
        fixture.path(&manifest.parts[0]),
        fixture.path(&manifest.parts[1]),
    );

    let mut reordered = manifest.clone();
    reordered.parts.swap(0, 1);
    refused(&fixture, &reordered, &whole).await;

    let mut shorter = manifest.clone();
    shorter.parts.remove(0);
    shorter.length = 70_000;
    refused(&fixture, &shorter, &whole).await;

    let (kept, other) = (fs::read(&first).unwrap(), fs::read(&second).unwrap());
    fs::write(&first, &other).unwrap();
    fs::write(&second, &kept).unwrap();
    refused(&fixture, &manifest, &whole).await;
    fs::write(&first, &kept).unwrap();
    fs::write(&second, &other).unwrap();

    // The same key and position, but another blob or another installation.
    let key = fixture.key.clone();
    for (instance, blob) in [(fixture.instance, id()), (id(), fixture.blob)] {
        let blobs = fixture.blobs.clone();
        let foreign = Fixture {
            directory: tempfile::tempdir().unwrap(),
            backend: fixture.backend.clone(),
            blobs,
            key: key.clone(),
            instance,
            blob,
        };
        let foreign = foreign.store(&[content(70_000, 1)]).await;
        let sealed = fs::read(fixture.path(&foreign.parts[0])).unwrap();
        fs::write(&first, sealed).unwrap();
        refused(&fixture, &manifest, &whole).await;
    }
    fs::write(&first, &kept).unwrap();
    assert!(fixture.read(&manifest).await.unwrap() == whole);
}

#[tokio::test]
async fn an_earlier_part_of_the_same_place_and_length_is_refused() {
    let fixture = Fixture::new().await;
    let old = fixture.store(&[content(200, 2)]).await;
    let new = fixture.store(&[content(200, 1)]).await;
    fs::copy(fixture.path(&old.parts[0]), fixture.path(&new.parts[0])).unwrap();
    refused(&fixture, &new, &content(200, 1)).await;
}

#[test]
fn any_flipped_bit_or_moved_chunk_is_refused() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let fixture = runtime.block_on(Fixture::new());
    let whole = content(6 * CHUNK + 5, 3);
    let manifest = runtime.block_on(fixture.store(std::slice::from_ref(&whole)));
    let path = fixture.path(&manifest.parts[0]);
    let sealed = fs::read(&path).unwrap();
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(120));
    let inputs = (
        0..sealed.len(),
        0..8_u8,
        0..6_usize,
        0..6_usize,
        any::<bool>(),
    );
    runner
        .run(&inputs, |(position, bit, from, to, flip)| {
            let mut changed = sealed.clone();
            if flip {
                changed[position] ^= 1 << bit;
            } else {
                let at = |chunk: usize| 56 + chunk * vault::chunked::SEALED_CHUNK;
                changed.copy_within(at(from)..at(from + 1), at(to));
            }
            fs::write(&path, &changed).unwrap();
            if changed == sealed {
                return Ok(());
            }
            runtime.block_on(refused(&fixture, &manifest, &whole));
            Ok(())
        })
        .unwrap();
}

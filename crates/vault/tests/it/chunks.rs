//! Manipulated messages: whatever is done to the bytes, they are refused and nothing is released.

use proptest::collection::vec;
use proptest::prelude::*;
use uuid::Uuid;
use vault::chunked::{
    CHUNK, HEADER, Layout, MAX_PLAIN, Opener, SEALED_CHUNK, Sealer, TAG, open_message, seal_message,
};
use vault::{Context, Key, VaultError};

fn place(row: u128, version: u64) -> Context {
    let instance = Uuid::from_u128(1);
    let team = Some(Uuid::from_u128(2));
    Context::new(
        instance,
        team,
        "blobs",
        Uuid::from_u128(row),
        "content",
        version,
    )
}

fn sample(length: usize) -> Vec<u8> {
    (0..length)
        .map(|index| u8::try_from(index * 31 % 251).unwrap())
        .collect()
}

/// Lengths around the boundaries, and some in between.
fn lengths() -> impl Strategy<Value = usize> {
    prop_oneof![
        Just(0),
        Just(1),
        Just(CHUNK - 1),
        Just(CHUNK),
        Just(CHUNK + 1),
        Just(2 * CHUNK),
        Just(3 * CHUNK),
        0..4 * CHUNK,
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_sealed_opens_again(length in lengths()) {
        let (key, plain) = (Key::random(), sample(length));
        let sealed = seal_message(&key, &place(1, 1), &plain).unwrap();
        prop_assert_eq!(sealed.len() as u64, Layout::of_plain(length as u64).unwrap().sealed_length());
        prop_assert_eq!(&*open_message(&key, &place(1, 1), &sealed).unwrap(), &plain);
    }

    #[test]
    fn pieces_of_any_size_make_the_same_message(
        length in lengths(),
        cuts in vec(0..2 * CHUNK, 0..8),
    ) {
        let (key, plain) = (Key::random(), sample(length));
        let mut sealer = Sealer::new(&key, &place(1, 1)).unwrap();
        let mut sealed = Vec::new();
        let mut rest = &plain[..];
        for cut in cuts {
            let (piece, after) = rest.split_at(cut.min(rest.len()));
            sealer.update(piece, &mut sealed).unwrap();
            rest = after;
        }
        sealer.update(rest, &mut sealed).unwrap();
        sealer.finish(&mut sealed).unwrap();
        prop_assert_eq!(&*open_message(&key, &place(1, 1), &sealed).unwrap(), &plain);
    }

    #[test]
    fn every_truncation_is_refused(length in lengths(), cut in any::<prop::sample::Index>()) {
        let key = Key::random();
        let sealed = seal_message(&key, &place(1, 1), &sample(length)).unwrap();
        let end = cut.index(sealed.len());
        prop_assert!(open_message(&key, &place(1, 1), &sealed[..end]).is_err());
    }

    #[test]
    fn every_extension_is_refused(length in lengths(), tail in vec(any::<u8>(), 1..40_000)) {
        let key = Key::random();
        let mut sealed = seal_message(&key, &place(1, 1), &sample(length)).unwrap();
        sealed.extend_from_slice(&tail);
        prop_assert!(open_message(&key, &place(1, 1), &sealed).is_err());
    }

    #[test]
    fn every_flipped_bit_is_refused(
        length in lengths(),
        byte in any::<prop::sample::Index>(),
        bit in 0..8_u8,
    ) {
        let key = Key::random();
        let mut sealed = seal_message(&key, &place(1, 1), &sample(length)).unwrap();
        let byte = byte.index(sealed.len());
        sealed[byte] ^= 1 << bit;
        prop_assert!(open_message(&key, &place(1, 1), &sealed).is_err());
    }

    #[test]
    fn swapped_repeated_or_dropped_chunks_are_refused(from in 0..4_usize, to in 0..4_usize) {
        prop_assume!(from != to);
        let key = Key::random();
        let sealed = seal_message(&key, &place(1, 1), &sample(4 * CHUNK + 5)).unwrap();
        let (header, body) = sealed.split_at(HEADER);
        let chunks: Vec<&[u8]> = body.chunks(SEALED_CHUNK).collect();

        let mut swapped = chunks.clone();
        swapped.swap(from, to);
        let mut repeated = chunks.clone();
        repeated[from] = chunks[to];
        let mut dropped = chunks.clone();
        dropped.remove(from);
        for order in [swapped, repeated, dropped] {
            let forged = [header, &order.concat()].concat();
            prop_assert!(open_message(&key, &place(1, 1), &forged).is_err());
        }
    }

    #[test]
    fn a_chunk_of_another_message_is_refused(index in 0..3_usize) {
        let key = Key::random();
        let [one, other] = [1, 2].map(|_| seal_message(&key, &place(1, 1), &sample(3 * CHUNK)).unwrap());
        let range = HEADER + index * SEALED_CHUNK..HEADER + (index + 1) * SEALED_CHUNK;
        let mut mixed = one;
        mixed[range.clone()].copy_from_slice(&other[range]);
        prop_assert!(open_message(&key, &place(1, 1), &mixed).is_err());
    }
}

#[test]
fn a_foreign_context_or_key_is_refused() {
    let key = Key::random();
    let sealed = seal_message(&key, &place(1, 1), &sample(100)).unwrap();
    let header = sealed.first_chunk::<HEADER>().unwrap();
    for (key, context) in [(&key, place(2, 1)), (&Key::random(), place(1, 1))] {
        let answer = Opener::new(key, &context, header, sealed.len() as u64);
        assert!(matches!(answer, Err(VaultError::Refused)));
    }
}

#[test]
fn an_older_version_of_the_same_place_is_refused() {
    let key = Key::random();
    let old = seal_message(&key, &place(1, 1), b"old").unwrap();
    assert!(open_message(&key, &place(1, 2), &old).is_err());
}

#[test]
fn no_chunk_is_released_before_the_length_is_verified() {
    let key = Key::random();
    let sealed = seal_message(&key, &place(1, 1), &sample(2 * CHUNK + 9)).unwrap();
    let header = sealed.first_chunk::<HEADER>().unwrap();
    let mut opener = Opener::new(&key, &place(1, 1), header, sealed.len() as u64).unwrap();
    let mut first = sealed[HEADER..HEADER + SEALED_CHUNK].to_vec();
    let early = opener.open_chunk_in_place(0, &mut first);
    assert!(matches!(early, Err(VaultError::LengthUnverified)));
    let mut plain = vec![0; CHUNK];
    let early = opener.open_chunk_into(0, &first, &mut plain);
    assert!(matches!(early, Err(VaultError::LengthUnverified)));
    let mut last = sealed[HEADER + 2 * SEALED_CHUNK..].to_vec();
    assert_eq!(opener.verify_last(&mut last).unwrap(), 9);
    opener.open_chunk_into(0, &first, &mut plain).unwrap();
    assert_eq!(plain, sample(CHUNK));
    assert_eq!(opener.open_chunk_in_place(0, &mut first).unwrap(), CHUNK);
    assert_eq!(first[..CHUNK], sample(CHUNK));
}

#[test]
fn a_changed_chunk_leaves_nothing_in_the_place_it_is_opened_into() {
    let key = Key::random();
    let sealed = seal_message(&key, &place(1, 1), &sample(CHUNK + 9)).unwrap();
    let header = sealed.first_chunk::<HEADER>().unwrap();
    let mut opener = Opener::new(&key, &place(1, 1), header, sealed.len() as u64).unwrap();
    opener
        .verify_last(&mut sealed[HEADER + SEALED_CHUNK..].to_vec())
        .unwrap();
    let first = &sealed[HEADER..HEADER + SEALED_CHUNK];
    for position in [0, CHUNK / 2, CHUNK - 1, CHUNK, SEALED_CHUNK - 1] {
        let mut changed = first.to_vec();
        changed[position] ^= 1;
        let mut plain = vec![7; CHUNK];

        let opened = opener.open_chunk_into(0, &changed, &mut plain);

        assert!(matches!(opened, Err(VaultError::Refused)), "{position}");
        assert!(plain.iter().all(|byte| *byte == 0), "{position}");
    }
    for (index, length) in [(0, CHUNK - 1), (0, CHUNK + 1), (1, CHUNK), (2, CHUNK)] {
        let opened = opener.open_chunk_into(index, first, &mut vec![0; length]);
        assert!(opened.is_err(), "chunk {index} into {length} bytes");
    }
}

#[test]
fn a_cut_at_a_chunk_boundary_fails_at_the_last_chunk() {
    let key = Key::random();
    let sealed = seal_message(&key, &place(1, 1), &sample(3 * CHUNK)).unwrap();
    let header = sealed.first_chunk::<HEADER>().unwrap();
    // Two full chunks and a piece of the third that looks like a short last chunk.
    let cut = HEADER + 2 * SEALED_CHUNK + TAG + 5;
    let mut opener = Opener::new(&key, &place(1, 1), header, cut as u64).unwrap();
    let mut last = sealed[HEADER + 2 * SEALED_CHUNK..cut].to_vec();
    assert!(opener.verify_last(&mut last).is_err());
    assert!(
        last.iter().all(|byte| *byte == 0),
        "unverified plaintext was left in the buffer"
    );
    let mut first = sealed[HEADER..HEADER + SEALED_CHUNK].to_vec();
    assert!(opener.open_chunk_in_place(0, &mut first).is_err());
}

#[test]
fn a_changed_chunk_does_not_stop_its_neighbours_from_opening() {
    let key = Key::random();
    let plain = sample(3 * CHUNK);
    let sealed = seal_message(&key, &place(1, 1), &plain).unwrap();
    let header = sealed.first_chunk::<HEADER>().unwrap();
    let length = plain.len() as u64;
    let opener = Opener::with_authenticated_length(&key, &place(1, 1), header, length).unwrap();
    let mut changed = sealed[HEADER..HEADER + SEALED_CHUNK].to_vec();
    changed[7] ^= 1;
    assert!(opener.open_chunk_in_place(0, &mut changed).is_err());
    let mut second = sealed[HEADER + SEALED_CHUNK..HEADER + 2 * SEALED_CHUNK].to_vec();
    let opened = opener.open_chunk_in_place(1, &mut second).unwrap();
    assert_eq!(second[..opened], plain[CHUNK..2 * CHUNK]);
    assert!(opener.open_chunk_in_place(4, &mut second).is_err());
}

#[test]
fn two_messages_of_one_key_share_no_bytes() {
    let key = Key::random();
    let [one, other] = [1, 2].map(|_| seal_message(&key, &place(1, 1), &[0; 64]).unwrap());
    assert_ne!(one[..24], other[..24]);
    assert_ne!(one[56..], other[56..]);
}

#[test]
fn impossible_lengths_are_refused_before_any_key_is_derived() {
    let full = SEALED_CHUNK as u64;
    for length in [0, 55, 56, 56 + 15, 56 + full, 56 + full + 15, u64::MAX] {
        assert!(Layout::of_sealed(length).is_err(), "{length}");
    }
    assert!(Layout::of_plain(MAX_PLAIN).is_ok());
    assert!(Layout::of_plain(MAX_PLAIN + 1).is_err());
    let longest = Layout::of_plain(MAX_PLAIN).unwrap().sealed_length();
    assert!(Layout::of_sealed(longest).is_ok());
    assert!(Layout::of_sealed(longest + 1).is_err(), "one byte more");
}

#[test]
fn layouts_agree_in_both_directions() {
    for length in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 10 * CHUNK + 77] {
        let layout = Layout::of_plain(length as u64).unwrap();
        assert_eq!(Layout::of_sealed(layout.sealed_length()).unwrap(), layout);
        let last = layout.sealed_range(layout.last_chunk()).unwrap();
        assert_eq!(last.end, layout.sealed_length());
        assert_eq!(layout.sealed_range(layout.last_chunk() + 1), None);
    }
}

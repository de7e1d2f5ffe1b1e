//! The index of packed tiles and the geometry it is read by.
#![no_main]

use fuzz::pack::{ENTRY, Entry};
use fuzz::pyramid::{Place, Pyramid};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (&[u8], u64, u32, u32, u8, u32, u32)| {
    let (bytes, length, width, height, level, x, y) = input;
    if let Some(entry) = Entry::decode(bytes, length) {
        assert_eq!(entry.encode(), *bytes);
        assert!(entry.range().end <= length && !entry.range().is_empty());
    }
    // Small edges are those of real pictures.
    for (width, height) in [(width, height), (width % 120_000, height % 120_000)] {
        let Some(pyramid) = Pyramid::of(width, height) else {
            continue;
        };
        let tiles = pyramid.tiles();
        assert!(tiles > 0 && u64::from(tiles) * u64::from(ENTRY) < 1 << 24);
        if let Some(number) = pyramid.number(Place { level, x, y }) {
            assert!(number < tiles);
            let (columns, rows) = pyramid.grid(level).expect("a level with tiles");
            assert!(x < columns && y < rows);
        }
    }
});

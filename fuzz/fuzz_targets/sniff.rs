//! First bytes and names of files: the same answer each time, and more bytes behind the head change nothing.
#![no_main]

use fuzz::sniff::{MediaKind, signature, sniff};
use libfuzzer_sys::fuzz_target;

const HEAD: usize = 4096;

fuzz_target!(|input: (&[u8], &str)| {
    let (bytes, name) = input;
    let head = bytes.get(..HEAD).unwrap_or(bytes);
    let found = signature(head, name);
    assert_eq!(found, signature(head, name));
    assert_eq!(found.kind, sniff(head, name));
    assert!(!found.kind.token().is_empty());
    // What a browser would take for a page is never shown as a picture of a kind that runs scripts.
    if head.trim_ascii_start().to_ascii_lowercase().starts_with(b"<!doctype html") {
        assert!(matches!(found.kind, MediaKind::Html | MediaKind::Pdf | MediaKind::Archive | MediaKind::Video));
    }
});

//! Ids, ranges, addresses, codes, and what proxies say.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (u8, u64, &[u8])| {
    let (which, size, bytes) = input;
    let text = String::from_utf8_lossy(bytes);
    match which % 6 {
        0 => fuzz::words::read_word(&text),
        1 => fuzz::words::read_range(&text, size),
        2 => fuzz::words::read_address(&text),
        3 => fuzz::words::read_introduction(bytes),
        4 => fuzz::words::read_forwarded(bytes, true),
        _ => fuzz::words::read_forwarded(bytes, false),
    }
});

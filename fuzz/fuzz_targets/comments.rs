//! Words, markers and names in a review.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (u8, &[u8])| {
    let (which, bytes) = input;
    match which % 4 {
        0 => fuzz::comments::read_body(bytes),
        1 => fuzz::comments::read_markers(bytes),
        2 => fuzz::comments::read_selector(bytes),
        _ => fuzz::comments::read_name(&String::from_utf8_lossy(bytes)),
    }
});

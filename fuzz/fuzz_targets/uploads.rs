//! Headers of uploads, names and pages.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (u8, &str)| {
    let (which, text) = input;
    match which % 3 {
        0 => fuzz::uploads::read_headers(text),
        1 => fuzz::uploads::read_name(text),
        _ => fuzz::uploads::read_cursor(text),
    }
});

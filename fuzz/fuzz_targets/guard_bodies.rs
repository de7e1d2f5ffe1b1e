//! Bodies of four kinds; the first line of a multipart one is its content type.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (u8, &[u8])| {
    let (kind, body) = input;
    match kind % 4 {
        0 => fuzz::guarding::read_form(body),
        1 => fuzz::guarding::read_multipart(body),
        2 => fuzz::guarding::read_json(body),
        _ => fuzz::guarding::read_xml(body),
    }
});

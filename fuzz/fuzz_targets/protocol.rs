//! Frames and messages of a worker that was taken over.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    fuzz::read_frames(bytes);
    fuzz::read_message(bytes);
});

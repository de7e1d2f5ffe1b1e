//! Rules as an operator might write them: none ends the reader, and what is read can judge a request.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &[u8]| fuzz::guarding::load_rules(text));

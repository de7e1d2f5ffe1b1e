//! All transformations of a value.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|value: &[u8]| fuzz::guarding::transform(value));

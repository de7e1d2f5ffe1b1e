//! Whole requests against a small set of rules: shortcuts never change what is found.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|request: &[u8]| fuzz::guarding::judge(request));

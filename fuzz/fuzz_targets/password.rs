//! Passwords and what is known about their owner: judged in bearable time, and none that is too short passes.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vault::password::strength;

fuzz_target!(|input: (&str, &str, &str)| {
    let (password, name, address) = input;
    let judged = strength(password, &[name, address]);
    assert_eq!(judged.ok, judged.reasons.is_empty());
    assert!(judged.score <= 4);
    if password.chars().count() < 8 {
        assert!(!judged.ok);
    }
});

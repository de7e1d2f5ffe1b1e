//! Certificates from strangers, as JSON and inside a PDF: no key of nobody's makes one valid.
#![no_main]

use libfuzzer_sys::fuzz_target;
use statement::{Verdict, plain, verify, verify_chain};
use vault::signing::VerifyingKey;

fuzz_target!(|bytes: &[u8]| {
    let nobody = VerifyingKey::from_bytes([7; 32]);
    let alone = verify(bytes, None, None);
    assert_ne!(alone.verdict, Verdict::Valid);
    let checked = verify(bytes, Some(&mut &b"other bytes"[..]), Some(&nobody));
    assert_eq!(checked.verdict, Verdict::Invalid);
    for check in alone.checks.iter().chain(&checked.checks) {
        assert!(
            !check.detail.chars().any(char::is_control),
            "{:?}",
            check.detail
        );
    }
    assert_eq!(verify_chain(&[bytes, bytes], None).len(), 2);
    assert!(
        !plain(&String::from_utf8_lossy(bytes))
            .chars()
            .any(char::is_control)
    );
    drop(VerifyingKey::from_pem(&String::from_utf8_lossy(bytes)));
});

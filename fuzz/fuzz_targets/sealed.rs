//! Sealed bytes that somebody changed in the store: nothing is opened that was not sealed.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vault::chunked::{HEADER, Layout, Opener, open_message, seal_message};
use vault::{Context, Key, Sealed, open, seal};

fuzz_target!(|input: (&[u8], &[u8], u64, u16, u8)| {
    let (plain, garbage, length, place, change) = input;
    let key = Key::from_bytes([3; 32]);
    let context = || Context::from_foreign(b"fuzz".to_vec());

    // Whatever was not sealed under this key is refused.
    assert!(open_message(&key, &context(), garbage).is_err());
    assert!(open(&key, &context(), &Sealed::from_stored(garbage.to_vec())).is_err());
    if let Some(header) = garbage.first_chunk::<HEADER>() {
        assert!(Opener::new(&key, &context(), header, length).is_err());
    }
    if let Ok(layout) = Layout::of_sealed(length) {
        assert!(layout.plain_length() < length);
        assert!(
            Layout::of_plain(layout.plain_length())
                .is_ok_and(|same| same.sealed_length() == length)
        );
    }

    // One changed, cut or added byte of a genuine message is noticed.
    let sealed = seal_message(&key, &context(), plain).expect("it is short");
    assert_eq!(
        open_message(&key, &context(), &sealed)
            .expect("it is genuine")
            .as_slice(),
        plain
    );
    let mut altered = sealed.clone();
    let at = usize::from(place) % altered.len();
    altered[at] ^= change | 1;
    assert!(open_message(&key, &context(), &altered).is_err());
    assert!(open_message(&key, &context(), &sealed[..at]).is_err());
    altered = [&sealed[..], &[change]].concat();
    assert!(open_message(&key, &context(), &altered).is_err());

    let field = seal(&key, &context(), plain).expect("it is short");
    assert_eq!(
        open(&key, &context(), &field)
            .expect("it is genuine")
            .as_slice(),
        plain
    );
});

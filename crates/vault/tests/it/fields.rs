//! Sealed fields, contexts, tokens and digests.

use proptest::prelude::*;
use uuid::Uuid;
use vault::token::Token;
use vault::{Context, Digest, FIELD_MAX, Key, Sealed, VaultError, open, seal};

fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

fn place() -> Context {
    Context::new(id(1), Some(id(2)), "comments", id(3), "text", 4)
}

proptest! {
    #[test]
    fn a_field_opens_to_what_was_sealed(plain in proptest::collection::vec(any::<u8>(), 0..300)) {
        let key = Key::random();
        let sealed = seal(&key, &place(), &plain).unwrap();
        prop_assert_eq!(&*open(&key, &place(), &sealed).unwrap(), &plain);
        // Header, tag and padding to 64-byte steps: the length tells only the step.
        prop_assert_eq!((sealed.as_bytes().len() - 72) % 64, 0);
    }

    #[test]
    fn a_changed_field_is_refused(byte in any::<prop::sample::Index>(), bit in 0..8_u8) {
        let key = Key::random();
        let mut bytes = seal(&key, &place(), b"Ada Lovelace").unwrap().into_bytes();
        let byte = byte.index(bytes.len());
        bytes[byte] ^= 1 << bit;
        prop_assert!(open(&key, &place(), &Sealed::from_stored(bytes)).is_err());
    }
}

#[test]
fn a_value_moved_to_any_other_place_is_refused() {
    let key = Key::random();
    let sealed = seal(&key, &place(), b"Ada Lovelace").unwrap();
    let others = [
        Context::new(id(9), Some(id(2)), "comments", id(3), "text", 4),
        Context::new(id(1), Some(id(9)), "comments", id(3), "text", 4),
        Context::new(id(1), None, "comments", id(3), "text", 4),
        Context::new(id(1), Some(id(2)), "other", id(3), "text", 4),
        Context::new(id(1), Some(id(2)), "comments", id(9), "text", 4),
        Context::new(id(1), Some(id(2)), "comments", id(3), "other", 4),
        Context::new(id(1), Some(id(2)), "comments", id(3), "text", 3),
        Context::new(id(1), Some(id(2)), "commentst", id(3), "ext", 4),
    ];
    for other in others {
        assert!(matches!(
            open(&key, &other, &sealed),
            Err(VaultError::Refused)
        ));
    }
}

#[test]
fn the_context_encoding_never_changes() {
    let context = Context::new(id(1), None, "t", id(2), "f", 3);
    let expected: &[&[u8]] = &[
        b"\x01\0\0\0\x0dcountersign/1",
        b"\x02\0\0\0\x10\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01",
        b"\x03\0\0\0\0",
        b"\x04\0\0\0\x01t",
        b"\x05\0\0\0\x10\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x02",
        b"\x06\0\0\0\x01f",
        b"\x07\0\0\0\x08\0\0\0\0\0\0\0\x03",
    ];
    assert_eq!(context.as_bytes(), expected.concat());
}

#[test]
fn a_field_of_64_kib_fits_and_one_byte_more_does_not() {
    let key = Key::random();
    let plain = vec![7; FIELD_MAX];
    let sealed = seal(&key, &place(), &plain).unwrap();
    assert_eq!(*open(&key, &place(), &sealed).unwrap(), plain);
    let longer = vec![7; FIELD_MAX + 1];
    assert!(matches!(
        seal(&key, &place(), &longer),
        Err(VaultError::TooLong { .. })
    ));
}

#[test]
fn a_short_name_and_a_shorter_one_look_the_same() {
    let key = Key::random();
    let lengths = [&b""[..], b"Jo", &[b'x'; 60]]
        .map(|plain| seal(&key, &place(), plain).unwrap().as_bytes().len());
    assert_eq!(lengths, [136; 3]);
}

#[test]
fn secrets_do_not_print() {
    let key = Key::from_bytes([0x41; 32]);
    let token = Token::from_slice(&[0x41; 32]).unwrap();
    let digest = Digest::from_stored(&[0x41; 32]).unwrap();
    let sealed = Sealed::from_stored(vec![0x41; 32]);
    let printed = format!("{key:?} {token:?} {digest:?} {sealed:?}");
    assert_eq!(printed, "Key(..) Token(..) Digest(..) Sealed(32 bytes)");
}

#[test]
fn a_token_survives_its_text_form_and_nothing_else_parses() {
    let token = Token::generate();
    let text = token.to_text();
    assert_eq!(text.len(), 43);
    assert_eq!(Token::parse(&text).unwrap().as_bytes(), token.as_bytes());
    let padded = format!("{}=", text.as_str());
    let zero = "A".repeat(43);
    // The last character carries four bits only: "B" would be a second spelling of "A".
    let loose = format!("{}B", "A".repeat(42));
    assert!(Token::parse(&zero).is_some());
    for wrong in [
        "",
        text.split_at(1).1,
        &padded,
        &loose,
        &"+".repeat(43),
        &"é".repeat(21),
    ] {
        assert!(Token::parse(wrong).is_none(), "{wrong}");
    }
}

#[test]
fn a_stored_digest_has_exactly_32_bytes() {
    assert!(Digest::from_stored(&[0; 31]).is_none());
    assert!(Digest::from_stored(&[0; 33]).is_none());
    assert_eq!(Digest::from_stored(&[1; 32]), Digest::from_stored(&[1; 32]));
    assert_ne!(Digest::from_stored(&[1; 32]), Digest::from_stored(&[2; 32]));
}

//! Signing keys and their public form.

use vault::Key;
use vault::signing::{SigningKey, VerifyingKey};

#[test]
fn a_signature_verifies_over_exactly_the_signed_bytes() {
    let key = SigningKey::generate().unwrap();
    let signature = key.sign(b"approved").unwrap();
    let public = key.verifying_key();
    assert!(public.verify(b"approved", &signature));
    assert!(!public.verify(b"approved!", &signature));
    assert!(!public.verify(b"approved", &signature[..63]));
    let other = SigningKey::generate().unwrap().verifying_key();
    assert!(!other.verify(b"approved", &signature));
}

#[test]
fn a_seed_gives_the_same_key_again() {
    // RFC 8032, section 7.1, test 1.
    let seed = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
    let public = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
    let key = SigningKey::from_seed(Key::from_bytes(from_hex(seed))).unwrap();
    assert_eq!(key.verifying_key().as_bytes(), &from_hex(public));
    let again = SigningKey::from_seed(key.seed().clone()).unwrap();
    assert_eq!(again.verifying_key(), key.verifying_key());
    assert_eq!(
        format!("{key:?}"),
        format!("SigningKey({})", key.verifying_key().key_id())
    );
    assert_eq!(key.verifying_key().key_id().len(), 16);
}

#[test]
fn a_public_key_survives_its_pem_form_and_nothing_else_parses() {
    let public = SigningKey::generate().unwrap().verifying_key();
    let pem = public.to_pem();
    assert_eq!(VerifyingKey::from_pem(&pem).unwrap(), public);
    assert_eq!(
        VerifyingKey::from_pem(&pem.replace('\n', "\r\n")).unwrap(),
        public
    );
    let changed = pem.replace("MCow", "MCox");
    for wrong in [
        "",
        "-----BEGIN PUBLIC KEY-----",
        pem.split_at(5).1,
        &changed,
        &(pem.clone() + &pem),
    ] {
        assert!(VerifyingKey::from_pem(wrong).is_err(), "{wrong}");
    }
}

fn from_hex(text: &str) -> [u8; 32] {
    let digit = |byte: &u8| char::from(*byte).to_digit(16).unwrap();
    let mut bytes = [0; 32];
    for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
        *byte = u8::try_from(digit(&pair[0]) * 16 + digit(&pair[1])).unwrap();
    }
    bytes
}

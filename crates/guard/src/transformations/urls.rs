//! URL encoding, and UTF-8 as `%u` escapes.

use super::{Walk, hex_pair, narrow};

/// `%HH` and plus signs.
pub(super) fn decode(value: &[u8]) -> Vec<u8> {
    walk(value, |_| None)
}

/// `%HH`, `%uHHHH` and plus signs.
pub(super) fn decode_unicode(value: &[u8]) -> Vec<u8> {
    walk(value, |rest| {
        let [b'u' | b'U', a, b, c, d, ..] = rest else {
            return None;
        };
        let code = [hex_pair(&[*a, *b])?, hex_pair(&[*c, *d])?];
        Some((narrow(code), 5))
    })
}

fn walk(value: &[u8], long: impl Fn(&[u8]) -> Option<(u8, usize)>) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(value.len());
    let mut walk = Walk::over(value);
    while let Some(byte) = walk.next() {
        match byte {
            b'+' => decoded.push(b' '),
            b'%' => {
                let short = || Some((hex_pair(walk.rest.get(..2)?)?, 2));
                match long(walk.rest).or_else(short) {
                    Some((byte, length)) => {
                        decoded.push(byte);
                        walk.skip(length);
                    }
                    None => decoded.push(b'%'),
                }
            }
            _ => decoded.push(byte),
        }
    }
    decoded
}

/// Characters beyond ASCII become `%uHHHH`; what is no UTF-8 stays.
pub(super) fn unicode(value: &[u8]) -> Vec<u8> {
    let mut written = Vec::with_capacity(value.len());
    for chunk in value.utf8_chunks() {
        for character in chunk.valid().chars() {
            if character.is_ascii() {
                written.push(u8::try_from(character).unwrap_or(b'?'));
            } else {
                written.extend(format!("%u{:04x}", u32::from(character)).bytes());
            }
        }
        written.extend_from_slice(chunk.invalid());
    }
    written
}

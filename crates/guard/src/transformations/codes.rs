//! Base64, hexadecimal digits and digests.

use sha1::{Digest, Sha1};

use super::hex_pair;

/// Decodes until the first byte that is no base64.
pub(super) fn base64(value: &[u8]) -> Vec<u8> {
    bytes(value.iter().map_while(|byte| sextet(*byte)))
}

/// Decodes what is base64 and leaves all other bytes out.
pub(super) fn base64_leniently(value: &[u8]) -> Vec<u8> {
    bytes(value.iter().filter_map(|byte| sextet(*byte)))
}

/// Puts digits of six bits together.
fn bytes(digits: impl Iterator<Item = u8>) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(digits.size_hint().1.unwrap_or(0) * 3 / 4);
    let mut bits = 0u32;
    let mut count = 0u32;
    for digit in digits {
        bits = (bits << 6 | u32::from(digit)) & 0xff_ffff;
        count += 6;
        if count >= 8 {
            count -= 8;
            let [.., low] = (bits >> count).to_be_bytes();
            decoded.push(low);
        }
    }
    decoded
}

fn sextet(byte: u8) -> Option<u8> {
    Some(match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    })
}

/// Lower-case digits.
pub(super) fn to_hex(value: &[u8]) -> Vec<u8> {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    value
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|digit| DIGITS.get(usize::from(digit)).copied())
        .collect()
}

/// Pairs of digits; pairs that are none go.
pub(super) fn from_hex(value: &[u8]) -> Vec<u8> {
    value.chunks(2).filter_map(hex_pair).collect()
}

/// The digest's bytes.
pub(super) fn sha1(value: &[u8]) -> Vec<u8> {
    Sha1::digest(value).to_vec()
}

//! HTML's character references.

use super::{Walk, hex};

/// Numeric references and the five names that matter; the semicolon may be missing.
pub(super) fn entities(value: &[u8]) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(value.len());
    let mut walk = Walk::over(value);
    while let Some(byte) = walk.next() {
        if byte != b'&' {
            decoded.push(byte);
            continue;
        }
        match reference(walk.rest) {
            Some((byte, length)) => {
                decoded.push(byte);
                walk.skip(length);
                walk.skip(walk.run(1, |next| *next == b';'));
            }
            None => decoded.push(b'&'),
        }
    }
    decoded
}

/// The byte that a reference stands for, and its length without ampersand and semicolon.
fn reference(rest: &[u8]) -> Option<(u8, usize)> {
    if let Some(number) = rest.strip_prefix(b"#") {
        let (digits, base, before) = match number {
            [b'x' | b'X', digits @ ..] => (digits, 16, 2),
            digits => (digits, 10, 1),
        };
        let count = digits
            .iter()
            .take_while(|byte| char::from(**byte).is_digit(base))
            .count();
        let value = digits
            .iter()
            .take(count)
            .filter_map(|digit| hex(*digit))
            .fold(0u32, |sum, digit| {
                sum.wrapping_mul(base).wrapping_add(u32::from(digit))
            });
        let [.., low] = value.to_be_bytes();
        return (count > 0).then_some((low, before + count));
    }
    let count = rest
        .iter()
        .take(8)
        .take_while(|byte| byte.is_ascii_alphanumeric())
        .count();
    let name = rest.get(..count)?.to_ascii_lowercase();
    let byte = match name.as_slice() {
        b"quot" => b'"',
        b"amp" => b'&',
        b"lt" => b'<',
        b"gt" => b'>',
        b"nbsp" => 0xa0,
        _ => return None,
    };
    Some((byte, count))
}

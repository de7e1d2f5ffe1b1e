//! Backslash escapes of JavaScript, CSS and ANSI C.

use super::{Walk, hex, hex_pair, narrow};

/// Copies a value; `escape` writes what stands for a backslash and takes what belongs to it.
fn unescape(value: &[u8], escape: impl Fn(&mut Walk<'_>, &mut Vec<u8>)) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(value.len());
    let mut walk = Walk::over(value);
    while let Some(byte) = walk.next() {
        if byte == b'\\' {
            escape(&mut walk, &mut decoded);
        } else {
            decoded.push(byte);
        }
    }
    decoded
}

/// `\uHHHH`, `\xHH`, octal numbers and single letters.
pub(super) fn javascript(value: &[u8]) -> Vec<u8> {
    unescape(value, |walk, decoded| match walk.rest {
        [b'u', a, b, c, d, rest @ ..] if wide([*a, *b, *c, *d]).is_some() => {
            decoded.extend(wide([*a, *b, *c, *d]).map(narrow));
            walk.rest = rest;
        }
        [b'x', high, low, rest @ ..] if hex_pair(&[*high, *low]).is_some() => {
            decoded.extend(hex_pair(&[*high, *low]));
            walk.rest = rest;
        }
        [b'0'..=b'7', ..] => decoded.push(octal(walk)),
        [letter, rest @ ..] => {
            decoded.push(control(*letter).unwrap_or(*letter));
            walk.rest = rest;
        }
        [] => decoded.push(b'\\'),
    })
}

fn wide(digits: [u8; 4]) -> Option<[u8; 2]> {
    let [a, b, c, d] = digits;
    Some([hex_pair(&[a, b])?, hex_pair(&[c, d])?])
}

/// Up to three octal digits that fit a byte.
fn octal(walk: &mut Walk<'_>) -> u8 {
    let most = if walk.rest.first().is_some_and(|digit| *digit > b'3') {
        2
    } else {
        3
    };
    let count = walk.run(most, |byte| (b'0'..=b'7').contains(byte));
    let value = walk
        .rest
        .iter()
        .take(count)
        .fold(0u8, |sum, digit| (sum << 3) | (digit - b'0'));
    walk.skip(count);
    value
}

fn control(letter: u8) -> Option<u8> {
    Some(match letter {
        b'a' => 0x07,
        b'b' => 0x08,
        b'f' => 0x0c,
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        b'v' => 0x0b,
        _ => return None,
    })
}

/// One to six hexadecimal digits of which the last two count; a backslash before anything else goes.
pub(super) fn css(value: &[u8]) -> Vec<u8> {
    unescape(value, |walk, decoded| {
        let count = walk.run(6, u8::is_ascii_hexdigit);
        if count == 0 {
            decoded.extend(walk.next().filter(|next| *next != b'\n'));
            return;
        }
        let digits = walk.rest.get(..count).unwrap_or_default();
        let number = digits
            .iter()
            .filter_map(|digit| hex(*digit))
            .fold(0u32, |sum, digit| sum << 4 | u32::from(digit));
        let [_, zero, high, low] = number.to_be_bytes();
        // Longer escapes are full-width forms only with leading zeros.
        decoded.push(if zero == 0 { narrow([high, low]) } else { low });
        walk.skip(count);
        walk.skip(walk.run(1, |byte| byte.is_ascii_whitespace() || *byte == 0x0b));
    })
}

/// The escapes of ANSI C; unknown ones stay.
pub(super) fn ansi_c(value: &[u8]) -> Vec<u8> {
    unescape(value, |walk, decoded| match walk.rest {
        [b'x' | b'X', high, low, rest @ ..] if hex_pair(&[*high, *low]).is_some() => {
            decoded.extend(hex_pair(&[*high, *low]));
            walk.rest = rest;
        }
        [b'0'..=b'7', ..] => decoded.push(octal(walk)),
        [known @ (b'\\' | b'?' | b'\'' | b'"'), rest @ ..] => {
            decoded.push(*known);
            walk.rest = rest;
        }
        [letter, rest @ ..] => {
            match control(*letter) {
                Some(byte) => decoded.push(byte),
                None => decoded.extend([b'\\', *letter]),
            }
            walk.rest = rest;
        }
        [] => decoded.push(b'\\'),
    })
}

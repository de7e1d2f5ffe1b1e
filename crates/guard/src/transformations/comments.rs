//! Comments of SQL and C.

use super::Walk;

/// Each comment becomes one blank, also one that does not end.
pub(super) fn replace(value: &[u8]) -> Vec<u8> {
    let mut changed = Vec::with_capacity(value.len());
    let mut walk = Walk::over(value);
    while let Some(byte) = walk.next() {
        if skip_comment(byte, &mut walk) {
            changed.push(b' ');
        } else {
            changed.push(byte);
        }
    }
    changed
}

/// Comments go, with everything after `--` or `#`.
pub(super) fn remove(value: &[u8]) -> Vec<u8> {
    let mut changed = Vec::with_capacity(value.len());
    let mut walk = Walk::over(value);
    while let Some(byte) = walk.next() {
        if skip_comment(byte, &mut walk) {
            continue;
        }
        match (byte, walk.rest.first()) {
            (b'#', _) | (b'-', Some(b'-')) => break,
            _ => changed.push(byte),
        }
    }
    changed
}

/// Goes past a comment, which ends with the value at the latest, if `byte` begins one.
fn skip_comment(byte: u8, walk: &mut Walk<'_>) -> bool {
    let Some(inside) = walk.rest.strip_prefix(b"*").filter(|_| byte == b'/') else {
        return false;
    };
    let end = memchr::memmem::find(inside, b"*/").map_or(inside.len(), |at| at + 2);
    walk.skip(1 + end);
    true
}

/// Only the marks of comments go.
pub(super) fn remove_marks(value: &[u8]) -> Vec<u8> {
    let mut changed = Vec::with_capacity(value.len());
    let mut walk = Walk::over(value);
    while let Some(byte) = walk.next() {
        match (byte, walk.rest.first()) {
            (b'/', Some(b'*')) | (b'*', Some(b'/')) | (b'-', Some(b'-')) => walk.skip(1),
            (b'#', _) => {}
            _ => changed.push(byte),
        }
    }
    changed
}

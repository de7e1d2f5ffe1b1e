//! Comments of SQL and C.

use super::Walk;

/// Each comment becomes one blank, also one that does not end.
pub(super) fn replace(value: &[u8]) -> Vec<u8> {
    let mut changed = Vec::with_capacity(value.len());
    let mut walk = Walk::over(value);
    while let Some(byte) = walk.next() {
        if byte == b'/' && walk.rest.first() == Some(&b'*') {
            walk.skip(1);
            let end = memchr::memmem::find(walk.rest, b"*/").map_or(walk.rest.len(), |at| at + 2);
            walk.skip(end);
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
        match (byte, walk.rest.first()) {
            (b'/', Some(b'*')) => {
                walk.skip(1);
                let end =
                    memchr::memmem::find(walk.rest, b"*/").map_or(walk.rest.len(), |at| at + 2);
                walk.skip(end);
            }
            (b'#', _) | (b'-', Some(b'-')) => break,
            _ => changed.push(byte),
        }
    }
    changed
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

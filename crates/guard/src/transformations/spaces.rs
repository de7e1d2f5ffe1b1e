//! White space, and what shells ignore.

fn is_space(byte: u8) -> bool {
    byte.is_ascii_whitespace() || byte == 0x0b || byte == 0xa0
}

/// Leaves white space out.
pub(super) fn remove(value: &[u8]) -> Vec<u8> {
    value
        .iter()
        .copied()
        .filter(|byte| !is_space(*byte))
        .collect()
}

/// Makes each run of white space one blank.
pub(super) fn compress(value: &[u8]) -> Vec<u8> {
    let mut changed = Vec::with_capacity(value.len());
    let mut within = false;
    for byte in value {
        if !is_space(*byte) {
            changed.push(*byte);
        } else if !within {
            changed.push(b' ');
        }
        within = is_space(*byte);
    }
    changed
}

/// Evens out how shells can be told the same command: quotes, carets, blanks, separators and case.
pub(super) fn command_line(value: &[u8]) -> Vec<u8> {
    let mut changed = Vec::with_capacity(value.len());
    for byte in value {
        match byte {
            b'"' | b'\'' | b'\\' | b'^' => {}
            b' ' | b',' | b';' | b'\t' | b'\r' | b'\n' => {
                if changed.last() != Some(&b' ') {
                    changed.push(b' ');
                }
            }
            b'/' | b'(' => {
                if changed.last() == Some(&b' ') {
                    changed.pop();
                }
                changed.push(*byte);
            }
            _ => changed.push(byte.to_ascii_lowercase()),
        }
    }
    changed
}

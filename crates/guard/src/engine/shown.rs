//! Text of a request as findings may show it.

/// How many bytes of the request's text one part of a finding shows.
const LONGEST: usize = 128;

/// The beginning of a text as one line.
pub(super) fn shown(bytes: &[u8]) -> String {
    printable(bytes.get(..LONGEST).unwrap_or(bytes))
}

/// A log line's text: one line, whatever the request holds.
pub(super) fn printable(bytes: &[u8]) -> String {
    use std::fmt::Write as _;

    let mut text = String::with_capacity(bytes.len());
    for byte in bytes {
        if byte.is_ascii_graphic() || *byte == b' ' {
            text.push(char::from(*byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(text, "\\x{byte:02x}");
        }
    }
    text
}

//! A file that is sent as the raw bytes of a request: its type, and its name in a header.

use http::{HeaderMap, header};
use kernel::{Error, Result};

/// The type that bytes are sent and given as, whatever they are. No form of another site can send it.
pub(super) const BYTES: &str = "application/octet-stream";

/// The name of a file that is sent, out of a header that holds it percent-encoded; in the address it would end in logs.
pub(super) fn name(headers: &HeaderMap, header: &'static str) -> Result<String> {
    let sent_as = headers.get(header::CONTENT_TYPE);
    if sent_as.is_none_or(|value| value.as_bytes() != BYTES.as_bytes()) {
        return Err(malformed("content-type"));
    }
    headers
        .get(header)
        .and_then(|value| decoded(value.as_bytes()))
        .ok_or(malformed(header))
}

pub(super) fn malformed(field: &'static str) -> Error {
    Error::Invalid {
        field,
        code: "malformed",
        detail: "The file was not sent in the form that this operation takes. Nothing was stored.",
    }
}

/// Percent-encoded UTF-8.
fn decoded(text: &[u8]) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.iter();
    while let Some(byte) = rest.next() {
        if *byte == b'%' {
            let digits = [*rest.next()?, *rest.next()?];
            // Of itself the parser would take a sign.
            let digits = std::str::from_utf8(&digits)
                .ok()
                .filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
            bytes.push(u8::from_str_radix(digits?, 16).ok()?);
        } else {
            bytes.push(*byte);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_percent_encoded() {
        let cases = [
            ("a.png", Some("a.png")),
            ("%C3%9Cbersicht%20%E2%98%83.pdf", Some("Übersicht ☃.pdf")),
            ("%", None),
            ("%4", None),
            ("%zz", None),
            ("%+f", None),
            ("%ff", None),
            ("", Some("")),
        ];
        for (text, expected) in cases {
            assert_eq!(decoded(text.as_bytes()).as_deref(), expected, "{text}");
        }
    }
}

//! Whether a value is what it claims to be encoded in.

/// Where UTF-8 goes wrong first.
pub(crate) fn utf8(value: &[u8]) -> Option<usize> {
    std::str::from_utf8(value)
        .err()
        .map(|error| error.valid_up_to())
}

/// Where URL encoding goes wrong first: a percent sign without two hexadecimal digits.
pub(crate) fn url_encoding(value: &[u8]) -> Option<usize> {
    memchr::memchr_iter(b'%', value).find(|at| {
        !value
            .get(at + 1..at + 3)
            .is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_invalid_is_found() {
        assert_eq!(utf8(b"a\xc0\xaf"), Some(1));
        assert_eq!(utf8("é".as_bytes()), None);
        assert_eq!(url_encoding(b"a%20%zz"), Some(4));
        assert_eq!(url_encoding(b"%4"), Some(0));
        assert_eq!(url_encoding(b"%41"), None);
    }
}

//! `name=value` pairs joined by ampersands.

/// The undecoded pairs; empty ones do not count.
pub(crate) fn pairs(text: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    text.split(|byte| *byte == b'&')
        .filter(|pair| !pair.is_empty())
        .map(pair)
}

/// Splits at the first equals sign.
pub(crate) fn pair(text: &[u8]) -> (&[u8], &[u8]) {
    match memchr::memchr(b'=', text) {
        Some(at) => (
            text.get(..at).unwrap_or_default(),
            text.get(at + 1..).unwrap_or_default(),
        ),
        None => (text, &[]),
    }
}

/// Undoes URL encoding; what is wrongly encoded stays.
pub(crate) fn decode(text: &[u8]) -> Vec<u8> {
    crate::transformations::Transformation::UrlDecode.apply(text)
}

/// Undoes the encoding of a path, in which a plus sign stands for itself.
pub(crate) fn decode_path(path: &[u8]) -> Vec<u8> {
    let parts: Vec<Vec<u8>> = path.split(|byte| *byte == b'+').map(decode).collect();
    parts.join(&b'+')
}

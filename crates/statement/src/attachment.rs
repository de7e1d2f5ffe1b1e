//! Finds `certificate.json` in a PDF certificate. The page maker stores it uncompressed, so its first
//! bytes are a marker and no PDF parser has to look at a stranger's file.

use crate::certificate::CERTIFICATE_FORMAT;
use serde::de::IgnoredAny;

/// Longest certificate that is read, in bytes.
pub(crate) const CERTIFICATE_MAX: usize = 1024 * 1024;

/// The JSON certificate inside `input`: the input itself, or the one attachment of a PDF.
pub(crate) fn certificate_in(input: &[u8]) -> Result<&[u8], String> {
    if !input.starts_with(b"%PDF-") {
        if input.len() > CERTIFICATE_MAX {
            return Err("this is too long for a certificate".to_owned());
        }
        return Ok(input);
    }
    let marker = format!("{{\n  \"format\": \"{CERTIFICATE_FORMAT}\"");
    let mut places = positions(input, marker.as_bytes());
    let (Some(start), None) = (places.next(), places.next()) else {
        return Err(
            "no certificate is attached to this PDF, or more than one; was it saved again by \
             another program? Use the original file or certificate.json"
                .to_owned(),
        );
    };
    let rest = input.get(start..).unwrap_or_default();
    let mut values = serde_json::Deserializer::from_slice(rest).into_iter::<IgnoredAny>();
    let Some(Ok(IgnoredAny)) = values.next() else {
        return Err("the certificate attached to this PDF is damaged".to_owned());
    };
    // The line break after the closing brace belongs to the file.
    let end = values.byte_offset() + 1;
    match rest.get(..end) {
        Some(json) if end <= CERTIFICATE_MAX => Ok(json),
        Some(_) | None => Err("the certificate attached to this PDF is damaged".to_owned()),
    }
}

fn positions<'a>(input: &'a [u8], marker: &'a [u8]) -> impl Iterator<Item = usize> + 'a {
    let braces = input.iter().enumerate().filter(|(_, byte)| **byte == b'{');
    braces
        .map(|(position, _)| position)
        .filter(move |&position| {
            input
                .get(position..)
                .is_some_and(|rest| rest.starts_with(marker))
        })
}

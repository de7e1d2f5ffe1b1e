//! The grammar of tus 1.0.0 (tus.io/protocols/resumable-upload): what `Upload-Metadata` and `Upload-Checksum` say.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kernel::{Error, Result};

/// The longest `Upload-Metadata` in bytes; the longest path of the usual file systems fits as base64.
const METADATA: usize = 8 * 1024;

/// Reads `Upload-Metadata`: pairs of a key and a base64 value, separated by commas; a value may be missing. Texts only.
pub(crate) fn metadata(header: &str) -> Result<BTreeMap<String, String>> {
    if header.len() > METADATA {
        return Err(invalid(
            "Upload-Metadata",
            "metadata_long",
            "The description of the upload is too long.",
        ));
    }
    let mut found = BTreeMap::new();
    for pair in header
        .split(',')
        .map(str::trim)
        .filter(|pair| !pair.is_empty())
    {
        let (key, value) = pair.split_once(' ').unwrap_or((pair, ""));
        let text = STANDARD
            .decode(value.trim())
            .ok()
            .and_then(|bytes| String::from_utf8(bytes).ok());
        let Some(text) = text.filter(|_| key.is_ascii()) else {
            return Err(malformed_metadata());
        };
        if found.insert(key.to_owned(), text).is_some() {
            return Err(malformed_metadata());
        }
    }
    Ok(found)
}

/// Reads `Upload-Checksum`: the algorithm and the base64 digest of this request's body.
pub(crate) fn checksum(header: &str) -> Result<[u8; 32]> {
    let digest = header
        .split_once(' ')
        .filter(|(algorithm, _)| *algorithm == "sha256")
        .and_then(|(_, value)| STANDARD.decode(value.trim()).ok())
        .and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
    digest.ok_or(invalid(
        "Upload-Checksum",
        "checksum_unsupported",
        "The checksum must be a base64 SHA-256.",
    ))
}

fn malformed_metadata() -> Error {
    invalid(
        "Upload-Metadata",
        "malformed",
        "The description of the upload is not in the form that tus defines.",
    )
}

fn invalid(field: &'static str, code: &'static str, detail: &'static str) -> Error {
    Error::Invalid {
        field,
        code,
        detail,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metadata_is_read_as_defined() {
        let found = metadata("filename d29ybGQucGRm, empty,project cHJvXzE=").unwrap();

        assert_eq!(found["filename"], "world.pdf");
        assert_eq!(found["empty"], "");
        assert_eq!(found["project"], "pro_1");
        assert!(metadata("").unwrap().is_empty());
    }

    #[test]
    fn malformed_metadata_is_refused() {
        for header in [
            "filename ?",
            "filename /w==",
            "a YQ==,a YQ==",
            &"a".repeat(9000),
        ] {
            assert!(metadata(header).is_err(), "{header}");
        }
    }

    #[test]
    fn only_a_whole_sha256_is_a_checksum() {
        let digest = STANDARD.encode([7; 32]);

        assert_eq!(checksum(&format!("sha256 {digest}")).unwrap(), [7; 32]);
        for header in [
            "",
            "sha256",
            "sha256 AAAA",
            &format!("sha1 {digest}"),
            "sha256 ?",
        ] {
            assert!(checksum(header).is_err(), "{header}");
        }
    }
}

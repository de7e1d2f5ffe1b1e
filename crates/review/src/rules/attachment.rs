//! What may be attached to a comment: how large, how many, and under which names.

use identity::rules::name::hides_something;
use kernel::{Error, Result};

/// The largest file that can be attached, in bytes. Larger ones are files of the project.
pub const LARGEST: u64 = 10 * 1024 * 1024;
/// The most files of one comment.
pub const MOST: usize = 5;
/// The most files and bytes of one review, so that a link is not enough to fill the disk.
pub const FILES_OF_REVIEW: u64 = 1_000;
/// As above.
pub const BYTES_OF_REVIEW: u64 = 1024 * 1024 * 1024;
/// The longest name in characters.
const LONGEST: usize = 200;
/// Names that mean a device to some systems, whatever follows their dot.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];

/// The name as it is stored.
///
/// # Errors
/// [`Error::Invalid`] for a name that is a path, hides something, or means something to a file system.
pub fn name(typed: &str) -> Result<String> {
    let name = typed.trim();
    let invalid = |code, detail| {
        Err(Error::Invalid {
            field: "name",
            code,
            detail,
        })
    };
    if name.is_empty() {
        return invalid(
            "empty",
            "The file has no name. Give it one and attach it again.",
        );
    }
    if name.chars().count() > LONGEST {
        return invalid(
            "too_long",
            "The name of the file is longer than 200 characters. Rename it and attach it again.",
        );
    }
    // SECURITY: whoever saves the file must get the name they saw, in the folder they chose; guarded by test
    // `a_name_is_a_name_and_no_path`.
    if hides_something(name) {
        return invalid(
            "hidden_characters",
            "The name of the file contains characters that cannot be seen. Rename it and attach it again.",
        );
    }
    let stem = name.split('.').next().unwrap_or(name).trim().to_lowercase();
    let is_path = name.contains(['/', '\\', ':', '<', '>', '"', '|', '?', '*'])
        || name.chars().all(|letter| letter == '.')
        || name.ends_with('.')
        || DEVICES.contains(&stem.as_str());
    if is_path {
        return invalid(
            "path",
            "The name of the file contains signs that mean a place to some systems. Rename it and attach it again.",
        );
    }
    Ok(name.to_owned())
}

/// Whether so much fits: one more file beside those that a review has.
///
/// # Errors
/// [`Error::Invalid`] when the file is too large or empty, [`Error::Conflict`] when the review is full.
pub fn room(length: u64, files: u64, bytes: u64) -> Result<()> {
    if length == 0 {
        return Err(Error::Invalid {
            field: "body",
            code: "empty",
            detail: "The file is empty. Nothing was stored.",
        });
    }
    if length > LARGEST {
        return Err(too_large());
    }
    if files >= FILES_OF_REVIEW || bytes.saturating_add(length) > BYTES_OF_REVIEW {
        return Err(Error::Conflict {
            code: "too_many",
            detail: "The comments of this review have as many files as fit. Nothing was stored; add it to the project instead.",
        });
    }
    Ok(())
}

/// The answer to a file that is too large, also while it arrives.
pub fn too_large() -> Error {
    Error::Invalid {
        field: "body",
        code: "too_large",
        detail: "A file of a comment can have 10 MB. Nothing was stored; add it to the project instead.",
    }
}

/// `Content-Disposition` for any name (RFC 6266, RFC 8187): always an attachment.
// SECURITY: shown inline it would run under our origin; guarded by test `every_name_becomes_an_attachment`.
pub fn disposition(name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|letter| {
            let stays = letter.is_ascii_alphanumeric() || " ._-()".contains(letter);
            if stays { letter } else { '_' }
        })
        .collect();
    let exact: String = name
        .bytes()
        .map(|byte| {
            if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect();
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{exact}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_name_and_no_path() {
        let longest = "é".repeat(200);
        let good = [
            "a.png",
            " Übersicht ☃.pdf ",
            "no extension",
            ".htaccess",
            "a..b",
            &longest,
        ];
        for text in good {
            assert_eq!(name(text).ok().as_deref(), Some(text.trim()), "{text:?}");
        }
        let bad = [
            "",
            "  ",
            ".",
            "..",
            "...",
            "a/b",
            "/etc/passwd",
            "..\\b",
            "C:\\x",
            "c:x",
            "a\0b",
            "a\nb",
            "a.",
            "nul",
            "CON.txt",
            "aux .log",
            "invoice\u{202e}fdp.exe",
            "a\u{200b}.png",
            "a\"b",
            "a|b",
            "what?",
            "<b>",
        ];
        for text in bad {
            assert!(name(text).is_err(), "{text:?}");
        }
        assert!(name(&"é".repeat(201)).is_err());
    }

    #[test]
    fn files_fit_until_the_review_is_full() {
        let cases = [
            (1, 0, 0, true),
            (0, 0, 0, false),
            (LARGEST, 0, 0, true),
            (LARGEST + 1, 0, 0, false),
            (1, FILES_OF_REVIEW - 1, 0, true),
            (1, FILES_OF_REVIEW, 0, false),
            (1, 1, BYTES_OF_REVIEW - 1, true),
            (2, 1, BYTES_OF_REVIEW - 1, false),
            (1, 1, u64::MAX, false),
        ];
        for (length, files, bytes, fits) in cases {
            assert_eq!(
                room(length, files, bytes).is_ok(),
                fits,
                "{length} {files} {bytes}"
            );
        }
    }

    #[test]
    fn every_name_becomes_an_attachment() {
        for name in [
            "a.png",
            "\"; filename=evil.html",
            "a\r\nSet-Cookie: x=y",
            "Übersicht ☃.pdf",
            "",
        ] {
            let header = disposition(name);

            assert!(header.starts_with("attachment; filename=\""), "{header}");
            assert!(
                header.is_ascii() && !header.contains(['\r', '\n']),
                "{header}"
            );
            assert_eq!(header.matches('"').count(), 2, "{header}");
        }
    }
}

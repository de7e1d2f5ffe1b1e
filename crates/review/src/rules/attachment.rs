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
/// The most files of one person that wait for a comment in a review.
pub const WAITING_OF_ONE: u64 = 20;
/// The most files of everybody that wait there, for guests. They are counted apart, so that files which nobody sends take
/// no room from those that were sent.
pub const WAITING: u64 = 400;
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

/// What is attached in a review already.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct InReview {
    /// Files of comments.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Files that wait for a comment.
    pub waiting: u64,
    /// Those of the person who attaches one more.
    pub own_waiting: u64,
}

/// Whether so much fits: one more file beside those that a review has.
///
/// # Errors
/// [`Error::Invalid`] when the file is too large or empty, [`Error::Conflict`] when the review is full.
pub fn room(length: u64, there: InReview) -> Result<()> {
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
    if there.own_waiting >= WAITING_OF_ONE || there.waiting >= WAITING {
        return Err(Error::Conflict {
            code: "too_many_waiting",
            detail: "Too many attached files wait for their comment. Nothing was stored; send the comments, or wait until tomorrow.",
        });
    }
    within(InReview {
        files: there.files.saturating_add(1),
        bytes: there.bytes.saturating_add(length),
        ..there
    })
}

/// Whether the files of a review's comments are no more than fit.
///
/// # Errors
/// [`Error::Conflict`] when they are.
pub fn within(there: InReview) -> Result<()> {
    if there.files > FILES_OF_REVIEW || there.bytes > BYTES_OF_REVIEW {
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

/// The answer to a file that takes too long to arrive.
pub fn too_slow() -> Error {
    Error::Invalid {
        field: "body",
        code: "too_slow",
        detail: "The file took longer than ten minutes to arrive. Nothing was stored; attach it again on a faster line, or add it to the project instead.",
    }
}

/// The answer to a file whose bytes stop in the middle.
pub fn broken_off() -> Error {
    Error::Invalid {
        field: "body",
        code: "malformed",
        detail: "The file did not arrive whole. Nothing was stored; attach it again.",
    }
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
        let there = |files, bytes| InReview {
            files,
            bytes,
            ..InReview::default()
        };
        let waiting = |waiting, own_waiting| InReview {
            waiting,
            own_waiting,
            ..InReview::default()
        };
        let cases = [
            (1, there(0, 0), true),
            (0, there(0, 0), false),
            (LARGEST, there(0, 0), true),
            (LARGEST + 1, there(0, 0), false),
            (1, there(FILES_OF_REVIEW - 1, 0), true),
            (1, there(FILES_OF_REVIEW, 0), false),
            (1, there(1, BYTES_OF_REVIEW - 1), true),
            (2, there(1, BYTES_OF_REVIEW - 1), false),
            (1, there(1, u64::MAX), false),
            (1, waiting(19, 19), true),
            (1, waiting(20, 20), false),
            (1, waiting(WAITING - 1, 0), true),
            (1, waiting(WAITING, 0), false),
        ];
        for (length, there, fits) in cases {
            assert_eq!(room(length, there).is_ok(), fits, "{length} {there:?}");
        }
    }
}

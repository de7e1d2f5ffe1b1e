//! Names are labels for people. A typed name that cannot be shown is refused; the name of an uploaded file is made
//! presentable instead, because refusing somebody's file for its name helps nobody. Neither ever becomes a path.

use kernel::{Error, Result};
use unicode_normalization::UnicodeNormalization;

use super::limits;

/// What a file without a usable name is called.
const NAMELESS: &str = "Unnamed file";

/// The longest extension that is taken for one, in characters.
const EXTENSION: usize = 12;

/// A typed name: trimmed, in Unicode normal form C, 1–200 characters, nothing invisible that misleads.
pub(crate) fn typed(text: &str) -> Result<String> {
    let name: String = text
        .chars()
        .filter(|&character| !misleads(character))
        .nfc()
        .collect();
    let name = name.trim();
    if name.chars().any(char::is_control) {
        return Err(invalid(
            "name_control",
            "A name is one line without control characters.",
        ));
    }
    match name.chars().count() {
        0 => Err(invalid("name_empty", "Give it a name.")),
        length if length > limits::NAME => Err(invalid(
            "name_long",
            "A name has at most 200 characters. Shorten it.",
        )),
        _ => Ok(name.to_owned()),
    }
}

/// The name of an uploaded file, made presentable: the last component, without control characters, at most 200
/// characters with the extension kept.
pub(crate) fn uploaded(text: &str) -> String {
    let components = components(text);
    let name = components.last().map_or(NAMELESS, String::as_str);
    shortened(name)
}

/// The folders of a relative path whose last component is the file itself.
pub(crate) fn folders(relative_path: &str, filename: &str) -> Vec<String> {
    let mut components = components(relative_path);
    if components
        .last()
        .is_some_and(|last| shortened(last) == filename)
    {
        components.pop();
    }
    components
}

/// A file's name with the folders that it came from in front.
pub(crate) fn prefixed(folders: &[String], filename: &str) -> String {
    let prefixed = folders
        .iter()
        .map(String::as_str)
        .chain([filename])
        .collect::<Vec<_>>()
        .join(" › ");
    if prefixed.chars().count() > limits::NAME {
        filename.to_owned()
    } else {
        prefixed
    }
}

/// The extension in upper case, or nothing.
pub(crate) fn extension(filename: &str) -> String {
    match filename.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() && is_extension(extension) => {
            extension.to_uppercase()
        }
        Some(_) | None => String::new(),
    }
}

/// Whether two names are the same for people.
pub(crate) fn same(left: &str, right: &str) -> bool {
    left.to_lowercase() == right.to_lowercase()
}

fn components(text: &str) -> Vec<String> {
    let visible = text
        .chars()
        .filter(|&character| !character.is_control() && !misleads(character));
    let normal: String = visible.nfc().collect();
    normal
        .split(['/', '\\'])
        .map(|component| component.trim().to_owned())
        .filter(|component| component.chars().any(|character| character != '.'))
        .collect()
}

/// Characters that nobody sees and that make a name read as another one: changes of direction, line separators, and
/// marks of byte order or width nothing.
fn misleads(character: char) -> bool {
    matches!(
        character,
        '\u{202A}'..='\u{202E}'
            | '\u{2066}'..='\u{2069}'
            | '\u{2028}'
            | '\u{2029}'
            | '\u{FEFF}'
            | '\u{200B}'
            | '\u{2060}'..='\u{2064}'
            | '\u{FFF9}'..='\u{FFFB}'
    )
}

fn shortened(name: &str) -> String {
    if name.chars().count() <= limits::NAME {
        return name.to_owned();
    }
    let (stem, extension) = match name.rsplit_once('.') {
        Some((stem, extension)) if is_extension(extension) => (stem, format!(".{extension}")),
        Some(_) | None => (name, String::new()),
    };
    let room = limits::NAME.saturating_sub(extension.chars().count() + 1);
    let kept: String = stem.chars().take(room).collect();
    format!("{}…{extension}", kept.trim_end())
}

fn is_extension(text: &str) -> bool {
    let length = text.chars().count();
    (1..=EXTENSION).contains(&length) && text.chars().all(char::is_alphanumeric)
}

fn invalid(code: &'static str, detail: &'static str) -> Error {
    Error::Invalid {
        field: "name",
        code,
        detail,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn uploaded_names_become_presentable() {
        let cases = [
            ("Poster.png", "Poster.png"),
            ("  Poster.png ", "Poster.png"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\me\\x.png", "x.png"),
            ("C:\\", "C:"),
            ("a\0b.png", "ab.png"),
            ("line\nbreak.png", "linebreak.png"),
            ("invoice\u{202E}gnp.exe", "invoicegnp.exe"),
            ("..", "Unnamed file"),
            ("", "Unnamed file"),
            ("/", "Unnamed file"),
            ("\u{7f}\u{200b}", "Unnamed file"),
            (".gitignore", ".gitignore"),
            ("👩🏽\u{200d}🎨 Plakat.png", "👩🏽\u{200d}🎨 Plakat.png"),
            ("e\u{301}te\u{301}.pdf", "été.pdf"),
            ("ملف.pdf", "ملف.pdf"),
        ];
        for (given, expected) in cases {
            assert_eq!(uploaded(given), expected, "{given:?}");
        }
    }

    #[test]
    fn a_long_name_keeps_its_extension() {
        let name = uploaded(&format!("{}.tar.gz", "ä".repeat(300)));

        assert_eq!(name.chars().count(), 200);
        assert!(name.ends_with("….gz"), "{name}");
    }

    #[test]
    fn typed_names_are_refused_with_a_reason() {
        let cases = [
            ("", "name_empty"),
            (" \u{200b} ", "name_empty"),
            ("a\nb", "name_control"),
            ("a\0b", "name_control"),
        ];
        for (given, expected) in cases {
            let Err(Error::Invalid { code, .. }) = typed(given) else {
                panic!("{given:?} was taken")
            };
            assert_eq!(code, expected, "{given:?}");
        }
        assert!(typed(&"x".repeat(201)).is_err());
        assert_eq!(typed(&"x".repeat(200)).unwrap().len(), 200);
        assert_eq!(typed(" Spring 3/4 ").unwrap(), "Spring 3/4");
        assert_eq!(typed("evil\u{202E}txt").unwrap(), "eviltxt");
    }

    #[test]
    fn extensions_are_upper_case_or_absent() {
        let cases = [
            ("a.png", "PNG"),
            ("a.tar.gz", "GZ"),
            ("a", ""),
            (".gitignore", ""),
            ("a.", ""),
            ("a.b c", ""),
            ("v1.final version", ""),
        ];
        for (given, expected) in cases {
            assert_eq!(extension(given), expected, "{given}");
        }
    }

    #[test]
    fn folders_leave_the_file_out_and_go_nowhere() {
        let cases: [(&str, &str, &[&str]); 5] = [
            ("Campaign/web/a.png", "a.png", &["Campaign", "web"]),
            ("../../Campaign/./a.png", "a.png", &["Campaign"]),
            ("a.png", "a.png", &[]),
            ("Campaign\\web", "a.png", &["Campaign", "web"]),
            ("", "a.png", &[]),
        ];
        for (path, filename, expected) in cases {
            assert_eq!(folders(path, filename), expected, "{path}");
        }
        assert_eq!(
            prefixed(&["Campaign".to_owned()], "a.png"),
            "Campaign › a.png"
        );
        assert_eq!(prefixed(&["x".repeat(200)], "a.png"), "a.png");
    }

    proptest! {
        #[test]
        fn no_upload_name_is_a_path_or_invisible(given in "\\PC{0,300}|.{0,300}") {
            let name = uploaded(&given);

            prop_assert!(!name.contains(['/', '\\', '\0', '\n']));
            prop_assert!(name != "." && name != ".." && !name.trim().is_empty());
            prop_assert!(name.chars().count() <= limits::NAME);
            prop_assert_eq!(uploaded(&name), name.clone());
        }
    }
}

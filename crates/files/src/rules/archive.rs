//! What files are called inside an archive that is unpacked on any system: never a path, never a device, never twice.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::name;

/// The longest name that the usual file systems take is 255 bytes; a number must still fit behind it.
const BYTES: usize = 240;

/// What a file is called whose name says nothing that may stay.
const NAMELESS: &str = "Unnamed file";

/// Names that are devices on Windows, whatever their extension.
const DEVICES: [&str; 22] = [
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8",
    "com9", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// Hands out places in one archive, none of them twice, not even on a disk that does not tell `A` from `a`.
#[derive(Debug, Default)]
pub(crate) struct Places {
    /// The last number that was given to each name, by folder and name in lower case.
    taken: HashMap<String, u32>,
}

impl Places {
    /// The place of a file in a folder, or at the top.
    // SECURITY: a name must not leave the folder in which an archive is unpacked; guarded by test
    // `no_name_leaves_its_folder`.
    pub(crate) fn file(&mut self, folder: Option<&str>, name: &str, extension: &str) -> String {
        let name = component(&with_extension(name, extension));
        let name = self.unique(folder.unwrap_or_default(), &name);
        match folder {
            Some(folder) => format!("{folder}/{name}"),
            None => name,
        }
    }

    /// The name of a folder at the top.
    pub(crate) fn folder(&mut self, name: &str) -> String {
        // A dot in a section's name begins no extension.
        let name = component(name);
        self.unique("", &name)
    }

    fn unique(&mut self, folder: &str, name: &str) -> String {
        let wanted = key(folder, name);
        let Some(mut number) = self.taken.get(&wanted).copied() else {
            self.taken.insert(wanted, 1);
            return name.to_owned();
        };
        loop {
            number += 1;
            let candidate = numbered(name, number);
            if let Entry::Vacant(free) = self.taken.entry(key(folder, &candidate)) {
                free.insert(1);
                self.taken.insert(wanted, number);
                return candidate;
            }
        }
    }
}

fn key(folder: &str, name: &str) -> String {
    format!("{}/{}", folder.to_lowercase(), name.to_lowercase())
}

/// `a.jpg` → `a (2).jpg`
fn numbered(name: &str, number: u32) -> String {
    match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() => format!("{stem} ({number}).{extension}"),
        Some(_) | None => format!("{name} ({number})"),
    }
}

/// A renamed file may have lost the extension that says what it is.
fn with_extension(given: &str, extension: &str) -> String {
    if extension.is_empty() || !name::extension(given).is_empty() {
        given.to_owned()
    } else {
        format!("{given}.{}", extension.to_lowercase())
    }
}

fn component(text: &str) -> String {
    let safe: String = text
        .chars()
        .map(|character| match character {
            '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' => '_',
            character if character.is_control() => '_',
            character => character,
        })
        .collect();
    // Windows drops dots and spaces at the end, which would make two names one.
    let safe = shortened(safe.trim().trim_end_matches(['.', ' ']));
    let stem = safe.split('.').next().unwrap_or_default().trim();
    if safe.is_empty() {
        NAMELESS.to_owned()
    } else if DEVICES.contains(&stem.to_lowercase().as_str()) {
        format!("_{safe}")
    } else {
        safe
    }
}

fn shortened(name: &str) -> String {
    if name.len() <= BYTES {
        return name.to_owned();
    }
    let extension = match name.rsplit_once('.') {
        Some((_, extension)) if extension.len() <= 40 => format!(".{extension}"),
        Some(_) | None => String::new(),
    };
    let room = BYTES - extension.len();
    let mut kept = String::with_capacity(BYTES);
    for character in name.chars() {
        if kept.len() + character.len_utf8() > room {
            break;
        }
        kept.push(character);
    }
    kept.truncate(kept.trim_end_matches(['.', ' ']).len());
    kept + &extension
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn places(names: &[&str]) -> Vec<String> {
        let mut places = Places::default();
        names
            .iter()
            .map(|name| places.file(None, name, ""))
            .collect()
    }

    #[test]
    fn equal_names_are_numbered() {
        assert_eq!(
            places(&["a.jpg", "a.jpg", "A.JPG", "a (2).jpg", "a.jpg"]),
            [
                "a.jpg",
                "a (2).jpg",
                "A (3).JPG",
                "a (2) (2).jpg",
                "a (4).jpg"
            ]
        );
        assert_eq!(
            places(&["x", "x", ".env", ".env"]),
            ["x", "x (2)", ".env", ".env (2)"]
        );
    }

    #[test]
    fn folders_have_names_of_their_own() {
        let mut places = Places::default();
        let first = places.folder("Print");
        let second = places.folder("print");

        assert_eq!((first.as_str(), second.as_str()), ("Print", "print (2)"));
        assert_eq!(places.file(Some(&first), "a.pdf", ""), "Print/a.pdf");
        assert_eq!(places.file(Some(&second), "a.pdf", ""), "print (2)/a.pdf");
    }

    #[test]
    fn names_are_made_safe_for_every_system() {
        let cases = [
            ("../../etc/passwd", ".._.._etc_passwd"),
            ("C:\\autoexec.bat", "C__autoexec.bat"),
            ("..", "Unnamed file"),
            (" . ", "Unnamed file"),
            ("", "Unnamed file"),
            ("con", "_con"),
            ("NUL.txt", "_NUL.txt"),
            ("report. ", "report"),
            ("why?.pdf", "why_.pdf"),
            ("line\nbreak", "line_break"),
            ("Übersicht ☃.pdf", "Übersicht ☃.pdf"),
            ("ملف.pdf", "ملف.pdf"),
            ("Campaign › web › a.png", "Campaign › web › a.png"),
        ];
        for (given, expected) in cases {
            assert_eq!(places(&[given]), [expected], "{given:?}");
        }
    }

    #[test]
    fn a_name_without_extension_gets_that_of_its_version() {
        let mut places = Places::default();

        assert_eq!(places.file(None, "Brochure", "PDF"), "Brochure.pdf");
        assert_eq!(places.file(None, "Photo.png", "JPG"), "Photo.png");
    }

    #[test]
    fn a_long_name_keeps_its_extension() {
        let name = &places(&[&format!("{}.tar.gz", "語".repeat(200))])[0];

        assert!(name.len() <= BYTES && name.ends_with("語.gz"), "{name}");
    }

    #[test]
    fn ten_thousand_equal_names_take_no_time() {
        let found = places(&vec!["a.jpg"; 10_000]);

        assert_eq!(found[9_999], "a (10000).jpg");
    }

    proptest! {
        #[test]
        fn no_name_leaves_its_folder(names in prop::collection::vec(".{0,60}", 1..20)) {
            let mut places = Places::default();
            let folder = places.folder("Section");
            let found: Vec<String> = names.iter().map(|name| places.file(Some(&folder), name, "")).collect();

            let mut keys: Vec<String> = found.iter().map(|place| place.to_lowercase()).collect();
            keys.sort();
            keys.dedup();
            prop_assert_eq!(keys.len(), found.len());
            for place in &found {
                let parts: Vec<&str> = place.split('/').collect();
                prop_assert_eq!(parts.len(), 2);
                prop_assert_eq!(parts[0], "Section");
                prop_assert!(!parts[1].is_empty() && !parts[1].trim_matches('.').is_empty());
                prop_assert!(!parts[1].contains(['\\', ':', '\0', '\n']));
            }
        }
    }
}

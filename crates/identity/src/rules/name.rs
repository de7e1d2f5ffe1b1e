//! What a name may look like, and the letters that stand for one.

use kernel::{Error, Result};

/// The longest name in characters.
pub const LONGEST: usize = 200;

/// A name as it is stored: trimmed, 1 to 200 characters, one line, nothing invisible that turns text around.
///
/// # Errors
/// [`Error::Invalid`] for the given field.
pub fn clean(field: &'static str, text: &str) -> Result<String> {
    let text = text.trim();
    let invalid = |code, detail| {
        Err(Error::Invalid {
            field,
            code,
            detail,
        })
    };
    if text.is_empty() {
        return invalid("empty", "Please enter a name.");
    }
    if text.chars().count() > LONGEST {
        return invalid(
            "too_long",
            "A name has at most 200 characters. Please shorten it.",
        );
    }
    // SECURITY: a name with direction marks can look like somebody else's; guarded by test
    // `a_name_cannot_turn_the_text_around_it`.
    if text
        .chars()
        .any(|character| character.is_control() || turns_text(character))
    {
        return invalid(
            "control_characters",
            "The name contains invisible characters. Please type it again.",
        );
    }
    Ok(text.to_owned())
}

/// Up to two letters that stand for a person: of the first and the last word.
pub fn initials(name: &str) -> String {
    let mut words = name
        .split(|c: char| c.is_whitespace() || c == '-')
        .filter_map(first_letter);
    let first = words.next();
    let last = words.next_back();
    first
        .into_iter()
        .chain(last)
        .flat_map(char::to_uppercase)
        .collect()
}

fn first_letter(word: &str) -> Option<char> {
    word.chars().find(|character| character.is_alphanumeric())
}

fn turns_text(character: char) -> bool {
    matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_trimmed_and_kept_as_typed() {
        assert_eq!(
            clean("name", "  Zoë O’Neill-Şahin ").unwrap(),
            "Zoë O’Neill-Şahin"
        );
        assert_eq!(clean("name", &"x".repeat(200)).unwrap().len(), 200);
    }

    #[test]
    fn a_name_cannot_be_empty_long_or_more_than_one_line() {
        for text in ["", "   ", "a\nb", "a\u{0}b", "a\tb", &"é".repeat(201)] {
            assert!(clean("name", text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_name_cannot_turn_the_text_around_it() {
        for mark in ['\u{202e}', '\u{2066}', '\u{2069}', '\u{feff}'] {
            assert!(clean("name", &format!("a{mark}b")).is_err(), "{mark:?}");
        }
    }

    #[test]
    fn initials_come_from_the_first_and_the_last_word() {
        let cases = [
            ("Mara Lindqvist", "ML"),
            ("mara", "M"),
            ("Ana María de la Cruz", "AC"),
            ("Jean-Luc", "JL"),
            ("李小龍", "李"),
            ("ßeta", "SS"),
            ("(Legal) 2", "L2"),
            ("—", ""),
        ];
        for (name, expected) in cases {
            assert_eq!(initials(name), expected, "{name}");
        }
    }
}

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
    // SECURITY: a name with direction marks or letters that nobody sees can look like somebody else's; guarded by tests
    // `a_name_cannot_turn_the_text_around_it` and `a_name_shows_everything_it_holds`.
    if hides_something(text) {
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

/// Whether a text holds something that nobody sees, by which two names could look the same and be different. Joiners
/// and variation selectors pass where scripts and pictures need them.
pub fn hides_something(text: &str) -> bool {
    let letters: Vec<char> = text.chars().collect();
    let at = |place: Option<usize>| place.and_then(|place| letters.get(place)).copied();
    letters.iter().enumerate().any(|(place, letter)| {
        let (before, after) = (at(place.checked_sub(1)), at(place.checked_add(1)));
        is_invisible(*letter) && !is_needed(*letter, before, after)
    })
}

/// Control characters, format characters, fillers that are drawn as nothing, and selectors of variants.
fn is_invisible(letter: char) -> bool {
    letter.is_control()
        || matches!(letter,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
            | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}')
}

/// A joiner between letters that are written differently with it, or between pictures; a selector after a picture.
fn is_needed(letter: char, before: Option<char>, after: Option<char>) -> bool {
    let (Some(before), after) = (before, after) else {
        return false;
    };
    match letter {
        '\u{200c}' | '\u{200d}' if joins(before) => after.is_some_and(joins),
        '\u{200d}' => is_picture(before) && after.is_some_and(is_picture),
        '\u{fe0f}' => is_picture(before) && before != '\u{fe0f}',
        _ => false,
    }
}

/// Letters of scripts in which joiners change what is seen: Arabic and its kin, those of India and their neighbours.
fn joins(letter: char) -> bool {
    matches!(letter,
        '\u{620}'..='\u{6ff}' | '\u{700}'..='\u{77f}' | '\u{8a0}'..='\u{dff}' | '\u{1000}'..='\u{109f}'
        | '\u{1780}'..='\u{17b3}' | '\u{17b6}'..='\u{17ff}' | '\u{1820}'..='\u{18aa}')
}

fn is_picture(letter: char) -> bool {
    matches!(letter, '\u{a9}' | '\u{ae}' | '\u{2190}'..='\u{27ff}' | '\u{2900}'..='\u{2bff}' | '\u{fe0f}'
        | '\u{1f000}'..='\u{1faff}')
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
    fn a_name_shows_everything_it_holds() {
        let hidden = [
            '\u{200b}',
            '\u{200c}',
            '\u{200d}',
            '\u{200e}',
            '\u{200f}',
            '\u{61c}',
            '\u{ad}',
            '\u{34f}',
            '\u{2028}',
            '\u{2060}',
            '\u{2063}',
            '\u{206a}',
            '\u{3164}',
            '\u{ffa0}',
            '\u{115f}',
            '\u{2800}',
            '\u{fe0f}',
            '\u{180e}',
            '\u{fff9}',
            '\u{e0041}',
            '\u{e0101}',
            '\u{7f}',
            '\u{85}',
        ];
        for mark in hidden {
            for text in [
                format!("a{mark}b"),
                format!("{mark}ab"),
                format!("ab{mark}"),
            ] {
                // What is trimmed from the ends does no harm.
                if let Ok(kept) = clean("name", &text) {
                    assert!(!kept.contains(mark), "{mark:?}");
                }
            }
            assert!(clean("name", &format!("a{mark}b")).is_err(), "{mark:?}");
        }
    }

    #[test]
    fn scripts_and_pictures_keep_the_joiners_they_need() {
        let names = [
            "علی\u{200c}رضا",
            "क्\u{200d}ष",
            "Legal \u{2696}\u{fe0f}",
            "\u{1f469}\u{200d}\u{2696}\u{fe0f} Council",
            "\u{1f469}\u{1f3fd}\u{200d}\u{1f680}",
            "שלום",
            "ส้ม",
        ];
        for text in names {
            assert_eq!(clean("name", text).ok().as_deref(), Some(text));
        }
        for text in [
            "\u{200c}علی",
            "علی\u{200c}",
            "\u{1f469}\u{200d}",
            "\u{2696}\u{fe0f}\u{fe0f}",
            "علی\u{200c}\u{200c}رضا",
        ] {
            assert!(clean("name", text).is_err(), "{text:?}");
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

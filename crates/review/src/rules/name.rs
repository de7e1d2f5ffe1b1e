//! Names that people give to groups and to themselves.

use identity::rules::name::hides_something;
use kernel::{Error, Result};

/// The longest name in characters.
const LONGEST: usize = 200;

/// The name without surrounding space.
///
/// # Errors
/// [`Error::Invalid`] for an empty or overlong one, and for characters that nobody sees, which would let one name look
/// like another.
pub fn name(field: &'static str, typed: &str) -> Result<String> {
    let trimmed = typed.trim();
    if trimmed.is_empty() {
        return Err(Error::Invalid {
            field,
            code: "empty",
            detail: "Type a name.",
        });
    }
    if trimmed.chars().count() > LONGEST {
        return Err(Error::Invalid {
            field,
            code: "too_long",
            detail: "This name is longer than 200 characters. Shorten it.",
        });
    }
    if hides_something(trimmed) {
        return Err(Error::Invalid {
            field,
            code: "hidden_characters",
            detail: "This name contains characters that cannot be seen. Type it again without them.",
        });
    }
    Ok(trimmed.to_owned())
}

/// Control characters and the marks that change the direction of writing: what running text may not hold.
pub fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_trimmed_visible_and_not_too_long() {
        let longest = "é".repeat(200);
        let cases = [
            ("  Legal  ", Some("Legal")),
            ("", None),
            (" \u{a0} ", None),
            ("a\u{0}b", None),
            ("a\nb", None),
            ("invoice\u{202e}fdp.exe", None),
            ("Le\u{200b}gal", None),
            ("Le\u{ad}gal", None),
            ("Legal\u{3164}", None),
            ("Legal \u{2696}\u{fe0f}", Some("Legal \u{2696}\u{fe0f}")),
            (longest.as_str(), Some(longest.as_str())),
        ];
        for (typed, expected) in cases {
            assert_eq!(name("name", typed).ok().as_deref(), expected, "{typed:?}");
        }
        assert!(name("name", &"é".repeat(201)).is_err());
    }
}

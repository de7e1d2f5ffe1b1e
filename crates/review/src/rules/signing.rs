//! What a signer sends beside the verdict.

use kernel::{Error, Result};

use super::due::known_zone;
use super::name::is_hidden;

/// The longest sentence in characters.
const LONGEST: usize = 2_000;

/// The checked words of a signer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// What they added.
    pub sentence: Option<String>,
    /// The language in which the meaning was shown (BCP 47).
    pub locale: String,
    /// Their IANA time zone.
    pub zone: String,
}

/// The words as they are signed and stored.
///
/// # Errors
/// [`Error::Invalid`] for an overlong sentence or one with invisible characters, an unknown zone or language.
pub fn checked(sentence: Option<&str>, locale: &str, zone: &str) -> Result<Words> {
    let sentence = sentence
        .map(str::trim)
        .filter(|sentence| !sentence.is_empty());
    if sentence.is_some_and(|sentence| sentence.chars().count() > LONGEST) {
        return Err(invalid(
            "sentence",
            "too_long",
            "A decision's sentence can have 2,000 characters. Shorten it.",
        ));
    }
    let hidden = |letter: char| is_hidden(letter) && letter != '\n';
    if sentence.is_some_and(|sentence| sentence.chars().any(hidden)) {
        return Err(invalid(
            "sentence",
            "hidden_characters",
            "The sentence contains characters that cannot be seen. Type it again without them.",
        ));
    }
    let is_locale = (2..=35).contains(&locale.len())
        && locale
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && locale
            .bytes()
            .next()
            .is_some_and(|byte| byte.is_ascii_alphabetic());
    if !is_locale {
        return Err(invalid(
            "locale",
            "unknown_locale",
            "The language of the page is not known here. Reload the page.",
        ));
    }
    let zone = known_zone(zone).ok_or_else(|| {
        invalid(
            "zone",
            "unknown_zone",
            "Your time zone is not known here. Choose one such as Europe/Berlin.",
        )
    })?;
    Ok(Words {
        sentence: sentence.map(str::to_owned),
        locale: locale.to_owned(),
        zone: zone.to_owned(),
    })
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
    fn a_signers_words_are_checked() {
        let long = "a".repeat(2_001);
        let cases = [
            (Some("Fine."), "en", "Europe/Berlin", true),
            (Some("two\nlines"), "de-AT", "UTC", true),
            (None, "en-GB", "america/new_york", true),
            (Some(long.as_str()), "en", "UTC", false),
            (Some("a\u{202e}b"), "en", "UTC", false),
            (None, "", "UTC", false),
            (None, "en_GB; drop", "UTC", false),
            (None, "en", "Nowhere/City", false),
        ];
        for (sentence, locale, zone, expected) in cases {
            assert_eq!(
                checked(sentence, locale, zone).is_ok(),
                expected,
                "{locale} {zone}"
            );
        }
        assert_eq!(checked(Some("  "), "en", "UTC").unwrap().sentence, None);
    }
}

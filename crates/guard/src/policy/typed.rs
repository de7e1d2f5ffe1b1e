//! Places whose values have a form: ids, tokens, digests. What has it cannot be an attack, and is not searched for one.

use super::PolicyError;
use crate::bodies::LONGEST_NAME;
use crate::glob::MemberPattern;
use crate::seclang::variable::{self, Variable, target};

/// The longest word.
const LONGEST: usize = 128;

/// Headers that are the server's name, cookies, and what says how a body is read.
const ALSO_READ: [&[u8]; 3] = [b"host", b"cookie", b"content-type"];

/// Arguments and cookies that hold words, headers that hold ranges.
#[derive(Debug, Default)]
pub(crate) struct Typed {
    arguments: Vec<MemberPattern>,
    cookies: Vec<MemberPattern>,
    headers: Vec<MemberPattern>,
}

impl Typed {
    pub(super) fn new(places: &[String]) -> Result<Self, PolicyError> {
        let mut typed = Self::default();
        for place in places {
            typed.add(place).map_err(|reason| PolicyError::Typed {
                place: place.clone(),
                reason,
            })?;
        }
        Ok(typed)
    }

    fn add(&mut self, place: &str) -> Result<(), String> {
        let (found, rest) = target(place).map_err(|problem| problem.problem)?;
        let list = if found.variable == Variable::Args {
            &mut self.arguments
        } else if found.variable == Variable::RequestCookies {
            &mut self.cookies
        } else if found.variable == Variable::RequestHeaders {
            &mut self.headers
        } else {
            return Err("only arguments, cookies and headers have a form".to_owned());
        };
        let is_named = matches!(found.key, variable::Key::Exact(_));
        if !rest.is_empty() || found.counted || found.excluded || !is_named {
            return Err("one argument, cookie or header is named".to_owned());
        }
        let (_, name) = place.split_once(':').unwrap_or_default();
        list.push(MemberPattern::new(name, found.variable.folds_case())?);
        Ok(())
    }

    /// Whether the value of this argument has its form.
    pub(crate) fn is_word_argument(&self, name: &[u8], value: &[u8]) -> bool {
        is_word(value) && fits(&self.arguments, name)
    }

    /// Whether the value of this cookie has its form.
    pub(crate) fn is_word_cookie(&self, name: &[u8], value: &[u8]) -> bool {
        is_word(value) && fits(&self.cookies, name)
    }

    /// Whether the value of this header has its form. Headers that become more than a header never do.
    pub(crate) fn is_word_header(&self, name: &[u8], value: &[u8]) -> bool {
        let is_read = |read: &[u8]| name.eq_ignore_ascii_case(read);
        let is_only_shown = !ALSO_READ.into_iter().any(is_read);
        is_range(value) && is_only_shown && fits(&self.headers, name)
    }
}

fn fits(places: &[MemberPattern], name: &[u8]) -> bool {
    name.len() <= LONGEST_NAME && places.iter().any(|place| place.takes(name))
}

/// Letters, digits, `-` and `_`: the alphabet of ids, UUIDs, digests in hexadecimal and base64url (RFC 4648, 5).
// SECURITY: guarded by test `only_a_word_in_a_typed_place_is_not_looked_at`.
fn is_word(value: &[u8]) -> bool {
    value.len() <= LONGEST
        && value
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

/// One range of bytes by its ends (RFC 9110, 14.1.2), the first not after the last: `bytes=0-1023`, `bytes=1024-`.
fn is_range(value: &[u8]) -> bool {
    let ends = value.strip_prefix(b"bytes=").and_then(|ends| {
        let dash = memchr::memchr(b'-', ends)?;
        Some((ends.get(..dash)?, ends.get(dash + 1..)?))
    });
    ends.is_some_and(|(first, last)| {
        let Some(first) = end(first) else {
            return false;
        };
        last.is_empty() || end(last).is_some_and(|last| first <= last)
    })
}

/// A number of at most nineteen digits, which is as many as always fit.
fn end(digits: &[u8]) -> Option<u64> {
    let is_number = (1..=19).contains(&digits.len()) && digits.iter().all(u8::is_ascii_digit);
    let text = std::str::from_utf8(digits).ok().filter(|_| is_number)?;
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_two_numbers() {
        for value in ["bytes=0-1023", "bytes=1024-", "bytes=9-9"] {
            assert!(is_range(value.as_bytes()), "{value}");
        }
        for value in [
            "bytes=-5",
            "bytes=-",
            "bytes=9-1",
            "bytes=0-1,5-6",
            "bytes=0-1 ",
            "bytes=0",
            "bytes=a-b",
            "bytes=0-'--",
            "Bytes=0-1",
            "bytes=12345678901234567890-1",
            "",
        ] {
            assert!(!is_range(value.as_bytes()), "{value}");
        }
    }
}

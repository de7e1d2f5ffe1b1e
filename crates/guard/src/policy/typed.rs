//! Places whose values have a form: ids, tokens, digests. What has it cannot be an attack, and is not searched for one.

use super::PolicyError;
use crate::bodies::LONGEST_NAME;
use crate::glob::MemberPattern;
use crate::seclang::variable::{self, Variable, target};

/// The longest word.
const LONGEST: usize = 128;

/// Arguments and cookies that hold words.
#[derive(Debug, Default)]
pub(crate) struct Typed {
    arguments: Vec<MemberPattern>,
    cookies: Vec<MemberPattern>,
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
        } else {
            return Err("only arguments and cookies have a form".to_owned());
        };
        let is_named = matches!(found.key, variable::Key::Exact(_));
        if !rest.is_empty() || found.counted || found.excluded || !is_named {
            return Err("one argument or cookie is named".to_owned());
        }
        let (_, name) = place.split_once(':').unwrap_or_default();
        list.push(MemberPattern::new(name, false)?);
        Ok(())
    }

    /// Whether the value of this argument has its form.
    pub(crate) fn is_word_argument(&self, name: &[u8], value: &[u8]) -> bool {
        fits(&self.arguments, name, value)
    }

    /// Whether the value of this cookie has its form.
    pub(crate) fn is_word_cookie(&self, name: &[u8], value: &[u8]) -> bool {
        fits(&self.cookies, name, value)
    }
}

fn fits(places: &[MemberPattern], name: &[u8], value: &[u8]) -> bool {
    is_word(value) && name.len() <= LONGEST_NAME && places.iter().any(|place| place.takes(name))
}

/// Letters, digits, `-` and `_`: the alphabet of ids, UUIDs, digests in hexadecimal and base64url (RFC 4648, 5).
// SECURITY: guarded by test `only_a_word_in_a_typed_place_is_not_looked_at`.
fn is_word(value: &[u8]) -> bool {
    value.len() <= LONGEST
        && value
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

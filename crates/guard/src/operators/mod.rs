//! What a rule asks of a value: compiled once, run on bytes.

mod addresses;
mod byte_set;
mod dialect;
mod pattern;
mod phrases;
mod read;
mod validity;

use std::ops::Range;

pub(crate) use addresses::Addresses;
pub(crate) use byte_set::ByteSet;
pub(crate) use pattern::{Compiled, Pattern, compile, compile_wider};
pub(crate) use phrases::Phrases;
pub(crate) use read::{Operands, read, reads_files};

use crate::error::Problem;
use crate::seclang::text::Piece;

/// Where a value matched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    /// The matched part.
    pub(crate) span: Range<usize>,
    /// What the groups of a pattern caught, from the first on.
    pub(crate) groups: Vec<Option<Range<usize>>>,
    /// A name for what was recognised, where the span alone does not tell.
    pub(crate) label: Option<String>,
    /// Whether the operator gave up. What it would have said is not known, so the rule fires even if it is negated.
    pub(crate) is_exhausted: bool,
}

impl Found {
    pub(crate) fn at(span: Range<usize>) -> Self {
        Self {
            span,
            groups: Vec::new(),
            label: None,
            is_exhausted: false,
        }
    }

    fn exhausted(value: &[u8]) -> Self {
        Self {
            is_exhausted: true,
            ..Self::all(value)
        }
    }

    fn all(value: &[u8]) -> Self {
        Self::at(0..value.len())
    }
}

/// How two numbers have to compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Comparison {
    Equal,
    AtLeast,
    More,
    AtMost,
    Less,
}

impl Comparison {
    pub(crate) fn holds(self, left: i64, right: i64) -> bool {
        match self {
            Self::Equal => left == right,
            Self::AtLeast => left >= right,
            Self::More => left > right,
            Self::AtMost => left <= right,
            Self::Less => left < right,
        }
    }
}

/// How a value relates to a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Relation {
    Begins,
    Contains,
    ContainsWord,
    Ends,
    Equals,
    /// The value is part of the text.
    Within,
}

/// An operator. `T` is how texts with macros are kept: as parsed, or with their variables found.
#[derive(Debug)]
pub(crate) enum Operator<T = Vec<Piece>> {
    Matches(Compiled),
    /// A pattern with macros, compiled when it runs.
    MatchesText(T),
    Phrases(Phrases),
    Compares(Comparison, T),
    Relates(Relation, T),
    BytesOutside(ByteSet),
    InvalidUtf8,
    InvalidUrlEncoding,
    Address(Addresses),
    SqlInjection,
    CrossSiteScripting,
    Always,
    /// Asks something that a pure engine cannot know, such as a name server.
    Never,
}

impl<T> Operator<T> {
    /// Whether its pattern, if it has one, can be compiled.
    pub(crate) fn is_usable(&self) -> bool {
        if let Self::Matches(compiled) = self {
            return compiled.pattern.is_usable();
        }
        true
    }

    /// The texts with macros that it reads.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &T> {
        let text = match self {
            Self::MatchesText(text) | Self::Compares(_, text) | Self::Relates(_, text) => {
                Some(text)
            }
            Self::Matches(_)
            | Self::Phrases(_)
            | Self::BytesOutside(_)
            | Self::InvalidUtf8
            | Self::InvalidUrlEncoding
            | Self::Address(_)
            | Self::SqlInjection
            | Self::CrossSiteScripting
            | Self::Always
            | Self::Never => None,
        };
        text.into_iter()
    }

    /// Runs the operator; `expand` gives the bytes of a text.
    pub(crate) fn run(
        &self,
        value: &[u8],
        groups: bool,
        expand: &mut dyn FnMut(&T) -> Vec<u8>,
    ) -> Option<Found> {
        let found = |matched: bool| matched.then(|| Found::all(value));
        match self {
            Self::Matches(compiled) => compiled.pattern.find(value, groups),
            Self::MatchesText(text) => {
                let text = String::from_utf8_lossy(&expand(text)).into_owned();
                // SECURITY: a macro may bring in text of the request, which must not switch the rule off, guarded by
                // test `rules_fire_where_a_macro_makes_no_pattern`.
                match compile(&text, false) {
                    Ok(compiled) => compiled.pattern.find(value, groups),
                    Err(_) => Some(Found::exhausted(value)),
                }
            }
            Self::Phrases(phrases) => phrases.find(value).map(Found::at),
            Self::Compares(comparison, text) => {
                found(comparison.holds(number(value), number(&expand(text))))
            }
            Self::Relates(relation, text) => relates(*relation, value, &expand(text)),
            Self::BytesOutside(allowed) => {
                let at = value.iter().position(|byte| !allowed.contains(*byte))?;
                Some(Found::at(at..at + 1))
            }
            Self::InvalidUtf8 => validity::utf8(value).map(|at| Found::at(at..value.len())),
            Self::InvalidUrlEncoding => {
                validity::url_encoding(value).map(|at| Found::at(at..value.len()))
            }
            Self::Address(addresses) => found(addresses.contain(value)),
            Self::SqlInjection => sql_injection(value),
            Self::CrossSiteScripting => found(libinjectionrs::detect_xss(value).is_injection()),
            Self::Always => Some(Found::all(value)),
            Self::Never => None,
        }
    }

    /// The operator with its texts kept differently.
    pub(crate) fn map<U, E>(
        self,
        mut change: impl FnMut(T) -> Result<U, E>,
    ) -> Result<Operator<U>, E> {
        Ok(match self {
            Self::Matches(compiled) => Operator::Matches(compiled),
            Self::MatchesText(text) => Operator::MatchesText(change(text)?),
            Self::Phrases(phrases) => Operator::Phrases(phrases),
            Self::Compares(comparison, text) => Operator::Compares(comparison, change(text)?),
            Self::Relates(relation, text) => Operator::Relates(relation, change(text)?),
            Self::BytesOutside(set) => Operator::BytesOutside(set),
            Self::InvalidUtf8 => Operator::InvalidUtf8,
            Self::InvalidUrlEncoding => Operator::InvalidUrlEncoding,
            Self::Address(addresses) => Operator::Address(addresses),
            Self::SqlInjection => Operator::SqlInjection,
            Self::CrossSiteScripting => Operator::CrossSiteScripting,
            Self::Always => Operator::Always,
            Self::Never => Operator::Never,
        })
    }
}

fn relates(relation: Relation, value: &[u8], text: &[u8]) -> Option<Found> {
    let at = match relation {
        Relation::Begins => value.starts_with(text).then_some(0)?,
        Relation::Contains => memchr::memmem::find(value, text)?,
        Relation::ContainsWord => word_at(value, text)?,
        Relation::Ends => value.ends_with(text).then(|| value.len() - text.len())?,
        Relation::Equals => (value == text).then_some(0)?,
        Relation::Within => {
            let within = value.is_empty() || memchr::memmem::find(text, value).is_some();
            return within.then(|| Found::all(value));
        }
    };
    Some(Found::at(at..at + text.len()))
}

/// Where `text` stands in `value` without a letter, a digit or an underscore at its ends; places may overlap.
fn word_at(value: &[u8], text: &[u8]) -> Option<usize> {
    let is_word =
        |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    let mut from = 0usize;
    loop {
        let at = from + memchr::memmem::find(value.get(from..)?, text)?;
        let before = at.checked_sub(1).and_then(|at| value.get(at));
        if !is_word(before) && !is_word(value.get(at + text.len())) {
            return Some(at);
        }
        from = at + 1;
    }
}

/// Whether a value is a single word or number to a reader of SQL.
pub(crate) fn is_one_word(value: &[u8]) -> bool {
    let word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    match value.first() {
        Some(first) if first.is_ascii_digit() => value.iter().all(u8::is_ascii_digit),
        Some(_) => value.iter().all(word),
        None => true,
    }
}

fn sql_injection(value: &[u8]) -> Option<Found> {
    let result = libinjectionrs::detect_sqli(value);
    result.is_injection().then(|| {
        let mut found = Found::all(value);
        found.label = result.fingerprint.map(|print| print.to_string());
        found
    })
}

/// The number that a value begins with, as C's `atoi` reads it.
pub(crate) fn number(value: &[u8]) -> i64 {
    let value = value.trim_ascii_start();
    let (negative, digits) = match value.split_first() {
        Some((b'-', rest)) => (true, rest),
        Some((b'+', rest)) => (false, rest),
        _ => (false, value),
    };
    let number = digits
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .fold(0i64, |sum, digit| {
            sum.saturating_mul(10)
                .saturating_add(i64::from(digit - b'0'))
        });
    if negative { -number } else { number }
}

/// A test of a tag or a message.
pub(crate) type TagTest = Box<dyn Fn(&str) -> bool>;

/// A test of tags and messages by pattern, which says yes only for certain, since what it names is switched off.
pub(crate) fn tag_pattern(text: &str) -> Result<TagTest, Problem> {
    let pattern = compile(text, false)?.pattern;
    Ok(Box::new(move |tag| pattern.surely_matches(tag.as_bytes())))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn one_word_is_no_sql_injection(value in "[A-Za-z_][A-Za-z0-9_]{0,24}|[0-9]{1,24}|(select|union|sleep|or|null|x|n|b|q|0x)[a-z0-9_]{0,3}") {
            if is_one_word(value.as_bytes()) {
                prop_assert!(sql_injection(value.as_bytes()).is_none());
            }
        }

        #[test]
        fn scripting_needs_a_tag_or_an_attribute(value in "[ -;>?-~\\x00-\\x1f]{0,40}|(on[a-z]{3,8}|style|href|javascript:|[\"'`/>! ]){0,12}") {
            prop_assert!(!libinjectionrs::detect_xss(value.as_bytes()).is_injection());
        }
    }

    #[test]
    fn numbers_are_read_like_atoi() {
        for (text, expected) in [
            ("12ab", 12),
            (" -3", -3),
            ("x", 0),
            ("", 0),
            ("99999999999999999999", i64::MAX),
        ] {
            assert_eq!(number(text.as_bytes()), expected, "{text}");
        }
    }

    #[test]
    fn relations_hold_as_rules_mean_them() {
        let cases = [
            (Relation::Begins, "abc", "ab", true),
            (Relation::Contains, "abc", "bc", true),
            (Relation::ContainsWord, "ab cd", "cd", true),
            (Relation::ContainsWord, "abcd", "cd", false),
            (Relation::ContainsWord, "xa-a-a", "a-a", true),
            (Relation::ContainsWord, "xa-a-ax", "a-a", false),
            (Relation::ContainsWord, "ab", "", false),
            (Relation::Ends, "abc", "bc", true),
            (Relation::Ends, "abc", "ab", false),
            (Relation::Equals, "abc", "ab", false),
            (Relation::Within, "POST", "GET POST", true),
            (Relation::Within, "PUT", "GET POST", false),
        ];
        for (relation, value, text, holds) in cases {
            assert_eq!(
                relates(relation, value.as_bytes(), text.as_bytes()).is_some(),
                holds
            );
        }
    }
}

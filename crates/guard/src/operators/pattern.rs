//! Patterns: linear-time matching over bytes, and a bounded stand-in for the few that look around.

use std::sync::OnceLock;

use regex_automata::meta::{self, Regex};
use regex_automata::util::syntax;
use regex_automata::{Anchored, Input};
use regex_syntax::hir::Hir;

use super::Found;
use super::dialect::{Dialect, Meaning, rewrite};
use crate::error::Problem;

/// How many steps a pattern that looks around may take on one value.
const MOST_STEPS: usize = 100_000;
/// Longest value, in bytes, that such a pattern sees.
const LONGEST_LOOKED_AT: usize = 64 * 1024;
/// How much memory one pattern's states may take before they are forgotten and made anew.
const CACHE: usize = 256 << 10;

/// A pattern that was understood.
#[derive(Debug)]
pub(crate) enum Pattern {
    Linear(Lazy),
    Bounded(Box<fancy_regex::Regex>),
}

/// A pattern that is compiled when a value first asks for it. Most never are: nearly all values are ruled out before, and
/// hundreds of compiled patterns take tens of megabytes and a quarter of a second.
#[derive(Debug)]
pub(crate) struct Lazy {
    text: Box<str>,
    ignore_case: bool,
    regex: OnceLock<Option<Regex>>,
}

/// A pattern with its syntax tree, from which the engine proves where it cannot match.
#[derive(Debug)]
pub(crate) struct Compiled {
    pub(crate) pattern: Pattern,
    pub(crate) tree: Option<Hir>,
}

/// Compiles PCRE's spelling.
pub(crate) fn compile(text: &str, ignore_case: bool) -> Result<Compiled, Problem> {
    compiled(text, Meaning::Exact, ignore_case)
}

/// The same where a pattern may match more than it says, in linear time rather than exactly.
pub(crate) fn compile_wider(text: &str) -> Result<Compiled, Problem> {
    compiled(text, Meaning::Wider, false)
}

fn compiled(text: &str, meaning: Meaning, ignore_case: bool) -> Result<Compiled, Problem> {
    match rewrite(text, meaning).map_err(|reason| refused(text, &reason))? {
        Dialect::Regular(text) => regular(&text, ignore_case),
        Dialect::LooksAround(text) => looks_around(&text, ignore_case),
    }
}

fn refused(pattern: &str, reason: &str) -> Problem {
    Problem::new(
        format!("the pattern {pattern:?} cannot be compiled: {reason}"),
        "a regular expression",
    )
}

fn regular(text: &str, ignore_case: bool) -> Result<Compiled, Problem> {
    let tree = tree(text, ignore_case).map_err(|reason| refused(text, &reason))?;
    Ok(Compiled {
        pattern: Pattern::Linear(Lazy {
            text: text.into(),
            ignore_case,
            regex: OnceLock::new(),
        }),
        tree: Some(tree),
    })
}

fn tree(text: &str, ignore_case: bool) -> Result<Hir, String> {
    let syntax = syntax::Config::new()
        .unicode(false)
        .utf8(false)
        .dot_matches_new_line(true)
        .case_insensitive(ignore_case)
        .nest_limit(500);
    syntax::parse_with(text, &syntax).map_err(|error| error.to_string())
}

impl Lazy {
    /// Nothing if it takes more memory than a pattern may, which its text alone does not tell.
    fn regex(&self) -> Option<&Regex> {
        let compiled = self.regex.get_or_init(|| {
            let tree = tree(&self.text, self.ignore_case).ok()?;
            let config = meta::Config::new()
                .utf8_empty(false)
                // The engine has its own prefilter for all patterns together.
                .auto_prefilter(false)
                .onepass(false)
                .dfa(false)
                .hybrid_cache_capacity(CACHE)
                .nfa_size_limit(Some(64 << 20));
            meta::Builder::new()
                .configure(config)
                .build_from_hir(&tree)
                .ok()
        });
        compiled.as_ref()
    }
}

fn looks_around(text: &str, ignore_case: bool) -> Result<Compiled, Problem> {
    let flags = if ignore_case { "(?si)" } else { "(?s)" };
    let pattern = fancy_regex::RegexBuilder::new(&format!("{flags}{text}"))
        .backtrack_limit(MOST_STEPS)
        .build()
        .map_err(|error| refused(text, &error.to_string()))?;
    Ok(Compiled {
        pattern: Pattern::Bounded(Box::new(pattern)),
        tree: None,
    })
}

impl Pattern {
    /// Whether it can be compiled; compiles it.
    pub(crate) fn is_usable(&self) -> bool {
        match self {
            Self::Linear(pattern) => pattern.regex().is_some(),
            Self::Bounded(_) => true,
        }
    }

    /// Where the pattern matches first; with all groups if `groups`.
    pub(crate) fn find(&self, value: &[u8], groups: bool) -> Option<Found> {
        match self {
            Self::Linear(pattern) => match pattern.regex() {
                Some(regex) => linear(regex, value, groups),
                None => Some(Found::exhausted(value)),
            },
            Self::Bounded(pattern) => bounded(pattern, value),
        }
    }

    /// Whether the pattern matches somewhere, or might.
    pub(crate) fn matches(&self, value: &[u8]) -> bool {
        match self {
            Self::Linear(pattern) => pattern.regex().is_none_or(|regex| regex.is_match(value)),
            Self::Bounded(pattern) => bounded(pattern, value).is_some(),
        }
    }

    /// Whether the pattern matches somewhere for certain.
    pub(crate) fn surely_matches(&self, value: &[u8]) -> bool {
        match self {
            Self::Linear(pattern) => pattern.regex().is_some_and(|regex| regex.is_match(value)),
            Self::Bounded(pattern) => {
                bounded(pattern, value).is_some_and(|found| !found.is_exhausted)
            }
        }
    }
}

fn linear(pattern: &Regex, value: &[u8], groups: bool) -> Option<Found> {
    let whole = pattern.find(value)?;
    let mut found = Found::at(whole.range());
    if groups && pattern.captures_len() > 1 {
        let mut captures = pattern.create_captures();
        // The span is known: only the groups within it are looked for, with the whole value around it.
        let input = Input::new(value)
            .range(whole.start()..)
            .anchored(Anchored::Yes);
        pattern.search_captures(&input, &mut captures);
        found.groups = (1..pattern.captures_len())
            .map(|index| captures.get_group(index).map(|span| span.range()))
            .collect();
    }
    Some(found)
}

/// Bytes become characters of the same number, so that offsets can be told again.
///
/// SECURITY: a value that exhausts the steps, or is too long to be looked at whole, counts as a match, and lets the rule
/// fire if it is negated too: a request cannot buy its way past a rule by being costly, guarded by tests
/// `exhausted_steps_count_as_a_match` and `rules_fire_where_a_pattern_gives_up`.
fn bounded(pattern: &fancy_regex::Regex, value: &[u8]) -> Option<Found> {
    if value.len() > LONGEST_LOOKED_AT {
        return Some(Found::exhausted(value));
    }
    let text: String = value.iter().copied().map(char::from).collect();
    let Ok(captures) = pattern.captures(&text) else {
        return Some(Found::exhausted(value));
    };
    let captures = captures?;
    let bytes = |at: usize| text.get(..at).map_or(0, |text| text.chars().count());
    let range = |found: fancy_regex::Match<'_>| bytes(found.start())..bytes(found.end());
    let mut found = Found::at(range(captures.get(0)?));
    found.groups = (1..captures.len())
        .map(|index| captures.get(index).map(range))
        .collect();
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(pattern: &str, value: &[u8]) -> Option<Found> {
        compile_wider(pattern).unwrap().pattern.find(value, true)
    }

    #[test]
    fn bytes_line_breaks_and_ends_mean_what_rules_mean() {
        assert!(find("^a.b$", b"a\nb").is_some());
        assert!(find("b$", b"ab\n").is_none());
        assert!(find(r"\xac\xed", b"\xac\xed").is_some());
        assert!(find(r"(?i)É", "é".as_bytes()).is_none());
        assert!(find(r"^\w+$", "é".as_bytes()).is_none());
        assert!(find("[´]", b"\xb4").is_some());
        assert!(find(r"^\h\H$", b"\xa0x").is_some());
        assert!(find(r"^[\H]", b"\xa0").is_none());
        assert!(find(r"^\V\v$", b"\x84\x85").is_some());
        assert!(find(r"\V", b"\n\x0b\x0c\r\x85").is_none());
    }

    #[test]
    fn groups_are_found_within_the_match() {
        let found = find(r"\b(\d+)-(x)?(\d+)", b"a 12-7").unwrap();
        assert_eq!(found.span, 2..6);
        assert_eq!(found.groups, [Some(2..4), None, Some(5..6)]);
    }

    #[test]
    fn looking_around_works_on_bytes() {
        assert!(find(r"<\?(?!xml)", b"\xff<?php").is_some());
        assert!(find(r"<\?(?!xml)", b"<?xml").is_none());
        assert_eq!(find(r"(\w+)=\1", b"\xe9 ab=ab").unwrap().span, 2..7);
    }

    #[test]
    fn states_of_a_pattern_take_bounded_memory() {
        let compiled = compile("(?:a|b)*a(?:a|b){14}c", false).unwrap();
        let Pattern::Linear(pattern) = compiled.pattern else {
            panic!("the pattern looks around");
        };
        let mut seed = 1u32;
        let text: Vec<u8> = (0..200_000)
            .map(|_| {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                if seed >> 31 == 0 { b'a' } else { b'b' }
            })
            .collect();
        let pattern = pattern.regex().unwrap();
        let mut cache = pattern.create_cache();
        assert!(
            pattern
                .search_with(&mut cache, &Input::new(&text))
                .is_none()
        );
        assert!(cache.memory_usage() < 1 << 20, "{}", cache.memory_usage());
    }

    #[test]
    fn a_pattern_that_is_too_large_counts_as_a_match() {
        let large = compile("(?:(?:a{1000}){1000}){1000}", false)
            .unwrap()
            .pattern;
        assert!(large.find(b"b", false).unwrap().is_exhausted);
        assert!(large.matches(b"b") && !large.surely_matches(b"b"));
    }

    #[test]
    fn exhausted_steps_count_as_a_match() {
        let value = [b"a".repeat(4000), b"!".to_vec()].concat();
        let found = find(r"^(?=(a+)+$)(a+)+\1$", &value).unwrap();
        assert!(found.is_exhausted);
        let long = b"b".repeat(LONGEST_LOOKED_AT + 1);
        assert!(find("a(?!c)", &long).unwrap().is_exhausted);
    }

    #[test]
    fn possessive_quantifiers_hold_where_patterns_backtrack() {
        assert!(find("^(?=a)a++ab$", b"aaab").is_none());
        assert!(find("^(?=a)a+ab$", b"aaab").is_some());
        assert!(find("^(?=a)(?>a|ab)c$", b"abc").is_none());
        assert!(find("^(?=a)a{1,3}+ab$", b"aaab").is_none());
    }
}

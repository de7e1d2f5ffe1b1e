//! Many phrases looked for at once, in any case.

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use std::ops::Range;

use crate::error::Problem;

/// The phrases of `@pm` or of a file.
#[derive(Debug)]
pub(crate) struct Phrases {
    automaton: AhoCorasick,
    list: Vec<Vec<u8>>,
}

impl Phrases {
    pub(crate) fn new(list: Vec<Vec<u8>>) -> Result<Self, Problem> {
        if list.is_empty() {
            return Err(Problem::new("there are no phrases", "at least one phrase"));
        }
        let automaton = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::Standard)
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(&list)
            .map_err(|error| Problem::new(format!("too many phrases: {error}"), "fewer phrases"))?;
        Ok(Self { automaton, list })
    }

    /// Where the first of them ends.
    pub(crate) fn find(&self, value: &[u8]) -> Option<Range<usize>> {
        self.automaton.find(value).map(|found| found.range())
    }

    pub(crate) fn list(&self) -> &[Vec<u8>] {
        &self.list
    }
}

/// Splits the argument of `@pm`.
pub(crate) fn words(argument: &str) -> Vec<Vec<u8>> {
    argument
        .split_ascii_whitespace()
        .map(|word| word.as_bytes().to_vec())
        .collect()
}

/// The lines of a phrase file; empty lines and comments do not count.
pub(crate) fn lines(bytes: &[u8]) -> Vec<Vec<u8>> {
    bytes
        .split(|byte| *byte == b'\n')
        .map(|line| line.strip_suffix(b"\r").unwrap_or(line))
        .filter(|line| !line.trim_ascii().is_empty() && !line.starts_with(b"#"))
        .map(<[u8]>::to_vec)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_found_in_any_case() {
        let phrases = Phrases::new(words("gzip Deflate")).unwrap();
        assert_eq!(phrases.find(b"x deFLATE"), Some(2..9));
        assert_eq!(phrases.find(b"br"), None);
        assert!(Phrases::new(Vec::new()).is_err());
        assert_eq!(
            lines(b"# a\nb c\r\n\nd\n"),
            [b"b c".to_vec(), b"d".to_vec()]
        );
    }
}

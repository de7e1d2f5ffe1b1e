//! One look at a value that tells which of all operators could match it.
//!
//! Each operator with needs is a *test*. A value's bytes rule tests out through their sets, one pass of an automaton
//! through their literals. What is left are candidates, as one bit a test.

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use super::needs::{Needs, SETS};
use crate::error::Problem;
use crate::operators::ByteSet;

/// How many tests a rule set can have; operators beyond run without a prefilter.
pub(crate) const MOST_TESTS: usize = 64 * WORDS;
const WORDS: usize = 8;

/// Bits of tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tests([u64; WORDS]);

impl Tests {
    pub(crate) const NONE: Self = Self([0; WORDS]);
    const ALL: Self = Self([u64::MAX; WORDS]);

    pub(crate) fn contains(&self, test: u32) -> bool {
        self.0
            .get(test as usize / 64)
            .is_some_and(|word| word & (1 << (test % 64)) != 0)
    }

    pub(crate) fn insert(&mut self, test: u32) {
        if let Some(word) = self.0.get_mut(test as usize / 64) {
            *word |= 1 << (test % 64);
        }
    }

    pub(crate) fn add(&mut self, other: &Self) {
        for (word, more) in self.0.iter_mut().zip(&other.0) {
            *word |= more;
        }
    }

    /// Takes out what `other` does not hold.
    pub(crate) fn keep(&mut self, other: &Self) {
        for (word, more) in self.0.iter_mut().zip(&other.0) {
            *word &= more;
        }
    }

    /// The tests, ascending.
    pub(crate) fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        (0u32..).step_by(64).zip(self.0).flat_map(|(base, word)| {
            // Each without its lowest bit, so that a word costs what it holds.
            let left = |word: &u64| Some(word & word.wrapping_sub(1));
            let words = std::iter::successors(Some(word), left).take_while(|word| *word != 0);
            words.map(move |word| base + word.trailing_zeros())
        })
    }

    fn is_empty(&self) -> bool {
        self.0 == [0; WORDS]
    }

    pub(crate) fn meets(&self, other: &Self) -> bool {
        self.0
            .iter()
            .zip(&other.0)
            .any(|(left, right)| left & right != 0)
    }
}

/// The tests of a rule set.
#[derive(Debug)]
pub(crate) struct Prefilter {
    /// For each rank of sets and each byte, the tests whose set holds the byte.
    by_byte: Vec<Vec<Tests>>,
    /// For each rank, the tests that have no set there.
    without: Vec<Tests>,
    /// Tests that need none of the automaton's literals.
    unconditional: Tests,
    /// Tests that need one.
    conditional: Tests,
    literals: Option<AhoCorasick>,
    /// For each literal, the tests that need it.
    wanted_by: Vec<Tests>,
    /// Tests by the least length of a value, ascending: `(length, tests that need no more than it)`.
    by_length: Vec<(usize, Tests)>,
}

impl Prefilter {
    /// Builds the tables; the position of a need is its test.
    pub(crate) fn new(needs: &[Needs]) -> Result<Self, Problem> {
        let mut by_byte = vec![vec![Tests::NONE; 256]; SETS];
        let mut without = vec![Tests::NONE; SETS];
        let mut unconditional = Tests::NONE;
        let mut conditional = Tests::NONE;
        let mut literals: Vec<(&[u8], u32)> = Vec::new();
        for (test, need) in (0u32..).zip(needs) {
            for (rank, (table, without)) in by_byte.iter_mut().zip(&mut without).enumerate() {
                let Some(set) = need.sets.get(rank) else {
                    without.insert(test);
                    continue;
                };
                for byte in set.iter() {
                    if let Some(tests) = table.get_mut(usize::from(byte)) {
                        tests.insert(test);
                    }
                }
            }
            match &need.literals {
                Some(list) => {
                    conditional.insert(test);
                    literals.extend(list.iter().map(|text| (text.as_slice(), test)));
                }
                None => unconditional.insert(test),
            }
        }
        literals.sort_unstable();
        literals.dedup();
        let mut texts: Vec<&[u8]> = Vec::new();
        let mut wanted_by: Vec<Tests> = Vec::new();
        for (text, test) in literals {
            if texts.last() != Some(&text) {
                texts.push(text);
                wanted_by.push(Tests::NONE);
            }
            if let Some(tests) = wanted_by.last_mut() {
                tests.insert(test);
            }
        }
        Ok(Self {
            by_byte,
            without,
            unconditional,
            conditional,
            literals: automaton(&texts)?,
            wanted_by,
            by_length: lengths(needs),
        })
    }

    /// The tests that `value` could fulfil. `set` holds its bytes in lower case.
    pub(crate) fn candidates(&self, value: &[u8], set: &ByteSet) -> Tests {
        let mut left = self
            .by_length
            .iter()
            .rev()
            .find(|(length, _)| *length <= value.len())
            .map_or(Tests::NONE, |(_, tests)| *tests);
        for (table, without) in self.by_byte.iter().zip(&self.without) {
            let mut fulfilled = *without;
            for byte in set.iter() {
                if let Some(tests) = table.get(usize::from(byte)) {
                    fulfilled.add(tests);
                }
            }
            left.keep(&fulfilled);
            if left.is_empty() {
                return left;
            }
        }
        let mut seen = self.unconditional;
        if let Some(literals) = &self.literals
            && left.meets(&self.conditional)
        {
            for found in literals.find_overlapping_iter(value) {
                if let Some(tests) = self.wanted_by.get(found.pattern().as_usize()) {
                    seen.add(tests);
                }
            }
        }
        left.keep(&seen);
        left
    }

    /// What stands for any value when shortcuts are off.
    pub(crate) fn everything() -> Tests {
        Tests::ALL
    }
}

fn automaton(texts: &[&[u8]]) -> Result<Option<AhoCorasick>, Problem> {
    if texts.is_empty() {
        return Ok(None);
    }
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .match_kind(MatchKind::Standard)
        .kind(Some(AhoCorasickKind::ContiguousNFA))
        .build(texts)
        .map(Some)
        .map_err(|error| Problem::new(format!("too many literals: {error}"), "fewer rules"))
}

fn lengths(needs: &[Needs]) -> Vec<(usize, Tests)> {
    let mut steps: Vec<usize> = needs.iter().map(|need| need.shortest).collect();
    steps.sort_unstable();
    steps.dedup();
    steps
        .into_iter()
        .map(|length| {
            let mut tests = Tests::NONE;
            for (test, need) in (0u32..).zip(needs) {
                if need.shortest <= length {
                    tests.insert(test);
                }
            }
            (length, tests)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_could_match_is_left() {
        let needs = [
            Needs {
                sets: vec![ByteSet::of(b";|")],
                literals: None,
                shortest: 2,
            },
            Needs {
                sets: vec![],
                literals: Some(vec![b"select".to_vec(), b"union".to_vec()]),
                shortest: 5,
            },
            Needs::default(),
        ];
        let prefilter = Prefilter::new(&needs).unwrap();
        let left = |value: &[u8]| {
            let tests = prefilter.candidates(value, &ByteSet::of(&value.to_ascii_lowercase()));
            [0, 1, 2].map(|test| tests.contains(test))
        };
        assert_eq!(left(b"plain"), [false, false, true]);
        assert_eq!(left(b"a;b"), [true, false, true]);
        assert_eq!(left(b"UNION all"), [false, true, true]);
        assert_eq!(left(b";"), [false, false, true]);
        assert_eq!(left(b""), [false, false, true]);
    }
}

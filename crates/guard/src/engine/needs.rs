//! What a value must contain for a pattern to match it, read off the pattern's syntax tree.
//!
//! Everything here is in lower case: sets and literals are folded, and so are the values they are compared with.
//! A need that is missing costs time; a need that is wrong would cost a verdict, so each step only weakens.

use regex_syntax::hir::{Class, Hir, HirKind};

use crate::operators::ByteSet;

/// How many literals a pattern may ask the prefilter to look for.
const MOST_LITERALS: usize = 400;
/// How many strings are followed through a concatenation.
const MOST_EXACT: usize = 48;
/// Longest literal that is looked for.
const LONGEST: usize = 24;
/// How many sets a pattern keeps.
pub(super) const SETS: usize = 3;

/// What a matching value has.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Needs {
    /// One byte of each of these sets, the rarest first.
    pub(crate) sets: Vec<ByteSet>,
    /// One of these literals, of which none is empty, and those of patterns have two bytes or more.
    pub(crate) literals: Option<Vec<Vec<u8>>>,
    /// This many bytes.
    pub(crate) shortest: usize,
}

/// What is known about a part of a pattern.
#[derive(Debug, Clone, Default)]
struct Part {
    /// Everything it can match, folded, if that is little.
    exact: Option<Vec<Vec<u8>>>,
    sets: Vec<ByteSet>,
    literals: Option<Vec<Vec<u8>>>,
    shortest: usize,
}

/// Reads a tree.
pub(crate) fn needs(tree: &Hir) -> Needs {
    let part = part(tree);
    let literals = better(part.literals, part.exact);
    Needs {
        sets: rarest(part.sets),
        literals,
        shortest: part.shortest,
    }
}

fn part(tree: &Hir) -> Part {
    match tree.kind() {
        HirKind::Empty | HirKind::Look(_) => Part {
            exact: Some(vec![Vec::new()]),
            ..Part::default()
        },
        HirKind::Literal(literal) => {
            let text = literal.0.to_ascii_lowercase();
            Part {
                sets: text.iter().map(|byte| ByteSet::of(&[*byte])).collect(),
                shortest: text.len(),
                exact: Some(vec![text]),
                literals: None,
            }
        }
        HirKind::Class(class) => of_class(class),
        HirKind::Repetition(repetition) => {
            let inner = part(&repetition.sub);
            let count = usize::try_from(repetition.min).unwrap_or(usize::MAX);
            if count == 0 {
                return optional(inner, repetition.max);
            }
            let literals = better(inner.literals, inner.exact.clone());
            Part {
                exact: inner
                    .exact
                    .filter(|_| repetition.max == Some(1) && repetition.min == 1),
                sets: inner.sets,
                literals,
                shortest: inner.shortest.saturating_mul(count),
            }
        }
        HirKind::Capture(capture) => part(&capture.sub),
        HirKind::Concat(parts) => concatenation(parts),
        HirKind::Alternation(branches) => alternation(branches),
    }
}

fn of_class(class: &Class) -> Part {
    let mut set = ByteSet::EMPTY;
    match class {
        Class::Bytes(class) => {
            for range in class.iter() {
                set.insert_range(range.start(), range.end());
            }
        }
        // Patterns are compiled without Unicode; should one slip through, nothing is claimed.
        Class::Unicode(_) => return Part::default(),
    }
    let set = set.folded();
    Part {
        exact: (set.len() <= 6).then(|| set.iter().map(|byte| vec![byte]).collect()),
        sets: vec![set],
        literals: None,
        shortest: 1,
    }
}

fn optional(inner: Part, most: Option<u32>) -> Part {
    Part {
        exact: inner
            .exact
            .filter(|strings| most == Some(1) && strings.len() < MOST_EXACT)
            .map(|mut strings| {
                strings.push(Vec::new());
                strings
            }),
        ..Part::default()
    }
}

fn concatenation(parts: &[Hir]) -> Part {
    let mut whole = Part::default();
    let mut run: Vec<Vec<u8>> = vec![Vec::new()];
    let mut is_exact = true;
    for tree in parts {
        let next = part(tree);
        whole.shortest = whole.shortest.saturating_add(next.shortest);
        whole.sets.extend(next.sets);
        let joined = next.exact.as_ref().and_then(|strings| cross(&run, strings));
        if let Some(joined) = joined {
            run = joined;
            continue;
        }
        is_exact = false;
        whole.literals = better(whole.literals.take(), Some(run));
        whole.literals = better(whole.literals.take(), next.literals);
        run = next.exact.unwrap_or_else(|| vec![Vec::new()]);
    }
    if is_exact {
        whole.exact = Some(run);
    } else {
        whole.literals = better(whole.literals.take(), Some(run));
    }
    whole.sets = rarest(whole.sets);
    whole
}

fn cross(left: &[Vec<u8>], right: &[Vec<u8>]) -> Option<Vec<Vec<u8>>> {
    if left.len().saturating_mul(right.len()) > MOST_EXACT {
        return None;
    }
    let mut joined: Vec<Vec<u8>> = left
        .iter()
        .flat_map(|before| {
            right
                .iter()
                .map(move |after| [before.as_slice(), after].concat())
        })
        .collect();
    if joined.iter().any(|text| text.len() > LONGEST) {
        return None;
    }
    joined.sort_unstable();
    joined.dedup();
    Some(joined)
}

fn alternation(branches: &[Hir]) -> Part {
    let parts: Vec<Part> = branches.iter().map(part).collect();
    let exact = parts
        .iter()
        .map(|part| part.exact.clone())
        .collect::<Option<Vec<_>>>()
        .map(|all| all.concat())
        .filter(|all| all.len() <= MOST_EXACT);
    let literals = parts
        .iter()
        .map(|part| better(part.literals.clone(), part.exact.clone()))
        .collect::<Option<Vec<_>>>()
        .map(|all| all.concat())
        .filter(|all| all.len() <= MOST_LITERALS);
    // Each branch offers its rarest set; a branch with fewer offers its last again.
    let sets = (0..SETS)
        .filter_map(|rank| {
            parts.iter().try_fold(ByteSet::EMPTY, |union, part| {
                let sets = rarest(part.sets.clone());
                let set = sets.get(rank).or_else(|| sets.last())?;
                Some(union.union(set))
            })
        })
        .collect();
    Part {
        exact,
        sets: rarest(sets),
        literals,
        shortest: parts.iter().map(|part| part.shortest).min().unwrap_or(0),
    }
}

/// The list that is found less often in ordinary text. Lists with literals shorter than two bytes are none.
fn better(left: Option<Vec<Vec<u8>>>, right: Option<Vec<Vec<u8>>>) -> Option<Vec<Vec<u8>>> {
    let usable = |list: &Vec<Vec<u8>>| {
        !list.is_empty() && list.len() <= MOST_LITERALS && list.iter().all(|text| text.len() >= 2)
    };
    let left = left.filter(usable);
    let right = right.filter(usable);
    match (left, right) {
        (Some(left), Some(right)) => Some(if chance(&right) < chance(&left) {
            right
        } else {
            left
        }),
        (left, right) => left.or(right),
    }
}

/// How often a list is expected in a million bytes, roughly.
fn chance(list: &[Vec<u8>]) -> u64 {
    list.iter()
        .map(|text| {
            text.iter().take(6).fold(1_000_000, |rest: u64, byte| {
                rest * u64::from(weight(*byte)) / 1000
            })
        })
        .sum::<u64>()
        .saturating_add(1)
}

/// How many of a thousand bytes of ordinary values are this one, roughly.
fn weight(byte: u8) -> u32 {
    match byte {
        b'e' | b't' | b'a' | b'o' | b'i' | b'n' | b's' | b'r' => 60,
        b'a'..=b'z' => 25,
        b'0'..=b'9' => 20,
        b' ' => 100,
        b'.' | b'-' | b'/' | b'_' | b',' | b':' | b'=' => 15,
        b';' | b'(' | b')' | b'"' | b'\'' => 6,
        _ => 2,
    }
}

/// The rarest sets, without duplicates and without those that nearly every value meets.
fn rarest(mut sets: Vec<ByteSet>) -> Vec<ByteSet> {
    let rarity = |set: &ByteSet| set.iter().map(weight).sum::<u32>();
    sets.retain(|set| rarity(set) < 600);
    sets.sort_by_key(rarity);
    sets.dedup();
    sets.truncate(SETS);
    sets
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::operators::compile;

    fn of(pattern: &str) -> Needs {
        needs(compile(pattern, false).unwrap().tree.as_ref().unwrap())
    }

    fn literals(pattern: &str) -> Option<Vec<String>> {
        let found = of(pattern).literals?;
        Some(
            found
                .into_iter()
                .map(|text| String::from_utf8(text).unwrap())
                .collect(),
        )
    }

    #[test]
    fn literals_are_found_inside_patterns() {
        assert_eq!(
            literals(r"\s+(?i)SELECT\b.*from"),
            Some(vec!["select".to_owned()])
        );
        assert_eq!(literals("ab(?:c|d)?"), Some(vec!["ab".to_owned()]));
        assert_eq!(literals("x|[^a]*"), None);
        assert_eq!(
            literals("(?:union|insert)+"),
            Some(vec!["union".into(), "insert".into()])
        );
    }

    #[test]
    fn sets_are_what_no_match_lacks() {
        let found = of(r"(?i)[;|]\s*[a-z]+\(");
        assert!(found.sets.contains(&ByteSet::of(b";|")));
        assert!(found.sets.contains(&ByteSet::of(b"(")));
        assert_eq!(found.shortest, 3);
    }

    /// Whether `value` fulfils the needs, as the prefilter decides it.
    fn fulfils(needs: &Needs, value: &[u8]) -> bool {
        let folded = value.to_ascii_lowercase();
        let set = ByteSet::of(&folded);
        value.len() >= needs.shortest
            && needs.sets.iter().all(|need| need.meets(&set))
            && needs.literals.as_ref().is_none_or(|literals| {
                literals
                    .iter()
                    .any(|text| memchr::memmem::find(&folded, text).is_some())
            })
    }

    proptest! {
        #[test]
        fn every_match_fulfils_the_needs(
            pattern in "((a|B|ab|[a-c]|[^ab]|\\(|x|;)(\\?|\\*|\\+|\\{2\\}|)(\\||)){1,6}",
            value in "[abcxB;( ]{0,12}",
        ) {
            for pattern in [pattern.clone(), format!("(?i){pattern}"), format!("(?:{pattern})?x{pattern}")] {
                let Ok(compiled) = compile(&pattern, false) else { continue };
                if compiled.pattern.matches(value.as_bytes()) {
                    // As when rules are compiled: what backtracks has no tree, and nothing is claimed of it.
                    let needs = compiled.tree.as_ref().map_or_else(Needs::default, needs);
                    prop_assert!(fulfils(&needs, value.as_bytes()), "{pattern} {value} {needs:?}");
                }
            }
        }
    }
}

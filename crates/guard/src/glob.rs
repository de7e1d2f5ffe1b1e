//! Patterns with stars, matched without recursion.

/// Whether `path` fits `pattern`, where `*` stands for any run of bytes but `/`.
pub(crate) fn fits_path(pattern: &[u8], path: &[u8]) -> bool {
    steps_to_fit(pattern, path, Stars::Path).0
}

/// Names of members, such as those of arguments. Parts stand between dots: `*` is any run within one part, `**` any
/// run of parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MemberPattern {
    pattern: Vec<u8>,
    folds_case: bool,
}

impl MemberPattern {
    /// Reads a pattern; `folds_case` is for names that mean the same in upper and lower case.
    pub(crate) fn new(text: &str, folds_case: bool) -> Result<Self, String> {
        if text.is_empty() {
            return Err("it is empty".to_owned());
        }
        let is_mixed = |part: &str| part.contains("**") && part != "**";
        if text.split('.').any(is_mixed) {
            return Err("** stands for whole parts, as in json.notes.**".to_owned());
        }
        Ok(Self {
            pattern: text.as_bytes().to_vec(),
            folds_case,
        })
    }

    /// Whether a member of that name is meant.
    pub(crate) fn takes(&self, name: &[u8]) -> bool {
        let stars = Stars::Member {
            folds_case: self.folds_case,
        };
        steps_to_fit(&self.pattern, name, stars).0
    }
}

/// What stars stop at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stars {
    /// At `/`, whether there is one star or two.
    Path,
    /// At a dot, unless there are two.
    Member { folds_case: bool },
}

impl Stars {
    fn separator(self) -> u8 {
        match self {
            Self::Path => b'/',
            Self::Member { .. } => b'.',
        }
    }

    fn equal(self, wanted: u8, found: u8) -> bool {
        match self {
            Self::Member { folds_case: true } => wanted.eq_ignore_ascii_case(&found),
            Self::Path | Self::Member { .. } => wanted == found,
        }
    }
}

/// Whether `name` fits, and in how many steps that was found out.
///
/// SECURITY: only the last star of each kind is tried again, since what stands before it cannot gain by another try; so
/// the steps are at most the product of both lengths, guarded by test `long_names_take_few_steps`.
fn steps_to_fit(pattern: &[u8], name: &[u8], stars: Stars) -> (bool, usize) {
    let (mut at, mut here, mut steps) = (0usize, 0usize, 0usize);
    // What follows the last star of a kind, and up to where in the name it reaches.
    let mut within: Option<(usize, usize)> = None;
    let mut across: Option<(usize, usize)> = None;
    loop {
        steps += 1;
        match (pattern.get(at), name.get(here)) {
            (Some(b'*'), _) => {
                let crosses = stars != Stars::Path && pattern.get(at + 1) == Some(&b'*');
                if crosses {
                    at += 2;
                    across = Some((at, here));
                    within = None;
                } else {
                    at += 1;
                    within = Some((at, here));
                }
                continue;
            }
            (Some(wanted), Some(found)) if stars.equal(*wanted, *found) => {
                at += 1;
                here += 1;
                continue;
            }
            (None, None) => return (true, steps),
            _ => {}
        }
        let more = |reach: usize| name.get(reach).copied();
        match (within, across) {
            (Some((after, reach)), _)
                if more(reach).is_some_and(|byte| byte != stars.separator()) =>
            {
                within = Some((after, reach + 1));
                (at, here) = (after, reach + 1);
            }
            (_, Some((after, reach))) if more(reach).is_some() => {
                within = None;
                across = Some((after, reach + 1));
                (at, here) = (after, reach + 1);
            }
            _ => return (false, steps),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_stay_within_a_part() {
        for (pattern, name, expected) in [
            ("rules/*.conf", "rules/a.conf", true),
            ("rules/*.conf", "rules/sub/a.conf", false),
            ("rules/*.conf", "rules/a.conf.example", false),
            ("rules/R-*-X*.conf", "rules/R-9-XY.conf", true),
            ("*/a*b", "x/ab", true),
            ("*a*b", "aab/b", false),
            ("*/a*b", "x/y/ab", false),
            ("*", "", true),
            ("a", "a*", false),
            ("a*", "a*", true),
            ("", "a", false),
        ] {
            assert_eq!(
                fits_path(pattern.as_bytes(), name.as_bytes()),
                expected,
                "{pattern} {name}"
            );
        }
    }

    #[test]
    fn long_names_take_few_steps() {
        let name = b"a".repeat(1 << 20);
        let stars = Stars::Member { folds_case: false };
        for pattern in [&b"*a*b"[..], b"**.*a*b", b"*a*a*b"] {
            let (fit, steps) = steps_to_fit(pattern, &name, stars);
            assert!(!fit);
            assert!(steps <= 4 * name.len(), "{steps}");
        }
    }

    #[test]
    fn one_star_stays_in_a_part_and_two_go_on() {
        for (pattern, name, expected) in [
            ("json.body", "json.body", true),
            ("json.body", "json.Body", false),
            ("json.notes.*", "json.notes.text", true),
            ("json.notes.*", "json.notes.author.id", false),
            ("json.*.id", "json.author.id", true),
            ("json.*.id", "json.a.b.id", false),
            ("json.**.id", "json.a.b.id", true),
            ("json.**.id", "json.a.b.ids", false),
            ("json.**", "json.a.b", true),
            ("json.**", "xjson.a", false),
            ("**.n*e", "a.nb.note", true),
            ("**.n*e.x", "a.ne.b.ne.x", true),
            ("note*", "note", true),
            ("note*", "note.x", false),
        ] {
            let found = MemberPattern::new(pattern, false).unwrap();
            assert_eq!(found.takes(name.as_bytes()), expected, "{pattern} {name}");
        }
        assert!(MemberPattern::new("x-*", true).unwrap().takes(b"X-Note"));
        for refused in ["", "a**", "json.**b.c", "***"] {
            assert!(MemberPattern::new(refused, false).is_err(), "{refused}");
        }
    }
}

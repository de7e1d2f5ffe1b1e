//! Patterns with stars, matched without recursion.

/// Whether `name` fits `pattern`, where `*` stands for any run of bytes but `separator`.
pub(crate) fn fits(pattern: &[u8], name: &[u8], separator: u8) -> bool {
    steps_to_fit(pattern, name, separator).0
}

/// Whether `name` fits, and in how many steps that was found out.
///
/// SECURITY: only the last star is tried again, since it alone can take more within its part of the name; so the steps
/// are at most the product of both lengths, guarded by test `long_names_take_few_steps`.
fn steps_to_fit(pattern: &[u8], name: &[u8], separator: u8) -> (bool, usize) {
    let (mut at, mut here, mut steps) = (0usize, 0usize, 0usize);
    // What follows the last star, and where in the name that was tried.
    let mut star: Option<(usize, usize)> = None;
    loop {
        steps += 1;
        match (pattern.get(at), name.get(here)) {
            (Some(b'*'), _) => {
                at += 1;
                star = Some((at, here));
                continue;
            }
            (Some(wanted), Some(found)) if wanted == found => {
                at += 1;
                here += 1;
                continue;
            }
            (None, None) => return (true, steps),
            _ => {}
        }
        match star {
            Some((after, from)) if name.get(from).is_some_and(|byte| *byte != separator) => {
                star = Some((after, from + 1));
                at = after;
                here = from + 1;
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
                fits(pattern.as_bytes(), name.as_bytes(), b'/'),
                expected,
                "{pattern} {name}"
            );
        }
    }

    #[test]
    fn long_names_take_few_steps() {
        let name = b"a".repeat(1 << 20);
        let (fit, steps) = steps_to_fit(b"*a*b", &name, b'.');
        assert!(!fit);
        assert!(steps <= 4 * name.len(), "{steps}");
    }
}

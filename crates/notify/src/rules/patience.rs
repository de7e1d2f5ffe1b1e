//! How long a mail waits for its next try, and when it is given up.

use kernel::Millis;

const MINUTE: Millis = 60_000;
/// How long a mail is tried; what it says is old by then.
const LIFE: Millis = 4 * 24 * 60 * MINUTE;
/// The longest wait between two tries.
const LONGEST: Millis = 60 * MINUTE;

/// When a mail that was refused for now is tried again after so many tries; none when it is given up.
pub fn next_try(created_at: Millis, attempts: u32, now: Millis) -> Option<Millis> {
    let wait = (MINUTE << attempts.saturating_sub(1).min(10)).min(LONGEST);
    (now.saturating_sub(created_at) < LIFE).then_some(now + wait)
}

/// How long nothing is sent after a failure that concerns every mail, the so-many-th in a row.
pub fn pause(failures: u32) -> Millis {
    (15_000 << failures.saturating_sub(1).min(10)).min(10 * MINUTE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_an_hour_and_end_after_four_days() {
        let cases = [
            (1, 0, Some(MINUTE)),
            (2, 0, Some(2 * MINUTE)),
            (3, 0, Some(4 * MINUTE)),
            (6, 0, Some(32 * MINUTE)),
            (7, 0, Some(LONGEST)),
            (u32::MAX, 0, Some(LONGEST)),
            (0, 0, Some(MINUTE)),
            (9, LIFE - 1, Some(LONGEST)),
            (9, LIFE, None),
        ];
        for (attempts, age, expected) in cases {
            assert_eq!(
                next_try(1_000, attempts, 1_000 + age),
                expected.map(|wait| 1_000 + age + wait),
                "{attempts} {age}"
            );
        }
    }

    #[test]
    fn a_dead_server_is_asked_less_and_less() {
        let pauses: Vec<Millis> = (1..=8).map(pause).collect();

        assert!(pauses.is_sorted());
        assert_eq!(pauses.first(), Some(&15_000));
        assert_eq!(pauses.last(), Some(&(10 * MINUTE)));
    }
}

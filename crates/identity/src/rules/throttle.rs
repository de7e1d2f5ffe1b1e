//! When the next attempt may be made. Every attempt is paid for as if it failed, before the secret is looked at; a
//! success gives the payment back.

use kernel::Millis;

/// Waiting times in milliseconds after so many failures in a row; the last one repeats.
///
/// At most 82 guesses in a day reach one account, and nobody waits longer than 20 minutes.
const DELAYS: [Millis; 12] = [
    0, 0, 0, 1_000, 3_000, 5_000, 10_000, 30_000, 60_000, 120_000, 300_000, 1_200_000,
];

/// The longest wait of [`Rule::BriefBackOff`] in milliseconds.
const BRIEF: Millis = 60_000;

/// Failures are forgotten after a day without any, in milliseconds.
const FORGET_AFTER: Millis = 24 * 3_600_000;

/// How far the clocks of two nodes may be apart, in milliseconds.
const CLOCKS_DIFFER: Millis = 60_000;

const HOUR: Millis = 3_600_000;

/// One attempt in a leaking bucket's units.
const ATTEMPT: i64 = 1_000;

/// How a bucket counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// The wait grows with each failure in a row: for one account.
    BackOff,
    /// The same, and nobody waits longer than a minute: for a secret that many people share, whom one who guesses
    /// must not keep out.
    BriefBackOff,
    /// So many at once and so many each hour: where many people stand behind one counter, and for what takes room or
    /// reaches somebody's mailbox.
    Leak {
        /// Attempts at once.
        burst: i64,
        /// Attempts each hour in the long run.
        per_hour: i64,
    },
}

/// What a bucket holds. For the rules that back off `level` is failures in a row, for [`Rule::Leak`] thousandths of an
/// attempt that have not leaked out at `charged_at`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Bucket {
    /// See above.
    pub level: i64,
    /// Time of the last attempt.
    pub charged_at: Millis,
}

impl Rule {
    /// The bucket after one more attempt, or how many milliseconds it is too early.
    pub fn charge(self, bucket: Bucket, now: Millis) -> Result<Bucket, Millis> {
        let elapsed = elapsed(bucket.charged_at, now);
        match self {
            Self::BackOff | Self::BriefBackOff => {
                let failures = if elapsed >= FORGET_AFTER {
                    0
                } else {
                    bucket.level
                };
                match self.delay(failures) - elapsed {
                    wait if wait > 0 => Err(wait),
                    _ => Ok(Bucket {
                        level: failures.saturating_add(1),
                        charged_at: now,
                    }),
                }
            }
            Self::Leak { burst, per_hour } => filled(bucket, burst, per_hour, now),
        }
    }

    /// The bucket after a success whose attempt was paid for.
    pub fn give_back(self, bucket: Bucket) -> Bucket {
        match self {
            // The owner was here: the row of failures is over.
            Self::BackOff | Self::BriefBackOff => Bucket { level: 0, ..bucket },
            // SECURITY: only the one attempt, so that signing in to an account of one's own between guesses does not
            // empty the network's counter; guarded by test `a_success_pays_back_one_attempt_only`.
            Self::Leak { .. } => Bucket {
                level: (bucket.level - ATTEMPT).max(0),
                ..bucket
            },
        }
    }

    fn delay(self, failures: i64) -> Millis {
        match self {
            Self::BriefBackOff => delay(failures).min(BRIEF),
            Self::BackOff | Self::Leak { .. } => delay(failures),
        }
    }
}

/// A clock that was set back must not lock anybody out until it has caught up; a second node's may be a little ahead.
fn elapsed(charged_at: Millis, now: Millis) -> Millis {
    match now - charged_at {
        ahead if ahead < -CLOCKS_DIFFER => FORGET_AFTER,
        elapsed => elapsed.max(0),
    }
}

fn delay(failures: i64) -> Millis {
    let step = usize::try_from(failures).unwrap_or(0).min(DELAYS.len() - 1);
    DELAYS.get(step).copied().unwrap_or_default()
}

/// A leaking bucket after one more attempt, or how many milliseconds it is too early.
fn filled(bucket: Bucket, burst: i64, per_hour: i64, now: Millis) -> Result<Bucket, Millis> {
    let level = leaked(bucket.level, elapsed(bucket.charged_at, now), per_hour) + ATTEMPT;
    match level - burst * ATTEMPT {
        over if over > 0 => Err(time_to_leak(over, per_hour)),
        _ => Ok(Bucket {
            level,
            charged_at: now,
        }),
    }
}

fn leaked(level: i64, elapsed: Millis, per_hour: i64) -> i64 {
    // One attempt each hour is a thousandth each 3.6 s.
    let out = elapsed.saturating_mul(per_hour).saturating_mul(ATTEMPT) / HOUR;
    level.saturating_sub(out).max(0)
}

fn time_to_leak(over: i64, per_hour: i64) -> Millis {
    (over * HOUR) / (per_hour.max(1) * ATTEMPT) + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Millis = 1_000;
    const DAY: Millis = 24 * 3_600_000;
    const NETWORK: Rule = Rule::Leak {
        burst: 10,
        per_hour: 600,
    };

    /// Tries every second of a day and counts the tries that got through.
    fn tries_in_a_day(rule: Rule, mut bucket: Bucket) -> usize {
        let mut through = 0;
        for second in 0..DAY / SECOND {
            if let Ok(next) = rule.charge(bucket, DAY + second * SECOND) {
                bucket = next;
                through += 1;
            }
        }
        through
    }

    #[test]
    fn an_account_takes_fewer_than_a_hundred_guesses_a_day() {
        assert_eq!(tries_in_a_day(Rule::BackOff, Bucket::default()), 82);
    }

    #[test]
    fn three_slips_cost_no_waiting() {
        let mut bucket = Bucket::default();
        for _ in 0..3 {
            bucket = Rule::BackOff.charge(bucket, DAY).unwrap();
        }
        assert_eq!(Rule::BackOff.charge(bucket, DAY), Err(1_000));
        assert!(Rule::BackOff.charge(bucket, DAY + 1_000).is_ok());
    }

    #[test]
    fn the_wait_grows_and_is_bounded() {
        let waits: Vec<Millis> = (0..40).map(delay).collect();
        assert!(waits.is_sorted());
        assert_eq!(waits.last(), Some(&1_200_000));
    }

    #[test]
    fn a_shared_secret_keeps_nobody_waiting_for_more_than_a_minute() {
        let bucket = |level| Bucket {
            level,
            charged_at: DAY,
        };
        assert_eq!(Rule::BriefBackOff.charge(bucket(3), DAY), Err(1_000));
        assert_eq!(Rule::BriefBackOff.charge(bucket(500), DAY), Err(60_000));
        assert!(Rule::BriefBackOff.charge(bucket(500), DAY + 60_000).is_ok());
    }

    #[test]
    fn failures_are_forgotten_after_a_quiet_day() {
        let bucket = Bucket {
            level: 500,
            charged_at: 0,
        };
        assert_eq!(
            Rule::BackOff.charge(bucket, DAY),
            Ok(Bucket {
                level: 1,
                charged_at: DAY
            })
        );
    }

    #[test]
    fn a_network_gets_a_burst_and_then_a_rate() {
        let mut bucket = Bucket {
            level: 0,
            charged_at: DAY,
        };
        for _ in 0..10 {
            bucket = NETWORK.charge(bucket, DAY).unwrap();
        }
        let wait = NETWORK.charge(bucket, DAY).unwrap_err();
        assert!((5_900..=6_100).contains(&wait), "{wait}");
        assert!(NETWORK.charge(bucket, DAY + wait).is_ok());
    }

    #[test]
    fn a_mailbox_gets_a_few_at_once_and_then_by_the_hour() {
        let rule = Rule::Leak {
            burst: 5,
            per_hour: 2,
        };
        assert_eq!(tries_in_a_day(rule, Bucket::default()), 5 + 2 * 24 - 1);
        let full = Bucket {
            level: 5_000,
            charged_at: DAY,
        };
        assert_eq!(rule.charge(full, DAY), Err(30 * 60_000 + 1));
        assert_eq!(rule.give_back(full).level, 4_000);
    }

    #[test]
    fn a_success_pays_back_one_attempt_only() {
        let full = Bucket {
            level: 10_000,
            charged_at: DAY,
        };
        assert_eq!(NETWORK.give_back(full).level, 9_000);
        assert_eq!(NETWORK.give_back(Bucket::default()).level, 0);
        assert_eq!(
            Rule::BackOff
                .give_back(Bucket {
                    level: 9,
                    charged_at: DAY
                })
                .level,
            0
        );
    }

    #[test]
    fn a_clock_that_was_set_back_locks_nobody_out() {
        let bucket = Bucket {
            level: 20,
            charged_at: 10 * DAY,
        };
        assert!(Rule::BackOff.charge(bucket, DAY).is_ok());
        assert!(
            NETWORK
                .charge(
                    Bucket {
                        level: 10_000,
                        charged_at: 10 * DAY
                    },
                    DAY
                )
                .is_ok()
        );
        assert_eq!(
            Rule::BackOff.charge(bucket, 10 * DAY - SECOND),
            Err(1_200_000)
        );
    }

    proptest::proptest! {
        #[test]
        fn the_announced_wait_is_enough(level in 0_i64..2_000_000, burst in 1_i64..50, per_hour in 1_i64..60_000) {
            for rule in [Rule::BackOff, Rule::BriefBackOff, Rule::Leak { burst, per_hour }] {
                let bucket = Bucket { level: level.min(burst * 1000 + 500), charged_at: DAY };
                if let Err(wait) = rule.charge(bucket, DAY) {
                    proptest::prop_assert!(wait > 0);
                    proptest::prop_assert!(rule.charge(bucket, DAY + wait).is_ok());
                }
            }
        }
    }
}

//! Turns at writing, on PostgreSQL: one writer per turn at a time, in the order in which they came.

use std::collections::HashMap;
use std::sync::{Arc, Mutex as Lock, PoisonError};

use tokio::sync::{Mutex, OwnedMutexGuard};
use uuid::Uuid;

/// Above so many, turns that nobody has or waits for are forgotten.
const KEPT: usize = 256;

/// Who has which turn in this process.
#[derive(Default)]
pub(crate) struct Turns {
    lines: Lock<HashMap<i64, Arc<Mutex<()>>>>,
}

/// A turn that somebody has, until it is dropped.
pub(crate) struct Turn {
    number: i64,
    _held: OwnedMutexGuard<()>,
}

impl Turn {
    /// The number under which the database knows it.
    pub(crate) fn number(&self) -> i64 {
        self.number
    }
}

impl Turns {
    /// Takes turns in one order, whoever asks, so that no two wait for one another.
    pub(crate) async fn take(&self, turns: &[Uuid]) -> Vec<Turn> {
        let mut numbers: Vec<i64> = turns.iter().map(number).collect();
        numbers.sort_unstable();
        numbers.dedup();
        let mut taken = Vec::with_capacity(numbers.len());
        for number in numbers {
            let line = self.line(number);
            taken.push(Turn {
                number,
                _held: line.lock_owned().await,
            });
        }
        taken
    }

    fn line(&self, number: i64) -> Arc<Mutex<()>> {
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        if lines.len() > KEPT {
            lines.retain(|_, line| Arc::strong_count(line) > 1);
        }
        Arc::clone(lines.entry(number).or_default())
    }
}

/// The half of an id that is random in every version of RFC 9562 that we mint; PostgreSQL's advisory locks have 64 bits.
/// Two ids that share it would wait for one another and lose nothing else.
fn number(turn: &Uuid) -> i64 {
    i64::from_be_bytes(turn.as_u64_pair().1.to_be_bytes())
}

#[cfg(test)]
mod tests {
    use futures::FutureExt;

    use super::*;

    #[tokio::test]
    async fn a_turn_is_had_by_one_and_freed_when_dropped() {
        let turns = Turns::default();
        let [first, second] = [Uuid::from_u128(1), Uuid::from_u128(2)];
        let both = turns.take(&[second, first, second]).await;
        assert_eq!(both.iter().map(Turn::number).collect::<Vec<_>>(), [1, 2]);

        assert!(turns.take(&[first]).now_or_never().is_none());
        assert!(turns.take(&[Uuid::from_u128(3)]).now_or_never().is_some());
        drop(both);
        assert!(turns.take(&[first, second]).now_or_never().is_some());
    }

    #[tokio::test]
    async fn turns_that_nobody_has_are_forgotten() {
        let turns = Turns::default();
        let kept = turns.take(&[Uuid::from_u128(7)]).await;
        for turn in 1_000..2_000 {
            turns.take(&[Uuid::from_u128(turn)]).await;
        }

        let lines = turns.lines.lock().unwrap_or_else(PoisonError::into_inner);
        assert!(lines.len() <= KEPT + 1 && lines.contains_key(&7));
        drop(kept);
    }
}

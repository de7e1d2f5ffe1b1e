//! Whose turn it is, the server's or the peer's, and for how long it has been the peer's.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::time::{Instant, sleep};

/// Begins as the server's turn.
#[derive(Debug)]
pub(crate) struct Turn {
    begun: Instant,
    /// Milliseconds after the beginning at which the peer last did something; [`OURS`] while it waits for the server.
    since: AtomicU64,
}

const OURS: u64 = u64::MAX;

impl Turn {
    pub(super) fn new() -> Self {
        Self {
            begun: Instant::now(),
            since: AtomicU64::new(OURS),
        }
    }

    /// The peer has all that there is and waits.
    pub(super) fn ours(&self) {
        self.since.store(OURS, Ordering::Relaxed);
    }

    /// The peer has something to do.
    pub(super) fn theirs(&self) {
        self.since.store(self.now(), Ordering::Relaxed);
    }

    /// The peer did some of it.
    pub(super) fn moved(&self) {
        let before = self.since.load(Ordering::Relaxed);
        if before != OURS {
            // Lost to a turn of ours that began meanwhile, as it should be.
            let _lost = self.since.compare_exchange(
                before,
                self.now(),
                Ordering::Relaxed,
                Ordering::Relaxed,
            );
        }
    }

    /// Waits until the peer has done nothing for this long though it could.
    pub(super) async fn passed_by(&self, patience: Duration) {
        loop {
            let left = match self.since.load(Ordering::Relaxed) {
                OURS => patience,
                since => {
                    (Duration::from_millis(since) + patience).saturating_sub(self.begun.elapsed())
                }
            };
            if left.is_zero() {
                return;
            }
            sleep(left).await;
        }
    }

    fn now(&self) -> u64 {
        let elapsed = self.begun.elapsed().as_millis();
        u64::try_from(elapsed).unwrap_or(OURS - 1)
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt;

    use super::*;

    const PATIENCE: Duration = Duration::from_millis(50);

    #[tokio::test]
    async fn ends_with_a_peer_that_does_nothing() {
        let turn = Turn::new();
        turn.theirs();

        turn.passed_by(PATIENCE).await;

        assert!(turn.begun.elapsed() >= PATIENCE);
        turn.moved();
        assert!(turn.passed_by(PATIENCE).now_or_never().is_none());
    }

    #[tokio::test]
    async fn does_not_end_while_the_server_has_something_to_do() {
        let turn = Turn::new();
        turn.theirs();
        turn.ours();
        turn.moved();

        let ended = tokio::time::timeout(4 * PATIENCE, turn.passed_by(PATIENCE)).await;

        assert!(ended.is_err());
    }
}

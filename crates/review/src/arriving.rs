//! Files that arrive for comments, so many of one person at a time: on an S3 service each may hold a turn to store, of which
//! there are few for everybody.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use kernel::PersonId;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Files of one person that arrive at a time; more wait for their turn, and nothing of them is read.
const AT_ONCE: usize = 4;

/// How long a file may take to arrive: the longest does at 17 KiB a second.
pub(crate) const WITHIN: Duration = Duration::from_mins(10);

/// Above so many, lines that nobody stands in are forgotten.
const KEPT: usize = 256;

/// Who sends files to this process.
#[derive(Default)]
pub(crate) struct Lines(Mutex<HashMap<PersonId, Arc<Semaphore>>>);

impl Lines {
    /// Waits until the person sends fewer than so many. `None` never happens: a line is not closed.
    pub(crate) async fn stand(&self, person: PersonId) -> Option<OwnedSemaphorePermit> {
        let line = self.line(person);
        line.acquire_owned().await.ok()
    }

    fn line(&self, person: PersonId) -> Arc<Semaphore> {
        let mut lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if lines.len() > KEPT {
            lines.retain(|_, line| Arc::strong_count(line) > 1);
        }
        let line = lines
            .entry(person)
            .or_insert_with(|| Arc::new(Semaphore::new(AT_ONCE)));
        Arc::clone(line)
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt;
    use kernel::Id;
    use uuid::Uuid;

    use super::*;

    fn person(number: u128) -> PersonId {
        Id::from_uuid(Uuid::from_u128(number))
    }

    #[test]
    fn one_person_sends_so_many_at_a_time_and_others_do_not_wait() {
        let lines = Lines::default();
        let mut sending: Vec<_> = (0..AT_ONCE)
            .map(|_| lines.stand(person(1)).now_or_never().unwrap())
            .collect();
        let mut next = Box::pin(lines.stand(person(1)));
        assert!(next.as_mut().now_or_never().is_none());
        assert!(lines.stand(person(2)).now_or_never().is_some());

        sending.pop();
        assert!(next.now_or_never().is_some());
    }

    #[test]
    fn lines_that_nobody_stands_in_are_forgotten() {
        let lines = Lines::default();
        let held = lines.stand(person(0)).now_or_never();
        for number in 1..1_000 {
            lines.stand(person(number)).now_or_never();
        }
        let kept = lines.0.lock().unwrap_or_else(PoisonError::into_inner);
        assert!(kept.len() <= KEPT + 1 && kept.contains_key(&person(0)));
        drop(held);
    }
}

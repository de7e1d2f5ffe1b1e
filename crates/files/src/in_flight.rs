//! What this process remembers about uploads: whose turn it is, and how far their SHA-256 is. All of it may be lost;
//! then a digest is computed again from the stored parts when an upload completes.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use kernel::{Error, Result, UploadId};
use tokio_util::sync::{CancellationToken, WaitForCancellationFutureOwned};
use tokio_util::task::TaskTracker;
use vault::Sha256;

/// How many unfinished digests are kept.
const REMEMBERED: usize = 1024;

/// How long somebody who interrupts a request waits for what it had received to be stored.
const PATIENCE: Duration = Duration::from_secs(5);

/// A cheap handle on what is remembered.
#[derive(Clone, Default)]
pub(crate) struct InFlight {
    shared: Arc<Mutex<Memory>>,
    tasks: TaskTracker,
}

#[derive(Default)]
struct Memory {
    busy: HashMap<UploadId, Signals>,
    digests: HashMap<UploadId, Progress>,
    /// Which upload each digest in memory belongs to, oldest first.
    ages: BTreeMap<u64, UploadId>,
    next_age: u64,
}

/// How a turn is told to end, and how it tells that it has.
#[derive(Clone, Default)]
struct Signals {
    stop: CancellationToken,
    done: CancellationToken,
}

struct Progress {
    age: u64,
    offset: u64,
    hasher: Sha256,
}

/// The right to receive bytes of one upload in this process; ends when dropped. Other nodes are kept out by the
/// offset, which only one of them can advance.
pub(crate) struct Turn {
    upload: UploadId,
    signals: Signals,
    in_flight: InFlight,
}

impl InFlight {
    /// Takes the turn.
    ///
    /// # Errors
    /// [`Error::Conflict`] while another request has it.
    pub(crate) fn take_turn(&self, upload: UploadId) -> Result<Turn> {
        match self.memory().busy.entry(upload) {
            Entry::Vacant(free) => {
                let signals = free.insert(Signals::default()).clone();
                Ok(Turn {
                    upload,
                    signals,
                    in_flight: self.clone(),
                })
            }
            Entry::Occupied(_) => Err(Error::Conflict {
                code: "upload_busy",
                detail: "Another request is sending this file. Nothing was lost; wait for it.",
            }),
        }
    }

    /// Ends the request that is sending, as if its connection had broken, and waits until what it had received is
    /// stored. A sender who asks where an upload stands has lost that connection, even if nobody here noticed.
    /// False when nobody was sending.
    pub(crate) async fn interrupt(&self, upload: UploadId) -> bool {
        let Some(signals) = self.memory().busy.get(&upload).cloned() else {
            return false;
        };
        signals.stop.cancel();
        // Whoever waits in vain sees the upload as it stands and finds it busy.
        tokio::time::timeout(PATIENCE, signals.done.cancelled())
            .await
            .ok();
        true
    }

    /// The digest of the upload's first `offset` bytes, if this process has followed it so far. It is handed out once:
    /// whoever fails to store what follows must not put it back.
    pub(crate) fn recall(&self, upload: UploadId, offset: u64) -> Option<Sha256> {
        if offset == 0 {
            return Some(Sha256::new());
        }
        let progress = self.memory().forget(upload)?;
        (progress.offset == offset).then_some(progress.hasher)
    }

    /// Remembers the digest of the upload's first `offset` bytes.
    pub(crate) fn remember(&self, upload: UploadId, offset: u64, hasher: Sha256) {
        let mut memory = self.memory();
        memory.forget(upload);
        let age = memory.next_age;
        memory.next_age += 1;
        memory.ages.insert(age, upload);
        memory.digests.insert(
            upload,
            Progress {
                age,
                offset,
                hasher,
            },
        );
        while memory.digests.len() > REMEMBERED {
            let Some((_, oldest)) = memory.ages.pop_first() else {
                break;
            };
            memory.digests.remove(&oldest);
        }
    }

    /// Runs something to its end even when the request that asked for it is gone.
    pub(crate) async fn finish<T: Send + 'static>(
        &self,
        work: impl Future<Output = Result<T>> + Send + 'static,
    ) -> Result<T> {
        let task = self.tasks.spawn(work);
        task.await
            .map_err(|error| Error::internal("receiving an upload broke off", error))?
    }

    // Nothing is done under the lock that could leave it half changed.
    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Memory {
    fn forget(&mut self, upload: UploadId) -> Option<Progress> {
        let progress = self.digests.remove(&upload)?;
        self.ages.remove(&progress.age);
        Some(progress)
    }
}

impl Turn {
    /// Completes when somebody interrupts.
    pub(crate) fn stopped(&self) -> WaitForCancellationFutureOwned {
        self.signals.stop.clone().cancelled_owned()
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.in_flight.memory().busy.remove(&self.upload);
        self.signals.done.cancel();
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn upload(number: u128) -> UploadId {
        UploadId::from_uuid(Uuid::from_u128(number))
    }

    #[test]
    fn one_turn_at_a_time() {
        let in_flight = InFlight::default();

        let turn = in_flight.take_turn(upload(1)).unwrap();
        assert!(in_flight.take_turn(upload(1)).is_err());
        assert!(in_flight.take_turn(upload(2)).is_ok());
        drop(turn);

        assert!(in_flight.take_turn(upload(1)).is_ok());
    }

    #[test]
    fn a_digest_is_only_recalled_for_its_offset() {
        let in_flight = InFlight::default();
        let mut hasher = Sha256::new();
        hasher.update(b"abc");

        in_flight.remember(upload(1), 3, hasher.clone());
        assert!(in_flight.recall(upload(1), 2).is_none());
        assert!(
            in_flight.recall(upload(1), 3).is_none(),
            "handed out before"
        );

        in_flight.remember(upload(1), 3, hasher);
        assert_eq!(
            in_flight.recall(upload(1), 3).unwrap().finish(),
            vault::sha256(b"abc")
        );
    }

    #[test]
    fn memory_is_bounded() {
        let in_flight = InFlight::default();

        for number in 0..5000 {
            in_flight.remember(upload(number), 1, Sha256::new());
        }
        for _ in 0..5000 {
            in_flight.remember(upload(4999), 1, Sha256::new());
        }

        let memory = in_flight.memory();
        assert_eq!(
            (memory.digests.len(), memory.ages.len()),
            (REMEMBERED, REMEMBERED)
        );
        assert!(
            memory.digests.contains_key(&upload(4500)),
            "the newest stay"
        );
    }
}

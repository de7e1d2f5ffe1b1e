//! Keys in memory on short leases. A hit takes a shared lock and copies 32 bytes; there is no other
//! layer of caching above.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use uuid::Uuid;
use vault::Key;

use crate::KeyKind;

/// Longest time a key stays in memory after it was unwrapped, in milliseconds. An erasure is complete
/// on all nodes when this much time has passed.
pub const LEASE_MS: i64 = 60_000;

/// Tells the time in UTC milliseconds.
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// Wiping expired leases looks at all of them; so often is enough.
const SWEEP_MS: i64 = 10_000;
/// More keys than a busy minute needs; beyond it all are dropped and read again.
const MAX_LEASES: usize = 100_000;

pub(crate) struct Cache {
    state: RwLock<State>,
    now_ms: Clock,
}

#[derive(Default)]
struct State {
    leases: HashMap<Uuid, Lease>,
    /// (person, project) to author key; an id is no secret, but an erased one must not be used.
    authors: HashMap<(Uuid, Uuid), (Uuid, i64)>,
    /// Counts erasures: what was read before one is not kept after it.
    generation: u64,
    swept_at: i64,
}

struct Lease {
    /// Boxed, so that a growing map moves pointers and leaves no key bytes behind.
    key: Box<Key>,
    kind: KeyKind,
    since: i64,
}

impl Cache {
    pub(crate) fn new(now_ms: Clock) -> Self {
        Self {
            state: RwLock::default(),
            now_ms,
        }
    }

    pub(crate) fn now(&self) -> i64 {
        (self.now_ms)()
    }

    pub(crate) fn get(&self, id: Uuid) -> Option<(Key, KeyKind)> {
        let now = self.now();
        let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
        let lease = state
            .leases
            .get(&id)
            .filter(|lease| is_live(lease.since, now))?;
        Some(((*lease.key).clone(), lease.kind))
    }

    pub(crate) fn author(&self, person: Uuid, project: Uuid) -> Option<Uuid> {
        let now = self.now();
        let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
        let found = state.authors.get(&(person, project));
        found
            .filter(|(_, since)| is_live(*since, now))
            .map(|(id, _)| *id)
    }

    /// To be asked before reading rows whose keys are put in afterwards.
    pub(crate) fn generation(&self) -> u64 {
        self.state
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .generation
    }

    /// Keeps keys that were read in this generation.
    // SECURITY: a key read just before its erasure must not come back just after it. Guarded by test
    // a_key_read_before_an_erasure_is_not_kept_after_it.
    pub(crate) fn put(
        &self,
        generation: u64,
        keys: impl IntoIterator<Item = (Uuid, KeyKind, Key)>,
    ) {
        let now = self.now();
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        if state.generation != generation {
            return;
        }
        state.make_room(now);
        for (id, kind, key) in keys {
            let lease = Lease {
                key: Box::new(key),
                kind,
                since: now,
            };
            let known = state.leases.entry(id).or_insert(lease);
            if !is_live(known.since, now) {
                known.since = now;
            }
        }
    }

    pub(crate) fn put_author(&self, generation: u64, person: Uuid, project: Uuid, id: Uuid) {
        let now = self.now();
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        if state.generation == generation {
            state.make_room(now);
            state.authors.insert((person, project), (id, now));
        }
    }

    /// Wipes keys at once.
    pub(crate) fn forget(&self, ids: &[Uuid]) {
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        state.generation += 1;
        for id in ids {
            state.leases.remove(id);
        }
        state.authors.retain(|_, (author, _)| !ids.contains(author));
    }

    /// Wipes what has expired; returns how many keys are left.
    pub(crate) fn sweep(&self) -> usize {
        let now = self.now();
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        state.sweep(now);
        state.leases.len()
    }
}

impl State {
    fn make_room(&mut self, now: i64) {
        if now.abs_diff(self.swept_at) >= SWEEP_MS.unsigned_abs() {
            self.sweep(now);
        }
        if self.leases.len() >= MAX_LEASES || self.authors.len() >= MAX_LEASES {
            self.leases.clear();
            self.authors.clear();
        }
    }

    fn sweep(&mut self, now: i64) {
        self.leases.retain(|_, lease| is_live(lease.since, now));
        self.authors.retain(|_, (_, since)| is_live(*since, now));
        self.swept_at = now;
    }
}

/// A clock that jumps back ends a lease rather than prolonging it.
fn is_live(since: i64, now: i64) -> bool {
    (since..since.saturating_add(LEASE_MS)).contains(&now)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicI64, Ordering};

    use super::*;

    fn cache_at(start: i64) -> (Cache, Arc<AtomicI64>) {
        let time = Arc::new(AtomicI64::new(start));
        let clock = Arc::clone(&time);
        (
            Cache::new(Arc::new(move || clock.load(Ordering::Relaxed))),
            time,
        )
    }

    fn put(cache: &Cache, id: Uuid) {
        cache.put(
            cache.generation(),
            [(id, KeyKind::Team, Key::from_bytes([7; 32]))],
        );
    }

    #[test]
    fn a_lease_ends_after_sixty_seconds_and_when_the_clock_jumps_back() {
        let id = Uuid::from_u128(1);
        for (later, live) in [
            (0, true),
            (LEASE_MS - 1, true),
            (LEASE_MS, false),
            (-1, false),
        ] {
            let (cache, time) = cache_at(1_000_000);
            put(&cache, id);
            time.fetch_add(later, Ordering::Relaxed);
            assert_eq!(cache.get(id).is_some(), live, "{later} ms later");
        }
    }

    #[test]
    fn putting_a_key_again_does_not_prolong_its_lease() {
        let (cache, time) = cache_at(1_000_000);
        let id = Uuid::from_u128(1);
        put(&cache, id);
        time.fetch_add(LEASE_MS - 1, Ordering::Relaxed);
        put(&cache, id);
        time.fetch_add(1, Ordering::Relaxed);
        assert!(cache.get(id).is_none());
    }

    #[test]
    fn a_key_read_before_an_erasure_is_not_kept_after_it() {
        let (cache, _time) = cache_at(1_000_000);
        let (erased, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let before = cache.generation();
        cache.forget(&[erased]);
        cache.put(before, [(erased, KeyKind::Team, Key::random())]);
        assert!(cache.get(erased).is_none());
        put(&cache, other);
        assert!(cache.get(other).is_some());
    }

    #[test]
    fn sweeping_wipes_what_has_expired() {
        let (cache, time) = cache_at(1_000_000);
        put(&cache, Uuid::from_u128(1));
        time.fetch_add(LEASE_MS, Ordering::Relaxed);
        put(&cache, Uuid::from_u128(2));
        assert_eq!(cache.sweep(), 1);
        time.fetch_add(LEASE_MS, Ordering::Relaxed);
        assert_eq!(cache.sweep(), 0);
    }

    #[test]
    fn erasing_an_author_key_forgets_whose_it_was() {
        let (cache, _time) = cache_at(1_000_000);
        let [person, project, author] = [1, 2, 3].map(Uuid::from_u128);
        cache.put_author(cache.generation(), person, project, author);
        assert_eq!(cache.author(person, project), Some(author));
        cache.forget(&[author]);
        assert_eq!(cache.author(person, project), None);
    }
}

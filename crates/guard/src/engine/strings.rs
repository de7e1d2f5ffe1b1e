//! The values of one request, each kept once, with what was found out about them.

use std::collections::HashMap;
use std::sync::Arc;

use super::chains::{ChainId, Chains};
use super::prefilter::{Prefilter, Tests};
use crate::operators::ByteSet;
use crate::transformations::Transformation;

/// How many values an ordinary request has, with what rules make of them.
const USUAL: usize = 100;

/// What a value takes besides its bytes.
const ENTRY: usize = size_of::<Entry>() + size_of::<(Arc<[u8]>, StringId)>();

/// A value of this request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct StringId(u32);

#[derive(Debug)]
struct Entry {
    bytes: Arc<[u8]>,
    set: ByteSet,
    /// What lists of transformations make of it, as far as asked and as far as different.
    derived: Vec<(ChainId, StringId)>,
    candidates: Option<Tests>,
    /// A value that differs in case alone, and therefore has the same candidates.
    folded_from: Option<StringId>,
}

/// All values of a request.
///
/// SECURITY: the map's hash is keyed at random, so that a client cannot choose values that collide.
#[derive(Debug)]
pub(crate) struct Strings {
    entries: Vec<Entry>,
    known: HashMap<Arc<[u8]>, StringId>,
    shortcuts: bool,
    /// Bytes that may still be taken; `None` once a value did not fit any more.
    budget: Option<usize>,
}

impl Strings {
    /// No values, of which all together may take `budget` bytes.
    pub(crate) fn new(shortcuts: bool, budget: usize) -> Self {
        Self {
            entries: Vec::with_capacity(USUAL),
            known: HashMap::with_capacity(USUAL),
            shortcuts,
            // Without shortcuts every value is kept over and over; only tests ask for that.
            budget: Some(if shortcuts { budget } else { usize::MAX }),
        }
    }

    /// Whether values were left out because there was no room for them.
    pub(crate) fn are_exhausted(&self) -> bool {
        self.budget.is_none()
    }

    pub(crate) fn spend(&mut self, bytes: usize) {
        self.budget = self.budget.and_then(|left| left.checked_sub(bytes));
    }

    /// Keeps what rules made of the request, as long as there is room.
    pub(crate) fn keep(&mut self, bytes: &[u8]) -> StringId {
        if self.are_exhausted() {
            return self.intern(b"");
        }
        self.intern(bytes)
    }

    /// Keeps what the request holds.
    pub(crate) fn intern(&mut self, bytes: &[u8]) -> StringId {
        if self.shortcuts
            && let Some(id) = self.known.get(bytes)
        {
            return *id;
        }
        self.spend(bytes.len() + ENTRY);
        let id = StringId(u32::try_from(self.entries.len()).unwrap_or(u32::MAX));
        let bytes: Arc<[u8]> = Arc::from(bytes);
        self.entries.push(Entry {
            set: ByteSet::of(&bytes),
            bytes: Arc::clone(&bytes),
            derived: Vec::new(),
            candidates: None,
            folded_from: None,
        });
        if self.shortcuts {
            self.known.insert(bytes, id);
        }
        id
    }

    pub(crate) fn get(&self, id: StringId) -> &[u8] {
        self.entry(id).map_or(&[], |entry| &entry.bytes)
    }

    /// The bytes, to be used while other values are added.
    pub(crate) fn share(&self, id: StringId) -> Arc<[u8]> {
        self.entry(id)
            .map_or_else(|| Arc::from([]), |entry| Arc::clone(&entry.bytes))
    }

    /// The value after a list of transformations.
    pub(crate) fn derive(&mut self, id: StringId, chain: ChainId, chains: &Chains) -> StringId {
        let Some(step) = chains.step(chain) else {
            return id;
        };
        let Some(entry) = self.entry(id) else {
            return id;
        };
        if self.shortcuts {
            if step
                .triggers
                .is_some_and(|triggers| !triggers.meets(&entry.set))
            {
                return id;
            }
            if let Some((_, known)) = entry.derived.iter().find(|(known, _)| *known == chain) {
                return *known;
            }
        }
        if self.are_exhausted() {
            return id;
        }
        let before = self.derive(id, step.before, chains);
        let changes_nothing = self.shortcuts
            && step.own.is_some_and(|own| {
                self.entry(before)
                    .is_some_and(|entry| !own.meets(&entry.set))
            });
        if changes_nothing {
            self.remember(id, chain, before);
            return before;
        }
        let changed = step.transformation.apply(self.get(before));
        let derived = if self.get(before) == changed {
            before
        } else {
            self.intern(&changed)
        };
        if step.transformation == Transformation::Lowercase
            && derived != before
            && let Some(entry) = self.entries.get_mut(derived.0 as usize)
        {
            entry.folded_from.get_or_insert(before);
        }
        self.remember(id, chain, derived);
        derived
    }

    fn remember(&mut self, id: StringId, chain: ChainId, derived: StringId) {
        if self.shortcuts
            && let Some(entry) = self.entries.get_mut(id.0 as usize)
        {
            entry.derived.push((chain, derived));
            self.spend(size_of::<(ChainId, StringId)>());
        }
    }

    /// Whether the value could fulfil a test.
    pub(crate) fn could(&mut self, id: StringId, test: u32, prefilter: &Prefilter) -> bool {
        self.candidates(id, prefilter)
            .is_none_or(|tests| tests.contains(test))
    }

    /// The tests that the value could fulfil.
    pub(crate) fn candidates(&mut self, id: StringId, prefilter: &Prefilter) -> Option<Tests> {
        let entry = self.entry(id)?;
        if let Some(known) = entry.candidates {
            return Some(known);
        }
        let tests = match entry.folded_from {
            _ if !self.shortcuts => Prefilter::everything(),
            Some(before) => self.candidates(before, prefilter)?,
            None => prefilter.candidates(&entry.bytes, &entry.set.folded()),
        };
        if let Some(entry) = self.entries.get_mut(id.0 as usize) {
            entry.candidates = Some(tests);
        }
        Some(tests)
    }

    fn entry(&self, id: StringId) -> Option<&Entry> {
        self.entries.get(id.0 as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_not_kept() {
        let mut chains = Chains::default();
        let lower = chains.intern(&[Transformation::Lowercase]);
        let mut strings = Strings::new(true, 3000);
        let value = strings.intern(&b"A".repeat(1000));
        let derived = strings.derive(value, lower, &chains);
        assert_ne!(derived, value);
        let other = strings.intern(&b"B".repeat(1000));
        assert!(strings.are_exhausted());
        assert_eq!(strings.derive(other, lower, &chains), other);
        assert_eq!(strings.derive(value, lower, &chains), derived);
        let kept = strings.keep(b"more");
        assert_eq!(strings.get(kept), b"");
    }
}

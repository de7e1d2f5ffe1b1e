//! The values of one request, each kept once, with what was found out about them.

use std::collections::HashMap;
use std::sync::Arc;

use super::chains::{ChainId, Chains};
use super::prefilter::{Prefilter, Tests};
use crate::operators::ByteSet;
use crate::transformations::Transformation;

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
}

impl Strings {
    pub(crate) fn new(shortcuts: bool) -> Self {
        Self {
            entries: Vec::with_capacity(256),
            known: HashMap::with_capacity(256),
            shortcuts,
        }
    }

    pub(crate) fn intern(&mut self, bytes: &[u8]) -> StringId {
        if self.shortcuts
            && let Some(id) = self.known.get(bytes)
        {
            return *id;
        }
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
        }
    }

    /// Whether the value could fulfil a test.
    pub(crate) fn could(&mut self, id: StringId, test: u32, prefilter: &Prefilter) -> bool {
        self.candidates(id, prefilter)
            .is_none_or(|tests| tests.contains(test))
    }

    /// Adds the tests that the value could fulfil to `all`.
    pub(crate) fn add_candidates(&mut self, id: StringId, prefilter: &Prefilter, all: &mut Tests) {
        if let Some(tests) = self.candidates(id, prefilter) {
            all.add(&tests);
        }
    }

    fn candidates(&mut self, id: StringId, prefilter: &Prefilter) -> Option<Tests> {
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

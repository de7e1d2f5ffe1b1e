//! Transaction variables by number: names that rules spell out are found once, when the rules are compiled.

use std::collections::HashMap;

/// The number of a transaction variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Slot(u16);

impl Slot {
    pub(crate) fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// How many slots at the start belong to what a pattern captures.
pub(crate) const CAPTURES: u16 = 10;

/// All names that rules spell out, in lower case.
#[derive(Debug)]
pub(crate) struct Names {
    list: Vec<String>,
    known: HashMap<String, Slot>,
}

impl Names {
    pub(crate) fn new() -> Self {
        let mut names = Self {
            list: Vec::new(),
            known: HashMap::new(),
        };
        for capture in 0..CAPTURES {
            names.intern(&capture.to_string());
        }
        names
    }

    pub(crate) fn intern(&mut self, name: &str) -> Slot {
        let name = name.to_ascii_lowercase();
        if let Some(slot) = self.known.get(&name) {
            return *slot;
        }
        let slot = Slot(u16::try_from(self.list.len()).unwrap_or(u16::MAX));
        self.list.push(name.clone());
        self.known.insert(name, slot);
        slot
    }

    pub(crate) fn find(&self, name: &str) -> Option<Slot> {
        self.known.get(name).copied()
    }

    pub(crate) fn capture(index: usize) -> Option<Slot> {
        u16::try_from(index)
            .ok()
            .filter(|index| *index < CAPTURES)
            .map(Slot)
    }

    pub(crate) fn name(&self, slot: Slot) -> &str {
        self.list.get(slot.index()).map_or("", String::as_str)
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = (Slot, &str)> {
        (0u16..).map(Slot).zip(self.list.iter().map(String::as_str))
    }

    pub(crate) fn len(&self) -> usize {
        self.list.len()
    }
}

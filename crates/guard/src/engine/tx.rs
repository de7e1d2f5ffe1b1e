//! The transaction variables of one request.

use std::collections::BTreeMap;

use super::names::{Names, Slot};
use super::rule::Key;
use super::strings::Strings;
use super::values::Subject;
use crate::operators::number;

/// Values by slot, and by name where a rule made the name up, which some do for each argument.
#[derive(Debug)]
pub(crate) struct Tx {
    slots: Vec<Option<Subject>>,
    others: BTreeMap<String, Subject>,
    /// Slots that a policy has set and rules may not change.
    pinned: Vec<Slot>,
}

impl Tx {
    pub(crate) fn new(names: &Names) -> Self {
        Self {
            slots: vec![None; names.len()],
            others: BTreeMap::new(),
            pinned: Vec::new(),
        }
    }

    pub(crate) fn get(&self, slot: Slot) -> Option<Subject> {
        self.slots.get(slot.index()).copied().flatten()
    }

    pub(crate) fn number(&self, slot: Slot, strings: &Strings) -> i64 {
        self.get(slot).map_or(0, |value| numeric(value, strings))
    }

    pub(crate) fn set(&mut self, slot: Slot, value: Option<Subject>) {
        if self.pinned.contains(&slot) {
            return;
        }
        if let Some(known) = self.slots.get_mut(slot.index()) {
            *known = value;
        }
    }

    /// Sets a value for good.
    pub(crate) fn pin(&mut self, slot: Slot, value: i64) {
        self.set(slot, Some(Subject::Number(value)));
        self.pinned.push(slot);
    }

    pub(crate) fn named(&self, name: &str) -> Option<Subject> {
        self.others.get(name).copied()
    }

    pub(crate) fn set_named(&mut self, name: String, value: Option<Subject>) {
        match value {
            Some(value) => self.others.insert(name, value),
            None => self.others.remove(&name),
        };
    }

    /// Everything with a value that `key` takes; `slots` are those that it takes of the names that rules spell out.
    pub(crate) fn taken<'a>(
        &'a self,
        key: &'a Key,
        slots: &'a [Slot],
        names: &'a Names,
    ) -> impl Iterator<Item = (&'a str, Subject)> + 'a {
        let spelled = slots
            .iter()
            .filter_map(|slot| self.get(*slot).map(|value| (names.name(*slot), value)));
        let others = self.others.iter();
        spelled.chain(
            others
                .filter(|(name, _)| key.takes(name.as_bytes()))
                .map(|(name, value)| (name.as_str(), *value)),
        )
    }
}

/// A value as a number.
pub(crate) fn numeric(value: Subject, strings: &Strings) -> i64 {
    match value {
        Subject::Number(number) => number,
        Subject::Text(id) => number(strings.get(id)),
    }
}

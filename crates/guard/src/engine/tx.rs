//! The transaction variables of one request.

use super::names::{Names, Slot};
use super::strings::Strings;
use super::values::Subject;
use crate::operators::number;

/// Values by slot, and by name where a rule made the name up.
#[derive(Debug)]
pub(crate) struct Tx {
    slots: Vec<Option<Subject>>,
    others: Vec<(String, Subject)>,
    /// Slots that a policy has set and rules may not change.
    pinned: Vec<Slot>,
}

impl Tx {
    pub(crate) fn new(names: &Names) -> Self {
        Self {
            slots: vec![None; names.len()],
            others: Vec::new(),
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
        self.others
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| *value)
    }

    pub(crate) fn set_named(&mut self, name: &str, value: Option<Subject>) {
        self.others.retain(|(known, _)| known != name);
        if let Some(value) = value {
            self.others.push((name.to_owned(), value));
        }
    }

    /// Everything that has a value.
    pub(crate) fn all<'a>(
        &'a self,
        names: &'a Names,
    ) -> impl Iterator<Item = (&'a str, Subject)> + 'a {
        names
            .all()
            .filter_map(|(slot, name)| self.get(slot).map(|value| (name, value)))
            .chain(
                self.others
                    .iter()
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

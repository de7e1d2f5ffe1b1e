//! What a match changes: transaction variables, the mode, which rules still run.

use super::names::Slot;
use super::rule::{Effect, Link, Name, Text};
use super::transaction::Transaction;
use super::tx::numeric;
use super::values::{Seen, Subject};
use crate::bodies::Processor;
use crate::seclang::action::Mode;

/// Where a score is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ledger {
    Inbound,
    Outbound,
}

impl<'r> Transaction<'r> {
    pub(super) fn apply(&mut self, link: &'r Link, seen: Option<Seen>) {
        let free = seen.filter(|seen| seen.is_free);
        for effect in &link.effects {
            match effect {
                Effect::Set(name, text) => {
                    let value = self.value_of(text);
                    self.put(name, Some(value));
                }
                Effect::Add(name, text) => self.add_to(name, self.number(text), free),
                Effect::Subtract(name, text) => self.add_to(name, -self.number(text), free),
                Effect::Unset(name) => self.put(name, None),
                Effect::Keep(variable, name, text) => {
                    let name = self.expand(name);
                    let value = self.expand(text);
                    let name = self.strings.keep(&name);
                    let value = self.strings.keep(&value);
                    self.collections.replace(*variable, name, value);
                }
                Effect::Mode(mode) => {
                    // A rule may make the engine milder than the policy, never stricter.
                    if *mode == Mode::Off || self.mode == Mode::Block {
                        self.mode = *mode;
                    }
                }
                Effect::Remove(rules) => {
                    for rule in rules {
                        if let Some(removed) = self.removed.get_mut(*rule) {
                            *removed = true;
                        }
                    }
                }
                Effect::RemoveTarget(rules, target) => {
                    if let Some(target) = self.compiled.removable.get(*target) {
                        self.removed_targets.push((rules, target));
                    }
                }
                Effect::ForceBody(on) => self.force_body = *on,
                Effect::BodyAccess(on) => self.body_access = *on,
                Effect::BodyProcessor(name) => self.set_processor(Processor::named(name)),
            }
        }
    }

    /// A text as a value: a number if it is written as one.
    fn value_of(&mut self, text: &Text) -> Subject {
        let bytes = self.expand(text);
        let number = crate::operators::number(&bytes);
        if number.to_string().as_bytes() == bytes {
            return Subject::Number(number);
        }
        Subject::Text(self.strings.keep(&bytes))
    }

    fn put(&mut self, name: &Name, value: Option<Subject>) {
        match self.slot(name) {
            Ok(slot) => self.tx.set(slot, value),
            Err(name) => self.tx.set_named(name, value),
        }
    }

    /// The slot of a name, or the name itself if no rule spells it out.
    fn slot(&self, name: &Name) -> Result<Slot, String> {
        match name {
            Name::Slot(slot) => Ok(*slot),
            Name::Text(text) => {
                let name = String::from_utf8_lossy(&self.expand(text)).to_ascii_lowercase();
                self.compiled.names.find(&name).ok_or(name)
            }
        }
    }

    /// Adds to a variable; `free` is the match if it is one in free text.
    fn add_to(&mut self, name: &Name, amount: i64, free: Option<Seen>) {
        match self.slot(name) {
            Ok(slot) => {
                if let Some(ledger) = self.ledger(slot) {
                    self.rule_score = self.rule_score.saturating_add(amount);
                    if self.only_watches(self.current) {
                        return;
                    }
                    if let Some(seen) = free {
                        // Once for each argument: a text of many parts is still one text.
                        if self.counted_free.insert((self.current, seen.name)) {
                            self.scores.free_text = self.scores.free_text.saturating_add(1);
                        }
                        return;
                    }
                    let total = match ledger {
                        Ledger::Inbound => &mut self.scores.inbound,
                        Ledger::Outbound => &mut self.scores.outbound,
                    };
                    *total = total.saturating_add(amount);
                }
                let sum = self.tx.number(slot, &self.strings).saturating_add(amount);
                self.tx.set(slot, Some(Subject::Number(sum)));
            }
            Err(name) => {
                let before = self
                    .tx
                    .named(&name)
                    .map_or(0, |value| numeric(value, &self.strings));
                let sum = before.saturating_add(amount);
                self.tx.set_named(name, Some(Subject::Number(sum)));
            }
        }
    }

    /// Whether a variable holds what rules add up, as opposed to sums over such variables.
    fn ledger(&self, slot: Slot) -> Option<Ledger> {
        let name = self.compiled.names.name(slot);
        let before_level = name.trim_end_matches(|last: char| last.is_ascii_digit());
        if before_level.len() == name.len() || !before_level.ends_with("anomaly_score_pl") {
            return None;
        }
        Some(if name.starts_with("outbound") {
            Ledger::Outbound
        } else {
            Ledger::Inbound
        })
    }
}

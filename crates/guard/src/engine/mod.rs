//! Compiled rules and the transactions that run them.

mod ahead;
mod chains;
mod collections;
mod compile;
mod effects;
mod evaluate;
mod facts;
mod finding;
mod harmless;
mod memory;
mod names;
mod needs;
mod order;
mod prefilter;
mod reach;
mod rule;
mod shown;
mod start;
mod strings;
mod transaction;
mod tx;
mod values;

use std::sync::Arc;

pub use facts::Head;
pub use finding::{Decision, Evidence, Finding, Scores};
pub use transaction::Transaction;

pub(crate) use compile::Compiled;
pub(crate) use memory::Memory;
pub(crate) use names::Slot;
pub(crate) use order::Phases;
pub(crate) use reach::{Look, idle, looks, unreachable};
pub(crate) use rule::{Key, Target};
pub(crate) use start::Start;

use crate::error::LoadError;
use crate::seclang::read::read;
use crate::seclang::source::Sources;

/// Rules, compiled once and shared by all requests.
#[derive(Debug, Clone)]
pub struct RuleSet {
    compiled: Arc<Compiled>,
}

impl RuleSet {
    /// Reads and compiles rule files in order.
    pub fn load(sources: &dyn Sources, entries: &[&str]) -> Result<Self, LoadError> {
        let program = read(sources, entries)?;
        let compiled = compile::compile_program(program, sources)?;
        Ok(Self {
            compiled: Arc::new(compiled),
        })
    }

    /// How many rules there are.
    pub fn len(&self) -> usize {
        self.compiled.rules.len()
    }

    /// Whether there are no rules.
    pub fn is_empty(&self) -> bool {
        self.compiled.rules.is_empty()
    }

    /// The severity that a rule's own words give it, and its tags.
    pub fn describe(&self, rule: u64) -> Option<(Option<crate::Severity>, &[String])> {
        self.compiled
            .rules
            .iter()
            .find(|known| known.id == rule)
            .map(|rule| (rule.severity, rule.tags.as_slice()))
    }

    /// Rules with a pattern that takes more memory than one may, by where their files say so. They would fire on every value
    /// that reaches them. Compiles all patterns, which loading leaves for later.
    pub fn too_large(&self) -> Vec<String> {
        self.compiled
            .rules
            .iter()
            .filter(|rule| rule.links.iter().any(|link| !link.operator.is_usable()))
            .map(|rule| format!("{} ({})", rule.id, rule.place))
            .collect()
    }

    pub(crate) fn compiled(&self) -> &Compiled {
        &self.compiled
    }
}

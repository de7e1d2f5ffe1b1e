//! Heads that come again: rules that had nothing to say about one have nothing to say the next time either.

use super::RuleSet;
use super::facts::Head;
use super::finding::{Decision, Scores};
use super::transaction::Transaction;
use crate::policy::Policy;

impl RuleSet {
    /// Starts looking at a request whose body rules do not see, unless it is known that they have nothing to say about it.
    /// Whoever wants to ask rules about the response calls [`RuleSet::begin`].
    pub fn begin_unless_harmless<'r>(
        &'r self,
        policy: &'r Policy,
        head: &Head<'_>,
    ) -> Option<Transaction<'r>> {
        let mark = policy.memory.as_ref().map(|memory| {
            let mark =
                memory.mark_head(head, |name, value| policy.typed.is_word_header(name, value));
            (memory.knows_harmless(mark), mark)
        });
        if mark.is_some_and(|(is_harmless, _)| is_harmless) {
            return None;
        }
        let mut transaction = self.begin(policy, head);
        transaction.mark = mark.map(|(_, mark)| mark);
        Some(transaction)
    }
}

impl Transaction<'_> {
    /// Remembers the head if rules had nothing to say, whatever the request is called.
    pub(super) fn learn_harmless(&self) {
        let said_nothing = self.decision == Decision::Pass
            && self.findings.is_empty()
            && self.scores == Scores::default()
            && self.body_error().is_none();
        let is_certain = !self.strings.are_exhausted() && !self.collections.depend_on_id();
        if let (Some(memory), Some(mark)) = (&self.policy.memory, self.mark)
            && said_nothing
            && is_certain
        {
            memory.remember_harmless(mark);
        }
    }
}

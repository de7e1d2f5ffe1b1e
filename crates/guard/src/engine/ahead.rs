//! Looking ahead: which operators some value could fulfil at all, before any of them runs.

use super::collections::CouldId;
use super::finding::Decision;
use super::memory::Mark;
use super::order::Step;
use super::prefilter::Tests;
use super::rule::{Link, Target};
use super::strings::StringId;
use super::transaction::Transaction;
use super::values::Seen;
use crate::seclang::variable::Variable;

/// How many values one request may add to what is remembered, so that one of thousands does not push out all others.
const MOST_LEARNT: usize = 128;

impl Transaction<'_> {
    /// Whether one look at all values of the variables of a rule's first link shows that none can match.
    pub(super) fn is_ruled_out_at_a_glance(&mut self, step: Step) -> bool {
        let Some((test, group)) = step.glance.filter(|_| self.policy.shortcuts) else {
            return false;
        };
        if let Some(Some(known)) = self.glances.get(group) {
            return !known.contains(test);
        }
        let compiled = self.compiled;
        let variables = compiled
            .order
            .groups
            .get(group)
            .map_or(&[][..], Vec::as_slice);
        let mut all = Tests::NONE;
        for variable in variables {
            all.add(&self.union(*variable));
        }
        if let Some(known) = self.glances.get_mut(group) {
            *known = Some(all);
        }
        !all.contains(test)
    }

    /// Whether one look at all values of a link's variables shows that none can match.
    pub(super) fn is_ruled_out(&mut self, link: &Link) -> bool {
        let Some(test) = link.test.filter(|_| link.is_fixed && self.policy.shortcuts) else {
            return false;
        };
        !link
            .targets
            .iter()
            .any(|target| self.union(target.variable).contains(test))
    }

    /// The tests that some value of a variable could fulfil, under any list of transformations that rules apply to it.
    fn union(&mut self, variable: Variable) -> Tests {
        let index = variable.index();
        if let Some(Some(known)) = self.unions.get(index) {
            return *known;
        }
        let tests = self.compute_union(variable);
        if let Some(known) = self.unions.get_mut(index) {
            *known = Some(tests);
        }
        tests
    }

    fn compute_union(&mut self, variable: Variable) -> Tests {
        let mut all = Tests::NONE;
        for place in 0..self.collections.of(variable).len() {
            let Some(member) = self.collections.of(variable).get(place).copied() else {
                break;
            };
            let known = member.could.and_then(|could| self.could(could)).copied();
            let tests = known.unwrap_or_else(|| {
                let tests = self.look_ahead(variable, member.value);
                let could = CouldId(u32::try_from(self.coulds.len()).unwrap_or(u32::MAX));
                self.coulds.push(tests);
                self.strings.spend(size_of::<Tests>());
                self.collections.note(variable, place, could);
                tests
            });
            all.add(&tests);
        }
        all
    }

    /// The tests that one value of a variable could fulfil, as remembered or as its bytes say.
    fn look_ahead(&mut self, variable: Variable, value: StringId) -> Tests {
        if let Some(memory) = &self.policy.memory
            && variable.comes_again()
        {
            let mark = memory.mark(variable, self.strings.get(value));
            if let Some(tests) = memory.recall(mark) {
                return tests;
            }
            if self.unknown.len() < MOST_LEARNT {
                self.unknown.push((variable, value, mark));
            }
        }
        let mut all = Tests::NONE;
        self.each_look(variable, value, |_, _, tests| all.add(&tests));
        all
    }

    /// Remembers of values that come again what has been found out about them: the tests that their bytes do not rule out,
    /// without those whose operator has looked and said no.
    pub(super) fn learn(&mut self) {
        let unknown = std::mem::take(&mut self.unknown);
        // What did not fit was not looked at as it should.
        if self.decision != Decision::Pass || self.strings.are_exhausted() {
            return;
        }
        let learnt: Vec<(Mark, Tests)> = unknown
            .into_iter()
            .map(|(variable, value, mark)| (mark, self.left(variable, value)))
            .collect();
        if let Some(memory) = self.policy.memory.as_ref().filter(|_| !learnt.is_empty()) {
            memory.remember(learnt);
        }
    }

    fn left(&mut self, variable: Variable, value: StringId) -> Tests {
        let mut left = Tests::NONE;
        self.each_look(variable, value, |transaction, id, tests| {
            for test in tests.iter() {
                let said_no = [false, true].into_iter().any(|groups| {
                    matches!(transaction.results.get(&(test, id, groups)), Some(None))
                });
                if !said_no {
                    left.insert(test);
                }
            }
        });
        left
    }

    /// Calls with each form of the value that rules look at, and the tests that it could fulfil for them.
    fn each_look(
        &mut self,
        variable: Variable,
        value: StringId,
        mut then: impl FnMut(&Self, StringId, Tests),
    ) {
        let (compiled, policy) = (self.compiled, self.policy);
        let looks = policy
            .looks
            .get(variable.index())
            .map_or(&[][..], Vec::as_slice);
        for look in looks {
            let id = self.strings.derive(value, look.chain, &compiled.chains);
            if let Some(mut tests) = self.strings.candidates(id, &compiled.prefilter) {
                tests.keep(&look.tests);
                then(self, id, tests);
            }
        }
    }

    fn could(&self, could: CouldId) -> Option<&Tests> {
        self.coulds.get(could.0 as usize)
    }

    /// Whether it is known that a value of a target cannot fulfil a link, whatever the link makes of it.
    pub(super) fn cannot_hold(&self, link: &Link, target: &Target, seen: &Seen) -> bool {
        // What matched before is known by the variable in which it did, not by the one that repeats it.
        let could = seen.could.filter(|_| target.variable == seen.variable);
        let tests = could.and_then(|could| self.could(could));
        link.test_of_values()
            .zip(tests)
            .is_some_and(|(test, tests)| !tests.contains(test))
    }
}

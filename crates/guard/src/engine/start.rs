//! What the first rules do whatever the request is: they set what other rules count with. It is found out once.

use super::RuleSet;
use super::facts::Head;
use super::names::Slot;
use super::reach::reads_earlier_match;
use super::rule::{Effect, Key, Link, Name, Piece, Rule, Text};
use super::transaction::Transaction;
use super::values::Subject;
use crate::policy::Policy;
use crate::seclang::action::{Disruption, Phase};
use crate::seclang::variable::Variable;

/// Where a request begins.
#[derive(Debug, Default)]
pub(crate) struct Start {
    values: Vec<(Slot, Value)>,
    /// How many steps of the first phase are done.
    done: usize,
}

#[derive(Debug)]
enum Value {
    Number(i64),
    Text(Vec<u8>),
}

impl RuleSet {
    /// Runs the rules at the start of the first phase that look at nothing of a request.
    pub(crate) fn start(&self, policy: &Policy) -> Start {
        let compiled = self.compiled();
        let order = policy
            .phases
            .get(Phase::RequestHeaders.index())
            .map_or(&[][..], Vec::as_slice);
        if !policy.shortcuts || reads_earlier_match(&compiled.rules) {
            return Start::default();
        }
        let mut transaction = self.begin(policy, &Head::nobody());
        let mut done = 0usize;
        while let Some(step) = order.get(done) {
            let rule = compiled.rules.get(step.rule);
            let Some(rule) = rule.filter(|rule| needs_no_request(rule)) else {
                break;
            };
            done += 1;
            if transaction.holds(step.rule, rule) {
                done = done.max(step.skip_to.unwrap_or(0));
            }
        }
        // What does not fit is kept as nothing, and each request may have its own limit to say so.
        if transaction.strings.are_exhausted() {
            return Start::default();
        }
        Start {
            values: transaction.set_values(),
            done,
        }
    }
}

impl Transaction<'_> {
    /// Goes to where rules begin to look at the request.
    pub(super) fn go_to_start(&mut self) {
        for (slot, value) in &self.policy.start.values {
            let value = match value {
                Value::Number(number) => Subject::Number(*number),
                Value::Text(bytes) => Subject::Text(self.strings.intern(bytes)),
            };
            self.tx.set(*slot, Some(value));
        }
    }

    /// The first step of a phase that is left to do.
    pub(super) fn first_step(&self, phase: Phase) -> usize {
        if phase == Phase::RequestHeaders {
            self.policy.start.done
        } else {
            0
        }
    }

    fn set_values(&self) -> Vec<(Slot, Value)> {
        let value = |value| match value {
            Subject::Number(number) => Value::Number(number),
            Subject::Text(id) => Value::Text(self.strings.get(id).to_vec()),
        };
        let names = self.compiled.names.all();
        names
            .filter_map(|(slot, _)| Some((slot, value(self.tx.get(slot)?))))
            .collect()
    }
}

/// Whether a rule looks at transaction variables alone and does nothing but set some, the same way for every request.
fn needs_no_request(rule: &Rule) -> bool {
    !rule.log && rule.disruption == Disruption::Pass && rule.links.iter().all(link_needs_none)
}

fn link_needs_none(link: &Link) -> bool {
    let looks_at_slots = link
        .targets
        .iter()
        .all(|target| target.variable == Variable::Tx && matches!(target.key, Key::Slot(_)));
    let sets_slots = link.effects.iter().all(|effect| {
        matches!(
            effect,
            Effect::Set(Name::Slot(_), _) | Effect::Unset(Name::Slot(_))
        )
    });
    let mut texts = link
        .operator
        .texts()
        .chain(link.effects.iter().flat_map(Effect::texts));
    looks_at_slots && sets_slots && !link.capture && texts.all(reads_slots)
}

fn reads_slots(text: &Text) -> bool {
    match text {
        Text::Literal(..) => true,
        Text::Pieces(pieces) => pieces
            .iter()
            .all(|piece| matches!(piece, Piece::Literal(_) | Piece::Slot(_))),
    }
}

#[cfg(test)]
mod tests {
    use crate::{Day, MemorySources, RuleSet, Settings};

    /// How many rules are done beforehand.
    fn done(text: &str) -> usize {
        let rules = RuleSet::load(&MemorySources::new().with("r", text), &["r"]).unwrap();
        let today = Day {
            year: 2026,
            month: 1,
            day: 1,
        };
        let policy = rules.policy(&Settings::default(), today).unwrap();
        policy.start.done
    }

    const SETS: &str = "SecAction \"id:1,phase:1,pass,nolog,setvar:tx.a=1\"\n\
        SecRule &TX:b \"@eq 0\" \"id:2,phase:1,pass,nolog,setvar:tx.b=%{tx.a}\"\n";

    #[test]
    fn rules_that_set_things_up_are_done_once() {
        assert_eq!(done(SETS), 2);
    }

    #[test]
    fn nothing_after_a_look_at_the_request_is_done_beforehand() {
        let looks = "SecRule REQUEST_METHOD \"@rx x\" \"id:3,phase:1,pass,nolog,setvar:tx.a=2\"\n";
        let more = "SecAction \"id:4,phase:1,pass,nolog,setvar:tx.c=%{tx.a}\"\n";
        assert_eq!(done(&format!("{SETS}{looks}{more}")), 2);
    }

    #[test]
    fn what_reads_the_request_or_reports_is_not_done_beforehand() {
        for rule in [
            "SecAction \"id:3,phase:1,pass,nolog,setvar:tx.c=%{REQUEST_METHOD}\"\n",
            "SecAction \"id:3,phase:1,pass,nolog,setvar:tx.%{REQUEST_METHOD}=1\"\n",
            "SecAction \"id:3,phase:1,pass,log,setvar:tx.c=1\"\n",
            "SecAction \"id:3,phase:1,pass,nolog,ctl:ruleEngine=Off\"\n",
            "SecAction \"id:3,phase:1,deny,nolog\"\n",
        ] {
            assert_eq!(done(&format!("{SETS}{rule}")), 2, "{rule}");
        }
    }
}

//! Running rules: which values a link looks at, whether its operator holds, and what follows from a whole chain.

use super::chains::ChainId;
use super::finding::{Decision, Evidence, Finding};
use super::names::Names;
use super::rule::{Link, Rule};
use super::shown::{printable, shown};
use super::strings::StringId;
use super::transaction::Transaction;
use super::tx::numeric;
use super::values::{Seen, Subject};
use crate::operators::{Found, Operator, is_one_word};
use crate::seclang::action::{Disruption, Mode, Phase};

/// How many parts of a request one finding names.
const MOST_EVIDENCE: usize = 8;

impl<'r> Transaction<'r> {
    /// Runs a phase unless the request is refused already.
    pub(super) fn run(&mut self, phase: Phase) -> Decision {
        if self.decision != Decision::Pass {
            return self.decision;
        }
        let compiled = self.compiled;
        let order = self
            .policy
            .phases
            .get(phase.index())
            .map_or(&[][..], Vec::as_slice);
        let mut at = self.first_step(phase);
        while let Some(step) = order.get(at).copied() {
            at += 1;
            if self.mode == Mode::Off || self.is_beyond_reading(phase) {
                break;
            }
            let index = step.rule;
            let is_removed = self.removed.get(index).is_some_and(|removed| *removed);
            if is_removed || self.is_ruled_out_at_a_glance(step) {
                continue;
            }
            let Some(rule) = compiled.rules.get(index) else {
                continue;
            };
            if !self.holds(index, rule) {
                continue;
            }
            self.report(index, rule);
            at = at.max(step.skip_to.unwrap_or(0));
            match rule.disruption {
                Disruption::Deny if self.may_refuse(index) => {
                    self.decision = Decision::Refuse {
                        status: rule.status,
                        rule: rule.id,
                    };
                    break;
                }
                Disruption::Allow => break,
                Disruption::Deny | Disruption::Block | Disruption::Pass => {}
            }
        }
        self.decision
    }

    /// Whether the request takes so much that it is refused whatever rules find in it.
    fn is_beyond_reading(&self, phase: Phase) -> bool {
        self.strings.are_exhausted()
            && self.refuses_unreadable()
            && matches!(phase, Phase::RequestHeaders | Phase::RequestBody)
    }

    fn may_refuse(&self, rule: usize) -> bool {
        self.mode == Mode::Block && !self.only_watches(rule)
    }

    /// Whether the policy lets the rule report but not count.
    pub(super) fn only_watches(&self, rule: usize) -> bool {
        self.policy
            .watched
            .get(rule)
            .is_some_and(|watched| *watched)
    }

    /// Whether all links of a rule hold.
    pub(super) fn holds(&mut self, index: usize, rule: &'r Rule) -> bool {
        self.current = index;
        self.matched.clear();
        self.evidence.clear();
        self.texts.clear();
        self.rule_score = 0;
        self.only_free = false;
        rule.links
            .iter()
            .enumerate()
            .all(|(position, link)| self.link_holds(rule, link, position))
    }

    fn link_holds(&mut self, rule: &'r Rule, link: &'r Link, position: usize) -> bool {
        if link.targets.is_empty() {
            self.apply(link, None);
            return true;
        }
        if position > 0 && self.is_ruled_out(link) {
            return false;
        }
        let mut any = false;
        let mut all_free = true;
        let mut seen = std::mem::take(&mut self.buffer);
        for target in &link.targets {
            seen.clear();
            self.seen(target, &mut seen);
            if target.counted {
                let count = seen
                    .iter()
                    .filter(|seen| !self.is_excluded(link, seen))
                    .count();
                let counted = Seen {
                    variable: target.variable,
                    name: None,
                    value: Subject::Number(i64::try_from(count).unwrap_or(i64::MAX)),
                    is_free: position > 0 && self.only_free,
                    could: None,
                };
                if self.look(rule, link, counted) {
                    any = true;
                    all_free &= counted.is_free;
                }
                continue;
            }
            for mut seen in seen.iter().copied() {
                if self.cannot_hold(link, target, &seen) || self.is_excluded(link, &seen) {
                    continue;
                }
                seen.is_free |= position > 0 && self.only_free;
                if self.look(rule, link, seen) {
                    any = true;
                    all_free &= seen.is_free;
                }
            }
        }
        self.buffer = seen;
        if any && position == 0 {
            self.only_free = all_free;
        }
        any
    }

    fn is_excluded(&self, link: &Link, seen: &Seen) -> bool {
        if link.excluded.is_empty()
            && self.removed_targets.is_empty()
            && self.policy.excluded.is_empty()
        {
            return false;
        }
        let name = seen.name.map_or(&[][..], |name| self.strings.get(name));
        let takes = |target: &super::rule::Target| {
            target.variable.covers(seen.variable) && target.key.surely_takes(name)
        };
        link.excluded.iter().any(takes)
            || self
                .removed_targets
                .iter()
                .any(|(rules, target)| rules.contains(&self.current) && takes(target))
            || self
                .policy
                .excluded
                .iter()
                .any(|(rules, target)| rules.contains(&self.current) && takes(target))
    }

    /// Looks at a value, at each stage of its transformations if the rule wants that.
    fn look(&mut self, rule: &'r Rule, link: &'r Link, seen: Seen) -> bool {
        if link.chain == ChainId::NONE {
            return self.look_at(rule, link, seen);
        }
        let value = self.text_of(seen.value);
        let compiled = self.compiled;
        let mut any = false;
        let mut before = None;
        for chain in link.stages.iter().chain([&link.chain]) {
            let derived = self.strings.derive(value, *chain, &compiled.chains);
            let is_known =
                before.is_some_and(|before| self.strings.get(before) == self.strings.get(derived));
            if is_known {
                continue;
            }
            before = Some(derived);
            let value = Subject::Text(derived);
            any |= self.look_at(rule, link, Seen { value, ..seen });
        }
        any
    }

    fn text_of(&mut self, value: Subject) -> StringId {
        match value {
            Subject::Text(id) => id,
            Subject::Number(number) => self.strings.intern(number.to_string().as_bytes()),
        }
    }

    fn look_at(&mut self, rule: &'r Rule, link: &'r Link, seen: Seen) -> bool {
        if let Operator::Compares(comparison, text) = &link.operator {
            let holds = comparison.holds(numeric(seen.value, &self.strings), self.number(text));
            if holds != link.negated {
                self.on_match(rule, link, seen, None);
            }
            return holds != link.negated;
        }
        let id = self.text_of(seen.value);
        let found = self.ask(link, id);
        match (found, link.negated) {
            (Some(found), false) => {
                self.on_match(rule, link, seen, Some(found));
                true
            }
            (None, true) => {
                self.on_match(rule, link, seen, None);
                true
            }
            (Some(found), true) if found.is_exhausted => {
                self.on_match(rule, link, seen, Some(found));
                true
            }
            (Some(_), true) | (None, false) => false,
        }
    }

    /// Runs the operator, unless the prefilter or an equal value already tells.
    fn ask(&mut self, link: &Link, id: StringId) -> Option<Found> {
        let groups = link.capture && !link.negated;
        if let Some(test) = link.test.filter(|_| self.policy.shortcuts) {
            // What is to match nearly always does, so that asking whether it could costs more than it saves.
            if !link.negated && !self.strings.could(id, test, &self.compiled.prefilter) {
                return None;
            }
            if let Some(known) = self.results.get(&(test, id, groups)) {
                return known.clone();
            }
        }
        let value = self.strings.share(id);
        let is_harmless = self.policy.shortcuts
            && matches!(link.operator, Operator::SqlInjection)
            && is_one_word(&value);
        let found = if is_harmless {
            None
        } else {
            let expand = &mut |text: &_| self.expand(text);
            link.operator.run(&value, groups, expand)
        };
        if let Some(test) = link.test.filter(|_| self.policy.shortcuts) {
            let groups_found = found.as_ref().map_or(0, |found| found.groups.len());
            self.strings.spend(
                size_of::<((u32, StringId, bool), Option<Found>)>()
                    + groups_found * size_of::<Option<std::ops::Range<usize>>>(),
            );
            self.results.insert((test, id, groups), found.clone());
        }
        found
    }

    fn on_match(&mut self, rule: &'r Rule, link: &'r Link, seen: Seen, found: Option<Found>) {
        self.last = Some(seen);
        if rule.links.len() > 1 {
            self.matched.push(seen);
        }
        if link.capture
            && let Some(found) = &found
        {
            self.capture(seen.value, found);
        }
        if rule.log && self.evidence.len() < MOST_EVIDENCE {
            let span = found.map_or(0..0, |found| found.span);
            self.evidence.push(Evidence {
                variable: seen.variable,
                member: seen.name.map(|name| shown(self.strings.get(name))),
                offset: span.start,
                length: span.len(),
                is_free_text: seen.is_free,
            });
        }
        self.apply(link, Some(seen));
        if self.policy.keep_text && rule.log && rule.links.len() == 1 {
            self.keep_text(rule);
        }
    }

    fn capture(&mut self, value: Subject, found: &Found) {
        let Subject::Text(id) = value else { return };
        let bytes = self.strings.share(id);
        let whole = match &found.label {
            Some(label) => label.clone().into_bytes(),
            None => bytes.get(found.span.clone()).unwrap_or_default().to_vec(),
        };
        let groups = found.groups.iter().map(|group| {
            let range = group.clone().unwrap_or(0..0);
            bytes.get(range).unwrap_or_default().to_vec()
        });
        let mut captured = std::iter::once(whole).chain(groups);
        for index in 0.. {
            let Some(slot) = Names::capture(index) else {
                break;
            };
            let value = captured
                .next()
                .map(|text| Subject::Text(self.strings.keep(&text)));
            self.tx.set(slot, value);
        }
    }

    fn keep_text(&mut self, rule: &Rule) {
        let show = |text: &Option<super::rule::Text>| {
            text.as_ref().map(|text| printable(&self.expand(text)))
        };
        let message = show(&rule.message).unwrap_or_default();
        let data = show(&rule.log_data).unwrap_or_default();
        self.texts.push(format!(
            "[id \"{}\"] [msg \"{message}\"] [data \"{data}\"]",
            rule.id
        ));
    }

    /// Writes a finding for a rule that holds.
    fn report(&mut self, index: usize, rule: &'r Rule) {
        if !rule.log {
            return;
        }
        if self.policy.keep_text && self.texts.is_empty() {
            self.keep_text(rule);
        }
        let message = rule.message.as_ref().map(|text| {
            if self.policy.keep_text {
                printable(&self.expand(text))
            } else {
                self.without_request(text)
            }
        });
        self.findings.push(Finding {
            rule: rule.id,
            phase: rule.phase,
            place: rule.place.to_string(),
            message,
            severity: rule.severity,
            tags: rule.tags.clone(),
            evidence: std::mem::take(&mut self.evidence),
            score: self.rule_score,
            wants_to_refuse: rule.disruption == Disruption::Deny && !self.only_watches(index),
            text: std::mem::take(&mut self.texts),
        });
    }
}

//! What is left of a rule set under a policy: rules that never run, and what the others make of each variable.

use super::chains::ChainId;
use super::compile::Compiled;
use super::names::Slot;
use super::order::Step;
use super::prefilter::Tests;
use super::rule::{Effect, Key, Link, Piece, Rule, Text};
use crate::operators::Operator;
use crate::seclang::action::Disruption;
use crate::seclang::variable::Variable;

/// A list of transformations that links apply to a variable, with the tests of those links.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Look {
    pub(crate) chain: ChainId,
    pub(crate) tests: Tests,
}

/// What links with a test ask of each variable that stays the same, `unreachable` rules aside.
pub(crate) fn looks(compiled: &Compiled, unreachable: &[bool]) -> Vec<Vec<Look>> {
    let mut looks: Vec<Vec<Look>> = vec![Vec::new(); Variable::COUNT];
    let links = compiled
        .rules
        .iter()
        .enumerate()
        .filter(|(index, _)| !is_set(unreachable, *index))
        .flat_map(|(_, rule)| &rule.links);
    for link in links {
        let Some(test) = link.test_of_values() else {
            continue;
        };
        for target in link.targets.iter().filter(|target| target.is_fixed()) {
            let Some(looks) = looks.get_mut(target.variable.index()) else {
                continue;
            };
            for chain in link.stages.iter().chain([&link.chain]) {
                ask(looks, *chain, test);
            }
        }
    }
    for looks in &mut looks {
        looks.sort_unstable_by_key(|look| look.chain);
    }
    looks
}

fn ask(looks: &mut Vec<Look>, chain: ChainId, test: u32) {
    let known = looks.iter().position(|look| look.chain == chain);
    let known = known.unwrap_or_else(|| {
        looks.push(Look {
            chain,
            tests: Tests::NONE,
        });
        looks.len() - 1
    });
    if let Some(look) = looks.get_mut(known) {
        look.tests.insert(test);
    }
}

/// The rules that never run: those that the policy has removed, and those that rules jump over because of a variable
/// that the policy has pinned, as rule sets do with levels.
pub(crate) fn unreachable(
    compiled: &Compiled,
    removed: &[bool],
    pinned: &[(Slot, i64)],
) -> Vec<bool> {
    let mut unreachable = removed.to_vec();
    let mut uncertain = removed.to_vec();
    for effect in links(&compiled.rules).flat_map(|link| &link.effects) {
        if let Effect::Remove(rules) | Effect::RemoveTarget(rules, _) = effect {
            for rule in rules {
                if let Some(flag) = uncertain.get_mut(*rule) {
                    *flag = true;
                }
            }
        }
    }
    for order in &compiled.order.phases {
        let at = |position: usize| {
            let index = order.get(position)?.rule;
            Some((index, compiled.rules.get(index)?))
        };
        let mut position = 0usize;
        while let Some((index, rule)) = at(position) {
            position += 1;
            let Some(end) = rule.skip_to.map(|end| end.min(order.len())) else {
                continue;
            };
            if is_set(&uncertain, index) || !always_holds(rule, pinned) {
                continue;
            }
            // Another rule could land among those that are jumped over.
            let lands = |rule: &Rule| {
                rule.skip_to
                    .is_some_and(|target| (position..end).contains(&target))
            };
            let before = (0..position).filter_map(at);
            if before.into_iter().any(|(_, rule)| lands(rule)) {
                continue;
            }
            for (index, _) in (position..end).filter_map(at) {
                if let Some(flag) = unreachable.get_mut(index) {
                    *flag = true;
                }
            }
            position = position.max(end);
        }
    }
    unreachable
}

/// The rules that need not be asked: those that never run, those that ask a pinned variable and get a no, and those that
/// only ever jump over rules which never run.
pub(crate) fn idle(
    compiled: &Compiled,
    unreachable: Vec<bool>,
    pinned: &[(Slot, i64)],
) -> Vec<bool> {
    let mut idle = unreachable;
    let jumps_count = reads_earlier_match(&compiled.rules);
    for order in &compiled.order.phases {
        for (position, step) in order.iter().enumerate() {
            let Some(rule) = compiled.rules.get(step.rule) else {
                continue;
            };
            let answer = first_answer(rule, pinned);
            let jumps_for_nothing = || {
                // A jump to a marker that is not there ends the phase.
                let end = step.skip_to.unwrap_or(0).min(order.len());
                let over = order.get(position + 1..end);
                let is_idle = |over: &[Step]| over.iter().all(|step| is_set(&idle, step.rule));
                !jumps_count && is_mere_jump(rule) && over.is_some_and(is_idle)
            };
            let need_not_be_asked =
                answer == Some(false) || (answer == Some(true) && jumps_for_nothing());
            if let Some(flag) = idle.get_mut(step.rule) {
                *flag |= need_not_be_asked;
            }
        }
    }
    idle
}

/// Whether a match does nothing but go on elsewhere.
fn is_mere_jump(rule: &Rule) -> bool {
    let effects = rule.links.iter().any(|link| !link.effects.is_empty());
    let captures = rule.links.iter().any(|link| link.capture);
    !effects
        && !captures
        && !rule.log
        && rule.links.len() == 1
        && rule.skip_to.is_some()
        && matches!(rule.disruption, Disruption::Pass | Disruption::Block)
}

/// Whether some rule asks what an earlier one has matched, so that no match may be left out.
pub(super) fn reads_earlier_match(rules: &[Rule]) -> bool {
    let is_match = |variable: Variable| {
        matches!(
            variable,
            Variable::MatchedVar
                | Variable::MatchedVarName
                | Variable::MatchedVars
                | Variable::MatchedVarsNames
        )
    };
    let names_match = |text: &Text| {
        let Text::Pieces(pieces) = text else {
            return false;
        };
        pieces
            .iter()
            .any(|piece| matches!(piece, Piece::Value(variable, _) if is_match(*variable)))
    };
    rules.iter().any(|rule| {
        // Links without a target match nothing themselves; a chain may begin with some.
        let is_bare = |link: &&Link| link.targets.is_empty();
        let bare = rule.links.iter().take_while(is_bare);
        let reached = rule.links.iter().take(bare.clone().count() + 1);
        // What a link's own match changes, and what its rule reports, comes after that match.
        let before_own = reached.clone().any(|link| {
            let targets = || link.targets.iter().any(|target| is_match(target.variable));
            targets() || link.operator.texts().any(names_match)
        });
        let mut effects = bare.flat_map(|link| &link.effects).flat_map(Effect::texts);
        let reports = [&rule.message, &rule.log_data].into_iter().flatten();
        let matches_nothing = rule.links.iter().all(|link| is_bare(&link));
        let without_own =
            effects.any(names_match) || (matches_nothing && reports.into_iter().any(names_match));
        before_own || without_own
    })
}

fn links(rules: &[Rule]) -> impl Iterator<Item = &Link> {
    rules.iter().flat_map(|rule| &rule.links)
}

fn is_set(flags: &[bool], index: usize) -> bool {
    flags.get(index).is_some_and(|flag| *flag)
}

/// Whether a rule asks nothing but for a pinned variable, and gets a yes.
fn always_holds(rule: &Rule, pinned: &[(Slot, i64)]) -> bool {
    rule.links.len() == 1 && first_answer(rule, pinned) == Some(true)
}

/// What a rule's first link says where it asks for nothing but a pinned variable.
fn first_answer(rule: &Rule, pinned: &[(Slot, i64)]) -> Option<bool> {
    let link = rule.links.first()?;
    let [target] = link.targets.as_slice() else {
        return None;
    };
    let (Key::Slot(slot), Operator::Compares(comparison, Text::Literal(_, wanted))) =
        (&target.key, &link.operator)
    else {
        return None;
    };
    let is_plain = target.variable == Variable::Tx
        && !target.counted
        && link.excluded.is_empty()
        && link.chain == ChainId::NONE;
    let (_, value) = pinned
        .iter()
        .find(|(known, _)| known == slot)
        .filter(|_| is_plain)?;
    Some(comparison.holds(*value, *wanted) != link.negated)
}

#[cfg(test)]
mod tests {
    use crate::{Day, MemorySources, Policy, RuleSet, Settings};

    use super::*;

    const RULES: &str = "SecRule ARGS \"@rx abc\" \"id:1,phase:2,pass,t:none,t:lowercase\"\n\
        SecRule TX:detection_paranoia_level \"@lt 3\" \"id:2,phase:2,pass,nolog,skipAfter:END\"\n\
        SecRule ARGS \"@rx def\" \"id:3,phase:2,pass,t:none,t:urlDecode\"\n\
        SecMarker MIDDLE\n\
        SecRule ARGS \"@rx ghi\" \"id:4,phase:2,pass,t:none,t:jsDecode\"\n\
        SecMarker END\n\
        SecRule ARGS \"@rx jkl\" \"id:5,phase:2,pass,t:none,t:cssDecode\"\n";

    fn policy(text: &str, paranoia: Option<u8>) -> (RuleSet, Policy) {
        let rules = RuleSet::load(&MemorySources::new().with("r", text), &["r"]).unwrap();
        let settings = Settings {
            paranoia,
            ..Settings::default()
        };
        let today = Day {
            year: 2026,
            month: 1,
            day: 1,
        };
        let policy = rules.policy(&settings, today).unwrap();
        (rules, policy)
    }

    fn lists(before: &str, paranoia: Option<u8>) -> usize {
        let (_, policy) = policy(&format!("{before}{RULES}"), paranoia);
        policy.looks[Variable::Args.index()].len()
    }

    #[test]
    fn rules_beyond_a_pinned_level_ask_for_nothing() {
        assert_eq!(lists("", None), 4);
        assert_eq!(lists("", Some(3)), 4);
        assert_eq!(lists("", Some(2)), 2);
    }

    #[test]
    fn rules_that_may_run_after_all_are_not_left_out() {
        let removes = "SecAction \"id:9,phase:1,pass,nolog,ctl:ruleRemoveById=2\"\n";
        let removes_target =
            "SecAction \"id:9,phase:1,pass,nolog,ctl:ruleRemoveTargetById=2;TX:x\"\n";
        let lands =
            "SecRule REQUEST_METHOD \"@rx x\" \"id:9,phase:2,pass,nolog,skipAfter:MIDDLE\"\n";
        for before in [removes, removes_target, lands] {
            assert_eq!(lists(before, Some(1)), 4, "{before}");
        }
    }

    fn left(text: &str) -> Vec<u64> {
        let (rules, policy) = policy(text, Some(1));
        policy
            .phases
            .iter()
            .flatten()
            .map(|step| rules.compiled().rules[step.rule].id)
            .collect()
    }

    const LEVELS: &str = "SecRule TX:detection_paranoia_level \"@lt 1\" \"id:1,phase:2,pass,nolog,skipAfter:END\"\n\
        SecRule ARGS \"@rx a\" \"id:2,phase:2,pass,t:none\"\n\
        SecRule TX:detection_paranoia_level \"@lt 2\" \"id:3,phase:2,pass,nolog,skipAfter:END\"\n\
        SecRule ARGS \"@rx b\" \"id:4,phase:2,pass,t:none\"\n\
        SecMarker END\n\
        SecRule ARGS \"@rx c\" \"id:5,phase:2,pass,t:none\"\n";

    #[test]
    fn what_a_pinned_level_answers_is_not_asked() {
        assert_eq!(left(LEVELS), [2, 5]);
    }

    #[test]
    fn a_jump_stays_that_somebody_asks_about() {
        let reads = "SecAction \"id:9,phase:2,pass,log,logdata:'%{MATCHED_VAR}'\"\n";
        assert_eq!(left(&format!("{LEVELS}{reads}")), [2, 3, 5, 9]);
    }

    #[test]
    fn places_move_with_what_is_left() {
        let skips = "SecAction \"id:8,phase:2,pass,nolog,skipAfter:FAR\"\n";
        let text = format!("{skips}{LEVELS}SecMarker FAR\nSecAction \"id:9,phase:2,pass,nolog\"\n");
        let (_, policy) = policy(&text, Some(1));
        let phase = &policy.phases[1];
        assert_eq!(phase.len(), 4);
        assert_eq!(phase[0].skip_to, Some(3));
    }
}

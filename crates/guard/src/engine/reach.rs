//! What is left of a rule set under a policy: rules that never run, and what the others make of each variable.

use super::chains::ChainId;
use super::compile::Compiled;
use super::names::Slot;
use super::rule::{Effect, Key, Link, Rule, Text};
use crate::operators::Operator;
use crate::seclang::variable::Variable;

/// For each variable, the lists of transformations that fixed links with a test apply to it, `unreachable` rules aside.
pub(crate) fn looks(compiled: &Compiled, unreachable: &[bool]) -> Vec<Vec<ChainId>> {
    let mut looks = vec![Vec::new(); Variable::COUNT];
    let links = compiled
        .rules
        .iter()
        .enumerate()
        .filter(|(index, _)| !is_set(unreachable, *index))
        .flat_map(|(_, rule)| &rule.links);
    for link in links {
        if !link.is_fixed || link.test.is_none() {
            continue;
        }
        for target in &link.targets {
            if let Some(chains) = looks.get_mut(target.variable.index()) {
                chains.push(link.chain);
                chains.extend_from_slice(&link.stages);
            }
        }
    }
    for chains in &mut looks {
        chains.sort_unstable();
        chains.dedup();
    }
    looks
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

fn links(rules: &[Rule]) -> impl Iterator<Item = &Link> {
    rules.iter().flat_map(|rule| &rule.links)
}

fn is_set(flags: &[bool], index: usize) -> bool {
    flags.get(index).is_some_and(|flag| *flag)
}

/// Whether a rule asks nothing but for a pinned variable, and gets a yes.
fn always_holds(rule: &Rule, pinned: &[(Slot, i64)]) -> bool {
    let [link] = rule.links.as_slice() else {
        return false;
    };
    let [target] = link.targets.as_slice() else {
        return false;
    };
    let (Key::Slot(slot), Operator::Compares(comparison, Text::Literal(_, wanted))) =
        (&target.key, &link.operator)
    else {
        return false;
    };
    let is_plain = target.variable == Variable::Tx
        && !target.counted
        && link.excluded.is_empty()
        && link.chain == ChainId::NONE;
    let value = pinned.iter().find(|(known, _)| known == slot);
    is_plain && value.is_some_and(|(_, value)| comparison.holds(*value, *wanted) != link.negated)
}

#[cfg(test)]
mod tests {
    use crate::{Day, MemorySources, RuleSet, Settings};

    use super::*;

    const RULES: &str = "SecRule ARGS \"@rx abc\" \"id:1,phase:2,pass,t:none,t:lowercase\"\n\
        SecRule TX:detection_paranoia_level \"@lt 3\" \"id:2,phase:2,pass,nolog,skipAfter:END\"\n\
        SecRule ARGS \"@rx def\" \"id:3,phase:2,pass,t:none,t:urlDecode\"\n\
        SecMarker MIDDLE\n\
        SecRule ARGS \"@rx ghi\" \"id:4,phase:2,pass,t:none,t:jsDecode\"\n\
        SecMarker END\n\
        SecRule ARGS \"@rx jkl\" \"id:5,phase:2,pass,t:none,t:cssDecode\"\n";

    fn lists(before: &str, paranoia: Option<u8>) -> usize {
        let text = format!("{before}{RULES}");
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
}

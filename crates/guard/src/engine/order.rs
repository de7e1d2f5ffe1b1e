//! In which order the rules of each phase run, and what it takes to rule one out without looking at it.

use super::rule::Rule;
use crate::seclang::variable::Variable;

/// A rule in its phase, with what it takes to rule it out. Steps lie side by side, so that a request does not fetch the
/// hundreds of rules from memory that it cannot match.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Step {
    /// The rule, by index.
    pub(crate) rule: usize,
    /// The first link's test and its variables, by index, where one look at them can rule the link out.
    pub(crate) glance: Option<(u32, usize)>,
    /// Where in the phase to go on after a match.
    pub(crate) skip_to: Option<usize>,
}

/// The rules of each phase, in order.
pub(crate) type Phases = [Vec<Step>; 5];

/// The rules of all phases.
#[derive(Debug, Default)]
pub(crate) struct Order {
    pub(crate) phases: Phases,
    /// The sets of variables that first links look at, each once.
    pub(crate) groups: Vec<Vec<Variable>>,
}

impl Order {
    /// Puts rules into their phases.
    pub(crate) fn of(rules: &[Rule]) -> Self {
        let mut order = Self::default();
        for (index, rule) in rules.iter().enumerate() {
            if let Some(phase) = order.phases.get_mut(rule.phase.index()) {
                phase.push(Step {
                    rule: index,
                    glance: glance(rule, &mut order.groups),
                    skip_to: rule.skip_to,
                });
            }
        }
        order
    }

    /// The phases without the rules, by index, that need not be asked.
    pub(crate) fn without(&self, idle: &[bool]) -> Phases {
        let is_idle = |step: &Step| idle.get(step.rule).is_some_and(|idle| *idle);
        self.phases.each_ref().map(|phase| {
            // For each place, where what stood there or follows it stands now.
            let mut place = 0usize;
            let places: Vec<usize> = phase
                .iter()
                .map(|step| {
                    let here = place;
                    place += usize::from(!is_idle(step));
                    here
                })
                .collect();
            let moved = |to: usize| places.get(to).copied().unwrap_or(place);
            phase
                .iter()
                .filter(|step| !is_idle(step))
                .map(|step| Step {
                    skip_to: step.skip_to.map(moved),
                    ..*step
                })
                .collect()
        })
    }
}

fn glance(rule: &Rule, groups: &mut Vec<Vec<Variable>>) -> Option<(u32, usize)> {
    let first = rule.links.first().filter(|link| link.is_fixed)?;
    let mut variables: Vec<Variable> = first.targets.iter().map(|one| one.variable).collect();
    variables.sort_unstable_by_key(|variable| variable.index());
    variables.dedup();
    let group = groups.iter().position(|known| *known == variables);
    let group = group.unwrap_or_else(|| {
        groups.push(variables);
        groups.len() - 1
    });
    Some((first.test?, group))
}

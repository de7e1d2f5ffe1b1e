//! How a route wants the rules: how strictly, where people write freely, and what is excepted until when.

mod settings;
mod typed;

use std::sync::OnceLock;

pub use settings::{Day, Exclusion, PolicyError, RuleMode, Rules, Settings, Shortcuts};

use typed::Typed;

use crate::bodies::{LONGEST_NAME, Limits};
use crate::engine::{
    Compiled, Key, Look, Memory, Phases, RuleSet, Start, Target, idle, looks, unreachable,
};
use crate::glob::MemberPattern;
use crate::operators::compile;
use crate::seclang::action::Mode;
use crate::seclang::program::within;
use crate::seclang::variable::{self, Variable, target};

/// Names under which rule sets keep their paranoia level.
const LEVELS: &[&str] = &[
    "blocking_paranoia_level",
    "detection_paranoia_level",
    "paranoia_level",
    "executing_paranoia_level",
];
/// The name under which rule sets keep the score from which they refuse.
const THRESHOLD: &str = "inbound_anomaly_score_threshold";

/// Settings, resolved against a rule set.
#[derive(Debug)]
pub struct Policy {
    pub(crate) mode: Mode,
    pub(crate) limits: Limits,
    pub(crate) free_text: Vec<MemberPattern>,
    pub(crate) typed: Typed,
    pub(crate) free_text_threshold: i64,
    pub(crate) refuse_unreadable: bool,
    pub(crate) keep_text: bool,
    pub(crate) shortcuts: bool,
    /// By rule: does not run.
    pub(crate) removed: Vec<bool>,
    /// The rules that can run, in order.
    pub(crate) phases: Phases,
    /// What the first of them do for every request.
    pub(crate) start: Start,
    /// For each variable, how rules that can run look at it.
    pub(crate) looks: Vec<Vec<Look>>,
    /// What is known about values that come again, if it is kept.
    pub(crate) memory: Option<Memory>,
    /// By rule: reports, but does not count.
    pub(crate) watched: Vec<bool>,
    pub(crate) excluded: Vec<(Vec<usize>, Target)>,
    pub(crate) pinned: Vec<(crate::engine::Slot, i64)>,
    expired: Vec<Exclusion>,
}

impl Policy {
    pub(crate) fn is_free(&self, argument: &[u8]) -> bool {
        argument.len() <= LONGEST_NAME
            && self.free_text.iter().any(|pattern| pattern.takes(argument))
    }

    /// Exclusions that were due before today and therefore do not apply.
    pub fn expired(&self) -> &[Exclusion] {
        &self.expired
    }
}

impl RuleSet {
    /// Resolves settings. Exclusions whose last day lies before `today` do not apply.
    pub fn policy(&self, settings: &Settings, today: Day) -> Result<Policy, PolicyError> {
        let compiled = self.compiled();
        let count = compiled.rules.len();
        let mut policy = Policy {
            mode: settings.mode,
            limits: settings.limits,
            free_text: free_text(&settings.free_text)?,
            typed: Typed::new(&settings.typed)?,
            free_text_threshold: settings.free_text_threshold,
            refuse_unreadable: settings.refuse_unreadable,
            keep_text: settings.keep_text,
            shortcuts: settings.shortcuts != Shortcuts::Off,
            removed: vec![false; count],
            phases: Phases::default(),
            start: Start::default(),
            looks: Vec::new(),
            memory: (settings.shortcuts == Shortcuts::All)
                .then(Memory::new)
                .flatten(),
            watched: vec![false; count],
            excluded: Vec::new(),
            pinned: Vec::new(),
            expired: Vec::new(),
        };
        compiled.settings.tighten(&mut policy.limits);
        policy.pin(compiled, settings)?;
        for entry in &settings.rules {
            let list = match entry.mode {
                Mode::Off => &mut policy.removed,
                Mode::Detect => &mut policy.watched,
                Mode::Block => continue,
            };
            for index in select(compiled, &entry.rules) {
                if let Some(flag) = list.get_mut(index) {
                    *flag = true;
                }
            }
        }
        for exclusion in &settings.exclusions {
            policy.exclude(compiled, exclusion, today)?;
        }
        let unreachable = unreachable(compiled, &policy.removed, &policy.pinned);
        policy.looks = looks(compiled, &unreachable);
        policy.phases = if policy.shortcuts {
            let idle = idle(compiled, unreachable, &policy.pinned);
            compiled.order.without(&idle)
        } else {
            compiled.order.phases.clone()
        };
        policy.start = self.start(&policy);
        Ok(policy)
    }
}

impl Policy {
    fn pin(&mut self, compiled: &Compiled, settings: &Settings) -> Result<(), PolicyError> {
        if let Some(level) = settings.paranoia {
            if !(1..=4).contains(&level) {
                return Err(PolicyError::Paranoia(level));
            }
            let slots = LEVELS.iter().filter_map(|name| compiled.names.find(name));
            self.pinned
                .extend(slots.map(|slot| (slot, i64::from(level))));
        }
        if settings.free_text_threshold < 1 {
            return Err(PolicyError::Threshold(settings.free_text_threshold));
        }
        if let Some(threshold) = settings.threshold {
            if threshold < 1 {
                return Err(PolicyError::Threshold(threshold));
            }
            let slot = compiled.names.find(THRESHOLD);
            self.pinned.extend(slot.map(|slot| (slot, threshold)));
        }
        Ok(())
    }

    fn exclude(
        &mut self,
        compiled: &Compiled,
        exclusion: &Exclusion,
        today: Day,
    ) -> Result<(), PolicyError> {
        exclusion.check()?;
        if exclusion.until < today {
            self.expired.push(exclusion.clone());
            return Ok(());
        }
        let rules = select(compiled, &exclusion.rules);
        match &exclusion.target {
            None => {
                for index in rules {
                    if let Some(flag) = self.removed.get_mut(index) {
                        *flag = true;
                    }
                }
            }
            Some(text) => self.excluded.push((rules, resolve(text)?)),
        }
        Ok(())
    }
}

fn free_text(names: &[String]) -> Result<Vec<MemberPattern>, PolicyError> {
    let read = |name: &String| {
        MemberPattern::new(name, false).map_err(|reason| PolicyError::FreeText {
            name: name.clone(),
            reason,
        })
    };
    names.iter().map(read).collect()
}

fn resolve(text: &str) -> Result<Target, PolicyError> {
    let refused = |reason: String| PolicyError::Target {
        target: text.to_owned(),
        reason,
    };
    let (found, rest) = target(text).map_err(|problem| refused(problem.problem))?;
    if !rest.is_empty() || found.counted || found.excluded || found.variable == Variable::Tx {
        return Err(refused("one variable of the request is named".to_owned()));
    }
    let key = match found.key {
        variable::Key::All => Key::All,
        variable::Key::Exact(_) if !found.variable.has_members() => {
            let name = found.variable.name();
            return Err(refused(format!("{name} has no members")));
        }
        variable::Key::Exact(_) => {
            // As it was written: rules ignore the case of names, but people exclude the name that they mean.
            let (_, name) = text.split_once(':').unwrap_or_default();
            let pattern = MemberPattern::new(name.trim_matches('\''), found.variable.folds_case());
            Key::Members(pattern.map_err(refused)?)
        }
        variable::Key::Pattern(pattern) => {
            let compiled = compile(&pattern, true).map_err(|problem| refused(problem.problem))?;
            Key::Pattern(compiled.pattern)
        }
    };
    Ok(Target {
        variable: found.variable,
        key,
        counted: false,
        slots: OnceLock::new(),
    })
}

fn select(compiled: &Compiled, rules: &Rules) -> Vec<usize> {
    compiled
        .rules
        .iter()
        .enumerate()
        .filter(|(_, rule)| match rules {
            Rules::Ids(from, to) => within(&[(*from, *to)], rule.id),
            Rules::Tag(tag) => rule.tags.iter().any(|known| known == tag),
        })
        .map(|(index, _)| index)
        .collect()
}

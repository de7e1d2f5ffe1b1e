//! The list of rules that rule files add up to, before it is compiled.

use super::action::{Action, Phase};
use super::settings::Settings;
use super::variable::Target;
use crate::error::Place;

/// Everything that was read.
#[derive(Debug, Default)]
pub(crate) struct Program {
    pub(crate) items: Vec<Item>,
    pub(crate) settings: Settings,
}

/// A rule, or a place that `skipAfter` can name.
#[derive(Debug)]
pub(crate) enum Item {
    Rule(Definition),
    Marker(String),
}

/// A rule with all links of its chain.
#[derive(Debug)]
pub(crate) struct Definition {
    pub(crate) id: u64,
    pub(crate) phase: Phase,
    pub(crate) links: Vec<Link>,
}

/// One `SecRule` or `SecAction`.
#[derive(Debug)]
pub(crate) struct Link {
    pub(crate) place: Place,
    /// Nothing for `SecAction`, which always matches.
    pub(crate) targets: Vec<Target>,
    pub(crate) operator: Condition,
    pub(crate) actions: Vec<Action>,
}

/// An operator as written: `!@rx ^a$`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Condition {
    pub(crate) negated: bool,
    /// In lower case, without the at sign.
    pub(crate) name: String,
    pub(crate) argument: String,
}

impl Condition {
    /// What `SecAction` stands for.
    pub(crate) fn always() -> Self {
        Self {
            negated: false,
            name: "unconditionalmatch".to_owned(),
            argument: String::new(),
        }
    }

    pub(crate) fn parse(text: &str) -> Self {
        let text = text.trim_start();
        let (negated, text) = match text.strip_prefix('!') {
            Some(rest) => (true, rest.trim_start()),
            None => (false, text),
        };
        let (name, argument) = match text.strip_prefix('@') {
            Some(named) => named
                .split_once(|next: char| next.is_ascii_whitespace())
                .unwrap_or((named, "")),
            None => ("rx", text),
        };
        Self {
            negated,
            name: name.to_ascii_lowercase(),
            argument: argument.to_owned(),
        }
    }
}

impl Definition {
    /// The actions of the first link, which speaks for the whole rule.
    pub(crate) fn actions(&self) -> &[Action] {
        self.links
            .first()
            .map_or(&[], |link| link.actions.as_slice())
    }

    pub(crate) fn has_tag(&self, wanted: &dyn Fn(&str) -> bool) -> bool {
        self.links
            .iter()
            .flat_map(|link| &link.actions)
            .any(|action| matches!(action, Action::Tag(tag) if wanted(tag)))
    }
}

/// Whether `id` lies in one of the ranges.
pub(crate) fn within(ranges: &[(u64, u64)], id: u64) -> bool {
    ranges.iter().any(|(from, to)| (*from..=*to).contains(&id))
}

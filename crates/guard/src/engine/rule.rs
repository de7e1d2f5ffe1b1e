//! Rules as they run: everything that can be decided beforehand is.

use std::sync::OnceLock;

use super::chains::ChainId;
use super::names::Slot;
use crate::error::Place;
use crate::glob::MemberPattern;
use crate::operators::{Operator, Pattern};
use crate::seclang::action::{Disruption, Mode, Phase, Severity};
use crate::seclang::variable::Variable;

/// A text whose macros know their variables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Text {
    /// Without macros; the number is what it begins with.
    Literal(Vec<u8>, i64),
    Pieces(Vec<Piece>),
}

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece {
    Literal(Vec<u8>),
    Slot(Slot),
    /// The first value of a variable, by the name of a member in lower case if there is one.
    Value(Variable, Option<String>),
}

/// Which members of a collection are meant.
#[derive(Debug)]
pub(crate) enum Key {
    All,
    Slot(Slot),
    /// A name in lower case.
    Name(Vec<u8>),
    Pattern(Pattern),
    /// Names as a policy writes them.
    Members(MemberPattern),
}

impl Key {
    /// Whether a member of that name is meant.
    pub(crate) fn takes(&self, name: &[u8]) -> bool {
        match self {
            Self::All => true,
            Self::Slot(_) => false,
            Self::Name(wanted) => wanted.eq_ignore_ascii_case(name),
            Self::Pattern(pattern) => pattern.matches(name),
            Self::Members(pattern) => pattern.takes(name),
        }
    }

    /// The same where a member is left out, which takes certainty.
    pub(crate) fn surely_takes(&self, name: &[u8]) -> bool {
        match self {
            Self::Pattern(pattern) => pattern.surely_matches(name),
            Self::All | Self::Slot(_) | Self::Name(_) | Self::Members(_) => self.takes(name),
        }
    }
}

/// What a link looks at.
#[derive(Debug)]
pub(crate) struct Target {
    pub(crate) variable: Variable,
    pub(crate) key: Key,
    pub(crate) counted: bool,
    /// The transaction variables that rules spell out and the key takes, found when a request first asks.
    pub(crate) slots: OnceLock<Vec<Slot>>,
}

impl Target {
    /// Whether what it looks at stays the same while a phase runs.
    pub(crate) fn is_fixed(&self) -> bool {
        self.variable.is_fixed() && !self.counted
    }
}

/// The name of a transaction variable.
#[derive(Debug)]
pub(crate) enum Name {
    Slot(Slot),
    /// Made up when the rule runs.
    Text(Text),
}

/// What a match does besides being one: a change of a transaction variable, of a collection of the request's own, or of
/// what still runs.
#[derive(Debug)]
pub(crate) enum Effect {
    Set(Name, Text),
    Add(Name, Text),
    Subtract(Name, Text),
    Unset(Name),
    /// A variable of `IP`, `GLOBAL` and their like: they live as long as the request.
    Keep(Variable, Text, Text),
    Mode(Mode),
    /// Rules, by index, that do not run any more.
    Remove(Vec<usize>),
    /// Rules, by index, that do not look at a target any more.
    RemoveTarget(Vec<usize>, usize),
    ForceBody(bool),
    BodyAccess(bool),
    BodyProcessor(String),
}

impl Effect {
    /// The texts that it reads.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &Text> {
        fn named(name: &Name) -> Option<&Text> {
            match name {
                Name::Slot(_) => None,
                Name::Text(text) => Some(text),
            }
        }
        let texts: [Option<&Text>; 2] = match self {
            Self::Set(name, text) | Self::Add(name, text) | Self::Subtract(name, text) => {
                [named(name), Some(text)]
            }
            Self::Unset(name) => [named(name), None],
            Self::Keep(_, name, text) => [Some(name), Some(text)],
            Self::Mode(_)
            | Self::Remove(_)
            | Self::RemoveTarget(..)
            | Self::ForceBody(_)
            | Self::BodyAccess(_)
            | Self::BodyProcessor(_) => [None, None],
        };
        texts.into_iter().flatten()
    }
}

/// One condition of a rule.
#[derive(Debug)]
pub(crate) struct Link {
    pub(crate) targets: Vec<Target>,
    pub(crate) excluded: Vec<Target>,
    pub(crate) chain: ChainId,
    /// The lists before `chain`, if each step is looked at.
    pub(crate) stages: Vec<ChainId>,
    pub(crate) operator: Operator<Text>,
    pub(crate) negated: bool,
    /// The operator's test in the prefilter.
    pub(crate) test: Option<u32>,
    /// Whether all targets are known before any rule runs, so that one look at the request can rule the link out.
    pub(crate) is_fixed: bool,
    pub(crate) capture: bool,
    pub(crate) effects: Vec<Effect>,
}

impl Link {
    /// The test that a value must fulfil for the link to hold, if it has one.
    pub(crate) fn test_of_values(&self) -> Option<u32> {
        self.test.filter(|_| !self.negated)
    }
}

/// A rule.
#[derive(Debug)]
pub(crate) struct Rule {
    pub(crate) id: u64,
    pub(crate) phase: Phase,
    pub(crate) place: Place,
    pub(crate) links: Vec<Link>,
    pub(crate) disruption: Disruption,
    pub(crate) status: u16,
    pub(crate) message: Option<Text>,
    pub(crate) log_data: Option<Text>,
    pub(crate) severity: Option<Severity>,
    pub(crate) tags: Vec<String>,
    pub(crate) log: bool,
    /// Where in its phase to go on after a match.
    pub(crate) skip_to: Option<usize>,
}

impl Variable {
    /// Whether the variable's values stay the same while a phase runs.
    pub(crate) fn is_fixed(self) -> bool {
        !matches!(
            self,
            Self::Tx
                | Self::Ip
                | Self::Global
                | Self::Session
                | Self::User
                | Self::Resource
                | Self::Rule
                | Self::MatchedVar
                | Self::MatchedVarName
                | Self::MatchedVars
                | Self::MatchedVarsNames
                | Self::ReqbodyProcessor
                | Self::RequestBody
        )
    }
}

//! What the engine reports: which rule matched, where, and how much it counts.

use crate::seclang::action::{Phase, Severity};
use crate::seclang::variable::Variable;

/// A part of the request that matched. It never holds the request's text, only where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// The variable.
    pub variable: Variable,
    /// The beginning of the member's name, such as an argument's or a header's, in printable ASCII.
    pub member: Option<String>,
    /// Where in the value, after the rule's transformations, the match begins.
    pub offset: usize,
    /// How long it is.
    pub length: usize,
    /// Whether the value is one in which people write freely.
    pub is_free_text: bool,
}

/// A rule that matched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule.
    pub rule: u64,
    /// When it ran.
    pub phase: Phase,
    /// Where its file says so.
    pub place: String,
    /// What the rule calls it, with scores. Macros that stand for text of the request are left as they are written, unless
    /// the policy asks for text.
    pub message: Option<String>,
    /// How the rule rates it.
    pub severity: Option<Severity>,
    /// The rule's tags.
    pub tags: Vec<String>,
    /// The parts of the request, at most eight.
    pub evidence: Vec<Evidence>,
    /// How much it added to the request's anomaly score.
    pub score: i64,
    /// Whether the rule wanted to refuse the request.
    pub wants_to_refuse: bool,
    /// The rule's log lines with text from the request, if the policy asks for them.
    pub text: Vec<String>,
}

/// What to do with a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Go on.
    Pass,
    /// Answer with this status instead.
    Refuse {
        /// The status that the rule asks for.
        status: u16,
        /// The rule, or 0 if it was the body that could not be read or free text that added up.
        rule: u64,
    },
}

/// Scores at the end of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Scores {
    /// What rules about the request added.
    pub inbound: i64,
    /// What rules about the response added.
    pub outbound: i64,
    /// What matches in free text added, by its own measure.
    pub free_text: i64,
}

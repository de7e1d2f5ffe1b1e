//! What can be wrong with a rule set: where it stands, what it is, and what was expected instead.

use std::fmt;
use std::sync::Arc;

/// A line of a rule file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file as it was named when it was included.
    pub file: Arc<str>,
    /// The first physical line of the directive, counted from one.
    pub line: u32,
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}", self.file, self.line)
    }
}

/// A rule set that cannot be loaded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {problem}; expected {expected}")]
pub struct LoadError {
    /// Where it was found.
    pub place: Place,
    /// What was found.
    pub problem: String,
    /// What would have been right.
    pub expected: String,
}

/// A problem without its place, as the small parsers report it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    pub(crate) problem: String,
    pub(crate) expected: String,
}

impl Problem {
    pub(crate) fn new(problem: impl Into<String>, expected: impl Into<String>) -> Self {
        Self {
            problem: problem.into(),
            expected: expected.into(),
        }
    }

    pub(crate) fn at(self, place: &Place) -> LoadError {
        LoadError {
            place: place.clone(),
            problem: self.problem,
            expected: self.expected,
        }
    }
}

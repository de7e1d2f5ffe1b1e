//! What an operator writes down for a route.

use std::fmt;

use crate::bodies::Limits;
use crate::seclang::action::Mode;

/// A day of the calendar. The engine has no clock: whoever calls it says which day it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day {
    /// The year.
    pub year: u16,
    /// The month, from 1 to 12.
    pub month: u8,
    /// The day of the month, from 1 to 31.
    pub day: u8,
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// Which rules are meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rules {
    /// Ids from the first to the last.
    Ids(u64, u64),
    /// All with a tag.
    Tag(String),
}

/// A mode for some rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleMode {
    /// Which.
    pub rules: Rules,
    /// `Detect` lets them report without counting; `Block` is what they do anyway.
    pub mode: Mode,
}

/// Something that rules shall not look at, with somebody who answers for it and a last day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exclusion {
    /// Which rules.
    pub rules: Rules,
    /// A variable such as `ARGS:json.body`, with stars as in free text; nothing excludes the rules altogether. Case counts
    /// but for headers.
    pub target: Option<String>,
    /// Who answers for it.
    pub owner: String,
    /// Why.
    pub reason: String,
    /// The last day on which it applies.
    pub until: Day,
}

/// Work that cannot change a verdict and may be skipped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shortcuts {
    /// None: every rule looks at every value.
    Off,
    /// What a request itself shows.
    OfRequest,
    /// What earlier requests have shown about paths, headers, cookies and names of arguments, too.
    All,
}

/// The settings of a route.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Whether rules run, and whether they may refuse.
    pub mode: Mode,
    /// The paranoia level from 1 to 4; nothing leaves it to the rule files.
    pub paranoia: Option<u8>,
    /// The score from which a request is refused; nothing leaves it to the rule files.
    pub threshold: Option<i64>,
    /// Arguments in which people write freely, such as `json.body` or `json.notes.*`. Case counts; `*` is any run within
    /// one part of the name between dots, `**` any run of parts.
    pub free_text: Vec<String>,
    /// Arguments and cookies that hold a word of a form, such as `ARGS:json.secret` or `REQUEST_COOKIES:session`, and headers
    /// that hold one range of bytes, with stars as in free text. Where the value is one, no rule looks at it; anything else there is looked at in full.
    pub typed: Vec<String>,
    /// How many matches in free text refuse a request.
    pub free_text_threshold: i64,
    /// Whether a body that cannot be read to its end is refused.
    pub refuse_unreadable: bool,
    /// Modes of single rules.
    pub rules: Vec<RuleMode>,
    /// What is excepted.
    pub exclusions: Vec<Exclusion>,
    /// Limits for bodies.
    pub limits: Limits,
    /// Whether findings carry text from the request. Only for tests: evidence names places, not contents.
    pub keep_text: bool,
    /// Which work the engine may skip. Only tests and measurements ask for less than all.
    pub shortcuts: Shortcuts,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            mode: Mode::Block,
            paranoia: None,
            threshold: None,
            free_text: Vec::new(),
            typed: Vec::new(),
            free_text_threshold: 25,
            refuse_unreadable: true,
            rules: Vec::new(),
            exclusions: Vec::new(),
            limits: Limits::default(),
            keep_text: false,
            shortcuts: Shortcuts::All,
        }
    }
}

/// Settings that make no sense.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PolicyError {
    /// There is no such level.
    #[error("the paranoia level {0} does not exist: choose one from 1 to 4")]
    Paranoia(u8),
    /// Every request would be refused.
    #[error("the threshold {0} would refuse every request: choose 1 or more")]
    Threshold(i64),
    /// An exclusion without owner or reason.
    #[error("an exclusion has no {0}: say who answers for it and why")]
    Unexplained(&'static str),
    /// A day that the calendar does not have.
    #[error("the month {month} or day {day} of an exclusion does not exist")]
    Day {
        /// The month.
        month: u8,
        /// The day.
        day: u8,
    },
    /// A name of free text that cannot mean anything.
    #[error("the name of free text {name:?} is not understood: {reason}")]
    FreeText {
        /// As written.
        name: String,
        /// Why not.
        reason: String,
    },
    /// A place of typed values that is none.
    #[error("the typed place {place:?} is not understood: {reason}")]
    Typed {
        /// As written.
        place: String,
        /// Why not.
        reason: String,
    },
    /// A target that is none.
    #[error("the exclusion's target {target:?} is not understood: {reason}")]
    Target {
        /// As written.
        target: String,
        /// Why not.
        reason: String,
    },
}

impl Exclusion {
    pub(super) fn check(&self) -> Result<(), PolicyError> {
        if self.owner.trim().is_empty() {
            return Err(PolicyError::Unexplained("owner"));
        }
        if self.reason.trim().is_empty() {
            return Err(PolicyError::Unexplained("reason"));
        }
        let Day { month, day, .. } = self.until;
        if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
            return Err(PolicyError::Day { month, day });
        }
        Ok(())
    }
}

//! `[guard]`: how strictly requests are judged, by which rules, and what is excepted until when.

use std::fmt;

use anyhow::{Context, Result};
use guard::{Day, Exclusion, Limits, Mode, RuleMode, Rules, Settings};
use serde::{Deserialize, Serialize};
use webkit::input::BODY_LIMIT;

use super::Findings;

/// Arguments of one request: a review is started for many files at once.
const ARGUMENTS: usize = 12_000;

/// `[guard]`
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GuardConfig {
    /// What it does with what rules refuse.
    pub mode: GuardMode,
    /// A release of the Core Rule Set; empty for the one of Debian's package, where it is installed.
    pub crs_dir: String,
    /// The paranoia level from 1 to 4.
    pub paranoia: u8,
    /// The score from which a request is refused.
    pub threshold: u32,
    /// Rules that report and never count.
    pub watched: Vec<String>,
    /// Rules that do not run.
    pub off: Vec<String>,
    /// Exceptions with an owner, a reason and a last day.
    pub exclusions: Vec<ExclusionConfig>,
    /// Other modes and levels for what a path begins with.
    pub routes: Vec<RouteConfig>,
}

/// What the guard does with what rules refuse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GuardMode {
    /// It stops.
    Block,
    /// It passes, with a line in the log.
    Detect,
    /// Nobody looks.
    Off,
}

/// `[[guard.exclusions]]`
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExclusionConfig {
    /// An id, `FIRST-LAST` or a tag.
    pub rules: String,
    /// A variable such as `ARGS:json.name`; nothing for the whole rules.
    pub target: Option<String>,
    /// Who answers for it.
    pub owner: String,
    /// Why.
    pub reason: String,
    /// The last day on which it counts, `YYYY-MM-DD`.
    pub until: String,
}

/// `[[guard.routes]]`
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RouteConfig {
    /// What the path begins with.
    pub path: String,
    /// The mode there.
    pub mode: Option<GuardMode>,
    /// The paranoia level there.
    pub paranoia: Option<u8>,
}

impl GuardConfig {
    pub(super) fn check(&self, findings: &mut Findings) {
        if !(1..=4).contains(&self.paranoia) {
            findings.add("guard.paranoia", "must be a level from 1 to 4");
        }
        if self.threshold == 0 {
            findings.add(
                "guard.threshold",
                "must be at least 1: 0 would refuse every request",
            );
        }
        for route in &self.routes {
            if !route.path.starts_with('/') {
                findings.add(
                    "guard.routes",
                    format!("the path must begin with /, it is {:?}", route.path),
                );
            }
            if route
                .paranoia
                .is_some_and(|level| !(1..=4).contains(&level))
            {
                findings.add("guard.routes", "paranoia must be a level from 1 to 4");
            }
        }
        for exclusion in &self.exclusions {
            if let Err(error) = exclusion.to_exclusion() {
                findings.add("guard.exclusions", format!("{error:#}"));
            }
        }
    }

    /// Settings by what a path begins with; the last is for every path.
    pub(crate) fn per_route(&self) -> Result<Vec<(String, Settings)>> {
        let general = self.settings()?;
        let mut routes = Vec::with_capacity(self.routes.len() + 1);
        for route in &self.routes {
            let mut settings = general.clone();
            settings.mode = route.mode.map_or(settings.mode, Mode::from);
            settings.paranoia = route.paranoia.or(settings.paranoia);
            routes.push((route.path.clone(), settings));
        }
        routes.push((String::new(), general));
        Ok(routes)
    }

    fn settings(&self) -> Result<Settings> {
        let with = |mode: Mode| {
            move |word: &String| RuleMode {
                rules: rules(word),
                mode,
            }
        };
        let watched = self.watched.iter().map(with(Mode::Detect));
        let off = self.off.iter().map(with(Mode::Off));
        Ok(Settings {
            mode: self.mode.into(),
            paranoia: Some(self.paranoia),
            threshold: Some(i64::from(self.threshold)),
            rules: watched.chain(off).collect(),
            exclusions: self
                .exclusions
                .iter()
                .map(ExclusionConfig::to_exclusion)
                .collect::<Result<_>>()?,
            limits: Limits {
                bytes: BODY_LIMIT,
                bytes_beside_files: BODY_LIMIT,
                arguments: ARGUMENTS,
                ..Limits::default()
            },
            ..Settings::default()
        })
    }
}

impl ExclusionConfig {
    fn to_exclusion(&self) -> Result<Exclusion> {
        let until = day(&self.until).with_context(|| {
            format!(
                "until must be a day such as \"2027-01-31\", it is {:?}",
                self.until
            )
        })?;
        Ok(Exclusion {
            rules: rules(&self.rules),
            target: self.target.clone(),
            owner: self.owner.clone(),
            reason: self.reason.clone(),
            until,
        })
    }
}

impl fmt::Display for GuardMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Block => "block",
            Self::Detect => "detect",
            Self::Off => "off",
        })
    }
}

impl From<GuardMode> for Mode {
    fn from(mode: GuardMode) -> Self {
        match mode {
            GuardMode::Block => Self::Block,
            GuardMode::Detect => Self::Detect,
            GuardMode::Off => Self::Off,
        }
    }
}

/// An id, a range of ids, or else a tag.
fn rules(word: &str) -> Rules {
    let (first, last) = word.split_once('-').unwrap_or((word, word));
    match (first.trim().parse(), last.trim().parse()) {
        (Ok(first), Ok(last)) => Rules::Ids(first, last),
        _ => Rules::Tag(word.to_owned()),
    }
}

fn day(text: &str) -> Option<Day> {
    text.parse().ok().map(day_of)
}

/// A date as the engine knows days.
pub(crate) fn day_of(date: jiff::civil::Date) -> Day {
    Day {
        year: date.year().unsigned_abs(),
        month: date.month().unsigned_abs(),
        day: date.day().unsigned_abs(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_named_by_id_range_or_tag() {
        assert_eq!(rules("942100"), Rules::Ids(942_100, 942_100));
        assert_eq!(rules("942100-942190"), Rules::Ids(942_100, 942_190));
        assert_eq!(rules("attack-sqli"), Rules::Tag("attack-sqli".to_owned()));
    }

    #[test]
    fn days_are_those_of_the_calendar() {
        let found = day("2027-01-31").unwrap();
        assert_eq!((found.year, found.month, found.day), (2027, 1, 31));
        for wrong in ["", "2027-02-30", "31.1.2027", "never"] {
            assert!(day(wrong).is_none(), "{wrong}");
        }
    }
}

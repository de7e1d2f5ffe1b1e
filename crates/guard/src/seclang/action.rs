//! The action list of a rule: `id:1,phase:2,deny,setvar:'tx.a=+1'`.

use super::text::{Piece, pieces};
use super::variable::{Target, target};
use crate::error::Problem;
use crate::transformations::Transformation;

/// When a rule runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// The request's line and headers are known.
    RequestHeaders,
    /// The request's body is known.
    RequestBody,
    /// The response's status and headers are known.
    ResponseHeaders,
    /// The response's body is known.
    ResponseBody,
    /// Afterwards.
    Logging,
}

impl Phase {
    pub(crate) fn index(self) -> usize {
        self as usize
    }

    fn parse(text: &str) -> Result<Self, Problem> {
        match text.to_ascii_lowercase().as_str() {
            "1" => Ok(Self::RequestHeaders),
            "2" | "request" => Ok(Self::RequestBody),
            "3" => Ok(Self::ResponseHeaders),
            "4" | "response" => Ok(Self::ResponseBody),
            "5" | "logging" => Ok(Self::Logging),
            other => Err(Problem::new(
                format!("the phase {other:?} does not exist"),
                "a phase from 1 to 5, request, response or logging",
            )),
        }
    }
}

/// What a matching rule does with the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Disruption {
    Pass,
    /// Whatever the phase's default says.
    Block,
    /// `deny` and `drop`: a server without sockets at hand can only refuse.
    Deny,
    /// The rest of the rules is skipped.
    Allow,
}

/// How much a finding matters, from the rule's own words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// 0
    Emergency,
    /// 1
    Alert,
    /// 2
    Critical,
    /// 3
    Error,
    /// 4
    Warning,
    /// 5
    Notice,
    /// 6
    Info,
    /// 7
    Debug,
}

impl Severity {
    fn parse(text: &str) -> Result<Self, Problem> {
        match text.to_ascii_uppercase().as_str() {
            "EMERGENCY" | "0" => Ok(Self::Emergency),
            "ALERT" | "1" => Ok(Self::Alert),
            "CRITICAL" | "2" => Ok(Self::Critical),
            "ERROR" | "3" => Ok(Self::Error),
            "WARNING" | "4" => Ok(Self::Warning),
            "NOTICE" | "5" => Ok(Self::Notice),
            "INFO" | "6" => Ok(Self::Info),
            "DEBUG" | "7" => Ok(Self::Debug),
            other => Err(Problem::new(
                format!("the severity {other:?} is not known"),
                "EMERGENCY to DEBUG, or 0 to 7",
            )),
        }
    }
}

/// How `setvar` changes a variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Change {
    Set(Vec<Piece>),
    Add(Vec<Piece>),
    Subtract(Vec<Piece>),
    Unset,
}

/// What `ctl` changes for the rest of the request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Control {
    Engine(Mode),
    RemoveById(Vec<(u64, u64)>),
    RemoveByTag(String),
    RemoveTargetById(Vec<(u64, u64)>, Target),
    RemoveTargetByTag(String, Target),
    ForceRequestBody(bool),
    RequestBodyAccess(bool),
    RequestBodyProcessor(String),
    /// Concerns logs that this engine does not write, or limits that its caller sets.
    Nothing,
}

/// Whether rules run, and whether they may refuse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// No rule runs.
    Off,
    /// Rules run and report, nothing is refused.
    Detect,
    /// Rules run and may refuse.
    #[default]
    Block,
}

impl Mode {
    pub(crate) fn parse(text: &str) -> Result<Self, Problem> {
        match text.to_ascii_lowercase().as_str() {
            "on" => Ok(Self::Block),
            "off" => Ok(Self::Off),
            "detectiononly" => Ok(Self::Detect),
            other => Err(Problem::new(
                format!("the mode {other:?} is not known"),
                "On, Off or DetectionOnly",
            )),
        }
    }
}

/// One action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Action {
    Id(u64),
    Phase(Phase),
    Disruption(Disruption),
    Status(u16),
    Message(Vec<Piece>),
    LogData(Vec<Piece>),
    Tag(String),
    Severity(Severity),
    Log(bool),
    Capture,
    Chain,
    MultiMatch,
    SkipAfter(String),
    /// `None` stands for `t:none`: earlier transformations are forgotten.
    Transform(Option<Transformation>),
    SetVariable {
        collection: String,
        name: Vec<Piece>,
        change: Change,
    },
    InitCollection(String, Vec<Piece>),
    Control(Control),
    /// `ver`, `rev`, `accuracy` and others that describe the rule or its log line.
    Described,
}

/// Parses a whole list.
pub(crate) fn actions(text: &str) -> Result<Vec<Action>, Problem> {
    let mut actions = Vec::new();
    let mut rest = text.trim_matches([' ', '\t', ',']);
    while !rest.is_empty() {
        let (name, value, after) = split(rest)?;
        actions.push(action(&name, value.as_deref())?);
        rest = after.trim_start_matches([' ', '\t', ',']);
    }
    Ok(actions)
}

/// Takes the first action off: its name, its value without quotes, and what follows.
fn split(text: &str) -> Result<(String, Option<String>, &str), Problem> {
    let end = text.find([':', ',']).unwrap_or(text.len());
    let (name, after) = text.split_at_checked(end).unwrap_or((text, ""));
    let name = name.trim().to_ascii_lowercase();
    let Some(value) = after.strip_prefix(':') else {
        return Ok((name, None, after));
    };
    let value = value.trim_start();
    let Some(quoted) = value.strip_prefix('\'') else {
        let end = value.find(',').unwrap_or(value.len());
        let (value, after) = value.split_at_checked(end).unwrap_or((value, ""));
        return Ok((name, Some(value.trim_end().to_owned()), after));
    };
    let mut inside = String::new();
    let mut escaped = false;
    for (at, next) in quoted.char_indices() {
        match next {
            '\'' if !escaped => {
                let after = quoted.get(at + 1..).unwrap_or_default();
                return Ok((name, Some(inside), after));
            }
            '\\' if !escaped => escaped = true,
            _ => {
                if escaped && next != '\'' {
                    inside.push('\\');
                }
                inside.push(next);
                escaped = false;
            }
        }
    }
    Err(Problem::new(
        format!("the value of {name:?} does not end"),
        "a closing single quote",
    ))
}

fn action(name: &str, value: Option<&str>) -> Result<Action, Problem> {
    let needed = || {
        value.ok_or_else(|| {
            Problem::new(
                format!("the action {name:?} has no value"),
                format!("{name}:VALUE"),
            )
        })
    };
    Ok(match name {
        "id" => Action::Id(number(needed()?.trim_matches('\''))?),
        "phase" => Action::Phase(Phase::parse(needed()?)?),
        "pass" => Action::Disruption(Disruption::Pass),
        "block" => Action::Disruption(Disruption::Block),
        "deny" | "drop" => Action::Disruption(Disruption::Deny),
        "allow" => Action::Disruption(Disruption::Allow),
        "status" => Action::Status(status(needed()?)?),
        "msg" => Action::Message(pieces(needed()?)?),
        "logdata" => Action::LogData(pieces(needed()?)?),
        "tag" => Action::Tag(needed()?.to_owned()),
        "severity" => Action::Severity(Severity::parse(needed()?)?),
        "log" => Action::Log(true),
        "nolog" => Action::Log(false),
        "capture" => Action::Capture,
        "chain" => Action::Chain,
        "multimatch" => Action::MultiMatch,
        "skipafter" => Action::SkipAfter(needed()?.to_owned()),
        "t" => Action::Transform(transformation(needed()?)?),
        "setvar" => set_variable(needed()?)?,
        "initcol" => init_collection(needed()?)?,
        "ctl" => Action::Control(control(needed()?)?),
        "ver"
        | "rev"
        | "maturity"
        | "accuracy"
        | "expirevar"
        | "deprecatevar"
        | "setenv"
        | "sanitisearg"
        | "sanitisematched"
        | "sanitisematchedbytes"
        | "sanitiserequestheader"
        | "sanitiseresponseheader" => {
            needed()?;
            Action::Described
        }
        "auditlog" | "noauditlog" => Action::Described,
        other => {
            return Err(Problem::new(
                format!("the action {other:?} is not supported"),
                "an action of the Core Rule Set, such as deny, setvar or ctl",
            ));
        }
    })
}

fn number(text: &str) -> Result<u64, Problem> {
    text.trim()
        .parse()
        .map_err(|_| Problem::new(format!("{text:?} is no rule id"), "a positive whole number"))
}

fn status(text: &str) -> Result<u16, Problem> {
    text.parse()
        .ok()
        .filter(|status| (100..600).contains(status))
        .ok_or_else(|| {
            Problem::new(
                format!("{text:?} is no HTTP status"),
                "a number from 100 to 599",
            )
        })
}

fn transformation(name: &str) -> Result<Option<Transformation>, Problem> {
    if name.eq_ignore_ascii_case("none") {
        return Ok(None);
    }
    Transformation::named(name).map(Some).ok_or_else(|| {
        Problem::new(
            format!("the transformation {name:?} is not supported"),
            "a transformation of the Core Rule Set, such as urlDecodeUni",
        )
    })
}

fn set_variable(text: &str) -> Result<Action, Problem> {
    let (unset, text) = match text.strip_prefix('!') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (name, value) = match text.split_once('=') {
        Some((name, value)) => (name, Some(value)),
        None => (text, None),
    };
    let Some((collection, name)) = name.split_once(['.', ':']) else {
        return Err(Problem::new(
            format!("setvar:{text:?} names no variable"),
            "setvar:'tx.name=value'",
        ));
    };
    let change = match value {
        _ if unset => Change::Unset,
        None => Change::Set(pieces("1")?),
        Some(value) => {
            if let Some(value) = value.strip_prefix('+') {
                Change::Add(pieces(value)?)
            } else if let Some(value) = value.strip_prefix('-') {
                Change::Subtract(pieces(value)?)
            } else {
                Change::Set(pieces(value)?)
            }
        }
    };
    Ok(Action::SetVariable {
        collection: collection.trim().to_ascii_lowercase(),
        name: pieces(&name.trim().to_ascii_lowercase())?,
        change,
    })
}

fn init_collection(text: &str) -> Result<Action, Problem> {
    match text.split_once('=') {
        Some((collection, key)) => Ok(Action::InitCollection(
            collection.to_ascii_lowercase(),
            pieces(key)?,
        )),
        None => Err(Problem::new(
            format!("initcol:{text:?} has no key"),
            "initcol:ip=%{REMOTE_ADDR}",
        )),
    }
}

fn control(text: &str) -> Result<Control, Problem> {
    let Some((name, value)) = text.split_once('=') else {
        return Err(Problem::new(
            format!("ctl:{text:?} has no value"),
            "ctl:NAME=VALUE",
        ));
    };
    let on = || match value.to_ascii_lowercase().as_str() {
        "on" => Ok(true),
        "off" => Ok(false),
        other => Err(Problem::new(
            format!("ctl:{name}={other} is not known"),
            "On or Off",
        )),
    };
    Ok(match name.trim().to_ascii_lowercase().as_str() {
        "ruleengine" => Control::Engine(Mode::parse(value)?),
        "ruleremovebyid" => Control::RemoveById(ids(value)?),
        "ruleremovebytag" => Control::RemoveByTag(value.to_owned()),
        "ruleremovetargetbyid" => {
            let (selector, target) = selected(value)?;
            Control::RemoveTargetById(ids(selector)?, target)
        }
        "ruleremovetargetbytag" => {
            let (selector, target) = selected(value)?;
            Control::RemoveTargetByTag(selector.to_owned(), target)
        }
        "forcerequestbodyvariable" => Control::ForceRequestBody(on()?),
        "requestbodyaccess" => Control::RequestBodyAccess(on()?),
        "requestbodyprocessor" => Control::RequestBodyProcessor(value.to_ascii_uppercase()),
        "auditengine" | "auditlogparts" | "debugloglevel" | "requestbodylimit"
        | "responsebodyaccess" | "responsebodylimit" | "hashengine" | "hashenforcement" => {
            Control::Nothing
        }
        other => {
            return Err(Problem::new(
                format!("ctl:{other} is not supported"),
                "ruleRemoveById, ruleRemoveByTag, ruleRemoveTargetById, ruleRemoveTargetByTag, \
                 ruleEngine, forceRequestBodyVariable or requestBodyProcessor",
            ));
        }
    })
}

fn selected(value: &str) -> Result<(&str, Target), Problem> {
    let Some((selector, rest)) = value.split_once(';') else {
        return Err(Problem::new(
            format!("{value:?} names no target"),
            "RULE;TARGET, as in 942100;ARGS:note",
        ));
    };
    let (target, _) = target(rest)?;
    Ok((selector, target))
}

/// Parses `1`, `1-5` and lists of both, separated by blanks or commas.
pub(crate) fn ids(text: &str) -> Result<Vec<(u64, u64)>, Problem> {
    let mut ranges = Vec::new();
    for part in text.split([' ', ',', '\t']).filter(|part| !part.is_empty()) {
        ranges.push(match part.split_once('-') {
            Some((from, to)) => (number(from)?, number(to)?),
            None => (number(part)?, number(part)?),
        });
    }
    if ranges.is_empty() {
        return Err(Problem::new(
            "no rule is named",
            "rule ids or ranges, as in 920100 942100-942999",
        ));
    }
    Ok(ranges)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_keep_commas_within_quotes() {
        let found = actions(
            "id:'7',phase:2,block,msg:'a, b\\'c',t:none,t:lowercase,setvar:'tx.A=+%{tx.b}',chain",
        )
        .unwrap();
        assert_eq!(found[0], Action::Id(7));
        assert_eq!(
            found[3],
            Action::Message(vec![Piece::Literal("a, b'c".into())])
        );
        assert_eq!(found[4], Action::Transform(None));
        assert!(
            matches!(&found[6], Action::SetVariable { collection, change: Change::Add(_), .. } if collection == "tx")
        );
        assert_eq!(found[7], Action::Chain);
    }

    #[test]
    fn what_cannot_be_done_is_refused() {
        for text in [
            "exec:/bin/sh",
            "phase:9",
            "id:x",
            "ctl:a=b",
            "status:99",
            "msg:'open",
            "t:rot13",
            "id",
        ] {
            assert!(actions(text).is_err(), "{text}");
        }
    }
}

//! Runs tests and says which pass, which fail and why, and which requests a server refuses by itself.

use std::net::{IpAddr, Ipv4Addr};
use std::path::{Path, PathBuf};

use regex_automata::meta::Regex;

use super::case::{Case, Expected, Stage, read_cases};
use super::refusal::refusal;
use super::response::answer;
use super::wire::{RawRequest, parse};
use crate::{
    Day, Decision, Finding, Head, LoadError, MemorySources, Policy, PolicyError, RuleSet, Settings,
    Sources,
};

/// What rule files are loaded before the rules if nobody names any: everything at its own default.
const PLAIN_SETUP: &str = "SecDefaultAction \"phase:1,log,auditlog,pass\"\n\
    SecDefaultAction \"phase:2,log,auditlog,pass\"\n\
    SecAction \"id:900990,phase:1,pass,t:none,nolog,setvar:tx.crs_setup_version=4000\"\n";

/// What the tests take for granted: detection only, all levels, small limits.
pub const TEST_SETUP: &str = "SecAction \"id:900005,phase:1,nolog,pass,ctl:ruleEngine=DetectionOnly,\
    ctl:ruleRemoveById=910000,setvar:tx.blocking_paranoia_level=4,\
    setvar:tx.crs_validate_utf8_encoding=1,setvar:tx.arg_name_length=100,setvar:tx.arg_length=400,\
    setvar:tx.total_arg_length=64000,setvar:tx.max_num_args=255,setvar:tx.max_file_size=64100,\
    setvar:tx.combined_file_sizes=65535\"\n";

/// Files of a folder with a setup before them.
struct WithSetup<'a> {
    files: &'a dyn Sources,
    own: MemorySources,
}

impl Sources for WithSetup<'_> {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        self.own.read(path).or_else(|_| self.files.read(path))
    }

    fn expand(&self, pattern: &str) -> Vec<String> {
        self.files.expand(pattern)
    }
}

/// Loads the rules of a folder after a setup. `test_setup` adds what the regression tests take for granted.
pub fn load(rules: &Path, setup: Option<&Path>, test_setup: bool) -> Result<RuleSet, LoadError> {
    let mut own = MemorySources::new().with("setup", PLAIN_SETUP);
    let setup = setup.map(|path| path.display().to_string());
    let text = setup
        .as_deref()
        .and_then(|path| crate::loader::FileSystem.read(path).ok())
        .unwrap_or_default();
    let has_own = memchr::memmem::find(&text, b"id:900005").is_some();
    own = own.with(
        "tests",
        if test_setup && !has_own {
            TEST_SETUP
        } else {
            ""
        },
    );
    let sources = WithSetup {
        files: &crate::loader::FileSystem,
        own,
    };
    let pattern = format!("{}/*.conf", rules.display());
    let mut entries = vec![
        setup.unwrap_or_else(|| "setup".to_owned()),
        "tests".to_owned(),
    ];
    entries.extend(sources.expand(&pattern));
    let entries: Vec<&str> = entries.iter().map(String::as_str).collect();
    RuleSet::load(&sources, &entries)
}

/// What came of a request.
#[derive(Debug)]
pub struct Outcome {
    /// What the engine decided.
    pub decision: Decision,
    /// What fired.
    pub findings: Vec<Finding>,
    /// Why a server would not have let the request through.
    pub refused: Option<&'static str>,
    /// Why the body could not be read to its end.
    pub body_error: Option<String>,
}

/// Runs requests against rules under a policy.
#[derive(Debug)]
pub struct Runner<'r> {
    rules: &'r RuleSet,
    policy: Policy,
}

/// What came of many tests.
#[derive(Debug, Default)]
pub struct Report {
    /// How many passed.
    pub passed: usize,
    /// Names and reasons of those that did not.
    pub failed: Vec<(String, String)>,
    /// Names of tests whose request a server refuses by itself, with its reason.
    pub refused: Vec<(String, &'static str)>,
}

impl<'r> Runner<'r> {
    /// Prepares a policy.
    pub fn new(rules: &'r RuleSet, settings: &Settings) -> Result<Self, PolicyError> {
        let today = Day {
            year: 2000,
            month: 1,
            day: 1,
        };
        Ok(Self {
            rules,
            policy: rules.policy(settings, today)?,
        })
    }

    /// Sends one request through all phases.
    pub fn send(&self, bytes: &[u8]) -> Outcome {
        self.send_request(&parse(bytes))
    }

    /// Sends a request that is split already.
    pub fn send_request(&self, request: &RawRequest) -> Outcome {
        let headers: Vec<(&[u8], &[u8])> = request
            .headers
            .iter()
            .map(|(name, value)| (name.as_slice(), value.as_slice()))
            .collect();
        let head = Head {
            client: IpAddr::V4(Ipv4Addr::LOCALHOST),
            method: &request.method,
            target: &request.target,
            protocol: &request.protocol,
            headers: &headers,
            line: Some(&request.line),
            id: "0",
        };
        let mut transaction = self.rules.begin(&self.policy, &head);
        let mut decision = transaction.request_headers();
        if decision == Decision::Pass {
            decision = transaction.request_body(&request.body);
        }
        if decision == Decision::Pass {
            let path = request
                .target
                .split(|byte| *byte == b'?')
                .next()
                .unwrap_or_default();
            let response = answer(path, &request.body);
            let headers: Vec<(&[u8], &[u8])> = response
                .headers
                .iter()
                .map(|(name, value)| (name.as_slice(), value.as_slice()))
                .collect();
            decision = transaction.response_headers(response.status, b"HTTP/1.1", &headers);
            if decision == Decision::Pass {
                decision = transaction.response_body(&response.body);
            }
        }
        transaction.finish();
        Outcome {
            decision,
            findings: transaction.findings().to_vec(),
            refused: refusal(request),
            body_error: transaction.body_error().map(str::to_owned),
        }
    }

    /// Runs a test.
    pub fn run(&self, case: &Case, report: &mut Report) {
        let mut misses = Vec::new();
        for stage in &case.stages {
            let outcome = self.send(&stage.request);
            if let Some(reason) = outcome.refused {
                report.refused.push((case.name.clone(), reason));
            }
            misses.extend(judge(stage, &outcome));
        }
        if misses.is_empty() {
            report.passed += 1;
        } else {
            report.failed.push((case.name.clone(), misses.join("; ")));
        }
    }
}

fn judge(stage: &Stage, outcome: &Outcome) -> Vec<String> {
    let Expected {
        status,
        fired,
        silent,
        log,
        no_log,
    } = &stage.expected;
    let mut misses = Vec::new();
    let got: Vec<u64> = outcome
        .findings
        .iter()
        .map(|finding| finding.rule)
        .collect();
    for rule in fired.iter().filter(|rule| !got.contains(rule)) {
        misses.push(format!("expected {rule} to fire, got {got:?}"));
    }
    // A request that no server lets through cannot fire wrongly.
    let reached = outcome.refused.is_none();
    for rule in silent.iter().filter(|rule| reached && got.contains(rule)) {
        misses.push(format!("expected {rule} to be silent, got {got:?}"));
    }
    let lines: Vec<&String> = outcome
        .findings
        .iter()
        .flat_map(|finding| &finding.text)
        .collect();
    let matches = |pattern: &str| {
        Regex::new(pattern)
            .is_ok_and(|pattern| lines.iter().any(|line| pattern.is_match(line.as_bytes())))
    };
    if let Some(pattern) = log.as_deref().filter(|pattern| !matches(pattern)) {
        misses.push(format!(
            "expected a log line like {pattern:?}, got {lines:?}"
        ));
    }
    if let Some(pattern) = no_log
        .as_deref()
        .filter(|pattern| reached && matches(pattern))
    {
        misses.push(format!(
            "expected no log line like {pattern:?}, got {lines:?}"
        ));
    }
    if let Some(status) = status {
        let answered = match outcome.decision {
            Decision::Refuse { status, .. } => status,
            Decision::Pass if *status == 400 && outcome.refused.is_some() => 400,
            Decision::Pass => 200,
        };
        if answered != *status {
            misses.push(format!("expected status {status}, got {answered}"));
        }
    }
    misses
}

/// All regression files below a folder, sorted.
pub fn files_below(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(files_below(&path)?);
        } else if path
            .extension()
            .is_some_and(|found| found == "yaml" || found == "yml")
        {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// Runs all tests below a folder.
pub fn run_folder(runner: &Runner<'_>, folder: &Path) -> Result<Report, String> {
    let mut report = Report::default();
    let files = files_below(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    for file in files {
        let name = file.display().to_string();
        let bytes = crate::loader::FileSystem.read(&name)?;
        let text = String::from_utf8_lossy(&bytes);
        let cases = read_cases(&text).map_err(|reason| format!("{name}: {reason}"))?;
        for case in &cases {
            runner.run(case, &mut report);
        }
    }
    Ok(report)
}

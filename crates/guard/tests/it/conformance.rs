//! The Core Rule Set with its own regression tests, where it lies beside the project.

use std::path::PathBuf;

use guard::conformance::{Runner, files_below, load, read_cases, run_folder};
use guard::{Decision, FileSystem, RuleSet, Settings, Severity, Sources};

/// The folder with `rules` and `tests`, or `None` after saying so.
#[expect(
    clippy::disallowed_methods,
    reason = "tests are told by the environment where data lies"
)]
pub(crate) fn release() -> Option<PathBuf> {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/crs");
    let named = std::env::var("GUARD_CRS_DIR").ok().map(PathBuf::from);
    let folder = named.clone().unwrap_or(beside);
    if folder.join("rules").is_dir() {
        return Some(folder);
    }
    assert!(
        named.is_none(),
        "GUARD_CRS_DIR names {}, in which there is no folder rules",
        folder.display()
    );
    println!(
        "not run: there is no Core Rule Set in {}; name its folder in GUARD_CRS_DIR",
        folder.display()
    );
    None
}

pub(crate) fn rules(folder: &std::path::Path, test_setup: bool) -> RuleSet {
    let setup = folder.join("crs-setup.conf.example");
    load(&folder.join("rules"), Some(&setup), test_setup).unwrap()
}

/// The level that a rule belongs to.
fn is_level_one(tags: &[String]) -> bool {
    tags.iter().any(|tag| tag == "paranoia-level/1")
}

#[test]
fn every_pattern_of_the_core_rule_set_can_be_compiled() {
    let Some(folder) = release() else { return };
    assert_eq!(rules(&folder, false).too_large(), [""; 0]);
}

#[test]
fn the_core_rule_set_behaves_as_its_tests_say() {
    let Some(folder) = release() else { return };
    let rules = rules(&folder, true);
    let settings = Settings {
        keep_text: true,
        refuse_unreadable: false,
        ..Settings::default()
    };
    let runner = Runner::new(&rules, &settings).unwrap();
    let report = run_folder(&runner, &folder.join("tests")).unwrap();
    let total = report.passed + report.failed.len();
    assert!(total > 0, "there are no tests in {}", folder.display());
    let most = total * 3 / 1000;
    assert!(
        report.failed.len() <= most,
        "{} of {total} failed, at most {most} may: {:#?}",
        report.failed.len(),
        report.failed
    );
}

#[test]
fn attacks_of_level_one_are_refused_at_level_one() {
    let Some(folder) = release() else { return };
    let rules = rules(&folder, false);
    let settings = Settings {
        paranoia: Some(1),
        ..Settings::default()
    };
    let runner = Runner::new(&rules, &settings).unwrap();
    let (mut refused, mut passed) = (0usize, Vec::new());
    for file in files_below(&folder.join("tests")).unwrap() {
        let bytes = FileSystem.read(&file.display().to_string()).unwrap();
        for case in read_cases(&String::from_utf8_lossy(&bytes)).unwrap() {
            for stage in &case.stages {
                let is_critical = stage.expected.fired.iter().any(|rule| {
                    rules.describe(*rule).is_some_and(|(severity, tags)| {
                        severity == Some(Severity::Critical) && is_level_one(tags)
                    })
                });
                if !is_critical {
                    continue;
                }
                if runner.send(&stage.request).decision == Decision::Pass {
                    passed.push(case.name.clone());
                } else {
                    refused += 1;
                }
            }
        }
    }
    println!("{refused} refused, {} passed: {passed:?}", passed.len());
    assert!(passed.len() * 100 <= refused + passed.len(), "{passed:?}");
}

#[test]
fn ordinary_comments_pass_as_free_text() {
    let Some(folder) = release() else { return };
    let path = folder.join("../guard/benign-comments.json");
    let Ok(bytes) = FileSystem.read(&path.display().to_string()) else {
        println!("not run: there are no comments in {}", path.display());
        return;
    };
    let rules = rules(&folder, false);
    let settings = Settings {
        paranoia: Some(1),
        free_text: vec!["json.body".into()],
        ..Settings::default()
    };
    let runner = Runner::new(&rules, &settings).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let mut refused = Vec::new();
    for line in text.lines().map(|line| line.trim().trim_end_matches(',')) {
        if !line.starts_with('"') {
            continue;
        }
        let body = format!("{{\"body\":{line}}}");
        let request = format!(
            "POST /api/v1/comments HTTP/1.1\r\nHost: reviews.example.com\r\nUser-Agent: Mozilla/5.0\r\nAccept: */*\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        let outcome = runner.send(request.as_bytes());
        let matches: usize = outcome
            .findings
            .iter()
            .map(|finding| finding.evidence.len())
            .sum();
        println!("{matches} matches, {:?}: {line}", outcome.decision);
        if outcome.decision != Decision::Pass {
            refused.push(line.to_owned());
        }
    }
    assert!(refused.is_empty(), "{refused:#?}");
}

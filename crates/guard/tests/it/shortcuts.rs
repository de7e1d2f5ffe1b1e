//! With all shortcuts off, the engine finds the same: over requests that are cut, joined and altered at random.

use guard::conformance::{Outcome, Runner, files_below, read_cases, sample};
use guard::{FileSystem, MemorySources, RuleSet, Settings, Shortcuts, Sources};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::conformance::{release, rules};

const RULES: &str = include_str!("own.conf");

fn same(left: &Outcome, right: &Outcome) -> bool {
    left.decision == right.decision && left.findings == right.findings
}

/// Cuts and joins of what is known to be interesting.
fn mutations(seeds: Vec<Vec<u8>>) -> impl Strategy<Value = Vec<u8>> {
    let count = seeds.len();
    (
        0..count,
        0..count,
        any::<[u16; 4]>(),
        prop::collection::vec(any::<(u16, u8)>(), 0..6),
    )
        .prop_map(move |(first, second, cuts, changes)| {
            let mut request = seeds[first].clone();
            let other = &seeds[second];
            let within = |cut: u16, length: usize| usize::from(cut) % (length + 1);
            let (from, to) = (within(cuts[0], other.len()), within(cuts[1], other.len()));
            let piece = other[from.min(to)..from.max(to)].to_vec();
            let at = within(cuts[2], request.len());
            request.splice(at..at, piece.into_iter().take(400));
            for (position, byte) in changes {
                let at = within(position, request.len() - 1);
                request[at] = byte;
            }
            request
        })
}

fn compare(rules: &RuleSet, paranoia: Option<u8>, seeds: Vec<Vec<u8>>, cases: u32) {
    let with = |shortcuts| {
        let settings = Settings {
            shortcuts,
            paranoia,
            keep_text: true,
            ..Settings::default()
        };
        Runner::new(rules, &settings).unwrap()
    };
    let (quick, plain) = (with(Shortcuts::All), with(Shortcuts::Off));
    // The second time with what is remembered from the first, and with whatever came between.
    for seed in seeds.iter().chain(&seeds) {
        assert!(
            same(&quick.send(seed), &plain.send(seed)),
            "{}",
            String::from_utf8_lossy(seed)
        );
    }
    let config = Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    };
    TestRunner::new(config)
        .run(&mutations(seeds), |request| {
            let right = plain.send(&request);
            for left in [quick.send(&request), quick.send(&request)] {
                prop_assert!(same(&left, &right), "{left:#?} {right:#?}");
            }
            Ok(())
        })
        .unwrap();
}

fn samples() -> Vec<Vec<u8>> {
    let mut seeds: Vec<_> = sample::ordinary()
        .into_iter()
        .map(|(_, request)| request)
        .collect();
    seeds.extend(sample::costly().into_iter().map(|(_, mut request)| {
        request.truncate(1600);
        request
    }));
    for value in [
        "1'+OR+'1'='1",
        "..%2f..%5cetc",
        "%3Cimg+src%3Dx+onload%3D1%3E",
        "sel%65ct+a/**/from+b",
        "%7B%7Bx",
        "YWIxMg==",
    ] {
        seeds.push(
            format!("GET /?json.b={value}&c HTTP/1.1\r\nHost: h\r\nCookie: a={value}\r\n\r\n")
                .into_bytes(),
        );
    }
    seeds
}

#[test]
fn shortcuts_do_not_change_what_own_rules_find() {
    let rules = RuleSet::load(&MemorySources::new().with("r", RULES), &["r"]).unwrap();
    for paranoia in [None, Some(2)] {
        compare(&rules, paranoia, samples(), 1500);
    }
}

#[test]
fn shortcuts_do_not_change_what_the_core_rule_set_finds() {
    let Some(folder) = release() else { return };
    let rules = rules(&folder, true);
    let mut seeds = samples();
    for file in files_below(&folder.join("tests")).unwrap() {
        let bytes = FileSystem.read(&file.display().to_string()).unwrap();
        let cases = read_cases(&String::from_utf8_lossy(&bytes)).unwrap();
        seeds.extend(
            cases
                .iter()
                .flat_map(|case| &case.stages)
                .take(1)
                .map(|stage| stage.request.clone()),
        );
    }
    for paranoia in [None, Some(1)] {
        compare(&rules, paranoia, seeds.clone(), 100);
    }
}

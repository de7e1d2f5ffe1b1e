//! Heads that come again are not looked at again, if rules had nothing to say about them.

use guard::conformance::{parse, sample};
use guard::{Day, Decision, Head, MemorySources, Policy, RuleSet, Settings, Shortcuts};

use crate::conformance::{release, rules};

pub(crate) const RULES: &str = "SecRule REQUEST_HEADERS|REQUEST_COOKIES|ARGS|REQUEST_URI \"@contains attack\" \"id:1,phase:2,deny,status:403\"\n\
    SecRule REQUEST_URI \"@contains odd\" \"id:2,phase:1,pass,log\"\n";

pub(crate) fn load(text: &str) -> RuleSet {
    RuleSet::load(&MemorySources::new().with("r", text), &["r"]).unwrap()
}

pub(crate) fn policy(rules: &RuleSet, settings: &Settings) -> Policy {
    let today = Day {
        year: 2026,
        month: 1,
        day: 1,
    };
    rules.policy(settings, today).unwrap()
}

pub(crate) type Headers<'a> = [(&'a [u8], &'a [u8])];

pub(crate) fn head<'a>(target: &'a str, headers: &'a Headers<'a>, id: &'a str) -> Head<'a> {
    Head {
        client: [192, 0, 2, 1].into(),
        method: b"GET",
        target: target.as_bytes(),
        protocol: b"HTTP/1.1",
        headers,
        line: None,
        id,
    }
}

/// Whether rules look at the request, and what they decide.
pub(crate) fn send(rules: &RuleSet, policy: &Policy, head: &Head<'_>) -> Option<(Decision, usize)> {
    let mut transaction = rules.begin_unless_harmless(policy, head)?;
    let mut decision = transaction.request_headers();
    if decision == Decision::Pass {
        decision = transaction.request_body(b"");
    }
    Some((decision, transaction.findings().len()))
}

pub(crate) const HOST: &Headers<'static> = &[(b"host", b"h"), (b"cookie", b"a=b")];

#[test]
fn what_is_harmless_is_looked_at_once() {
    let rules = load(RULES);
    let policy = policy(&rules, &Settings::default());
    let ask = |head: &Head<'_>| send(&rules, &policy, head);
    assert_eq!(ask(&head("/a?b=c", HOST, "1")), Some((Decision::Pass, 0)));
    assert_eq!(ask(&head("/a?b=c", HOST, "2")), None);
    // Any other word is another head.
    let cookie: &Headers<'_> = &[(b"host", b"h"), (b"cookie", b"a=attack")];
    let moved: &Headers<'_> = &[(b"host", b"hc"), (b"ookie", b"a=b")];
    let mut elsewhere = head("/a?b=c", HOST, "1");
    elsewhere.client = [192, 0, 2, 2].into();
    for other in [
        head("/a?b=attack", HOST, "1"),
        head("/a?b=c", cookie, "1"),
        head("/a?b=c", moved, "1"),
        head("/a?b=c", &[], "1"),
        elsewhere,
    ] {
        assert!(ask(&other).is_some(), "{other:?}");
    }
}

#[test]
fn what_rules_speak_about_is_looked_at_each_time() {
    let rules = load(RULES);
    let policy = policy(&rules, &Settings::default());
    for (target, decision) in [
        (
            "/attack",
            Decision::Refuse {
                status: 403,
                rule: 1,
            },
        ),
        ("/odd", Decision::Pass),
    ] {
        for id in ["1", "2", "3"] {
            let found = send(&rules, &policy, &head(target, HOST, id));
            assert_eq!(found, Some((decision, 1)), "{target}");
        }
    }
}

#[test]
fn what_depends_on_the_name_of_a_request_is_looked_at_each_time() {
    let asks = "SecRule UNIQUE_ID \"@contains 9\" \"id:5,phase:1,deny,status:403\"\n";
    let rules = load(&format!("{RULES}{asks}"));
    let policy = policy(&rules, &Settings::default());
    assert_eq!(
        send(&rules, &policy, &head("/", HOST, "1")),
        Some((Decision::Pass, 0))
    );
    let refused = Decision::Refuse {
        status: 403,
        rule: 5,
    };
    assert_eq!(
        send(&rules, &policy, &head("/", HOST, "9")),
        Some((refused, 1))
    );
}

#[test]
fn a_body_that_rules_see_is_looked_at_each_time() {
    let rules = load(RULES);
    let policy = policy(&rules, &Settings::default());
    for _ in 0..2 {
        let mut transaction = rules
            .begin_unless_harmless(&policy, &head("/", HOST, "1"))
            .unwrap();
        transaction.request_headers();
        assert_eq!(transaction.request_body(b"a=b"), Decision::Pass);
    }
}

#[test]
fn ranges_of_a_typed_header_are_alike() {
    let rules = load(RULES);
    let settings = Settings {
        typed: vec!["REQUEST_HEADERS:range".into()],
        ..Settings::default()
    };
    let policy = policy(&rules, &settings);
    let ask = |range: &str| {
        let headers: &Headers<'_> = &[(b"host", b"h"), (b"Range", range.as_bytes())];
        send(&rules, &policy, &head("/", headers, "1"))
    };
    assert_eq!(ask("bytes=0-1"), Some((Decision::Pass, 0)));
    assert_eq!(ask("bytes=7-"), None);
    assert_eq!(ask("bytes=7-8,9-10"), Some((Decision::Pass, 0)));
    let refused = Decision::Refuse {
        status: 403,
        rule: 1,
    };
    assert_eq!(ask("bytes=0-attack"), Some((refused, 1)));
}

/// What is passed over is what an engine without shortcuts finds nothing in.
fn compare(rules: &RuleSet, targets: &[String]) {
    let with = |shortcuts| {
        let settings = Settings {
            shortcuts,
            paranoia: Some(1),
            ..Settings::default()
        };
        policy(rules, &settings)
    };
    let (quick, plain) = (with(Shortcuts::All), with(Shortcuts::Off));
    let mut known = 0;
    for target in targets.iter().chain(targets) {
        let head = head(target, HOST, "1");
        let expected = send(rules, &plain, &head).unwrap();
        if let Some(found) = send(rules, &quick, &head) {
            assert_eq!(found, expected, "{target}");
        } else {
            assert_eq!(expected, (Decision::Pass, 0), "{target}");
            known += 1;
        }
    }
    assert!(known > 0, "nothing was passed over");
}

fn targets() -> Vec<String> {
    let samples = sample::ordinary().into_iter().chain(sample::costly());
    let texts = samples.map(|(_, request)| {
        let request = parse(&request);
        let text = [request.target, request.body].concat();
        String::from_utf8_lossy(&text).into_owned()
    });
    let mut targets: Vec<String> = texts
        .map(|text| format!("/{}", text.replace(' ', "+")))
        .collect();
    targets.extend((0..40).map(|number| format!("/api/v1/reviews/{number}?use=view")));
    targets
}

#[test]
fn nothing_is_passed_over_that_own_rules_speak_about() {
    compare(&load(include_str!("own.conf")), &targets());
}

#[test]
fn nothing_is_passed_over_that_the_core_rule_set_speaks_about() {
    let Some(folder) = release() else { return };
    compare(&rules(&folder, true), &targets());
}

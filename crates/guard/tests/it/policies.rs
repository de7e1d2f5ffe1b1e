//! What a route can ask for: modes, levels, exclusions with an end, fields in which people write freely.

use guard::conformance::Runner;
use guard::{
    Day, Decision, Exclusion, MemorySources, Mode, PolicyError, RuleMode, RuleSet, Rules, Settings,
};

use crate::language::send_with;

const RULES: &str = "SecRule &TX:blocking_paranoia_level \"@eq 0\" \"id:1,phase:1,pass,nolog,setvar:tx.blocking_paranoia_level=1\"\n\
    SecRule &TX:inbound_anomaly_score_threshold \"@eq 0\" \"id:2,phase:1,pass,nolog,setvar:tx.inbound_anomaly_score_threshold=5\"\n\
    SecRule ARGS \"@contains attack\" \"id:10,phase:2,block,tag:'family',setvar:tx.inbound_anomaly_score_pl1=+5\"\n\
    SecRule TX:blocking_paranoia_level \"@ge 3\" \"id:11,phase:2,pass,chain\"\n  SecRule ARGS \"@contains odd\" \"setvar:tx.inbound_anomaly_score_pl3=+5\"\n\
    SecRule ARGS \"@contains attack\" \"id:12,phase:2,pass,chain\"\n  SecRule MATCHED_VARS \"@contains at\" \"setvar:tx.inbound_anomaly_score_pl1=+5\"\n\
    SecAction \"id:20,phase:2,pass,nolog,setvar:tx.sum=+%{tx.inbound_anomaly_score_pl1},setvar:tx.sum=+%{tx.inbound_anomaly_score_pl3}\"\n\
    SecRule TX:sum \"@ge %{tx.inbound_anomaly_score_threshold}\" \"id:21,phase:2,deny\"\n";

const REFUSED: Decision = Decision::Refuse {
    status: 403,
    rule: 21,
};

fn decide(query: &str, settings: &Settings) -> Decision {
    let request = format!("GET /?{query} HTTP/1.1\nHost: h\n\n");
    send_with(RULES, &request, settings).decision
}

#[test]
fn modes_say_whether_rules_run_and_refuse() {
    for (mode, expected, findings) in [
        (Mode::Block, REFUSED, true),
        (Mode::Detect, Decision::Pass, true),
        (Mode::Off, Decision::Pass, false),
    ] {
        let settings = Settings {
            mode,
            ..Settings::default()
        };
        let outcome = send_with(RULES, "GET /?a=attack HTTP/1.1\nHost: h\n\n", &settings);
        assert_eq!(outcome.decision, expected, "{mode:?}");
        assert_eq!(!outcome.findings.is_empty(), findings, "{mode:?}");
    }
}

#[test]
fn single_rules_can_be_off_or_only_report() {
    for mode in [Mode::Off, Mode::Detect] {
        let settings = Settings {
            rules: vec![
                RuleMode {
                    rules: Rules::Tag("family".into()),
                    mode,
                },
                RuleMode {
                    rules: Rules::Ids(12, 12),
                    mode,
                },
            ],
            ..Settings::default()
        };
        assert_eq!(decide("a=attack", &settings), Decision::Pass, "{mode:?}");
        let outcome = send_with(RULES, "GET /?a=attack HTTP/1.1\nHost: h\n\n", &settings);
        assert_eq!(
            outcome.findings.len(),
            if mode == Mode::Detect { 2 } else { 0 }
        );
    }
}

#[test]
fn a_route_chooses_level_and_threshold() {
    let level = |paranoia| Settings {
        paranoia,
        ..Settings::default()
    };
    assert_eq!(decide("a=odd", &level(None)), Decision::Pass);
    assert_eq!(decide("a=odd", &level(Some(2))), Decision::Pass);
    assert_eq!(decide("a=odd", &level(Some(3))), REFUSED);
    let patient = Settings {
        threshold: Some(11),
        ..Settings::default()
    };
    assert_eq!(decide("a=attack", &patient), Decision::Pass);
    assert_eq!(decide("a=attack&b=attack", &patient), REFUSED);
}

#[test]
fn free_text_counts_by_its_own_measure() {
    let settings = Settings {
        free_text: vec!["note*".into()],
        free_text_threshold: 4,
        ..Settings::default()
    };
    assert_eq!(decide("note=attack", &settings), Decision::Pass);
    assert_eq!(decide("name=attack", &settings), REFUSED);
    assert_eq!(
        decide("note=attack&note2=attack", &settings),
        Decision::Refuse {
            status: 403,
            rule: 0
        }
    );
}

#[test]
fn a_text_of_many_parts_is_one_text() {
    let text = vec!["line=attack"; 60].join("&");
    // Two rules match in each of the parts.
    for (free_text_threshold, is_refused) in [(3, false), (2, true)] {
        let settings = Settings {
            free_text: vec!["line".into()],
            free_text_threshold,
            ..Settings::default()
        };
        assert_eq!(decide(&text, &settings) != Decision::Pass, is_refused);
    }
}

#[test]
fn only_a_word_in_a_typed_place_is_not_looked_at() {
    let settings = Settings {
        typed: vec!["ARGS:id*".into(), "REQUEST_COOKIES:session".into()],
        ..Settings::default()
    };
    assert_eq!(decide("id=5--attack", &settings), Decision::Pass);
    for query in [
        "id=attack%27".to_owned(),
        "id=attack%00".to_owned(),
        format!("id={}attack", "a".repeat(128)),
        "other=attack".to_owned(),
        "id=5&id=attack.".to_owned(),
    ] {
        assert_eq!(decide(&query, &settings), REFUSED, "{query}");
    }
    let rules = "SecRule REQUEST_COOKIES|REQUEST_COOKIES_NAMES|ARGS_NAMES \"@contains attack\" \"id:30,phase:1,deny\"\n";
    for (cookie, expected) in [
        ("session=5--attack", false),
        ("session=attack*", true),
        ("other=attack", true),
        ("attack=5", true),
    ] {
        let request = format!("GET / HTTP/1.1\nHost: h\nCookie: {cookie}\n\n");
        let decision = send_with(rules, &request, &settings).decision;
        assert_eq!(decision != Decision::Pass, expected, "{cookie}");
    }
    let names = Settings {
        typed: vec!["ARGS:*".into()],
        ..Settings::default()
    };
    let request = "GET /?attack=5 HTTP/1.1\nHost: h\n\n";
    assert_ne!(send_with(rules, request, &names).decision, Decision::Pass);
}

#[test]
fn a_typed_place_is_one_argument_cookie_or_header() {
    for place in [
        "",
        "ARGS",
        "&ARGS:a",
        "REQUEST_HEADERS",
        "FILES:a",
        "ARGS:/a/",
        "a",
    ] {
        let settings = Settings {
            typed: vec![place.into()],
            ..Settings::default()
        };
        let sources = MemorySources::new().with("rules", RULES);
        let rules = RuleSet::load(&sources, &["rules"]).unwrap();
        let today = Day {
            year: 2026,
            month: 5,
            day: 31,
        };
        let refused = rules.policy(&settings, today).unwrap_err();
        assert!(
            matches!(refused, PolicyError::Typed { .. }),
            "{place}: {refused}"
        );
    }
}

#[test]
fn stars_in_names_mean_the_same_for_free_text_and_exclusions() {
    let until = Day {
        year: 2026,
        month: 5,
        day: 31,
    };
    for (pattern, name, expected) in [
        ("json.notes.*", "json.notes.text", true),
        ("json.notes.*", "json.notes.author.id", false),
        ("json.notes.**", "json.notes.author.id", true),
        ("json.notes.*", "json.Notes.text", false),
    ] {
        let free = Settings {
            free_text: vec![pattern.into()],
            ..Settings::default()
        };
        let excluded = Settings {
            exclusions: vec![Exclusion {
                rules: Rules::Ids(10, 12),
                target: Some(format!("ARGS:{pattern}")),
                owner: "Jane".into(),
                reason: "the field holds code".into(),
                until,
            }],
            ..Settings::default()
        };
        let query = format!("{name}=attack");
        let expected = if expected { Decision::Pass } else { REFUSED };
        assert_eq!(decide(&query, &free), expected, "{pattern} {name}");
        assert_eq!(decide(&query, &excluded), expected, "{pattern} {name}");
    }
}

#[test]
fn names_beyond_all_measure_are_no_free_text() {
    let settings = Settings {
        free_text: vec!["*a*b".into(), "note*".into()],
        ..Settings::default()
    };
    let request = |length: usize| format!("note{}=attack", "a".repeat(length));
    assert_eq!(decide(&request(100), &settings), Decision::Pass);
    assert_ne!(decide(&request(1 << 20), &settings), Decision::Pass);
}

#[test]
fn exclusions_end_on_their_last_day() {
    let exclusion = |target: Option<&str>| Exclusion {
        rules: Rules::Ids(10, 12),
        target: target.map(Into::into),
        owner: "Jane".into(),
        reason: "the field holds code".into(),
        until: Day {
            year: 2026,
            month: 5,
            day: 31,
        },
    };
    let rules = RuleSet::load(&MemorySources::new().with("r", RULES), &["r"]).unwrap();
    let today = |month, day| Day {
        year: 2026,
        month,
        day,
    };
    let settings = Settings {
        exclusions: vec![exclusion(Some("ARGS:code"))],
        ..Settings::default()
    };
    assert!(
        rules
            .policy(&settings, today(5, 31))
            .unwrap()
            .expired()
            .is_empty()
    );
    assert_eq!(
        rules
            .policy(&settings, today(6, 1))
            .unwrap()
            .expired()
            .len(),
        1
    );
    assert_eq!(decide("code=attack", &settings), Decision::Pass);
    assert_eq!(decide("a=attack", &settings), REFUSED);
    let all = Settings {
        exclusions: vec![exclusion(None)],
        ..Settings::default()
    };
    assert_eq!(decide("a=attack", &all), Decision::Pass);
    let late = Settings {
        exclusions: vec![Exclusion {
            until: Day {
                year: 1999,
                month: 1,
                day: 1,
            },
            ..exclusion(None)
        }],
        ..Settings::default()
    };
    assert_eq!(decide("a=attack", &late), REFUSED);
}

#[test]
#[expect(clippy::too_many_lines, reason = "one table of what makes no sense")]
fn settings_without_sense_are_refused() {
    let rules = RuleSet::load(&MemorySources::new().with("r", RULES), &["r"]).unwrap();
    let exclusion = Exclusion {
        rules: Rules::Ids(10, 12),
        target: None,
        owner: "Jane".into(),
        reason: "code".into(),
        until: Day {
            year: 2026,
            month: 5,
            day: 31,
        },
    };
    let with = |exclusion: Exclusion| Settings {
        exclusions: vec![exclusion],
        ..Settings::default()
    };
    let cases = [
        (
            Settings {
                paranoia: Some(5),
                ..Settings::default()
            },
            "paranoia level 5",
        ),
        (
            Settings {
                threshold: Some(0),
                ..Settings::default()
            },
            "threshold 0",
        ),
        (
            with(Exclusion {
                owner: " ".into(),
                ..exclusion.clone()
            }),
            "no owner",
        ),
        (
            with(Exclusion {
                reason: String::new(),
                ..exclusion.clone()
            }),
            "no reason",
        ),
        (
            with(Exclusion {
                until: Day {
                    year: 2026,
                    month: 13,
                    day: 1,
                },
                ..exclusion.clone()
            }),
            "month 13",
        ),
        (
            with(Exclusion {
                target: Some("ARGZ:a".into()),
                ..exclusion.clone()
            }),
            "ARGZ",
        ),
        (
            with(Exclusion {
                target: Some("REQUEST_URI:*".into()),
                ..exclusion.clone()
            }),
            "no members",
        ),
        (
            with(Exclusion {
                target: Some("ARGS:a**".into()),
                ..exclusion.clone()
            }),
            "whole parts",
        ),
        (
            Settings {
                free_text: vec!["json.a**".into()],
                ..Settings::default()
            },
            "whole parts",
        ),
        (
            with(Exclusion {
                target: Some("&ARGS".into()),
                ..exclusion
            }),
            "&ARGS",
        ),
    ];
    for (settings, expected) in cases {
        let error: PolicyError = Runner::new(&rules, &settings).unwrap_err();
        assert!(error.to_string().contains(expected), "{error}");
    }
}

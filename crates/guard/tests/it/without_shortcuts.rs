//! Each condition under which the engine leaves something out, by rules and requests that tell it from one that leaves
//! nothing out: were the condition not there, its test would fail.

use guard::{Decision, Head, Limits, Policy, RuleSet, Scores, Settings, Shortcuts};

use crate::harmless::{HOST, Headers, RULES, head, load, policy, send};

/// What was decided, which rules spoke, what they counted, and whether the request could be read.
type Judged = (Decision, Vec<u64>, Scores, bool);

fn judged(rules: &RuleSet, policy: &Policy, head: &Head<'_>) -> Option<Judged> {
    let mut transaction = rules.begin_unless_harmless(policy, head)?;
    let mut decision = transaction.request_headers();
    if decision == Decision::Pass {
        decision = transaction.request_body(b"");
    }
    let spoke = transaction.findings().iter().map(|finding| finding.rule);
    Some((
        decision,
        spoke.collect(),
        transaction.scores(),
        transaction.body_error().is_some(),
    ))
}

/// Requests in this order are judged as by an engine without shortcuts.
fn same(text: &str, settings: &Settings, heads: &[Head<'_>]) {
    let rules = load(text);
    let with = |shortcuts| {
        let settings = Settings {
            shortcuts,
            ..settings.clone()
        };
        policy(&rules, &settings)
    };
    let plain = with(Shortcuts::Off);
    for shortcuts in [Shortcuts::OfRequest, Shortcuts::All] {
        let quick = with(shortcuts);
        for head in heads {
            let expected = judged(&rules, &plain, head).unwrap();
            let found = judged(&rules, &quick, head);
            let passed = (Decision::Pass, Vec::new(), Scores::default(), false);
            assert_eq!(
                found.unwrap_or(passed),
                expected,
                "{shortcuts:?} {head:?}\n{text}"
            );
        }
    }
}

fn put<'a>(target: &'a str, headers: &'a Headers<'a>) -> Head<'a> {
    Head {
        method: b"PUT",
        ..head(target, headers, "1")
    }
}

fn refuse(status: u16, rule: u64) -> Decision {
    Decision::Refuse { status, rule }
}

const DENY: &str = "SecRule ARGS \"@contains attack\" \"id:90,phase:2,deny,status:403\"\n";

#[test]
fn nothing_is_learnt_where_values_did_not_fit() {
    let rules = load(
        "SecRule REQUEST_HEADERS:x-a \"@contains <script\" \"id:1,phase:2,deny,status:403,t:none,t:urlDecodeUni\"\n",
    );
    let settings = Settings {
        refuse_unreadable: false,
        limits: Limits {
            memory: 40_000,
            ..Limits::default()
        },
        ..Settings::default()
    };
    let policy = policy(&rules, &settings);
    let headers: &Headers<'_> = &[(b"host", b"h"), (b"x-a", b"%3Cscript")];
    let long = format!("/?v={}", "a".repeat(50_000));
    send(&rules, &policy, &head(&long, headers, "1"));

    let found = send(&rules, &policy, &head("/", headers, "1"));

    assert_eq!(found, Some((refuse(403, 1), 1)));
}

#[test]
fn what_cannot_be_read_is_refused_each_time() {
    let rules = load(RULES);
    let long = format!("/?v={}", "a".repeat(50_000));
    let few = Limits {
        arguments: 2,
        ..Limits::default()
    };
    let small = Limits {
        memory: 40_000,
        ..Limits::default()
    };
    for (limits, target) in [(few, "/?a&b&c"), (small, long.as_str())] {
        let settings = Settings {
            limits,
            ..Settings::default()
        };
        let policy = policy(&rules, &settings);
        for _ in 0..3 {
            let found = send(&rules, &policy, &head(target, HOST, "1"));
            assert_eq!(found, Some((refuse(400, 0), 0)));
        }
    }
}

#[test]
fn what_is_only_counted_is_counted_each_time() {
    let rules = load(
        "SecRule ARGS \"@contains attack\" \"id:1,phase:2,pass,nolog,setvar:tx.inbound_anomaly_score_pl1=+5\"\n",
    );
    let settings = Settings {
        free_text: vec!["note".into()],
        free_text_threshold: 1,
        ..Settings::default()
    };
    let policy = policy(&rules, &settings);
    for _ in 0..3 {
        let ask = |target| send(&rules, &policy, &head(target, HOST, "1"));
        assert_eq!(ask("/?note=attack").unwrap().0, refuse(403, 0));
        assert_eq!(ask("/?a=attack").unwrap().0, Decision::Pass);
    }
}

#[test]
fn what_is_refused_without_a_word_is_refused_each_time() {
    let rules = load("SecRule ARGS \"@contains attack\" \"id:1,phase:2,deny,status:403,nolog\"\n");
    let policy = policy(&rules, &Settings::default());
    for _ in 0..3 {
        let found = send(&rules, &policy, &head("/?a=attack", HOST, "1"));
        assert_eq!(found.unwrap().0, refuse(403, 1));
    }
}

#[test]
fn every_word_of_a_head_counts() {
    let rules = load(RULES);
    let policy = policy(&rules, &Settings::default());
    let known = head("/a", HOST, "1");
    assert!(send(&rules, &policy, &known).is_some());
    assert_eq!(send(&rules, &policy, &known), None);
    let others = [
        put("/a", HOST),
        Head {
            protocol: b"HTTP/1.0",
            ..known
        },
        Head {
            line: Some(b"GET  /a HTTP/1.1"),
            ..known
        },
        Head {
            line: Some(b""),
            ..known
        },
    ];
    for other in others {
        assert!(send(&rules, &policy, &other).is_some(), "{other:?}");
    }
}

#[test]
fn a_line_that_is_empty_is_not_one_that_is_unknown() {
    let text = "SecRule REQUEST_LINE \"@contains attack\" \"id:1,phase:1,deny,status:403\"\n";
    let unknown = head("/attack", HOST, "1");
    let empty = Head {
        line: Some(b""),
        ..unknown
    };
    same(text, &Settings::default(), &[empty, unknown]);
}

fn typed(place: &str) -> Settings {
    Settings {
        typed: vec![place.into()],
        ..Settings::default()
    }
}

#[test]
fn the_word_that_stands_for_a_range_is_no_range() {
    let text = "SecRule REQUEST_HEADERS:range \"@streq typed\" \"id:1,phase:1,deny,status:403\"\n";
    let [range, word]: [&Headers<'_>; 2] = [&[(b"range", b"bytes=0-1")], &[(b"range", b"typed")]];
    let heads = [head("/", range, "1"), head("/", word, "1")];
    same(text, &typed("REQUEST_HEADERS:range"), &heads);
}

#[test]
fn a_header_that_is_read_as_more_is_judged_whole() {
    let text = "SecRule REQUEST_COOKIES:bytes \"@streq 6-66\" \"id:1,phase:2,deny,status:403\"\n\
        SecRule SERVER_NAME \"@contains 66\" \"id:2,phase:2,deny,status:403\"\n";
    for name in ["cookie", "Host"] {
        let first: &Headers<'_> = &[(name.as_bytes(), b"bytes=0-1")];
        let second: &Headers<'_> = &[(name.as_bytes(), b"bytes=6-66")];
        let heads = [head("/", first, "1"), head("/", second, "1")];
        same(text, &typed(&format!("REQUEST_HEADERS:{name}")), &heads);
    }
}

#[test]
fn a_typed_range_is_there_and_ends_after_it_begins() {
    let rules = load(
        "SecRule &REQUEST_HEADERS:range \"@gt 0\" \"id:1,phase:1,pass,log\"\n\
        SecRule REQUEST_HEADERS:range \"@rx 9-1\" \"id:2,phase:1,pass,log\"\n",
    );
    let policy = policy(&rules, &typed("REQUEST_HEADERS:range"));
    for (range, spoke) in [("bytes=9-10", vec![1]), ("bytes=9-1", vec![1, 2])] {
        let headers: &Headers<'_> = &[(b"range", range.as_bytes())];
        let found = judged(&rules, &policy, &head("/", headers, "1")).unwrap();
        assert_eq!(found.1, spoke, "{range}");
    }
}

#[test]
fn the_name_of_a_request_counts_however_it_is_read() {
    for text in [
        "SecAction \"id:5,phase:1,pass,nolog,setvar:tx.id=%{UNIQUE_ID}\"\n\
         SecRule TX:id \"@streq 99\" \"id:1,phase:1,deny,status:403\"\n",
        "SecRule UNIQUE_ID \"@contains 99\" \"id:1,phase:1,deny,status:403\"\n",
    ] {
        let heads = ["1", "99"].map(|id| head("/", HOST, id));
        same(text, &Settings::default(), &heads);
    }
}

#[test]
fn nothing_is_done_beforehand_that_a_later_rule_asks_about() {
    let text = "SecRule &TX:a \"@eq 0\" \"id:5,phase:1,pass,nolog,setvar:tx.a=1\"\n\
        SecRule MATCHED_VAR \"@eq 0\" \"id:1,phase:1,deny,status:403\"\n";
    same(text, &Settings::default(), &[head("/", HOST, "1")]);
}

fn level(paranoia: u8) -> Settings {
    Settings {
        paranoia: Some(paranoia),
        ..Settings::default()
    }
}

#[test]
fn a_chain_that_begins_with_an_action_reads_what_matched_before() {
    for text in [
        "SecRule &TX:a \"@eq 0\" \"id:5,phase:1,pass,nolog,setvar:tx.a=1\"\n\
         SecAction \"id:1,phase:1,deny,status:403,chain\"\nSecRule MATCHED_VAR \"@eq 0\" \"t:none\"\n",
        "SecRule TX:detection_paranoia_level \"@eq 1\" \"id:5,phase:2,pass,nolog,skipAfter:END\"\nSecMarker END\n\
         SecAction \"id:1,phase:2,deny,status:403,chain\"\nSecRule MATCHED_VAR \"@eq 1\" \"t:none\"\n",
    ] {
        same(text, &level(1), &[head("/", HOST, "1")]);
    }
}

#[test]
fn a_jump_to_nowhere_jumps_to_the_end() {
    let text = "SecRule REQUEST_METHOD \"@streq TRACE\" \"id:1,phase:1,pass,nolog,ctl:ruleRemoveById=2\"\n\
        SecRule TX:detection_paranoia_level \"@lt 2\" \"id:2,phase:1,pass,nolog,skipAfter:NOWHERE\"\n\
        SecRule REQUEST_METHOD \"@streq GET\" \"id:3,phase:1,pass,nolog,ctl:ruleEngine=Off\"\n\
        SecRule ARGS \"@contains attack\" \"id:4,phase:2,deny,status:403\"\n";
    same(text, &level(1), &[head("/?a=attack", HOST, "1")]);
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table is as long as what it lists")]
fn a_pinned_level_answers_as_its_rule_would() {
    let asks = "SecRule TX:detection_paranoia_level";
    let end = format!("{DENY}SecMarker END\n");
    let rows = [
        (
            "counted",
            format!(
                "SecRule &TX:detection_paranoia_level \"@eq 2\" \"id:1,phase:2,pass,nolog,skipAfter:END\"\n{end}"
            ),
        ),
        (
            "transformed",
            format!(
                "{asks} \"@eq 2\" \"id:1,phase:2,pass,nolog,t:none,t:length,skipAfter:END\"\n{end}"
            ),
        ),
        (
            "negated",
            format!("{asks} \"!@eq 2\" \"id:1,phase:2,pass,nolog,skipAfter:END\"\n{end}"),
        ),
        (
            "two targets",
            format!(
                "SecAction \"id:9,phase:1,pass,nolog,setvar:tx.other=9\"\n{asks}|TX:other \"@eq 9\" \"id:1,phase:2,pass,nolog,skipAfter:END\"\n{end}"
            ),
        ),
        (
            "a chain",
            format!(
                "{asks} \"@eq 2\" \"id:1,phase:2,pass,nolog,skipAfter:END,chain\"\nSecRule REQUEST_METHOD \"@streq PUT\" \"t:none\"\n{end}"
            ),
        ),
        (
            "an effect",
            format!(
                "{asks} \"@eq 2\" \"id:1,phase:2,pass,nolog,setvar:tx.hit=1,skipAfter:END\"\nSecMarker END\nSecRule TX:hit \"@eq 1\" \"id:2,phase:2,deny,status:403\"\n"
            ),
        ),
        (
            "a report",
            format!("{asks} \"@eq 2\" \"id:1,phase:2,pass,log,skipAfter:END\"\nSecMarker END\n"),
        ),
        (
            "a refusal",
            format!(
                "{asks} \"@eq 2\" \"id:1,phase:2,deny,status:403,nolog,skipAfter:END\"\nSecMarker END\n"
            ),
        ),
        (
            "an end",
            format!(
                "{asks} \"@eq 2\" \"id:1,phase:2,allow,nolog,skipAfter:END\"\nSecMarker END\n{DENY}"
            ),
        ),
        (
            "removed for one request",
            format!(
                "SecRule REQUEST_METHOD \"@streq PUT\" \"id:9,phase:1,pass,nolog,ctl:ruleRemoveById=1\"\n{asks} \"@eq 2\" \"id:1,phase:2,pass,nolog,skipAfter:END\"\n{end}"
            ),
        ),
    ];
    for (what, text) in &rows {
        println!("{what}");
        let heads = [head("/?a=attack", HOST, "1"), put("/?a=attack", HOST)];
        same(text, &level(2), &heads);
    }
}

#[test]
fn what_is_done_beforehand_is_what_each_request_would_do() {
    let hit = "SecRule TX:hit \"@eq 1\" \"id:80,phase:1,deny,status:403\"\n";
    let rows = [
        ("a score", "SecAction \"id:1,phase:1,pass,nolog,setvar:tx.inbound_anomaly_score_pl1=+5\"\n".to_owned()),
        ("another collection", "SecAction \"id:1,phase:1,pass,nolog,setvar:ip.seen=1\"\nSecRule IP:seen \"@eq 1\" \"id:2,phase:1,deny,status:403\"\n".to_owned()),
        ("a second link that looks", format!("SecAction \"id:1,phase:1,pass,nolog,setvar:tx.a=1\"\nSecRule TX:a \"@eq 1\" \"id:2,phase:1,pass,nolog,chain\"\nSecRule REQUEST_METHOD \"@streq PUT\" \"setvar:tx.hit=1\"\n{hit}")),
        ("an operator that reads", format!("SecAction \"id:1,phase:1,pass,nolog,setvar:tx.a=GET\"\nSecRule TX:a \"@streq %{{REQUEST_METHOD}}\" \"id:2,phase:1,pass,nolog,setvar:tx.hit=1\"\n{hit}")),
        ("a jump", format!("SecAction \"id:1,phase:1,pass,nolog,skipAfter:END\"\nSecAction \"id:2,phase:1,pass,nolog,setvar:tx.hit=1\"\nSecMarker END\n{hit}")),
        ("an end", format!("SecAction \"id:1,phase:1,allow,nolog\"\n{DENY}")),
        ("what is unset again", format!("SecAction \"id:1,phase:1,pass,nolog,setvar:tx.hit=1\"\nSecAction \"id:2,phase:1,pass,nolog,setvar:!tx.hit\"\n{hit}")),
    ];
    for (what, text) in &rows {
        println!("{what}");
        let heads = [head("/?a=attack", HOST, "1"), put("/?a=attack", HOST)];
        same(text, &Settings::default(), &heads);
    }
}

#[test]
fn what_matched_is_asked_what_its_variable_is_not() {
    let text = "SecRule ARGS \"@contains attack\" \"id:1,phase:2,deny,status:403,t:none,chain\"\n\
        SecRule MATCHED_VAR \"@contains <script\" \"t:none,t:urlDecodeUni\"\n";
    let heads = [head("/?a=attack%253Cscript", HOST, "1")];
    same(text, &Settings::default(), &heads);
}

#[test]
fn what_is_known_of_a_name_is_not_known_of_a_cookie() {
    let text = "SecRule ARGS_NAMES \"@contains one\" \"id:2,phase:2,pass,t:none\"\n\
        SecRule REQUEST_COOKIES \"@contains attack\" \"id:1,phase:2,deny,status:403,t:none\"\n";
    let cookie: &Headers<'_> = &[(b"cookie", b"a=attack")];
    let heads = [head("/?attack", HOST, "1"), head("/", cookie, "1")];
    same(text, &Settings::default(), &heads);
}

#[test]
fn only_who_looked_at_a_form_said_no_to_it() {
    let attack: &Headers<'_> = &[(b"cookie", b"a=attack")];
    let coded: &Headers<'_> = &[(b"cookie", b"a=%3Cscript<script")];
    let ctl = |ctl: &str| {
        format!(
            "SecRule REQUEST_METHOD \"@streq GET\" \"id:2,phase:1,pass,nolog,ctl:{ctl}\"\n\
             SecRule REQUEST_COOKIES \"@contains attack\" \"id:1,phase:2,deny,status:403,t:none\"\n\
             SecRule REQUEST_COOKIES \"@contains other\" \"id:3,phase:2,pass,t:none\"\n"
        )
    };
    let forms = "SecRule REQUEST_COOKIES \"@rx ^<script\" \"id:2,phase:2,deny,status:403,t:none\"\n\
        SecRule REQUEST_COOKIES \"@rx ^<script\" \"id:1,phase:2,deny,status:403,t:none,t:urlDecodeUni,chain\"\n\
        SecRule REQUEST_METHOD \"@streq PUT\" \"t:none\"\n";
    for (text, headers) in [
        (ctl("ruleRemoveById=1"), attack),
        (ctl("ruleRemoveTargetById=1;REQUEST_COOKIES:a"), attack),
        (ctl("ruleEngine=Off"), attack),
        (forms.to_owned(), coded),
    ] {
        let heads = [head("/", headers, "1"), put("/", headers)];
        same(&text, &Settings::default(), &heads);
    }
}

//! Small rule sets that show what each part of the language does to a request.

use guard::conformance::{Outcome, Runner};
use guard::{Decision, MemorySources, RuleSet, Settings, Shortcuts};

/// Sends `request` through `rules`; line breaks of the request may be bare.
pub(crate) fn send_with(rules: &str, request: &str, settings: &Settings) -> Outcome {
    let sources = MemorySources::new()
        .with("rules.conf", rules)
        .with("words.data", "# words\nsecret\nhidden treasure\n");
    let rules = RuleSet::load(&sources, &["rules.conf"]).unwrap();
    let runner = Runner::new(&rules, settings).unwrap();
    runner.send(request.replace('\n', "\r\n").as_bytes())
}

fn fired(rules: &str, request: &str) -> Vec<u64> {
    let with = |shortcuts| {
        let settings = Settings {
            shortcuts,
            ..Settings::default()
        };
        send_with(rules, request, &settings)
            .findings
            .iter()
            .map(|finding| finding.rule)
            .collect::<Vec<_>>()
    };
    let found = with(Shortcuts::All);
    assert_eq!(found, with(Shortcuts::Off), "shortcuts change what fires");
    found
}

const GET: &str = "GET /shop/item.php?name=Jane%20Doe&q=secret&q=other HTTP/1.1\nHost: example.com\nUser-Agent: Test/1\nCookie: a=1; b=two\n\n";

#[test]
fn each_variable_shows_its_part_of_the_request() {
    let cases = [
        ("ARGS", "Jane Doe"),
        ("ARGS:NAME", "Jane Doe"),
        ("ARGS_NAMES", "name"),
        ("ARGS_GET", "Jane Doe"),
        ("ARGS_COMBINED_SIZE", "25"),
        ("QUERY_STRING", "name=Jane%20Doe&q=secret&q=other"),
        ("REMOTE_ADDR", "127.0.0.1"),
        ("REQUEST_BASENAME", "item.php"),
        ("REQUEST_COOKIES:b", "two"),
        ("REQUEST_COOKIES_NAMES", "b"),
        ("REQUEST_FILENAME", "/shop/item.php"),
        ("REQUEST_HEADERS:host", "example.com"),
        ("REQUEST_HEADERS_NAMES", "User-Agent"),
        (
            "REQUEST_LINE",
            "GET /shop/item.php?name=Jane%20Doe&q=secret&q=other HTTP/1.1",
        ),
        ("REQUEST_METHOD", "GET"),
        ("REQUEST_PROTOCOL", "HTTP/1.1"),
        (
            "REQUEST_URI",
            "/shop/item.php?name=Jane%20Doe&q=secret&q=other",
        ),
        ("REQUEST_BODY_LENGTH", "0"),
        ("FILES_COMBINED_SIZE", "0"),
        ("RESPONSE_STATUS", "200"),
    ];
    for (variable, value) in cases {
        let phase = if variable.starts_with("RESPONSE") {
            3
        } else {
            2
        };
        let rules =
            format!("SecRule {variable} \"@streq {value}\" \"id:1,phase:{phase},pass,t:none\"");
        assert_eq!(fired(&rules, GET), [1], "{variable}");
    }
}

#[test]
fn counts_absence_and_exclusions() {
    let cases: &[(&str, &[u64])] = &[
        ("SecRule &ARGS:q \"@eq 2\" \"id:1,phase:2,pass\"", &[1]),
        (
            "SecRule &ARGS:missing \"@eq 0\" \"id:1,phase:2,pass\"",
            &[1],
        ),
        ("SecRule ARGS:missing \"!@rx x\" \"id:1,phase:2,pass\"", &[]),
        (
            "SecRule ARGS|!ARGS:q \"@contains secret\" \"id:1,phase:2,pass\"",
            &[],
        ),
        (
            "SecRule ARGS:/^Q$/ \"@pmFromFile words.data\" \"id:1,phase:2,pass\"",
            &[1],
        ),
        (
            "SecRule ARGS|!ARGS:/^q/ \"!@streq Jane Doe\" \"id:1,phase:2,pass\"",
            &[],
        ),
    ];
    for (rules, expected) in cases {
        assert_eq!(fired(rules, GET), *expected, "{rules}");
    }
}

#[test]
fn chains_captures_and_macros_work_together() {
    let rules = "SecRule ARGS:q \"@rx ^(sec)(ret)$\" \"id:1,phase:2,pass,capture,msg:'%{TX.1}-%{TX.2}',setvar:tx.seen_%{TX.1}=yes,chain\"\n\
        SecRule TX:2 \"@streq ret\" \"chain\"\n\
        SecRule MATCHED_VARS_NAMES \"@streq ARGS:q\" \"setvar:'tx.score=+%{tx.step}'\"\n\
        SecRule TX:seen_sec \"@streq yes\" \"id:2,phase:2,pass\"\n\
        SecRule TX:/^seen_/ \"@within no yes\" \"id:3,phase:2,pass,chain\"\n SecRule REQUEST_METHOD \"@streq POST\"\n\
        SecRule ARGS:q \"@streq other\" \"id:4,phase:2,pass,chain\"\n SecRule ARGS:q \"@streq none\" \"setvar:tx.never=1\"\n\
        SecRule &TX:never \"@eq 0\" \"id:5,phase:2,pass\"\n";
    let settings = Settings {
        keep_text: true,
        ..Settings::default()
    };
    let outcome = send_with(rules, GET, &settings);
    let rules: Vec<_> = outcome
        .findings
        .iter()
        .map(|finding| finding.rule)
        .collect();
    assert_eq!(rules, [1, 2, 5]);
    assert_eq!(outcome.findings[0].message.as_deref(), Some("sec-ret"));
}

#[test]
fn a_message_that_names_itself_ends() {
    let rules =
        "SecRule ARGS:q \"@streq secret\" \"id:1,phase:2,pass,msg:'a %{rule.msg} %{MATCHED_VAR}'\"";
    let settings = Settings {
        keep_text: true,
        ..Settings::default()
    };
    let outcome = send_with(rules, GET, &settings);
    assert_eq!(
        outcome.findings[0].message.as_deref(),
        Some("a a  secret secret")
    );
}

#[test]
fn scores_add_up_to_a_refusal_with_evidence() {
    let rules = "SecAction \"id:1,phase:1,pass,nolog,setvar:tx.critical=5,setvar:tx.inbound_anomaly_score_pl1=0\"\n\
        SecRule ARGS \"@rx (?i)SECRET|other\" \"id:2,phase:2,block,severity:CRITICAL,tag:'attack',setvar:'tx.inbound_anomaly_score_pl1=+%{tx.critical}'\"\n\
        SecRule TX:inbound_anomaly_score_pl1 \"@ge 10\" \"id:3,phase:2,deny,status:406\"\n\
        SecAction \"id:4,phase:2,pass\"\n";
    let outcome = send_with(rules, GET, &Settings::default());
    assert_eq!(
        outcome.decision,
        Decision::Refuse {
            status: 406,
            rule: 3
        }
    );
    let finding = &outcome.findings[0];
    assert_eq!(
        (finding.rule, finding.score, finding.tags.len()),
        (2, 10, 1)
    );
    let evidence = &finding.evidence[0];
    assert_eq!(evidence.member.as_deref(), Some("q"));
    assert_eq!((evidence.offset, evidence.length), (0, 6));
    assert!(outcome.findings.iter().all(|finding| finding.rule != 4));
}

#[test]
fn phrase_files_of_one_name_in_two_folders_are_two() {
    let rule = |id: u64| {
        format!("SecRule ARGS \"@pmFromFile words.data\" \"id:{id},phase:2,pass,t:none\"\n")
    };
    let sources = MemorySources::new()
        .with("a/r.conf", rule(1))
        .with("a/words.data", "treasure\n")
        .with("b/r.conf", rule(2))
        .with("b/words.data", "secret\n");
    let rules = RuleSet::load(&sources, &["a/r.conf", "b/r.conf"]).unwrap();
    let runner = Runner::new(&rules, &Settings::default()).unwrap();
    let fired: Vec<u64> = runner
        .send(GET.replace('\n', "\r\n").as_bytes())
        .findings
        .iter()
        .map(|finding| finding.rule)
        .collect();
    assert_eq!(fired, [2]);
}

#[test]
fn markers_skip_and_ctl_removes() {
    let rules = "SecRule REQUEST_METHOD \"@streq GET\" \"id:1,phase:1,pass,nolog,skipAfter:END\"\n\
        SecAction \"id:2,phase:1,pass\"\nSecMarker END\nSecAction \"id:3,phase:1,pass\"\n\
        SecAction \"id:4,phase:1,pass,nolog,ctl:ruleRemoveById=5-6,ctl:ruleRemoveByTag=^gone$,ctl:ruleRemoveTargetById=8;ARGS:q\"\n\
        SecAction \"id:5,phase:2,pass\"\nSecAction \"id:7,phase:2,pass,tag:'gone'\"\n\
        SecRule ARGS \"@streq secret\" \"id:8,phase:2,pass\"\n\
        SecRule ARGS \"@streq secret\" \"id:9,phase:2,pass\"\n\
        SecAction \"id:10,phase:2,pass,nolog,ctl:ruleEngine=Off\"\nSecAction \"id:11,phase:2,pass\"\n";
    assert_eq!(fired(rules, GET), [3, 9]);
}

#[test]
fn rules_fire_where_a_pattern_gives_up() {
    let rules = "SecRule ARGS \"@rx ^(?=(a+)+$)(a+)+\\1$\" \"id:1,phase:2,pass,t:none\"\n\
        SecRule ARGS \"!@rx ^(?=(a+)+$)(a+)+\\1$\" \"id:2,phase:2,pass,t:none\"\n\
        SecRule ARGS \"!@rx ^(?=a)[ab]*$\" \"id:3,phase:2,pass,t:none\"\n\
        SecRule ARGS|!ARGS:/^(?=(a+)+$)(a+)+\\1$/ \"@streq x\" \"id:4,phase:2,pass,t:none\"\n";
    let request = |value: String| format!("GET /?v={value} HTTP/1.1\nHost: h\n\n");
    let named = |name: String| format!("GET /?{name}=x HTTP/1.1\nHost: h\n\n");
    assert_eq!(fired(rules, &named("aaaa".into())), [2, 3]);
    assert_eq!(fired(rules, &named("a".repeat(4000) + "!")), [2, 3, 4]);
    assert_eq!(fired(rules, &request("aaaa".into())), [1]);
    assert_eq!(fired(rules, &request("a".repeat(4000) + "!")), [1, 2, 3]);
    assert_eq!(fired(rules, &request("b".repeat(70_000))), [1, 2, 3]);
}

#[test]
fn no_rule_fires_less_because_of_a_possessive_mark() {
    let rules = "SecRule ARGS \"@rx ^a++ab$\" \"id:1,phase:2,pass,t:none\"\n\
        SecRule ARGS \"!@rx ^a++ab$\" \"id:2,phase:2,pass,t:none\"\n\
        SecRule ARGS|!ARGS:/^(?>v|vw)x$/ \"@rx ^a\" \"id:3,phase:2,pass,t:none\"\n";
    assert_eq!(
        fired(rules, "GET /?vwx=aaab HTTP/1.1\nHost: h\n\n"),
        [1, 2, 3]
    );
    assert_eq!(fired(rules, "GET /?vx=aaab HTTP/1.1\nHost: h\n\n"), [1, 2]);
}

#[test]
fn rules_fire_where_a_macro_makes_no_pattern() {
    let rules = "SecRule ARGS:p \"@rx .*\" \"id:1,phase:1,pass,nolog,capture,setvar:'tx.p=%{TX.0}'\"\n\
        SecRule ARGS:v \"@rx ^%{tx.p}$\" \"id:2,phase:2,pass,t:none\"\n\
        SecRule ARGS:v \"!@rx ^%{tx.p}$\" \"id:3,phase:2,pass,t:none\"\n";
    let request = |pattern: &str| format!("GET /?p={pattern}&v=a HTTP/1.1\nHost: h\n\n");
    assert_eq!(fired(rules, &request("a")), [2]);
    assert_eq!(fired(rules, &request("b")), [3]);
    assert_eq!(fired(rules, &request("(")), [2, 3]);
}

#[test]
fn every_stage_is_looked_at_with_multi_match() {
    let request = "GET /?a=%2541 HTTP/1.1\nHost: h\n\n";
    let plain = "SecRule ARGS \"@streq %41\" \"id:1,phase:2,pass,t:none,t:urlDecode\"";
    let multi = "SecRule ARGS \"@streq %41\" \"id:1,phase:2,pass,t:none,t:urlDecode,multiMatch\"";
    assert_eq!(fired(plain, request), [] as [u64; 0]);
    assert_eq!(fired(multi, request), [1]);
}

#[test]
fn bodies_become_variables() {
    let post = |kind: &str, body: &str| {
        let length = body.replace('\n', "\r\n").len();
        format!(
            "POST / HTTP/1.1\nHost: h\nContent-Type: {kind}\nContent-Length: {length}\n\n{body}"
        )
    };
    let multipart = "--x\nContent-Disposition: form-data; name=\"f\"; filename=\"a.php\"\nContent-Type: text/plain\n\nabc\n--x--\n";
    let cases = [
        (
            "REQBODY_PROCESSOR \"@streq JSON\"",
            post("application/json", "{}"),
        ),
        (
            "ARGS_POST:json.a \"@streq 2\"",
            post("application/json", "{\"a\":[1,2]}"),
        ),
        (
            "ARGS_POST_NAMES \"@streq a\"",
            post("application/x-www-form-urlencoded", "a=b"),
        ),
        (
            "REQUEST_BODY \"@streq a=b\"",
            post("application/x-www-form-urlencoded", "a=b"),
        ),
        (
            "XML:/* \"@streq text\"",
            post("text/xml", "<a b='c'>text</a>"),
        ),
        (
            "XML://@* \"@streq c\"",
            post("text/xml", "<a b='c'>text</a>"),
        ),
        (
            "FILES \"@streq a.php\"",
            post("multipart/form-data; boundary=x", multipart),
        ),
        (
            "FILES_SIZES \"@eq 3\"",
            post("multipart/form-data; boundary=x", multipart),
        ),
        (
            "MULTIPART_PART_HEADERS:f \"@contains text/plain\"",
            post("multipart/form-data; boundary=x", multipart),
        ),
        ("REQBODY_ERROR \"@eq 1\"", post("application/json", "{")),
    ];
    for (condition, request) in cases {
        let rules = format!("SecRule {condition} \"id:1,phase:2,pass,t:none\"");
        assert_eq!(fired(&rules, &request), [1], "{condition}");
    }
}

#[test]
fn the_raw_body_is_shown_only_where_nothing_else_reads_it() {
    let rules = "SecAction \"id:1,phase:1,pass,nolog,ctl:forceRequestBodyVariable=On\"\nSecRule REQUEST_BODY \"@contains a\" \"id:2,phase:2,pass\"";
    let text = "POST / HTTP/1.1\nHost: h\nContent-Type: text/plain\nContent-Length: 1\n\na";
    assert_eq!(fired(rules, text), [2]);
    assert_eq!(
        fired(rules, &text.replace("text/plain", "text/xml")),
        [] as [u64; 0]
    );
    let parsed = "SecAction \"id:1,phase:1,pass,nolog,ctl:requestBodyProcessor=URLENCODED\"\nSecRule ARGS_NAMES \"@streq a\" \"id:2,phase:2,pass\"";
    assert_eq!(fired(parsed, text), [2]);
}

#[test]
fn responses_have_phases_of_their_own() {
    let body =
        "{\"status\":500,\"headers\":{\"Content-Type\":\"text/html\"},\"body\":\"stack trace\"}";
    let request = format!(
        "POST /reflect HTTP/1.1\nHost: h\nContent-Length: {}\n\n{body}",
        body.len()
    );
    let rules = "SecRule RESPONSE_STATUS \"@rx ^5\" \"id:1,phase:3,pass\"\n\
        SecRule RESPONSE_HEADERS:content-type \"@contains html\" \"id:2,phase:3,pass\"\n\
        SecRule RESPONSE_BODY \"@contains trace\" \"id:3,phase:4,deny,status:502\"\nSecAction \"id:4,phase:5,pass\"\n";
    let outcome = send_with(rules, &request, &Settings::default());
    let rules: Vec<_> = outcome
        .findings
        .iter()
        .map(|finding| finding.rule)
        .collect();
    assert_eq!(rules, [1, 2, 3, 4]);
    assert_eq!(
        outcome.decision,
        Decision::Refuse {
            status: 502,
            rule: 3
        }
    );
}

#[test]
fn rules_that_cannot_be_used_are_named() {
    let rules = "SecRule ARGS \"@rx a\" \"id:1,phase:2,deny\"\n\
        SecRule ARGS \"@rx (?:(?:a{1000}){1000}){1000}\" \"id:2,phase:2,deny\"\n";
    let sources = MemorySources::new().with("rules", rules);
    let rules = RuleSet::load(&sources, &["rules"]).unwrap();
    assert_eq!(rules.too_large(), ["2 (rules:2)"]);
}

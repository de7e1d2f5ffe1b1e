//! What a request may take: bytes, memory, and how much of it findings repeat.

use guard::{Decision, Limits, Settings};

use crate::language::send_with;

/// Five lists, each of which makes something else of capital letters and escapes.
const RULES: &str = "SecRule ARGS|ARGS_NAMES \"@rx abc\" \"id:1,phase:2,pass,t:none,t:lowercase\"\n\
    SecRule ARGS|ARGS_NAMES \"@rx abc\" \"id:2,phase:2,pass,t:none,t:uppercase\"\n\
    SecRule ARGS|ARGS_NAMES \"@rx abc\" \"id:3,phase:2,pass,t:none,t:hexEncode\"\n\
    SecRule ARGS|ARGS_NAMES \"@rx abc\" \"id:4,phase:2,pass,t:none,t:jsDecode\"\n\
    SecRule ARGS|ARGS_NAMES \"@rx abc\" \"id:5,phase:2,deny,t:none,t:urlDecode,t:hexEncode\"\n";

const UNREADABLE: Decision = Decision::Refuse {
    status: 400,
    rule: 0,
};

fn post(kind: &str, body: &str) -> String {
    format!(
        "POST / HTTP/1.1\nHost: h\nContent-Type: {kind}\nContent-Length: {}\n\n{body}",
        body.len()
    )
}

fn decide(request: &str, limits: Limits) -> Decision {
    let settings = Settings {
        limits,
        ..Settings::default()
    };
    send_with(RULES, request, &settings).decision
}

#[test]
fn what_rules_make_of_a_request_is_bounded() {
    let form = "application/x-www-form-urlencoded";
    let body = format!("v={}", "Ab\\x41".repeat(10_000));
    let small = Limits {
        memory: 200_000,
        ..Limits::default()
    };
    assert_eq!(
        decide(&post(form, &body), Limits::default()),
        Decision::Pass
    );
    assert_eq!(decide(&post(form, &body), small), UNREADABLE);
    assert_eq!(decide(&post(form, "v=Ab"), small), Decision::Pass);
}

#[test]
fn bodies_of_a_quarter_mebibyte_are_the_longest() {
    let form = "application/x-www-form-urlencoded";
    let limits = Limits::default();
    let body = |length: usize| format!("v={}", "a".repeat(length - 2));
    assert_eq!(
        decide(&post(form, &body(256 << 10)), limits),
        Decision::Pass
    );
    assert_eq!(
        decide(&post(form, &body((256 << 10) + 1)), limits),
        UNREADABLE
    );
}

#[test]
fn rule_files_lower_limits() {
    let rules = "SecArgumentSeparator &\nSecCookieFormat 0\nSecRequestBodyLimit 1000\n\
        SecRequestBodyNoFilesLimit 400\nSecArgumentsLimit 2\n";
    let send = |request: &str| send_with(rules, request, &Settings::default()).decision;
    let form = |body: &str| post("application/x-www-form-urlencoded", body);
    let text = |length: usize| format!("a={}", "b".repeat(length));
    assert_eq!(send(&form(&text(300))), Decision::Pass);
    assert_eq!(send(&form(&text(600))), UNREADABLE);
    assert_eq!(send(&form("a&b&c")), UNREADABLE);
    let file = |length: usize| {
        let part = "Content-Disposition: form-data; name=\"f\"; filename=\"x\"";
        let body = format!("--B\r\n{part}\r\n\r\n{}\r\n--B--\r\n", "b".repeat(length));
        post("multipart/form-data; boundary=B", &body)
    };
    let send = |request: &str| send(&request.replace("\r\n", "\n"));
    assert_eq!(send(&file(600)), Decision::Pass);
    assert_eq!(send(&file(1200)), UNREADABLE);
}

#[test]
fn bodies_that_nothing_reads_have_the_same_limit() {
    let rules = "SecAction \"id:1,phase:1,pass,nolog,ctl:forceRequestBodyVariable=On\"\n\
        SecRule REQUEST_BODY \"@contains attack\" \"id:2,phase:2,deny\"";
    let decide = |length: usize| {
        let body = "a".repeat(length) + "attack";
        send_with(rules, &post("text/plain", &body), &Settings::default()).decision
    };
    assert_eq!(
        decide(100),
        Decision::Refuse {
            status: 403,
            rule: 2
        }
    );
    assert_eq!(decide(256 << 10), UNREADABLE);
}

#[test]
fn names_have_a_longest_length_wherever_they_stand() {
    let limits = Limits::default();
    let name = |length: usize| "n".repeat(length);
    for (length, expected) in [(4000, Decision::Pass), (5000, UNREADABLE)] {
        let query = format!("GET /?{}=1 HTTP/1.1\nHost: h\n\n", name(length));
        assert_eq!(decide(&query, limits), expected);
        let body = format!("{}=1", name(length));
        let form = post("application/x-www-form-urlencoded", &body);
        assert_eq!(decide(&form, limits), expected);
    }
}

#[test]
fn findings_carry_scores_but_no_text_of_the_request() {
    let rules = "SecAction \"id:1,phase:1,pass,nolog,setvar:tx.inbound_anomaly_score_pl1=0\"\n\
        SecRule ARGS \"@rx secret(.*)\" \"id:2,phase:2,pass,capture,severity:CRITICAL,setvar:tx.word_score=%{TX.1},\
        setvar:tx.inbound_anomaly_score_pl1=+5,msg:'%{rule.id}/%{rule.severity} %{TX.1} %{tx.word_score} %{MATCHED_VAR} \
        %{REQUEST_HEADERS.Host} %{rule.msg} = %{tx.inbound_anomaly_score_pl1}'\"\n";
    let request = "GET /?a%0a\u{e9}=secret.x%0ay HTTP/1.1\nHost: h\n\n";
    let outcome = send_with(rules, request, &Settings::default());
    let finding = &outcome.findings[0];
    assert_eq!(
        finding.message.as_deref(),
        Some("2/2 %{tx.1} %{tx.word_score} %{MATCHED_VAR} %{REQUEST_HEADERS.host} %{RULE.msg} = 5")
    );
    let member = finding.evidence[0].member.as_deref();
    assert_eq!(member, Some("a\\x0a\\xc3\\xa9"));
}

#[test]
fn reasons_are_one_short_line() {
    let kind = "text/xml";
    let request = post(kind, &format!("<a></{}\u{1b}[2J>", "b".repeat(4000)));
    let rules = "SecRule REQBODY_ERROR_MSG \"@rx ^[ -~]{1,600}$\" \"id:1,phase:2,pass\"";
    let outcome = send_with(rules, &request, &Settings::default());
    assert_eq!(outcome.findings.len(), 1);
}

#[test]
fn findings_repeat_only_the_beginning_of_a_name() {
    let rules = "SecRule ARGS \"@rx abc\" \"id:1,phase:2,pass,log\"";
    let request = format!("GET /?{}=abc HTTP/1.1\nHost: h\n\n", "n".repeat(4000));
    let outcome = send_with(rules, &request, &Settings::default());
    let member = outcome.findings[0].evidence[0].member.as_deref();
    assert_eq!(member.map(str::len), Some(128));
}

//! What the guard reads: rules, values, bodies, requests.

use std::sync::LazyLock;

use guard::conformance::pieces::{Members, read_body, transform as all};
use guard::conformance::{Runner, sample};
use guard::{Limits, MemorySources, RuleSet, Settings, Shortcuts};

/// Reads rules and sends a request through those that are understood.
pub fn load_rules(text: &[u8]) {
    let sources = MemorySources::new().with("r.conf", text).with("r.data", "select\n# no phrase\n");
    let Ok(rules) = RuleSet::load(&sources, &["r.conf"]) else {
        return;
    };
    let runner = Runner::new(&rules, &Settings::default()).expect("the settings are plain");
    for (_, request) in sample::ordinary() {
        runner.send(&request);
    }
}

/// Transforms a value in all ways: results are short, untouched where the engine does not ask, and for what evens out,
/// even.
pub fn transform(value: &[u8]) {
    for made in all(value) {
        let most = match made.name.as_str() {
            "Length" | "Sha1" => 20,
            "HexEncode" => 2 * value.len(),
            // Two bytes of UTF-8 become six letters.
            "Utf8ToUnicode" => 3 * value.len(),
            _ => value.len(),
        };
        assert!(made.bytes.len() <= most, "{made:?}");
        assert!(made.could_change || made.bytes == value, "{made:?}");
        let evens_out = matches!(
            made.name.as_str(),
            "CmdLine"
                | "CompressWhitespace"
                | "Lowercase"
                | "NormalizePath"
                | "NormalizePathWin"
                | "RemoveNulls"
                | "RemoveWhitespace"
                | "ReplaceComments"
                | "ReplaceNulls"
                | "Trim"
                | "TrimLeft"
                | "TrimRight"
                | "Uppercase"
                | "Utf8ToUnicode"
        );
        assert!(!evens_out || made.twice == made.bytes, "{made:?}");
    }
}

/// Reads a form: every pair is one argument.
pub fn read_form(body: &[u8]) {
    let members = read("URLENCODED", b"application/x-www-form-urlencoded", body);
    if members.error.is_none() {
        let pairs = body.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty());
        assert_eq!(members.arguments.len(), pairs.count());
    }
}

/// Reads a multipart body behind a line with its content type.
pub fn read_multipart(text: &[u8]) {
    let end = text.iter().position(|byte| *byte == b'\n').unwrap_or(text.len());
    let (content_type, body) = text.split_at(end);
    read("MULTIPART", content_type, body.get(1..).unwrap_or_default());
}

/// Reads JSON: what another reader takes for JSON is JSON, unless it is too much.
pub fn read_json(body: &[u8]) {
    let members = read("JSON", b"application/json", body);
    let Ok(value) = serde_json::from_slice::<serde_json::Value>(body) else {
        return;
    };
    match members.error {
        Some(error) => {
            let is_limit = ["more than", "deeper than", "longer than", "too many"];
            assert!(is_limit.iter().any(|limit| error.contains(limit)), "{error}");
        }
        None => assert!(members.arguments.len() >= leaves(&value), "{members:?}"),
    }
}

fn leaves(value: &serde_json::Value) -> usize {
    match value {
        serde_json::Value::Array(items) => items.iter().map(leaves).sum(),
        serde_json::Value::Object(fields) => fields.values().map(leaves).sum(),
        _ => 1,
    }
}

/// Reads XML.
pub fn read_xml(body: &[u8]) {
    read("XML", b"application/xml", body);
}

/// Reads a body, within limits and the same way again.
fn read(processor: &str, content_type: &[u8], body: &[u8]) -> Members {
    let limits = Limits::default();
    let once = || read_body(processor, content_type, body, &limits).expect("a reader of that name");
    let members = once();
    assert_eq!(members, once());
    assert!(members.arguments.len() <= limits.arguments);
    assert!(members.files.len() <= limits.parts);
    assert!(members.part_headers <= limits.parts * limits.part_headers);
    assert!(members.arguments.iter().all(|(name, _)| name.len() <= 4096));
    let values: usize = members.arguments.iter().map(|(_, value)| value.len()).sum();
    let sizes: usize = members.files.iter().map(|(_, _, size)| size).sum();
    let xml: usize = members.xml.iter().map(Vec::len).sum();
    assert!(values + sizes + xml <= body.len(), "{members:?}");
    members
}

static RULES: LazyLock<RuleSet> = LazyLock::new(|| {
    let sources = MemorySources::new().with("own.conf", include_str!("../../crates/guard/tests/it/own.conf"));
    RuleSet::load(&sources, &["own.conf"]).expect("rules of the tests")
});

/// Judges a request with and without shortcuts.
pub fn judge(request: &[u8]) {
    let outcome = |shortcuts| {
        let settings = Settings { shortcuts, keep_text: true, ..Settings::default() };
        let runner = Runner::new(&RULES, &settings).expect("the settings are plain");
        // The second time with what is remembered from the first.
        [runner.send(request), runner.send(request)]
    };
    let (quick, plain) = (outcome(Shortcuts::All), outcome(Shortcuts::Off));
    for (quick, plain) in quick.iter().zip(&plain) {
        assert_eq!(quick.decision, plain.decision);
        assert_eq!(quick.findings, plain.findings);
    }
}

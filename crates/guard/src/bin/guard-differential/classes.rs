//! Why both engines say different things of a request, where that is meant to be. `docs/guard-differences.md` tells more.

use std::fmt;

use guard::conformance::{RawRequest, Release};

/// What a class begins with that has no reason yet.
pub(crate) const UNEXPLAINED: &str = "unexplained";

/// Rules by what they look at and how.
#[derive(Default)]
pub(crate) struct About {
    whole_body: Vec<u64>,
    uri: Vec<u64>,
    earlier: Vec<u64>,
    phrases: Vec<u64>,
    patterns: Vec<u64>,
    wide: Vec<u64>,
    base64: Vec<u64>,
    stages: Vec<u64>,
    paths: Vec<u64>,
}

impl About {
    pub(crate) fn release(release: &Release) -> Self {
        let chained = release.rules_with(&["chain\""]);
        Self {
            whole_body: release.rules_about("REQUEST_BODY"),
            uri: release.rules_about("REQUEST_URI"),
            earlier: release.rules_about("MATCHED_VARS"),
            phrases: release.rules_with(&["\"@pm ", "\"@pmFromFile "]),
            patterns: release.rules_with(&["@rx "]),
            wide: release.rules_with(&["t:utf8toUnicode"]),
            base64: release.rules_with(&["t:base64Decode"]),
            paths: release.rules_with(&["t:normalizePath"]),
            stages: both(release.rules_with(&["multiMatch"]), &chained),
        }
    }
}

fn both(mut left: Vec<u64>, right: &[u64]) -> Vec<u64> {
    left.retain(|rule| right.contains(rule));
    left
}

/// The rules that only one of both engines fired.
pub(crate) struct Difference {
    /// Whether any rule fired at all.
    pub(crate) fired: bool,
    only_ours: Vec<u64>,
    only_theirs: Vec<u64>,
}

/// A request with what else matters to a class.
pub(crate) struct Asked<'a> {
    pub(crate) request: &'a RawRequest,
    /// Why our reader did not come to the body's end.
    pub(crate) body_error: Option<&'a str>,
}

impl Difference {
    pub(crate) fn between(ours: &[u64], theirs: &[u64]) -> Self {
        let without = |left: &[u64], right: &[u64]| -> Vec<u64> {
            left.iter()
                .copied()
                .filter(|rule| !right.contains(rule))
                .filter(|rule| !follows(*rule))
                .collect()
        };
        Self {
            fired: !ours.is_empty(),
            only_ours: without(ours, theirs),
            only_theirs: without(theirs, ours),
        }
    }

    pub(crate) fn is_none(&self) -> bool {
        self.only_ours.is_empty() && self.only_theirs.is_empty()
    }

    /// The classes of all its rules.
    pub(crate) fn classes(&self, asked: &Asked<'_>, about: &About) -> Vec<String> {
        let ours = self.only_ours.iter().map(|rule| (*rule, "ours"));
        let theirs = self.only_theirs.iter().map(|rule| (*rule, "theirs"));
        let mut classes: Vec<String> = ours
            .chain(theirs)
            .map(|(rule, whose)| match class(rule, whose, asked, about) {
                Some(class) => class.to_owned(),
                None => format!("{UNEXPLAINED}: {rule} only {whose}"),
            })
            .collect();
        classes.sort();
        classes.dedup();
        classes
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "ours {:?}, theirs {:?}",
            self.only_ours, self.only_theirs
        )
    }
}

/// Whether a rule only adds up what others found: sums of scores, and the report, which libmodsecurity does not log
/// because it has no condition.
fn follows(rule: u64) -> bool {
    matches!(rule, 949_110 | 949_111 | 959_100 | 959_101 | 980_170)
}

fn class(rule: u64, whose: &str, asked: &Asked<'_>, about: &About) -> Option<&'static str> {
    let text = decoded(&whole(asked.request));
    let asks_for_scripts = matches!(rule, 2 | 941_100 | 941_101);
    if asks_for_scripts && whose == "theirs" && names_an_event(&text) {
        return Some("an attribute that begins with \"on\" and is no event");
    }
    of_request(asked)
        .or_else(|| of_rule(rule, whose, asked.request, about))
        .or_else(|| of_text(rule, whose, asked.request, &text, about))
}

/// What is different for all rules.
fn of_request(asked: &Asked<'_>) -> Option<&'static str> {
    let target = &asked.request.target;
    let path = target.split(|byte| *byte == b'?').next();
    let path = path.unwrap_or_default().to_ascii_lowercase();
    let named = |name: &[u8]| name.eq_ignore_ascii_case(b"content-type");
    let headers = &asked.request.headers;
    if !target.starts_with(b"/") {
        Some("a target that is no path")
    } else if is_like_another(&kind(asked.request)) {
        Some("a content type that only begins like a known one")
    } else if headers.iter().filter(|(name, _)| named(name)).count() > 1 {
        Some("two content types")
    } else if contains(&path, b"%3f") {
        Some("an encoded ? in the path")
    } else if asked.body_error.is_some() {
        Some("a body that cannot be read to its end")
    } else {
        None
    }
}

/// What is different for some rules.
fn of_rule(rule: u64, whose: &str, request: &RawRequest, about: &About) -> Option<&'static str> {
    let kind = kind(request);
    let is_form = kind == b"application/x-www-form-urlencoded";
    if whose == "theirs" {
        if !is_form && about.whole_body.contains(&rule) {
            return Some("the whole body of what is no form");
        }
        if rule == 922_110 {
            return Some("the line break of a part's header");
        }
        if about.earlier.contains(&rule) {
            return Some("what an earlier rule matched");
        }
        if about.stages.contains(&rule) {
            return Some("a chain that begins with multiMatch");
        }
    } else {
        if about.phrases.contains(&rule) {
            return Some("a phrase that begins within another");
        }
        if about.base64.contains(&rule) {
            return Some("base64 with something else in it");
        }
        if kind.ends_with(b"xml") && names_nothing(&request.body) {
            return Some("XML with a name that stands for nothing");
        }
        if rule == 921_180 && kind.ends_with(b"json") {
            return Some("members of a JSON list share its name");
        }
    }
    None
}

/// What is different for some rules about some values.
fn of_text(
    rule: u64,
    whose: &str,
    request: &RawRequest,
    text: &[u8],
    about: &About,
) -> Option<&'static str> {
    let is_odd = text.contains(&0) || std::str::from_utf8(text).is_err();
    if is_odd && about.wide.contains(&rule) {
        return Some("zero bytes, and what is no UTF-8, under utf8toUnicode");
    }
    // Rules decode once more.
    let has_lines = decoded(text).contains(&b'\n') || contains(&request.body, b"\\n");
    if has_lines && about.patterns.contains(&rule) {
        return Some("beginnings and ends of lines");
    }
    let has_dots = text
        .windows(4)
        .any(|found| matches!(found, [before, b'.', b'.', b'/'] if !b"/\\".contains(before)));
    if whose == "ours" && has_dots && about.paths.contains(&rule) {
        return Some("a name that ends in two dots under normalizePath");
    }
    if about.uri.contains(&rule) && request.target.contains(&b'%') {
        return Some("the encoded target");
    }
    None
}

/// The content type without its parameters.
fn kind(request: &RawRequest) -> Vec<u8> {
    request
        .header("Content-Type")
        .unwrap_or_default()
        .split(|byte| matches!(byte, b';' | b',' | b' ' | b'\t'))
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase()
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|found| found == part)
}

/// Whether a type goes on where one of those that bodies are read by ends.
fn is_like_another(kind: &[u8]) -> bool {
    let known: [&[u8]; 5] = [
        b"application/x-www-form-urlencoded",
        b"application/json",
        b"application/xml",
        b"text/xml",
        b"application/soap+xml",
    ];
    !known.contains(&kind) && known.iter().any(|known| kind.starts_with(known))
}

/// Whether XML holds `&name;` with a name that it does not know without a document type.
fn names_nothing(body: &[u8]) -> bool {
    body.split(|byte| *byte == b'&').skip(1).any(|rest| {
        let name = rest.split(|byte| *byte == b';').next().unwrap_or_default();
        let known: [&[u8]; 5] = [b"lt", b"gt", b"amp", b"quot", b"apos"];
        !name.starts_with(b"#") && !known.contains(&name)
    })
}

/// Target, headers and body in one.
fn whole(request: &RawRequest) -> Vec<u8> {
    let mut text = request.target.clone();
    for (_, value) in &request.headers {
        text.push(b' ');
        text.extend_from_slice(value);
    }
    text.push(b' ');
    text.extend_from_slice(&request.body);
    text
}

/// A text with what is URL-encoded undone.
fn decoded(text: &[u8]) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((byte, after)) = rest.split_first() {
        let code = rest
            .get(1..3)
            .filter(|_| *byte == b'%')
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        decoded.push(code.unwrap_or(if *byte == b'+' { b' ' } else { *byte }));
        rest = if code.is_some() {
            rest.get(3..).unwrap_or_default()
        } else {
            after
        };
    }
    decoded
}

/// Whether a text holds a word of five letters or more that begins with "on", and an equals sign behind it.
fn names_an_event(text: &[u8]) -> bool {
    let text = text.to_ascii_lowercase();
    let mut rest = text.as_slice();
    while let Some(at) = rest.windows(2).position(|found| found == b"on") {
        rest = rest.get(at + 2..).unwrap_or_default();
        if rest.get(3..).is_some_and(|rest| rest.contains(&b'=')) {
            return true;
        }
    }
    false
}

//! What operators learn about a judged request: a line in the log for what was refused or would be, and counters by rule.
//! Never the request's text, only where in it a rule matched.

use ::guard::{Decision, Evidence, Finding};

use super::Verdict;

/// Most findings in one line.
const MOST: usize = 8;

/// The longest part of a name: shorter than any secret that we give out.
const LONGEST: usize = 40;

pub(super) fn tell(id: &str, verdict: &Verdict) {
    for finding in verdict.findings.iter().filter(|finding| counts(finding)) {
        // Ids come from rule files, so there are only so many.
        metrics::counter!("countersign_guard_matches", "rule" => finding.rule.to_string())
            .increment(1);
    }
    let decision = match verdict.decision {
        Decision::Refuse { .. } => "refused",
        Decision::Pass if verdict.findings.iter().any(counts) => "noticed",
        Decision::Pass => "passed",
    };
    metrics::counter!("countersign_guard_requests", "decision" => decision).increment(1);
    let Some((rule, said)) = about(verdict) else {
        return;
    };
    let found: Vec<String> = verdict
        .findings
        .iter()
        .filter(|finding| counts(finding))
        .take(MOST)
        .map(shown)
        .collect();
    tracing::warn!(incident.id = %id, guard.rule = rule, guard.score = verdict.scores.inbound,
        guard.free_text = verdict.scores.free_text, guard.found = %found.join("; "),
        guard.body = verdict.body_error.as_deref().unwrap_or_default(), "{said}");
}

/// What the line says, with the rule that refused, or 0.
fn about(verdict: &Verdict) -> Option<(u64, &'static str)> {
    if let Decision::Refuse { rule, .. } = verdict.decision {
        return Some((rule, "the guard refused a request"));
    }
    let mut findings = verdict.findings.iter();
    let wanted = findings.find(|finding| finding.wants_to_refuse);
    verdict.is_unwanted.then(|| {
        let rule = wanted.map_or(0, |finding| finding.rule);
        (rule, "the guard would refuse a request")
    })
}

/// Rules that only prepare others say nothing about a request.
fn counts(finding: &Finding) -> bool {
    finding.score > 0 || finding.wants_to_refuse || !finding.evidence.is_empty()
}

/// The rule and where it matched.
fn shown(finding: &Finding) -> String {
    let places: Vec<String> = finding
        .evidence
        .iter()
        .map(|evidence| at(evidence, evidence.member.as_deref().map(name)))
        .collect();
    format!("{} in {}", finding.rule, places.join(", "))
}

/// A name as the log may show it. Whoever asks makes up the names of arguments, and what is sent under the wrong type is
/// one long name, passwords and all.
// SECURITY: guarded by test `the_log_shows_names_and_no_texts`.
fn name(member: &str) -> &str {
    let is_word = |part: &str| {
        (1..=LONGEST).contains(&part.len())
            && part
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    if member.split('.').all(is_word) {
        member
    } else {
        "?"
    }
}

/// Where a rule matched, for whoever has the request.
pub(crate) fn place(evidence: &Evidence) -> String {
    at(evidence, evidence.member.as_deref())
}

fn at(evidence: &Evidence, member: Option<&str>) -> String {
    let member = member.map(|name| format!(":{name}")).unwrap_or_default();
    let variable = evidence.variable.name();
    format!(
        "{variable}{member} at {} for {}",
        evidence.offset, evidence.length
    )
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use axum::body::Body;
    use http::{Request, header};
    use kernel::SystemClock;
    use serde_json::json;

    use super::*;
    use crate::config::Config;
    use crate::guarding::{Facts, Guard, load_with};

    #[test]
    fn whoever_only_watches_learns_what_would_be_refused() {
        for (mode, said) in [
            ("block", "the guard refused a request"),
            ("detect", "the guard would refuse a request"),
        ] {
            let mode = ("COUNTERSIGN_GUARD__MODE".to_owned(), mode.to_owned());
            let config = Config::load(None, std::iter::once(mode)).unwrap();
            let loaded = load_with(None).unwrap();
            let guard = Guard::new(loaded, &config.guard, Arc::new(SystemClock)).unwrap();
            let about = |target: &str, body: &str| {
                let request = Request::post(target)
                    .header(header::CONTENT_TYPE, "application/json")
                    .body(Body::empty())
                    .unwrap();
                let facts = Facts::take(&mut request.into_parts().0);
                about(&guard.judge(&facts, body.as_bytes()))
            };
            let attack = "/?q=1'%20OR%20'1'='1";
            assert_eq!(about(attack, ""), Some((9_500_901, said)));
            assert_eq!(about("/", "{"), Some((0, said)));
            let all = json!([
                "../../x",
                "1' OR '1'='1",
                "<script>x()</script>",
                "${jndi:x}"
            ]);
            let sprayed = json!({
                "name": all, "email": all, "team_name": all, "sentence": all, "context": all,
                "body": { "blocks": { "spans": { "text": all, "link": all } } },
            });
            assert_eq!(about("/", &sprayed.to_string()), Some((0, said)));
            let one = json!({ "name": all }).to_string();
            assert_eq!(about("/", &one), None);
        }
    }

    #[test]
    fn the_log_shows_names_and_no_texts() {
        for known in ["json.comments.body.blocks.spans.text", "a", "User-Agent"] {
            assert_eq!(name(known), known);
        }
        let token = vault::token::Token::generate().to_text().to_string();
        for text in [
            "",
            "a b",
            "json.",
            "json.it's mine",
            r#"{"email":"ines@example.org","password":"secret"}"#,
            token.as_str(),
        ] {
            assert_eq!(name(text), "?");
        }
    }
}

//! What operators learn about a judged request: a line in the log for what was refused, and counters by rule. Never the
//! request's text, only where in it a rule matched.

use ::guard::{Decision, Evidence, Finding};

use super::Verdict;

/// Most findings in one line.
const MOST: usize = 8;

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
    if let Decision::Refuse { rule, .. } = verdict.decision {
        let found: Vec<String> = verdict
            .findings
            .iter()
            .filter(|finding| counts(finding))
            .take(MOST)
            .map(shown)
            .collect();
        tracing::warn!(incident.id = %id, guard.rule = rule, guard.score = verdict.scores.inbound,
            guard.free_text = verdict.scores.free_text, guard.found = %found.join("; "),
            guard.body = verdict.body_error.as_deref().unwrap_or_default(), "the guard refused a request");
    }
}

/// Rules that only prepare others say nothing about a request.
fn counts(finding: &Finding) -> bool {
    finding.score > 0 || finding.wants_to_refuse || !finding.evidence.is_empty()
}

/// The rule and where it matched.
fn shown(finding: &Finding) -> String {
    let places: Vec<String> = finding.evidence.iter().map(place).collect();
    format!("{} in {}", finding.rule, places.join(", "))
}

pub(crate) fn place(evidence: &Evidence) -> String {
    let member = evidence
        .member
        .as_ref()
        .map(|name| format!(":{name}"))
        .unwrap_or_default();
    let variable = evidence.variable.name();
    format!(
        "{variable}{member} at {} for {}",
        evidence.offset, evidence.length
    )
}

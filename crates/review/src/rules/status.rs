//! The status of a review, computed from the current decisions of those whose decision counts.

use serde::{Deserialize, Serialize};

use super::verdict::Verdict;

/// Where a review stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Somebody's decision is still awaited.
    Review,
    /// Somebody wants another version.
    Request,
    /// Approved once noted changes are made.
    ChangesOk,
    /// Approved.
    Approve,
    /// Rejected.
    Reject,
}

impl Status {
    /// Every status.
    pub const ALL: [Self; 5] = [
        Self::Review,
        Self::Request,
        Self::ChangesOk,
        Self::Approve,
        Self::Reject,
    ];

    /// The word in the database and on the wire.
    pub fn token(self) -> &'static str {
        match self {
            Self::Review => "review",
            Self::Request => "request",
            Self::ChangesOk => "changes_ok",
            Self::Approve => "approve",
            Self::Reject => "reject",
        }
    }

    /// The status of a word.
    pub fn parse(token: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.token() == token)
    }

    /// Whether the review is approved, with or without changes.
    pub fn is_approved(self) -> bool {
        matches!(self, Self::Approve | Self::ChangesOk)
    }
}

/// One person as the rule sees them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Voice {
    /// Whether the review waits for this person.
    pub awaited: bool,
    /// Their current statement, if it decides something.
    pub verdict: Option<Verdict>,
}

impl Voice {
    /// The voice of somebody whose newest statement this is. Who has withdrawn has not decided.
    pub fn new(awaited: bool, newest: Option<Verdict>) -> Self {
        Self {
            awaited,
            verdict: newest.filter(|verdict| verdict.counts()),
        }
    }
}

/// The status that the decisions amount to. A refusal counts at once; an approval counts when nobody is awaited.
pub fn status(voices: &[Voice]) -> Status {
    let has = |wanted: Verdict| voices.iter().any(|voice| voice.verdict == Some(wanted));
    if has(Verdict::Reject) {
        return Status::Reject;
    }
    if has(Verdict::RequestChanges) {
        return Status::Request;
    }
    let awaited = voices
        .iter()
        .any(|voice| voice.awaited && voice.verdict.is_none());
    if awaited {
        return Status::Review;
    }
    if has(Verdict::ApproveWithChanges) {
        return Status::ChangesOk;
    }
    if has(Verdict::Approve) {
        Status::Approve
    } else {
        Status::Review
    }
}

#[cfg(test)]
#[expect(clippy::too_many_lines, reason = "tables are read whole")]
mod tests {
    use super::Verdict::{Approve, ApproveWithChanges, Reject, RequestChanges};
    use super::*;

    fn awaited(verdict: Option<Verdict>) -> Voice {
        Voice {
            awaited: true,
            verdict,
        }
    }

    fn volunteer(verdict: Verdict) -> Voice {
        Voice {
            awaited: false,
            verdict: Some(verdict),
        }
    }

    #[test]
    fn the_status_follows_from_the_decisions() {
        let cases: [(&str, Vec<Voice>, Status); 12] = [
            ("nobody", vec![], Status::Review),
            (
                "nobody has decided",
                vec![awaited(None), awaited(None)],
                Status::Review,
            ),
            (
                "one is missing",
                vec![awaited(Some(Approve)), awaited(None)],
                Status::Review,
            ),
            (
                "all approved",
                vec![awaited(Some(Approve)), awaited(Some(Approve))],
                Status::Approve,
            ),
            (
                "one with changes",
                vec![awaited(Some(Approve)), awaited(Some(ApproveWithChanges))],
                Status::ChangesOk,
            ),
            (
                "a request counts at once",
                vec![awaited(Some(RequestChanges)), awaited(None)],
                Status::Request,
            ),
            (
                "a rejection wins",
                vec![awaited(Some(RequestChanges)), awaited(Some(Reject))],
                Status::Reject,
            ),
            (
                "an approval beside a rejection",
                vec![awaited(Some(Approve)), volunteer(Reject)],
                Status::Reject,
            ),
            (
                "a volunteer alone",
                vec![volunteer(Approve)],
                Status::Approve,
            ),
            (
                "a volunteer does not replace the awaited",
                vec![awaited(None), volunteer(Approve)],
                Status::Review,
            ),
            (
                "a volunteer can object",
                vec![awaited(Some(Approve)), volunteer(RequestChanges)],
                Status::Request,
            ),
            (
                "somebody who is not asked",
                vec![Voice {
                    awaited: false,
                    verdict: None,
                }],
                Status::Review,
            ),
        ];
        for (name, voices, expected) in cases {
            assert_eq!(status(&voices), expected, "{name}");
        }
    }

    #[test]
    fn whoever_withdrew_has_not_decided() {
        let withdrew = |awaited| Voice::new(awaited, Some(Verdict::Withdraw));
        let cases = [
            ("awaited again", vec![withdrew(true)], Status::Review),
            ("a volunteer", vec![withdrew(false)], Status::Review),
            (
                "one of two approvals",
                vec![awaited(Some(Approve)), withdrew(true)],
                Status::Review,
            ),
            (
                "a volunteer's approval beside an awaited one",
                vec![awaited(Some(Approve)), withdrew(false)],
                Status::Approve,
            ),
            (
                "an objection taken back",
                vec![awaited(Some(ApproveWithChanges)), withdrew(false)],
                Status::ChangesOk,
            ),
        ];
        for (name, voices, expected) in cases {
            assert_eq!(status(&voices), expected, "{name}");
        }
        for verdict in Verdict::ALL {
            let kept = Voice::new(true, Some(verdict)).verdict;
            assert_eq!(kept, verdict.counts().then_some(verdict), "{verdict:?}");
        }
    }

    #[test]
    fn no_approval_while_somebody_is_awaited() {
        for first in Verdict::ALL.into_iter().filter(|verdict| verdict.counts()) {
            for second in Verdict::ALL.into_iter().filter(|verdict| verdict.counts()) {
                let voices = [awaited(None), awaited(Some(first)), volunteer(second)];
                assert!(!status(&voices).is_approved(), "{first:?} {second:?}");
            }
        }
    }
}

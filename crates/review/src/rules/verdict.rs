//! What a reviewer can decide, and which of it a group offers.

use serde::{Deserialize, Serialize};

/// One reviewer's answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Good as it is.
    Approve,
    /// Good once the noted changes are made; no further review is needed.
    ApproveWithChanges,
    /// Not yet; another version is needed.
    RequestChanges,
    /// No.
    Reject,
    /// The decision before is taken back, and none is in its place. Offered nowhere: it has an operation of its own.
    Withdraw,
}

impl Verdict {
    /// Every verdict, mildest first.
    pub const ALL: [Self; 5] = [
        Self::Approve,
        Self::ApproveWithChanges,
        Self::RequestChanges,
        Self::Reject,
        Self::Withdraw,
    ];

    /// Whether something is decided by it; a withdrawal leaves its author where they were before.
    pub fn counts(self) -> bool {
        self != Self::Withdraw
    }

    /// The word in the database and on the wire.
    pub fn token(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::ApproveWithChanges => "approve_with_changes",
            Self::RequestChanges => "request_changes",
            Self::Reject => "reject",
            Self::Withdraw => "withdraw",
        }
    }

    /// The verdict of a word.
    pub fn parse(token: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|verdict| verdict.token() == token)
    }
}

/// The extra verdicts that a group may switch on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Extras {
    /// "Approve with changes".
    pub approve_with_changes: bool,
    /// "Reject".
    pub reject: bool,
}

/// The verdicts that a group offers, in the order of the interface.
pub fn offered(extras: Extras) -> Vec<Verdict> {
    Verdict::ALL
        .into_iter()
        .filter(|verdict| match verdict {
            Verdict::Approve | Verdict::RequestChanges => true,
            Verdict::ApproveWithChanges => extras.approve_with_changes,
            Verdict::Reject => extras.reject,
            Verdict::Withdraw => false,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::Verdict::{Approve, ApproveWithChanges, Reject, RequestChanges};
    use super::*;

    #[test]
    fn extra_verdicts_are_offered_only_when_switched_on() {
        let cases: [(bool, bool, &[Verdict]); 4] = [
            (false, false, &[Approve, RequestChanges]),
            (true, false, &[Approve, ApproveWithChanges, RequestChanges]),
            (false, true, &[Approve, RequestChanges, Reject]),
            (
                true,
                true,
                &[Approve, ApproveWithChanges, RequestChanges, Reject],
            ),
        ];
        for (approve_with_changes, reject, expected) in cases {
            assert_eq!(
                offered(Extras {
                    approve_with_changes,
                    reject
                }),
                expected
            );
        }
    }

    #[test]
    fn a_verdict_survives_its_word() {
        for verdict in Verdict::ALL {
            assert_eq!(Verdict::parse(verdict.token()), Some(verdict));
        }
        assert_eq!(Verdict::parse("maybe"), None);
    }
}

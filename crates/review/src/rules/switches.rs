//! A group's settings as they are stored, and what they allow to guests in a review's status.

use kernel::policy::GuestSwitches;
use serde::{Deserialize, Serialize};

use super::status::Status;
use super::verdict::Extras;

/// One switch for each phase of a review.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ByPhase {
    /// While decisions are awaited.
    pub review: bool,
    /// When changes are needed, or it was rejected.
    pub request: bool,
    /// When it is approved, with or without changes.
    pub approve: bool,
}

impl ByPhase {
    fn at(self, status: Status) -> bool {
        match status {
            Status::Review => self.review,
            Status::Request | Status::Reject => self.request,
            Status::Approve | Status::ChangesOk => self.approve,
        }
    }
}

/// The switches of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "they are independent switches"
)]
pub struct Settings {
    /// Guests may write comments.
    pub comment: ByPhase,
    /// Guests may take the original away.
    pub download: ByPhase,
    /// Reviewers do not learn each other's names.
    pub anonymous: bool,
    /// The group's link alone does not let anybody in.
    pub invited_only: bool,
    /// "Approve with changes" is offered.
    pub approve_with_changes: bool,
    /// "Reject" is offered.
    pub reject: bool,
    /// Whoever opens a link proves their mailbox with a mailed code first.
    pub mailed_code: bool,
    /// Guests may add a version while it is not approved.
    pub reviewer_upload: bool,
    /// What happens in the group's reviews is gathered into mails.
    pub activity_mails: bool,
    /// A mail says that a review has started.
    pub started_mails: bool,
}

/// A new group: comments until it is approved, no download, names visible.
impl Default for Settings {
    fn default() -> Self {
        Self {
            comment: ByPhase {
                review: true,
                request: true,
                approve: false,
            },
            download: ByPhase {
                review: false,
                request: false,
                approve: false,
            },
            anonymous: false,
            invited_only: false,
            approve_with_changes: true,
            reject: false,
            mailed_code: false,
            reviewer_upload: false,
            activity_mails: true,
            started_mails: true,
        }
    }
}

impl Settings {
    /// The extra verdicts that are offered.
    pub fn extras(&self) -> Extras {
        Extras {
            approve_with_changes: self.approve_with_changes,
            reject: self.reject,
        }
    }

    /// What guests may do with a review in this status.
    pub fn guests(&self, status: Status) -> GuestSwitches {
        GuestSwitches {
            comment: self.comment.at(status),
            download: self.download.at(status),
            people: !self.anonymous,
            upload: self.reviewer_upload
                && matches!(status, Status::Review | Status::Request | Status::Reject),
        }
    }

    /// The switches as the bits of one number, for the database.
    pub fn to_bits(self) -> i64 {
        self.flags()
            .into_iter()
            .enumerate()
            .filter(|(_, on)| *on)
            .map(|(place, _)| 1_i64 << place)
            .sum()
    }

    /// The switches of a stored number; bits of newer releases are ignored.
    pub fn from_bits(bits: i64) -> Self {
        let on = |place: u32| bits >> place & 1 == 1;
        Self {
            comment: ByPhase {
                review: on(0),
                request: on(1),
                approve: on(2),
            },
            download: ByPhase {
                review: on(3),
                request: on(4),
                approve: on(5),
            },
            anonymous: on(6),
            invited_only: on(7),
            approve_with_changes: on(8),
            reject: on(9),
            mailed_code: on(10),
            reviewer_upload: on(11),
            // On in every group that was there before; the bits say that they are off.
            activity_mails: !on(12),
            started_mails: !on(13),
        }
    }

    // The order is that of the stored bits and never changes.
    fn flags(self) -> [bool; 14] {
        let Self {
            comment,
            download,
            anonymous,
            invited_only,
            approve_with_changes,
            reject,
            mailed_code,
            reviewer_upload,
            activity_mails,
            started_mails,
        } = self;
        [
            comment.review,
            comment.request,
            comment.approve,
            download.review,
            download.request,
            download.approve,
            anonymous,
            invited_only,
            approve_with_changes,
            reject,
            mailed_code,
            reviewer_upload,
            !activity_mails,
            !started_mails,
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_survive_their_bits() {
        for bits in 0..1 << 14 {
            assert_eq!(Settings::from_bits(bits).to_bits(), bits);
        }
        assert_eq!(Settings::from_bits(1 << 40), Settings::from_bits(0));
    }

    #[test]
    fn guests_may_do_what_the_switch_of_the_phase_says() {
        let only = |review, request, approve| ByPhase {
            review,
            request,
            approve,
        };
        let cases = [
            (Status::Review, [true, false, false]),
            (Status::Request, [false, true, false]),
            (Status::Reject, [false, true, false]),
            (Status::Approve, [false, false, true]),
            (Status::ChangesOk, [false, false, true]),
        ];
        for (status, expected) in cases {
            let phases = [
                only(true, false, false),
                only(false, true, false),
                only(false, false, true),
            ];
            for (phase, expected) in phases.into_iter().zip(expected) {
                let none = only(false, false, false);
                let commenting = Settings {
                    comment: phase,
                    download: none,
                    ..Settings::default()
                }
                .guests(status);
                let downloading = Settings {
                    comment: none,
                    download: phase,
                    ..Settings::default()
                }
                .guests(status);
                assert_eq!(
                    (commenting.comment, commenting.download),
                    (expected, false),
                    "{status:?}"
                );
                assert_eq!(
                    (downloading.comment, downloading.download),
                    (false, expected),
                    "{status:?}"
                );
            }
        }
    }

    #[test]
    fn guests_add_versions_only_to_what_is_not_approved() {
        let cases = [
            (Status::Review, true),
            (Status::Request, true),
            (Status::Reject, true),
            (Status::Approve, false),
            (Status::ChangesOk, false),
        ];
        for (status, expected) in cases {
            for reviewer_upload in [true, false] {
                let settings = Settings {
                    reviewer_upload,
                    ..Settings::default()
                };
                let allowed = settings.guests(status).upload;
                assert_eq!(allowed, reviewer_upload && expected, "{status:?}");
            }
        }
    }

    #[test]
    fn reviewers_of_an_anonymous_group_do_not_see_each_other() {
        for anonymous in [true, false] {
            let settings = Settings {
                anonymous,
                ..Settings::default()
            };
            assert_eq!(settings.guests(Status::Review).people, !anonymous);
        }
    }
}

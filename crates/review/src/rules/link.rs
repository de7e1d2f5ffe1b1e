//! The state of a review link, and what stands between its secret and the review.

use kernel::{Error, Millis, Result};

use super::due::FURTHEST;

/// The facts of a link whose secret was presented and is right.
#[derive(Debug, Clone, Copy)]
pub struct LinkFacts {
    /// When it was replaced or taken back.
    pub revoked_at: Option<Millis>,
    /// When it stops, by the group's settings.
    pub expires_at: Option<Millis>,
    /// Whether the group lets in invited people only.
    pub invited_only: bool,
    /// Whether it is one invited person's own link.
    pub personal: bool,
    /// Whether the group asks for a mailed code.
    pub mailed_code: bool,
    /// What the browser has shown before.
    pub proved: Proved,
}

/// Whose mailbox a browser has shown to be theirs, at the group that the link leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proved {
    /// Nobody's, or somebody else's than the link's own person.
    Nothing,
    /// Somebody's whom nobody invited.
    WalkedIn,
    /// An invited person's.
    Invited,
}

/// What the door says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkState {
    /// It leads in.
    Open,
    /// It was replaced or taken back.
    Revoked,
    /// It has run out.
    Expired,
    /// It proves nothing about its holder, and the group asks for proof.
    Unproved,
    /// A mailed code has to come first.
    CodeNeeded,
}

/// The state of a link at a moment.
pub fn state(facts: LinkFacts, now: Millis) -> LinkState {
    if facts.revoked_at.is_some() {
        return LinkState::Revoked;
    }
    if facts.expires_at.is_some_and(|at| at <= now) {
        return LinkState::Expired;
    }
    let may_be_proved = match facts.proved {
        Proved::Nothing => false,
        Proved::WalkedIn => !facts.invited_only,
        Proved::Invited => true,
    };
    if facts.mailed_code && !may_be_proved {
        return LinkState::CodeNeeded;
    }
    if facts.invited_only && !facts.personal && !may_be_proved {
        return LinkState::Unproved;
    }
    LinkState::Open
}

/// What somebody is asked for before a code is mailed to them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AskedForCode {
    /// Nothing: the code goes to the address that the link was made for.
    Nothing,
    /// The address that was invited.
    Address,
    /// Address and name: the group also lets in people whom nobody invited.
    AddressAndName,
}

/// What has to be known before a code can be mailed.
pub fn asked_for_code(facts: LinkFacts) -> AskedForCode {
    if facts.personal {
        AskedForCode::Nothing
    } else if facts.invited_only {
        AskedForCode::Address
    } else {
        AskedForCode::AddressAndName
    }
}

impl AskedForCode {
    /// The refusal that asks for it.
    pub fn refusal(self) -> Error {
        let (code, detail) = match self {
            Self::Nothing => (
                "code_needed_own",
                "This review asks for a code. It is mailed to the address that you were invited by.",
            ),
            Self::Address => (
                "code_needed",
                "This review asks for a code. Say to which address you were invited, and it is mailed there.",
            ),
            Self::AddressAndName => (
                "code_needed_named",
                "This review asks for a code. Say who you are and where to mail it.",
            ),
        };
        Error::Refused { code, detail }
    }
}

/// The moment at which links are asked to stop.
///
/// # Errors
/// [`Error::Invalid`] for a moment in the past by more than a day or further ahead than ten years.
pub fn expiry(at: Option<Millis>, now: Millis) -> Result<Option<Millis>> {
    let day = 24 * 60 * 60 * 1000;
    let possible = now.saturating_sub(day)..=now.saturating_add(FURTHEST);
    if at.is_some_and(|at| !possible.contains(&at)) {
        return Err(Error::Invalid {
            field: "link_expires_at",
            code: "out_of_range",
            detail: "The moment is in the past or more than ten years ahead. Choose another.",
        });
    }
    Ok(at)
}

impl LinkState {
    /// The refusal of a link that does not lead in.
    ///
    /// # Errors
    /// [`Error::Refused`] for every state in which nothing helps that the guest could do here.
    pub fn check(self) -> Result<()> {
        match self {
            // A code is asked for after the password; the door does that itself.
            Self::Open | Self::CodeNeeded => Ok(()),
            Self::Revoked => Err(Error::Refused {
                code: "link_revoked",
                detail: "This review link was replaced. Ask the person who sent it for the new one.",
            }),
            Self::Expired => Err(Error::Refused {
                code: "link_expired",
                detail: "This review link has run out. Ask the person who sent it for a new one.",
            }),
            Self::Unproved => Err(Error::Refused {
                code: "invited_only",
                detail: "Only invited reviewers can open this review. Use the link that was made for you, or ask the \
                         person who sent this one to invite you.",
            }),
        }
    }
}

#[cfg(test)]
#[expect(clippy::too_many_lines, reason = "tables are read whole")]
mod tests {
    use super::*;

    #[test]
    fn links_stop_at_a_moment_that_people_mean() {
        let now = 1_800_000_000_000;
        let hour = 3_600_000;
        let cases = [
            (None, true),
            (Some(now), true),
            (Some(now + hour), true),
            (Some(now - hour), true),
            (Some(now - 25 * hour), false),
            (Some(now + FURTHEST), true),
            (Some(now + FURTHEST + 1), false),
            (Some(0), false),
            (Some(i64::MAX), false),
            (Some(i64::MIN), false),
        ];
        for (at, possible) in cases {
            assert_eq!(expiry(at, now).is_ok(), possible, "{at:?}");
        }
    }

    #[test]
    fn a_link_leads_in_only_while_it_stands() {
        let now = 1_000;
        let open = LinkFacts {
            revoked_at: None,
            expires_at: None,
            invited_only: false,
            personal: false,
            mailed_code: false,
            proved: Proved::Nothing,
        };
        let coded = LinkFacts {
            mailed_code: true,
            ..open
        };
        let cases = [
            (coded, LinkState::CodeNeeded),
            (
                LinkFacts {
                    proved: Proved::WalkedIn,
                    ..coded
                },
                LinkState::Open,
            ),
            (
                LinkFacts {
                    personal: true,
                    ..coded
                },
                LinkState::CodeNeeded,
            ),
            (
                LinkFacts {
                    invited_only: true,
                    proved: Proved::WalkedIn,
                    ..coded
                },
                LinkState::CodeNeeded,
            ),
            (
                LinkFacts {
                    invited_only: true,
                    proved: Proved::Invited,
                    ..coded
                },
                LinkState::Open,
            ),
            (
                LinkFacts {
                    invited_only: true,
                    proved: Proved::Invited,
                    ..open
                },
                LinkState::Open,
            ),
            (
                LinkFacts {
                    invited_only: true,
                    proved: Proved::WalkedIn,
                    ..open
                },
                LinkState::Unproved,
            ),
            (
                LinkFacts {
                    expires_at: Some(1),
                    proved: Proved::Invited,
                    ..coded
                },
                LinkState::Expired,
            ),
            (open, LinkState::Open),
            (
                LinkFacts {
                    expires_at: Some(1_001),
                    ..open
                },
                LinkState::Open,
            ),
            (
                LinkFacts {
                    expires_at: Some(1_000),
                    ..open
                },
                LinkState::Expired,
            ),
            (
                LinkFacts {
                    revoked_at: Some(1),
                    ..open
                },
                LinkState::Revoked,
            ),
            (
                LinkFacts {
                    revoked_at: Some(1),
                    expires_at: Some(1),
                    ..open
                },
                LinkState::Revoked,
            ),
            (
                LinkFacts {
                    invited_only: true,
                    ..open
                },
                LinkState::Unproved,
            ),
            (
                LinkFacts {
                    invited_only: true,
                    personal: true,
                    ..open
                },
                LinkState::Open,
            ),
            (
                LinkFacts {
                    invited_only: true,
                    personal: true,
                    expires_at: Some(1),
                    ..open
                },
                LinkState::Expired,
            ),
        ];
        for (facts, expected) in cases {
            let found = state(facts, now);
            assert_eq!(found, expected, "{facts:?}");
            let leads_on = matches!(expected, LinkState::Open | LinkState::CodeNeeded);
            assert_eq!(found.check().is_ok(), leads_on);
        }
    }
}

//! What state an invitation is in, and who may make one of which role.

use kernel::{Error, Millis, Result, Role};

/// How long an invitation works, in milliseconds.
pub const LIFE: Millis = 7 * 24 * 3_600_000;

/// What became of an invitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It waits to be accepted.
    Open,
    /// Somebody accepted it.
    Accepted,
    /// A member took it back.
    Revoked,
    /// Nobody accepted it in time.
    Expired,
}

impl State {
    const ALL: [Self; 4] = [Self::Open, Self::Accepted, Self::Revoked, Self::Expired];

    /// The word in the database.
    pub fn token(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Accepted => "accepted",
            Self::Revoked => "revoked",
            Self::Expired => "expired",
        }
    }

    /// The state of a word.
    pub fn parse(token: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.token() == token)
    }

    /// Whether it works now. Whoever asks has proven to know the secret, so they may learn why not.
    ///
    /// # Errors
    /// [`Error::Refused`] with `link_used`, `link_revoked` or `link_expired`.
    pub fn require_open(self, expires_at: Millis, now: Millis) -> Result<()> {
        let (code, detail) = match self {
            Self::Open if now < expires_at => return Ok(()),
            Self::Open | Self::Expired => (
                "link_expired",
                "This invitation has expired. Ask the person who invited you for a new one.",
            ),
            Self::Accepted => (
                "link_used",
                "This invitation was already accepted. Sign in with your password.",
            ),
            Self::Revoked => (
                "link_revoked",
                "This invitation was taken back. Ask the person who invited you for a new one.",
            ),
        };
        Err(Error::Refused { code, detail })
    }
}

/// Whether a member of this role, who may manage members, may give that role to somebody.
///
/// SECURITY: nobody lifts anybody above themselves; guarded by test `nobody_gives_a_role_above_their_own`.
pub fn may_give(own: Role, given: Role) -> bool {
    given <= own
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_gives_a_role_above_their_own() {
        for own in Role::ALL {
            for given in Role::ALL {
                assert_eq!(
                    may_give(own, given),
                    given <= own,
                    "{own:?} gives {given:?}"
                );
            }
        }
        assert!(!may_give(Role::Admin, Role::Owner));
        assert!(may_give(Role::Owner, Role::Owner));
    }

    #[test]
    fn an_invitation_works_until_its_last_millisecond() {
        assert!(State::Open.require_open(1_000, 999).is_ok());
        for (state, now, expected) in [
            (State::Open, 1_000, "link_expired"),
            (State::Expired, 0, "link_expired"),
            (State::Accepted, 0, "link_used"),
            (State::Revoked, 0, "link_revoked"),
        ] {
            let refused = state.require_open(1_000, now).unwrap_err();
            assert_eq!(refused.to_string(), expected);
        }
    }

    #[test]
    fn every_state_has_a_word() {
        for state in State::ALL {
            assert_eq!(State::parse(state.token()), Some(state));
        }
        assert_eq!(State::parse("closed"), None);
    }
}

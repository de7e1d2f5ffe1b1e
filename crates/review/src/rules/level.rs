//! How sure the installation is of who somebody is.

use serde::{Deserialize, Serialize};

/// What stood behind an identity when it acted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum IdentityLevel {
    /// Possession of a link: a review link with a self-asserted name, or a member's one-time sign-in link.
    Link,
    /// Control of a mailbox.
    Mailbox,
    /// A password.
    Password,
    /// Another organisation's sign-in.
    Sso,
    /// A password and a second factor.
    Mfa,
    /// A passkey.
    Passkey,
    /// A legal identity.
    Eid,
}

impl IdentityLevel {
    /// Every level, weakest first.
    pub const ALL: [Self; 7] = [
        Self::Link,
        Self::Mailbox,
        Self::Password,
        Self::Sso,
        Self::Mfa,
        Self::Passkey,
        Self::Eid,
    ];

    /// The word in the database and on the wire.
    pub fn token(self) -> &'static str {
        match self {
            Self::Link => "link",
            Self::Mailbox => "mailbox",
            Self::Password => "password",
            Self::Sso => "sso",
            Self::Mfa => "mfa",
            Self::Passkey => "passkey",
            Self::Eid => "eid",
        }
    }

    /// The level of a word.
    pub fn parse(token: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.token() == token)
    }
}

//! The fixed vocabulary: decisions, identity levels, evidence, and the sentences printed for them.

use serde::{Deserialize, Serialize};

/// What the installation asserts, on every certificate, in these words.
pub const ASSERTION: &str = "This installation asserts that the decision was made at the identity \
    level stated. It is neither the reviewer's own signature nor an advanced electronic signature \
    under eIDAS.";

/// What a reviewer decided about one version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// Ready as it is.
    Approve,
    /// Ready once the changes asked for are made.
    ApproveWithChanges,
    /// Not ready.
    RequestChanges,
    /// Not to be used.
    Reject,
    /// The statement that this one names no longer holds; nothing is decided.
    Withdraw,
}

impl Decision {
    /// Meaning shown beside the button, in English; sign what was really displayed.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Approve => "Approve: ready as it is.",
            Self::ApproveWithChanges => {
                "Approve with changes: ready once the changes asked for are made."
            }
            Self::RequestChanges => "Request changes: not ready yet, a new version is needed.",
            Self::Reject => "Reject: not to be used.",
            Self::Withdraw => "Withdraw: the decision made before no longer holds.",
        }
    }

    /// What the signer did to the file, after the name; breaks only where it reads well.
    pub(crate) fn deed(self) -> &'static str {
        match self {
            Self::Approve => "approved this\u{a0}exact\u{a0}file.",
            Self::ApproveWithChanges => "approved this\u{a0}exact\u{a0}file with\u{a0}changes.",
            Self::RequestChanges => "requested changes to\u{a0}this\u{a0}exact\u{a0}file.",
            Self::Reject => "rejected this\u{a0}exact\u{a0}file.",
            Self::Withdraw => "withdrew the decision on\u{a0}this\u{a0}exact\u{a0}file.",
        }
    }

    /// Word for the status chip.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Approve => "Approved",
            Self::ApproveWithChanges => "Approved with changes",
            Self::RequestChanges => "Changes requested",
            Self::Reject => "Rejected",
            Self::Withdraw => "Withdrawn",
        }
    }
}

/// How surely the installation knew the person, weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Whoever held a link: a review link, or a member's one-time sign-in link.
    Link,
    /// Control of the mailbox was proved.
    Mailbox,
    /// Password of an account.
    Password,
    /// The organisation's identity provider.
    Sso,
    /// Password and a second factor.
    Mfa,
    /// Passkey.
    Passkey,
    /// Electronic identity.
    Eid,
}

impl Level {
    /// Word for the identity chip.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Link => "Link only",
            Self::Mailbox => "Mailbox",
            Self::Password => "Password",
            Self::Sso => "SSO",
            Self::Mfa => "MFA",
            Self::Passkey => "Passkey",
            Self::Eid => "eID",
        }
    }
}

/// What the identity level rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// Nothing but the person's own words.
    SelfAsserted,
    /// A one-time sign-in link that the operator passed on.
    OneTimeLink,
    /// A one-time code sent to the address.
    MailedCode,
    /// A password.
    Password,
    /// An assertion of the identity provider.
    SingleSignOn,
    /// A password and a second factor.
    SecondFactor,
    /// A passkey.
    Passkey,
    /// An electronic identity.
    ElectronicIdentity,
}

impl Method {
    /// One sentence without its full stop; a time may follow.
    pub(crate) fn sentence(self) -> &'static str {
        match self {
            Self::SelfAsserted => {
                "Name and address are self-asserted by the holder of the review link"
            }
            Self::OneTimeLink => "Signed in with a one-time link from the operator",
            Self::MailedCode => "Proved control of the mailbox with a one-time code",
            Self::Password => "Signed in with a password",
            Self::SingleSignOn => "Signed in through the organisation's identity provider",
            Self::SecondFactor => "Signed in with a password and a second factor",
            Self::Passkey => "Confirmed with a passkey",
            Self::ElectronicIdentity => "Confirmed with an electronic identity",
        }
    }
}

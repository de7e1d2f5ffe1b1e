//! Salted commitments: a statement holds a digest of a name, never the name. Whoever has the opening
//! (value and salt) can check it; when the opening is erased the digest says nothing.

use crate::codec::Fingerprint;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A value that a statement commits to. The order is the order of openings in a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// Name of the person who decided.
    SignerName,
    /// Address of the person who decided.
    SignerEmail,
    /// Name of the file when it was decided on.
    FileName,
    /// Name of the project.
    ProjectName,
    /// Name of the reviewer group.
    GroupName,
    /// Name of the team.
    TeamName,
    /// Sentence that the person added to the decision.
    Sentence,
}

impl Field {
    /// The name inside the commitment and in the JSON.
    pub fn token(self) -> &'static str {
        match self {
            Self::SignerName => "signer_name",
            Self::SignerEmail => "signer_email",
            Self::FileName => "file_name",
            Self::ProjectName => "project_name",
            Self::GroupName => "group_name",
            Self::TeamName => "team_name",
            Self::Sentence => "sentence",
        }
    }

    /// Whether the value belongs to the person who decided, and goes when the person is erased.
    pub fn is_personal(self) -> bool {
        match self {
            Self::SignerName | Self::SignerEmail | Self::Sentence => true,
            Self::FileName | Self::ProjectName | Self::GroupName | Self::TeamName => false,
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::SignerName => "signer name",
            Self::SignerEmail => "signer e-mail",
            Self::FileName => "file name",
            Self::ProjectName => "project name",
            Self::GroupName => "group name",
            Self::TeamName => "team name",
            Self::Sentence => "sentence",
        })
    }
}

/// Value and salt of one commitment. Keep it sealed; whoever has it can prove the value.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opening {
    /// Which commitment it opens.
    pub field: Field,
    /// The value in clear.
    pub value: String,
    /// 32 random bytes, used once.
    pub salt: Fingerprint,
}

impl Opening {
    /// The commitment that this opens.
    pub fn commitment(&self) -> Fingerprint {
        commit(&self.salt, self.field, &self.value)
    }
}

impl fmt::Debug for Opening {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Opening({}, ..)", self.field)
    }
}

/// `HMAC-SHA-256(salt, TLV(1, domain) || TLV(2, field) || TLV(3, value))`, where TLV is a tag byte,
/// a big-endian u32 length and the bytes.
pub fn commit(salt: &Fingerprint, field: Field, value: &str) -> Fingerprint {
    let mut data = Vec::new();
    put(&mut data, 1, b"countersign-commitment/1");
    put(&mut data, 2, field.token().as_bytes());
    put(&mut data, 3, value.as_bytes());
    Fingerprint(vault::hmac_sha256(&salt.0, &data))
}

/// Appends one tag, length and value.
pub(crate) fn put(data: &mut Vec<u8>, tag: u8, value: &[u8]) {
    data.push(tag);
    // Values are names and short texts; saturating keeps a 4 GiB one distinct from any short one.
    let length = u32::try_from(value.len()).unwrap_or(u32::MAX);
    data.extend_from_slice(&length.to_be_bytes());
    data.extend_from_slice(value);
}

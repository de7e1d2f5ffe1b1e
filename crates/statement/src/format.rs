//! The statement as it is written: fields in this order, compact JSON, nothing optional left out.
//! The bytes are made once, stored and signed; reading them back must give the same bytes.

use crate::codec::Fingerprint;
use crate::commitment::Field;
use crate::error::StatementError;
use crate::words::{Decision, Level, Method};
use serde::{Deserialize, Serialize};

/// Value of `type`. Another layout gets another number.
pub const STATEMENT_TYPE: &str = "countersign-decision/1";

/// One decision, as signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// Always [`STATEMENT_TYPE`].
    #[serde(rename = "type")]
    pub kind: String,
    /// Who asserts this.
    pub issuer: Issuer,
    /// Identifier of the team (`tea_…`).
    pub team: String,
    /// Identifier of the project (`pro_…`).
    pub project: String,
    /// Identifier of the reviewer group (`grp_…`).
    pub group: String,
    /// Identifier of the review (`rev_…`).
    pub review: String,
    /// The exact file.
    pub file: File,
    /// What was decided.
    pub decision: Decision,
    /// What the signer was shown.
    pub meaning: Meaning,
    /// The comments that belonged to the review at that moment.
    pub comments: CommentSet,
    /// How surely the person was known.
    pub identity: Identity,
    /// 32 random bytes that the signer's session was bound to.
    pub challenge: Fingerprint,
    /// When, by the installation's clock.
    pub claimed: Claimed,
    /// SHA-256 of the statement bytes that this one replaces.
    pub predecessor: Option<Fingerprint>,
    /// Names and words, each behind its own salt.
    pub commitments: Commitments,
}

/// The installation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Issuer {
    /// Host name.
    pub name: String,
    /// Identifier of the signing key ([`vault::signing::VerifyingKey::key_id`]).
    pub key: String,
}

/// The bytes that were decided on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// Identifier of the file (`fil_…`).
    pub id: String,
    /// Identifier of the version (`ver_…`).
    pub version: String,
    /// Position of the version in the file's history, from 1.
    pub number: u32,
    /// SHA-256 of the bytes.
    pub sha256: Fingerprint,
    /// Number of bytes.
    pub size: u64,
    /// SHA-256 of the preview that was shown, when one was.
    pub preview: Option<Fingerprint>,
}

/// Words beside the button.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Meaning {
    /// As displayed.
    pub text: String,
    /// Language tag (BCP 47) of the display.
    pub locale: String,
}

/// Digest of all comments of the review.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CommentSet {
    /// [`crate::comment_root`] over their leaves.
    pub root: Fingerprint,
    /// How many there were.
    pub count: u32,
}

/// How surely the installation knew the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    /// The level.
    pub level: Level,
    /// What it rests on.
    pub method: Method,
    /// When that was proved, in UTC milliseconds.
    pub at: Option<i64>,
}

/// The installation's clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claimed {
    /// UTC milliseconds since 1970.
    pub time: i64,
    /// IANA zone of the signer's display.
    pub zone: String,
}

/// [`crate::commit`] of each value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Commitments {
    /// Name of the person.
    pub signer_name: Fingerprint,
    /// Address of the person, when known.
    pub signer_email: Option<Fingerprint>,
    /// Name of the file.
    pub file_name: Fingerprint,
    /// Name of the project.
    pub project_name: Fingerprint,
    /// Name of the reviewer group.
    pub group_name: Fingerprint,
    /// Name of the team.
    pub team_name: Fingerprint,
    /// Sentence added by the person, when there is one.
    pub sentence: Option<Fingerprint>,
}

impl Commitments {
    /// The commitment to a field, when the statement has one.
    pub fn of(&self, field: Field) -> Option<Fingerprint> {
        match field {
            Field::SignerName => Some(self.signer_name),
            Field::SignerEmail => self.signer_email,
            Field::FileName => Some(self.file_name),
            Field::ProjectName => Some(self.project_name),
            Field::GroupName => Some(self.group_name),
            Field::TeamName => Some(self.team_name),
            Field::Sentence => self.sentence,
        }
    }
}

impl Statement {
    /// The bytes to store and sign.
    pub fn to_bytes(&self) -> Result<Vec<u8>, StatementError> {
        serde_json::to_vec(self).map_err(|_| StatementError::Malformed { what: "statement" })
    }

    /// Reads stored bytes; refuses another type, unknown, missing or repeated fields, and any other
    /// spelling than the one that [`Statement::to_bytes`] writes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, StatementError> {
        Self::read(bytes).map_err(|_| StatementError::Malformed { what: "statement" })
    }

    /// Like [`Statement::from_bytes`], with a sentence about what is wrong.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, String> {
        let kind = declared(bytes, "type");
        if kind.as_deref() != Some(STATEMENT_TYPE) {
            return Err(unknown("statement type", kind));
        }
        let statement: Self = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
        if statement.to_bytes().ok().as_deref() != Some(bytes) {
            return Err("the statement is not in the form that Countersign writes".to_owned());
        }
        if statement.decision == Decision::Withdraw && statement.predecessor.is_none() {
            return Err("it withdraws a decision and names none".to_owned());
        }
        Ok(statement)
    }
}

/// What a JSON object says about its own format, before it is read strictly.
pub(crate) fn declared(bytes: &[u8], field: &str) -> Option<String> {
    let value: serde_json::Value = serde_json::from_slice(bytes).ok()?;
    Some(value.get(field)?.as_str()?.to_owned())
}

pub(crate) fn unknown(what: &str, found: Option<String>) -> String {
    match found {
        Some(found) => format!("unknown {what} '{found}'"),
        None => format!("no {what} found"),
    }
}

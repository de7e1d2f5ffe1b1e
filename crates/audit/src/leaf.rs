//! The leaf of a log: a fixed-order JSON text. Pure.

use kernel::{EventKind, Millis};
use serde::Serialize;
use uuid::Uuid;

/// A salted commitment of one value: HMAC-SHA-256(salt, TLV(domain, log, sequence, field, value)).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Commitment {
    /// The field it stands for.
    pub field: String,
    /// 64 hexadecimal digits.
    pub commitment: String,
}

/// One entry of a log. The order of the fields is part of the format.
#[derive(Debug, Clone, Serialize)]
pub struct Leaf {
    /// The version of this format.
    pub v: u32,
    /// The log: team and stream.
    pub log: String,
    /// The position in the log, from 1.
    pub sequence: i64,
    /// When it was committed, UTC milliseconds.
    pub at: Millis,
    /// What happened.
    pub kind: &'static str,
    /// Who did it, as a pseudonym that changes every month.
    pub actor: Option<String>,
    /// What it happened to: `field:id`, in a fixed order.
    pub objects: Vec<String>,
    /// What identifies people, committed to.
    pub commitments: Vec<Commitment>,
    /// 32 random bytes, so that nobody can guess a leaf from its hash.
    pub blinding: String,
}

const DOMAIN: &str = "countersign/audit/v1";

impl Leaf {
    /// The bytes that are hashed.
    pub fn bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// The RFC 6962 leaf hash: SHA-256(0x00 ‖ bytes).
    pub fn hash(&self) -> [u8; 32] {
        let mut hash = vault::Sha256::new();
        hash.update(&[0]);
        hash.update(&self.bytes());
        hash.finish()
    }
}

/// The name of a log: the team's id, or `installation`, and the stream.
pub(crate) fn log_name(team: Option<Uuid>, kind: EventKind) -> String {
    let owner = team.map_or_else(
        || "installation".to_owned(),
        |team| team.simple().to_string(),
    );
    format!("{owner}/{}", kind.stream().token())
}

/// Commits to a value under a salt.
pub(crate) fn commit(
    salt: &[u8; 32],
    log: &str,
    sequence: i64,
    field: &str,
    value: &str,
) -> Commitment {
    let mut message = Vec::new();
    let sequence = sequence.to_be_bytes();
    let parts: [&[u8]; 5] = [
        DOMAIN.as_bytes(),
        log.as_bytes(),
        &sequence,
        field.as_bytes(),
        value.as_bytes(),
    ];
    for (tag, part) in (1_u8..).zip(parts) {
        message.push(tag);
        message.extend(u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes());
        message.extend_from_slice(part);
    }
    Commitment {
        field: field.to_owned(),
        commitment: vault::hex(&vault::hmac_sha256(salt, &message)),
    }
}

/// Months since the epoch's year began, for pseudonyms: 30.44 days each, so no calendar is needed.
pub fn month_of(at: Millis) -> i64 {
    at.div_euclid(2_629_746_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commitment_depends_on_its_place_and_salt() {
        let base = commit(&[1; 32], "log", 7, "name", "Ingrid");

        for other in [
            commit(&[2; 32], "log", 7, "name", "Ingrid"),
            commit(&[1; 32], "gol", 7, "name", "Ingrid"),
            commit(&[1; 32], "log", 8, "name", "Ingrid"),
            commit(&[1; 32], "log", 7, "mail", "Ingrid"),
            commit(&[1; 32], "log", 7, "name", "Ingrie"),
        ] {
            assert_ne!(base.commitment, other.commitment);
        }
        assert_eq!(base, commit(&[1; 32], "log", 7, "name", "Ingrid"));
    }
}

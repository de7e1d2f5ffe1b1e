//! The certificate: a statement with its signature, the key it claims and the openings that may be
//! shown, as one JSON file. Reading is as strict as for statements.

use crate::codec::{from_base64, to_base64};
use crate::commitment::Opening;
use crate::draft::SignedStatement;
use crate::error::StatementError;
use crate::format::{Statement, declared, unknown};
use crate::words::ASSERTION;
use serde::{Deserialize, Serialize};
use vault::signing::VerifyingKey;

/// Value of `format`. Another layout gets another number.
pub const CERTIFICATE_FORMAT: &str = "countersign-certificate/1";
/// The only signature algorithm.
const ALGORITHM: &str = "Ed25519";
/// RFC 4648 has no alphabet without look-alikes; this is Crockford's.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The file as written, fields in this order.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wire {
    pub(crate) format: String,
    pub(crate) id: String,
    /// What the issuer asserts and what not; always [`ASSERTION`].
    pub(crate) assertion: String,
    /// Base64 of the exact statement bytes.
    statement: String,
    /// Base64 of the 64 signature bytes.
    signature: String,
    pub(crate) key: WireKey,
    pub(crate) openings: Vec<Opening>,
}

/// The key that the certificate claims. It is never trusted by itself.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WireKey {
    pub(crate) id: String,
    algorithm: String,
    pem: String,
}

/// A certificate after strict reading; nothing is verified yet.
#[derive(Debug, Clone)]
pub(crate) struct Certificate {
    pub(crate) wire: Wire,
    pub(crate) bytes: Vec<u8>,
    pub(crate) statement: Statement,
    pub(crate) signature: Vec<u8>,
    pub(crate) key: VerifyingKey,
}

/// Short name of a statement for people: 40 bits of its SHA-256, such as `CS-7K4M-92QD`.
pub fn certificate_id(statement: &[u8]) -> String {
    let digest = vault::sha256(statement);
    let bits = digest
        .iter()
        .take(5)
        .fold(0_u64, |bits, &byte| bits << 8 | u64::from(byte));
    let mut id = String::from("CS");
    for place in (0..8).rev() {
        if place % 4 == 3 {
            id.push('-');
        }
        let symbol = usize::try_from(bits >> (place * 5) & 31).unwrap_or(0);
        id.push(char::from(ALPHABET.get(symbol).copied().unwrap_or(b'0')));
    }
    id
}

/// Writes `certificate.json`. Openings that are left out of `signed` stay secret.
pub fn certificate_json(
    signed: &SignedStatement,
    issuer: &VerifyingKey,
) -> Result<Vec<u8>, StatementError> {
    let mut openings = signed.openings.clone();
    openings.sort_by_key(|opening| opening.field);
    let wire = Wire {
        format: CERTIFICATE_FORMAT.to_owned(),
        id: signed.certificate_id(),
        assertion: ASSERTION.to_owned(),
        statement: to_base64(&signed.bytes),
        signature: to_base64(&signed.signature),
        key: WireKey {
            id: issuer.key_id(),
            algorithm: ALGORITHM.to_owned(),
            pem: issuer.to_pem(),
        },
        openings,
    };
    wire.to_bytes()
}

impl Wire {
    fn to_bytes(&self) -> Result<Vec<u8>, StatementError> {
        let mut bytes = serde_json::to_vec_pretty(self).map_err(|_| StatementError::Malformed {
            what: "certificate",
        })?;
        bytes.push(b'\n');
        Ok(bytes)
    }
}

impl Certificate {
    /// Reads `certificate.json`; the error is a sentence for people.
    pub(crate) fn read(json: &[u8]) -> Result<Self, String> {
        let format = declared(json, "format");
        if format.as_deref() != Some(CERTIFICATE_FORMAT) {
            return Err(unknown("certificate format", format));
        }
        let wire: Wire = serde_json::from_slice(json).map_err(|error| error.to_string())?;
        // SECURITY: exactly one spelling is accepted, so that no two readers can disagree about
        // what a certificate says; guarded by test flipping_any_byte_of_a_certificate_is_noticed.
        if wire.to_bytes().ok().as_deref() != Some(json) {
            return Err("the certificate is not in the form that Countersign writes".to_owned());
        }
        if wire.key.algorithm != ALGORITHM {
            return Err(format!("unknown algorithm '{}'", wire.key.algorithm));
        }
        let bytes = from_base64(&wire.statement).ok_or("the statement is not base64")?;
        let signature = from_base64(&wire.signature).ok_or("the signature is not base64")?;
        let key = VerifyingKey::from_pem(&wire.key.pem).map_err(|_| "the key is not readable")?;
        let same = key.to_pem() == wire.key.pem && key.key_id() == wire.key.id;
        if !same {
            return Err("the key does not match its own identifier".to_owned());
        }
        Ok(Self {
            statement: Statement::read(&bytes)?,
            wire,
            bytes,
            signature,
            key,
        })
    }

    /// The opened value of a field, when the certificate shows it.
    pub(crate) fn value(&self, field: crate::commitment::Field) -> Option<&str> {
        let opening = self
            .wire
            .openings
            .iter()
            .find(|opening| opening.field == field)?;
        Some(&opening.value)
    }
}

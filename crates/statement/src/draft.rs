//! From plain values to a signed statement. The review area fills in a draft, signs it, and stores
//! the bytes, the signature and (sealed) the openings.

use crate::certificate::certificate_id;
use crate::codec::Fingerprint;
use crate::commitment::{Field, Opening, commit};
use crate::envelope::pre_authentication_encoding;
use crate::error::StatementError;
use crate::format::{
    Claimed, CommentSet, Commitments, File, Identity, Issuer, Meaning, STATEMENT_TYPE, Statement,
};
use crate::words::Decision;
use vault::signing::SigningKey;

/// The file part of a statement.
pub type FileFacts = File;

/// Everything a statement says, in clear.
#[derive(Debug, Clone)]
pub struct StatementDraft {
    /// Host name of the installation.
    pub issuer: String,
    /// `tea_…`
    pub team: String,
    /// `pro_…`
    pub project: String,
    /// `grp_…`
    pub group: String,
    /// `rev_…`
    pub review: String,
    /// The exact file.
    pub file: FileFacts,
    /// What was decided.
    pub decision: Decision,
    /// What the signer was shown, and in which language.
    pub meaning: Meaning,
    /// The comments of the review at that moment.
    pub comments: CommentSet,
    /// How surely the person is known.
    pub identity: Identity,
    /// 32 random bytes that the signer's session is bound to.
    pub challenge: [u8; 32],
    /// When, and in which zone it was displayed.
    pub claimed: Claimed,
    /// Hash of the statement that this one replaces ([`SignedStatement::hash`]).
    pub predecessor: Option<Fingerprint>,
    /// Values to commit to.
    pub names: Names,
}

/// Values that identify or were typed by people. They never appear in the statement itself.
#[derive(Clone)]
pub struct Names {
    /// Name of the person who decides.
    pub signer_name: String,
    /// Address of the person who decides, when known.
    pub signer_email: Option<String>,
    /// Name of the file.
    pub file_name: String,
    /// Name of the project.
    pub project_name: String,
    /// Name of the reviewer group.
    pub group_name: String,
    /// Name of the team.
    pub team_name: String,
    /// Sentence that the person added.
    pub sentence: Option<String>,
}

impl std::fmt::Debug for Names {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Names(..)")
    }
}

/// A statement as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedStatement {
    /// The exact bytes that were signed.
    pub bytes: Vec<u8>,
    /// Ed25519 over [`pre_authentication_encoding`] of the bytes.
    pub signature: [u8; 64],
    /// Values and salts; to be kept sealed under the keys of those they describe. Leaving some out
    /// later gives a certificate that does not name them.
    pub openings: Vec<Opening>,
}

impl SignedStatement {
    /// SHA-256 of the bytes: how a successor names this statement.
    pub fn hash(&self) -> Fingerprint {
        Fingerprint(vault::sha256(&self.bytes))
    }

    /// Short name for people, such as `CS-7K4M-92QD`.
    pub fn certificate_id(&self) -> String {
        certificate_id(&self.bytes)
    }
}

impl StatementDraft {
    /// Signs with fresh salts. `key` must be the issuer key, never the checkpoint key of the log.
    pub fn sign(self, key: &SigningKey) -> Result<SignedStatement, StatementError> {
        self.sign_with(key, &mut vault::random_bytes::<32>)
    }

    /// Signs with the given source of salts; each must be random and used once.
    pub fn sign_with(
        self,
        key: &SigningKey,
        salts: &mut dyn FnMut() -> [u8; 32],
    ) -> Result<SignedStatement, StatementError> {
        let mut openings = Vec::new();
        let commitments = self.names.seal(&mut openings, salts);
        let statement = Statement {
            kind: STATEMENT_TYPE.to_owned(),
            issuer: Issuer {
                name: self.issuer,
                key: key.verifying_key().key_id(),
            },
            team: self.team,
            project: self.project,
            group: self.group,
            review: self.review,
            file: self.file,
            decision: self.decision,
            meaning: self.meaning,
            comments: self.comments,
            identity: self.identity,
            challenge: Fingerprint(self.challenge),
            claimed: self.claimed,
            predecessor: self.predecessor,
            commitments,
        };
        let bytes = statement.to_bytes()?;
        let signature = key.sign(&pre_authentication_encoding(&bytes))?;
        Ok(SignedStatement {
            bytes,
            signature,
            openings,
        })
    }
}

impl Names {
    /// Commits to each value and notes its opening.
    fn seal(self, openings: &mut Vec<Opening>, salts: &mut dyn FnMut() -> [u8; 32]) -> Commitments {
        let mut close = |field: Field, value: String| {
            let salt = Fingerprint(salts());
            let commitment = commit(&salt, field, &value);
            openings.push(Opening { field, value, salt });
            commitment
        };
        Commitments {
            signer_name: close(Field::SignerName, self.signer_name),
            signer_email: self
                .signer_email
                .map(|value| close(Field::SignerEmail, value)),
            file_name: close(Field::FileName, self.file_name),
            project_name: close(Field::ProjectName, self.project_name),
            group_name: close(Field::GroupName, self.group_name),
            team_name: close(Field::TeamName, self.team_name),
            sentence: self.sentence.map(|value| close(Field::Sentence, value)),
        }
    }
}

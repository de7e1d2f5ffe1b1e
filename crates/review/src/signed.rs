//! From a decision to a signed statement and its stored halves: what identifies the signer goes under the author's
//! key, everything else under the project's, so that the statement outlives its signer's erasure.

use db::args;
use files::files::File;
use files::versions::Version;
use files::{files as listing, projects};
use identity::persons;
use kernel::sealing::project_key;
use kernel::tx::Reading;
use kernel::{
    Action, Actor, App, DecisionId, Error, Guarded, Permission, PersonId, Result, Slot, TeamId, Tx,
    may,
};

use serde::{Deserialize, Serialize};
use statement::{
    Claimed, CommentSet, FileFacts, Fingerprint, Identity, Level, Meaning, Method, Names, Opening,
    SignedStatement, StatementDraft, comment_leaf, comment_root,
};
use uuid::Uuid;
use vault::{Key, Sealed};

use crate::groups::{Group, key_of};
use crate::reviews::Review;
use crate::rules::level::IdentityLevel;
use crate::rules::signing::Words;
use crate::rules::verdict::Verdict;
use crate::sql;

/// What is kept of a signed statement under the project's key.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Record {
    /// The exact bytes that were signed; JSON, so they are text.
    statement: String,
    signature: Vec<u8>,
    /// The key that signed.
    pub(crate) key_id: String,
    /// What opens the commitments to names that are not the signer's.
    openings: Vec<Opening>,
}

/// What is decided, by whom, on what.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Facts<'a> {
    pub(crate) review: &'a Review,
    pub(crate) version: &'a Version,
    pub(crate) person: PersonId,
    pub(crate) verdict: Verdict,
    pub(crate) level: IdentityLevel,
    pub(crate) predecessor: Option<DecisionId>,
}

/// A signed statement in its two halves.
#[derive(Debug)]
pub(crate) struct Signed {
    pub(crate) record: Record,
    /// What opens the commitments to the signer and their words.
    pub(crate) openings: Vec<Opening>,
}

impl Record {
    /// The number under which people speak of the certificate.
    pub(crate) fn number(&self) -> String {
        statement::certificate_id(self.statement.as_bytes())
    }

    /// How a successor names this statement.
    fn hash(&self) -> Fingerprint {
        Fingerprint(vault::sha256(self.statement.as_bytes()))
    }

    /// The whole statement with the openings that may be shown.
    ///
    /// # Errors
    /// An internal error when the stored signature is none.
    pub(crate) fn whole(&self, personal: Vec<Opening>) -> Result<SignedStatement> {
        let signature = self.signature.as_slice().try_into();
        Ok(SignedStatement {
            bytes: self.statement.clone().into_bytes(),
            signature: signature.map_err(|_| Error::broken("a stored signature is none"))?,
            openings: self.openings.iter().cloned().chain(personal).collect(),
        })
    }
}

/// The name under which a version is looked at and decided on. A file's own name follows its newest version, unless
/// somebody gave it one.
///
/// SECURITY: the newest version may not have been shown to the group, and neither may its name; guarded by test
/// `the_name_of_a_version_that_was_not_shown_stays_unknown`.
pub(crate) fn name_of(file: File, version: &Version) -> String {
    if file.pinned {
        file.name
    } else {
        version.filename.clone()
    }
}

/// Opens a stored record; none after the project's erasure.
pub(crate) fn open_record(
    app: &App,
    key: Option<&Key>,
    team: TeamId,
    id: DecisionId,
    sealed: &Sealed,
) -> Result<Option<Record>> {
    key.map(|key| app.open_with(key, slot(team, id), sealed))
        .transpose()
}

/// Seals a record for its row.
pub(crate) async fn seal_record(
    app: &App,
    review: &Review,
    id: DecisionId,
    record: &Record,
) -> Result<Sealed> {
    app.seal(project_key(review.project), slot(review.team, id), record)
        .await
}

/// Signs a decision with the installation's key.
pub(crate) async fn sign(
    tx: &mut Tx,
    who: &Actor,
    facts: Facts<'_>,
    words: &Words,
) -> Result<Signed> {
    let app = tx.app().clone();
    let Facts {
        review,
        version,
        verdict,
        level,
        predecessor,
        ..
    } = facts;
    let decision = said(verdict);
    let draft = StatementDraft {
        issuer: host(&app.settings().public_origin).to_owned(),
        team: review.team.to_string(),
        project: review.project.to_string(),
        group: review.group.to_string(),
        review: review.id.to_string(),
        file: bytes(version),
        decision,
        meaning: Meaning {
            text: decision.meaning().to_owned(),
            locale: words.locale.clone(),
        },
        comments: comments(tx, who, review).await?,
        identity: identity(level, who.in_team(review.team).is_some()),
        challenge: vault::random_bytes(),
        claimed: Claimed {
            time: tx.now(),
            zone: words.zone.clone(),
        },
        predecessor: hash_of(tx, review, predecessor).await?,
        names: names(tx, facts, words).await?,
    };
    let key = app.keystore().issuer_key().await?;
    let signed = draft
        .sign(&key)
        .map_err(|error| Error::internal("a decision could not be signed", error))?;
    let statement =
        String::from_utf8(signed.bytes).map_err(|_| Error::broken("a statement is no text"))?;
    let (personal, others) = signed
        .openings
        .into_iter()
        .partition(|opening| opening.field.is_personal());
    let key_id = key.verifying_key().key_id();
    let record = Record {
        statement,
        signature: signed.signature.to_vec(),
        key_id,
        openings: others,
    };
    Ok(Signed {
        record,
        openings: personal,
    })
}

fn bytes(version: &Version) -> FileFacts {
    FileFacts {
        id: version.file.to_string(),
        version: version.id.to_string(),
        number: version.number,
        sha256: Fingerprint(version.sha256),
        size: version.size,
        preview: None,
    }
}

async fn names(tx: &mut Tx, facts: Facts<'_>, words: &Words) -> Result<Names> {
    let app = tx.app().clone();
    let Facts {
        review,
        version,
        person,
        ..
    } = facts;
    let signer = persons::card_of(tx, person)
        .await?
        .filter(|card| !card.erased)
        .ok_or(Error::NotFound)?;
    let file = listing::get(tx, review.file)
        .await?
        .ok_or(Error::NotFound)?;
    let project = projects::get(tx, review.project)
        .await?
        .ok_or(Error::NotFound)?;
    let group: Group = tx
        .row(&sql::GROUP, &args![review.group])
        .await?
        .ok_or(Error::NotFound)?;
    let key = key_of(&app, review.project).await?;
    Ok(Names {
        signer_name: signer.name,
        signer_email: signer.email,
        file_name: name_of(file, version),
        project_name: project.name,
        group_name: group.name(&app, key.as_ref())?,
        team_name: access::teams::name(tx, review.team).await?,
        sentence: words.sentence.clone(),
    })
}

/// The comments that the signer could see. A leaf fixes the sealed words, whose salt is random, under a blinding that
/// only this installation can derive.
async fn comments(tx: &mut Tx, who: &Actor, review: &Review) -> Result<CommentSet> {
    let app = tx.app().clone();
    let sees_all = may(who, Action::TeamOnly, &review.resource()) == Permission::Granted;
    let rows: Vec<(Uuid, u64, Sealed)> = tx
        .rows(&sql::COMMENT_LEAVES, &args![review.id, sees_all])
        .await?;
    let leaf = |(id, wording, sealed): &(Uuid, u64, Sealed)| {
        let blinding = app.provider().digest("review.comment-leaf", id.as_bytes());
        let content = [
            id.as_bytes().as_slice(),
            &wording.to_be_bytes(),
            sealed.as_bytes(),
        ]
        .concat();
        comment_leaf(blinding.as_bytes(), &content)
    };
    let root = comment_root(rows.iter().map(leaf));
    Ok(CommentSet {
        root,
        count: u32::try_from(rows.len()).unwrap_or(u32::MAX),
    })
}

async fn hash_of(
    tx: &mut Tx,
    review: &Review,
    id: Option<DecisionId>,
) -> Result<Option<Fingerprint>> {
    let Some(id) = id else { return Ok(None) };
    let app = tx.app().clone();
    let sealed: Option<Sealed> = tx.row(&sql::DECISION_RECORD, &args![id]).await?;
    let sealed = sealed.ok_or(Error::broken("a decision is gone"))?;
    let key = key_of(&app, review.project).await?;
    Ok(open_record(&app, key.as_ref(), review.team, id, &sealed)?.map(|record| record.hash()))
}

fn said(verdict: Verdict) -> statement::Decision {
    match verdict {
        Verdict::Approve => statement::Decision::Approve,
        Verdict::ApproveWithChanges => statement::Decision::ApproveWithChanges,
        Verdict::RequestChanges => statement::Decision::RequestChanges,
        Verdict::Reject => statement::Decision::Reject,
        Verdict::Withdraw => statement::Decision::Withdraw,
    }
}

fn identity(level: IdentityLevel, is_member: bool) -> Identity {
    let (level, method) = match level {
        IdentityLevel::Link if is_member => (Level::Link, Method::OneTimeLink),
        IdentityLevel::Link => (Level::Link, Method::SelfAsserted),
        IdentityLevel::Mailbox => (Level::Mailbox, Method::MailedCode),
        IdentityLevel::Password => (Level::Password, Method::Password),
        IdentityLevel::Sso => (Level::Sso, Method::SingleSignOn),
        IdentityLevel::Mfa => (Level::Mfa, Method::SecondFactor),
        IdentityLevel::Passkey => (Level::Passkey, Method::Passkey),
        IdentityLevel::Eid => (Level::Eid, Method::ElectronicIdentity),
    };
    Identity {
        level,
        method,
        at: None,
    }
}

/// The host of the address under which people reach the installation.
fn host(origin: &str) -> &str {
    let rest = origin.split_once("://").map_or(origin, |(_, rest)| rest);
    rest.split(['/', ':']).next().unwrap_or(rest)
}

/// The sentence that the signer saw.
pub(crate) fn meaning(verdict: Verdict) -> &'static str {
    said(verdict).meaning()
}

fn slot(team: TeamId, id: DecisionId) -> Slot {
    Slot::new(Some(team), "review_decisions", id, "record")
}

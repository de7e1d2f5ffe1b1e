//! Decisions: signed over the exact bytes, stored for good, never changed. A changed mind is a new statement that names
//! the one before.

use std::collections::HashMap;

use db::{DbError, FromRow, Row, Value, args};
use kernel::tx::Reading;
use kernel::{
    Action, Actor, App, DecisionId, Error, EventKind, Id, Millis, PersonId, Result, ReviewId, Slot,
    TeamId, Tx, VersionId, grant,
};
use keystore::{KeyId, KeystoreError};
use serde::{Deserialize, Serialize};
use statement::Opening;
use uuid::Uuid;
use vault::{Key, Sealed};

use crate::comments::needs_identity;
use crate::groups::{Group, key_of};
use crate::people::{People, Viewer};
use crate::reviewers;
use crate::reviews::{self, Review};
use crate::rules::level::IdentityLevel;
use crate::rules::signing::{self, Words};
use crate::rules::status::{Status, Voice, status};
use crate::rules::verdict::{Verdict, offered};
use crate::signed::{self, Facts, Record};
use crate::sql;
use crate::thread::Hex;
use crate::wire::{DecisionDto, NewDecision};

/// A decision as it stands in its row.
#[derive(Debug, Clone)]
pub struct Decision {
    /// Which one.
    pub id: DecisionId,
    pub(crate) team: TeamId,
    pub(crate) review: ReviewId,
    pub(crate) person: PersonId,
    author_key: KeyId,
    pub(crate) verdict: Verdict,
    pub(crate) level: IdentityLevel,
    pub(crate) at: Millis,
    pub(crate) superseded: bool,
    pub(crate) version: VersionId,
    pub(crate) version_number: u32,
    sealed: Sealed,
    record: Sealed,
}

/// What a decision's author said; gone with the author's key.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Said {
    /// What they added.
    pub(crate) sentence: Option<String>,
    /// Their time zone.
    pub(crate) zone: String,
    /// What opens the statement's commitments to them and their words.
    pub(crate) openings: Vec<Opening>,
}

/// A decision with its opened halves.
#[derive(Debug, Clone)]
pub(crate) struct Opened {
    pub(crate) decision: Decision,
    pub(crate) said: Said,
    /// The signed statement; none after the project's erasure.
    pub(crate) record: Option<Record>,
}

/// A current decision as a dot shows it.
#[derive(Debug, Clone)]
pub(crate) struct Mark {
    pub(crate) review: ReviewId,
    pub(crate) person: PersonId,
    pub(crate) verdict: Verdict,
    pub(crate) at: Millis,
    pub(crate) version_number: u32,
    pub(crate) level: IdentityLevel,
    pub(crate) sentence: Option<String>,
}

impl FromRow for Decision {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            id: Id::from_uuid(row.uuid(0)?),
            team: Id::from_uuid(row.uuid(1)?),
            review: Id::from_uuid(row.uuid(2)?),
            person: Id::from_uuid(row.uuid(3)?),
            author_key: KeyId(row.uuid(4)?),
            verdict: Verdict::parse(row.text(5)?)
                .ok_or_else(|| row.inconsistent("unknown verdict"))?,
            level: IdentityLevel::parse(row.text(6)?)
                .ok_or_else(|| row.inconsistent("unknown level"))?,
            at: row.int(7)?,
            sealed: row.sealed(9)?,
            superseded: row.int(10)? > 0,
            version: Id::from_uuid(row.uuid(11)?),
            version_number: row.u32(12)?,
            record: row.sealed(13)?,
        })
    }
}

impl Opened {
    pub(crate) fn dto(&self, people: &People) -> DecisionDto {
        let Self {
            decision,
            said,
            record,
        } = self;
        DecisionDto {
            id: decision.id,
            person: people.person(decision.person),
            verdict: decision.verdict,
            sentence: said.sentence.clone(),
            at: decision.at,
            level: decision.level,
            version: decision.version,
            version_number: decision.version_number,
            certificate: record.as_ref().map(Record::number).unwrap_or_default(),
            superseded: decision.superseded,
            key_id: record
                .as_ref()
                .map(|record| record.key_id.clone())
                .unwrap_or_default(),
        }
    }

    /// As a dot shows it; a superseded decision has none.
    pub(crate) fn mark(&self) -> Option<Mark> {
        let Decision {
            review,
            person,
            verdict,
            at,
            version_number,
            level,
            superseded,
            ..
        } = &self.decision;
        (!superseded).then(|| Mark {
            review: *review,
            person: *person,
            verdict: *verdict,
            at: *at,
            version_number: *version_number,
            level: *level,
            sentence: self.said.sentence.clone(),
        })
    }
}

/// One decision. The caller asks for permission on its review.
pub(crate) async fn get(reader: &mut impl Reading, id: DecisionId) -> Result<Decision> {
    reader
        .row(&sql::DECISION, &args![id])
        .await?
        .ok_or(Error::NotFound)
}

/// The decisions of a review in order.
pub(crate) async fn of_review(reader: &mut impl Reading, review: &Review) -> Result<Vec<Opened>> {
    let app = reader.app().clone();
    let rows: Vec<Decision> = reader.rows(&sql::DECISIONS, &args![review.id]).await?;
    let project = key_of(&app, review.project).await?;
    let mut keys = AuthorKeys::default();
    let mut opened = Vec::with_capacity(rows.len());
    for decision in rows {
        let said = keys
            .said(
                &app,
                decision.author_key,
                slot(decision.team, decision.id),
                &decision.sealed,
            )
            .await?;
        let record = signed::open_record(
            &app,
            project.as_ref(),
            decision.team,
            decision.id,
            &decision.record,
        )?;
        opened.push(Opened {
            decision,
            said,
            record,
        });
    }
    Ok(opened)
}

/// The current decisions on these files, for a page of the matrix.
pub(crate) async fn marks_of_files(
    reader: &mut impl Reading,
    fifty: &[Value],
) -> Result<Vec<Mark>> {
    let app = reader.app().clone();
    let rows: Vec<MarkRow> = reader.rows(&sql::DECISIONS_OF_FILES, fifty).await?;
    let mut keys = AuthorKeys::default();
    let mut marks = Vec::with_capacity(rows.len());
    for MarkRow {
        mark,
        team,
        id,
        author_key,
        sealed,
    } in rows
    {
        let said = keys.said(&app, author_key, slot(team, id), &sealed).await?;
        marks.push(Mark {
            sentence: said.sentence,
            ..mark
        });
    }
    Ok(marks)
}

/// Authors' keys, each asked for once. What an erased author said is empty.
#[derive(Default)]
struct AuthorKeys(HashMap<KeyId, Option<Key>>);

impl AuthorKeys {
    async fn said(&mut self, app: &App, id: KeyId, slot: Slot, sealed: &Sealed) -> Result<Said> {
        if !self.0.contains_key(&id) {
            let key = match app.keystore().key(id).await {
                Ok(key) => Some(key),
                Err(KeystoreError::Missing) => None,
                Err(error) => return Err(error.into()),
            };
            self.0.insert(id, key);
        }
        match self.0.get(&id).and_then(Option::as_ref) {
            Some(key) => app.open_with(key, slot, sealed),
            None => Ok(Said::default()),
        }
    }
}

struct MarkRow {
    mark: Mark,
    team: TeamId,
    id: DecisionId,
    author_key: KeyId,
    sealed: Sealed,
}

impl FromRow for MarkRow {
    fn from_row(row: &Row) -> db::Result<Self> {
        let mark = Mark {
            review: Id::from_uuid(row.uuid(2)?),
            person: Id::from_uuid(row.uuid(3)?),
            verdict: Verdict::parse(row.text(5)?)
                .ok_or_else(|| row.inconsistent("unknown verdict"))?,
            level: IdentityLevel::parse(row.text(6)?)
                .ok_or_else(|| row.inconsistent("unknown level"))?,
            at: row.int(7)?,
            version_number: row.u32(9)?,
            sentence: None,
        };
        Ok(Self {
            mark,
            id: Id::from_uuid(row.uuid(0)?),
            team: Id::from_uuid(row.uuid(1)?),
            author_key: KeyId(row.uuid(4)?),
            sealed: row.sealed(8)?,
        })
    }
}

/// Records a decision.
pub async fn decide(
    app: &App,
    who: &Actor,
    id: ReviewId,
    input: NewDecision,
) -> Result<DecisionDto> {
    let words = signing::checked(input.sentence.as_deref(), &input.locale, &input.zone)?;
    let mut tx = app.write(who).await?;
    let (review, version) = reviews::open_locked(&mut tx, who, Action::See, id).await?;
    let review = may_decide(who, review.into_inner())?;
    let person = who
        .person_for(review.team, Some(review.group))
        .ok_or(needs_identity())?;
    refuse_unasked(&mut tx, &review, person, input.verdict).await?;
    // SECURITY: an approval is of bytes, not of a name; guarded by test `a_decision_is_bound_to_the_bytes_that_were_seen`.
    if input.sha256 != Hex(&version.sha256).to_string() {
        return Err(stale(
            "What you looked at is not the version under review. Reload the page and look again.",
        ));
    }
    let predecessor = predecessor(&mut tx, &review, person, input.predecessor).await?;
    let facts = Facts {
        review: &review,
        version: &version,
        person,
        verdict: input.verdict,
        level: level(who, &review),
        predecessor,
    };
    let stored = store(&mut tx, who, facts, words).await?;
    settle(&mut tx, &review).await?;
    tx.emit(review.event(EventKind::DecisionMade).decision(stored));
    let shown = one(&mut tx, who, &review, stored).await?;
    tx.commit().await?;
    Ok(shown)
}

/// Settles the reviews of a group that await somebody: a person less may be all that was missing. What was decided is
/// not undone by it.
pub(crate) async fn settle_waiting(tx: &mut Tx, group: &Group) -> Result<()> {
    let waiting: Vec<Review> = tx.rows(&sql::WAITING_REVIEWS, &args![group.id]).await?;
    for review in waiting {
        if settle(tx, &review).await? {
            tx.emit(review.event(EventKind::ReviewStatusSet));
        }
    }
    Ok(())
}

struct VoiceRow {
    decides: bool,
    invited: bool,
    verdict: Option<Verdict>,
}

impl FromRow for VoiceRow {
    fn from_row(row: &Row) -> db::Result<Self> {
        let verdict = match row.opt_text(3)? {
            Some(word) => {
                Some(Verdict::parse(word).ok_or_else(|| row.inconsistent("unknown verdict"))?)
            }
            None => None,
        };
        Ok(Self {
            decides: row.bool(1)?,
            invited: row.text(2)? == "invited",
            verdict,
        })
    }
}

fn may_decide(who: &Actor, review: Review) -> Result<Review> {
    if review.locked {
        return Err(Error::Refused {
            code: "decision_locked",
            detail: "This review is closed, so no decision can be made. Ask the person who manages the project.",
        });
    }
    Ok(grant(who, Action::Decide, review)?.into_inner())
}

/// SECURITY: a decision by somebody of whom none is asked does not count, so it is not taken; guarded by test
/// `somebody_who_is_not_asked_cannot_decide`.
async fn refuse_unasked(
    tx: &mut Tx,
    review: &Review,
    person: PersonId,
    verdict: Verdict,
) -> Result<()> {
    if !reviewers::may_decide(tx, review.group, person).await? {
        return Err(Error::Refused {
            code: "decision_not_asked",
            detail: "No decision is asked of you in this group. You can comment instead.",
        });
    }
    if !offered(review.settings.extras()).contains(&verdict) {
        return Err(Error::Invalid {
            field: "verdict",
            code: "not_offered",
            detail: "This group does not offer that decision. Choose one of those shown.",
        });
    }
    Ok(())
}

async fn predecessor(
    tx: &mut Tx,
    review: &Review,
    person: PersonId,
    named: Option<DecisionId>,
) -> Result<Option<DecisionId>> {
    let current: Option<Uuid> = tx
        .row(&sql::CURRENT_DECISION, &args![review.id, person])
        .await?;
    let current = current.map(Id::from_uuid);
    if current != named {
        return Err(stale(
            "You have decided on this version in the meantime. Reload the page to see your decision.",
        ));
    }
    Ok(current)
}

fn level(who: &Actor, review: &Review) -> IdentityLevel {
    // Members sign in with a password; a guest has shown nothing but the link.
    if who.in_team(review.team).is_some() {
        IdentityLevel::Password
    } else {
        IdentityLevel::Link
    }
}

async fn store(tx: &mut Tx, who: &Actor, facts: Facts<'_>, words: Words) -> Result<DecisionId> {
    let app = tx.app().clone();
    let Facts {
        review,
        person,
        verdict,
        level,
        predecessor,
        ..
    } = facts;
    let id: DecisionId = tx.mint();
    let key = tx.author_key(person, review.project).await?;
    let signed = signed::sign(tx, who, facts, &words).await?;
    let said = Said {
        sentence: words.sentence,
        zone: words.zone,
        openings: signed.openings,
    };
    let sealed = app.seal(key, slot(review.team, id), &said).await?;
    let record = signed::seal_record(&app, review, id, &signed.record).await?;
    let capacity = if who.in_team(review.team).is_some() {
        "member"
    } else {
        "reviewer"
    };
    let now = tx.now();
    let arguments = args![
        id,
        review.team,
        review.project,
        review.id,
        person,
        key.0,
        capacity,
        verdict.token(),
        level.token(),
        now,
        predecessor,
        record,
        sealed
    ];
    // SECURITY: of two decisions at once by one person one becomes the predecessor of nothing and is refused; guarded
    // by test `two_decisions_at_once_leave_one`.
    match tx.try_execute(&sql::INSERT_DECISION, &arguments).await {
        Ok(_) => Ok(id),
        Err(DbError::Unique { .. }) => Err(stale(
            "You have decided on this version in the meantime. Reload the page to see your decision.",
        )),
        Err(error) => Err(error.into()),
    }
}

/// Computes the status from the current decisions; tells whether it changed.
async fn settle(tx: &mut Tx, review: &Review) -> Result<bool> {
    let rows: Vec<VoiceRow> = tx
        .rows(&sql::VOICES, &args![review.id, review.group])
        .await?;
    let voices: Vec<Voice> = rows
        .into_iter()
        .filter(|row| row.decides)
        .map(|row| Voice {
            awaited: row.invited,
            verdict: row.verdict,
        })
        .collect();
    let new: Status = status(&voices);
    if new == review.status {
        return Ok(false);
    }
    tx.execute_one(&sql::SET_STATUS, &args![review.id, new.token(), false])
        .await?;
    Ok(true)
}

async fn one(tx: &mut Tx, who: &Actor, review: &Review, id: DecisionId) -> Result<DecisionDto> {
    let decisions = of_review(tx, review).await?;
    let opened = decisions
        .into_iter()
        .find(|opened| opened.decision.id == id);
    let opened = opened.ok_or(Error::broken("a decision is gone"))?;
    let viewer = Viewer::of_group(who, review.team, review.group, review.settings.anonymous);
    let people = People::read(tx, &viewer, [opened.decision.person]).await?;
    Ok(opened.dto(&people))
}

fn stale(detail: &'static str) -> Error {
    Error::Conflict {
        code: "stale",
        detail,
    }
}

fn slot(team: TeamId, id: DecisionId) -> Slot {
    Slot::new(Some(team), "review_decisions", id, "sealed")
}

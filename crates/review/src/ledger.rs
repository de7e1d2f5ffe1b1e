//! Decisions as they stand: their rows, and the two sealed halves opened. Nothing here writes.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use db::{FromRow, Row, Value, args};
use kernel::tx::Reading;
use kernel::{
    App, DecisionId, Error, Id, Millis, PersonId, Result, ReviewId, Slot, TeamId, VersionId,
};
use keystore::{KeyId, KeystoreError};
use serde::{Deserialize, Serialize};
use statement::Opening;
use vault::{Key, Sealed};

use crate::groups::key_of;
use crate::people::People;
use crate::reviews::Review;
use crate::rules::level::IdentityLevel;
use crate::rules::verdict::Verdict;
use crate::signed::{self, Record};
use crate::sql;
use crate::wire::DecisionDto;

/// A decision as it stands in its row.
#[derive(Debug, Clone)]
pub(crate) struct Decision {
    /// Which one.
    pub(crate) id: DecisionId,
    pub(crate) team: TeamId,
    pub(crate) review: ReviewId,
    pub(crate) person: PersonId,
    author_key: KeyId,
    pub(crate) verdict: Verdict,
    pub(crate) level: IdentityLevel,
    pub(crate) at: Millis,
    predecessor: Option<DecisionId>,
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
            predecessor: row.opt_uuid(8)?.map(Id::from_uuid),
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
            // SECURITY: only members sign in; guarded by test `a_nameless_decision_does_not_tell_members_from_guests`.
            level: (!people.hides(decision.person)).then_some(decision.level),
            version: decision.version,
            version_number: decision.version_number,
            certificate: record.as_ref().map(Record::number).unwrap_or_default(),
            superseded: decision.superseded,
            predecessor: decision.predecessor,
            key_id: record
                .as_ref()
                .map(|record| record.key_id.clone())
                .unwrap_or_default(),
        }
    }

    /// As a dot shows it; a superseded decision has none, and neither has one that was withdrawn.
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
        (!superseded && verdict.counts()).then(|| Mark {
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
    let rows: Vec<Decision> = reader.rows(&sql::DECISIONS, &args![review.id]).await?;
    let app = reader.app().clone();
    open_all(&app, review, rows).await
}

/// One decision of a review, opened.
pub(crate) async fn opened(
    reader: &mut impl Reading,
    review: &Review,
    decision: Decision,
) -> Result<Opened> {
    let app = reader.app().clone();
    let opened = open_all(&app, review, vec![decision]).await?;
    opened
        .into_iter()
        .next()
        .ok_or(Error::broken("a decision is gone"))
}

async fn open_all(app: &App, review: &Review, rows: Vec<Decision>) -> Result<Vec<Opened>> {
    let project = key_of(app, review.project).await?;
    let mut keys = AuthorKeys::default();
    let mut opened = Vec::with_capacity(rows.len());
    for decision in rows {
        let said = keys
            .said(
                app,
                decision.author_key,
                slot(decision.team, decision.id),
                &decision.sealed,
            )
            .await?;
        let record = signed::open_record(
            app,
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

/// The current decisions on these files, for a page of the matrix; withdrawn ones are none.
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
        if !mark.verdict.counts() {
            continue;
        }
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
        let key = match self.0.entry(id) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => place.insert(match app.keystore().key(id).await {
                Ok(key) => Some(key),
                Err(KeystoreError::Missing) => None,
                Err(error) => return Err(error.into()),
            }),
        };
        match key {
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

/// The place of what a decision's author said.
pub(crate) fn slot(team: TeamId, id: DecisionId) -> Slot {
    Slot::new(Some(team), "review_decisions", id, "sealed")
}

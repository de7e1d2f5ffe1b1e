//! One dot per reviewer and review: open, opened, or decided. Pure assembly of rows that were read for a whole page.

use std::collections::{BTreeSet, HashMap};

use db::{FromRow, Row};
use kernel::{Id, Millis, PersonId, ReviewId};

use crate::ledger::Mark;
use crate::people::People;
use crate::reviewers::{Origin, Reviewer};
use crate::reviews::Review;
use crate::wire::{DotDto, DotState};

/// When somebody first looked at a review.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Opening {
    pub(crate) review: ReviewId,
    pub(crate) person: PersonId,
    first_at: Millis,
}

impl FromRow for Opening {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            review: Id::from_uuid(row.uuid(0)?),
            person: Id::from_uuid(row.uuid(1)?),
            first_at: row.int(2)?,
        })
    }
}

/// What was read about some reviews.
#[derive(Debug, Default)]
pub(crate) struct Marks {
    openings: HashMap<(ReviewId, PersonId), Millis>,
    current: HashMap<ReviewId, Vec<Mark>>,
}

impl Marks {
    /// Sorts openings and current decisions by review.
    pub(crate) fn new(openings: Vec<Opening>, decided: impl IntoIterator<Item = Mark>) -> Self {
        let openings = openings
            .into_iter()
            .map(|one| ((one.review, one.person), one.first_at))
            .collect();
        let mut current: HashMap<ReviewId, Vec<Mark>> = HashMap::new();
        for mark in decided {
            current.entry(mark.review).or_default().push(mark);
        }
        Self { openings, current }
    }

    /// Everybody who has decided.
    pub(crate) fn people(&self) -> BTreeSet<PersonId> {
        self.current
            .values()
            .flatten()
            .map(|mark| mark.person)
            .collect()
    }

    /// The dots of a review: invited reviewers in order, then others who did something.
    pub(crate) fn of<'a>(
        &self,
        review: &Review,
        reviewers: impl IntoIterator<Item = &'a Reviewer>,
        people: &People,
    ) -> Vec<DotDto> {
        let decided = self
            .current
            .get(&review.id)
            .map(Vec::as_slice)
            .unwrap_or_default();
        let mut dots = Vec::new();
        let mut listed: BTreeSet<PersonId> = BTreeSet::new();
        for reviewer in reviewers {
            listed.insert(reviewer.person);
            let decision = decided.iter().find(|mark| mark.person == reviewer.person);
            let opened = self.openings.get(&(review.id, reviewer.person)).copied();
            // Somebody who came by the group's link is awaited nowhere.
            if reviewer.origin == Origin::Invited || decision.is_some() || opened.is_some() {
                dots.push(dot(people, reviewer.person, decision, opened));
            }
        }
        let others = decided.iter().filter(|mark| !listed.contains(&mark.person));
        dots.extend(others.map(|mark| dot(people, mark.person, Some(mark), None)));
        dots
    }
}

fn dot(people: &People, id: PersonId, decision: Option<&Mark>, opened: Option<Millis>) -> DotDto {
    let person = people.person(id);
    match decision {
        Some(decision) => DotDto {
            person,
            state: DotState::from(decision.verdict),
            at: Some(decision.at),
            version_number: Some(decision.version_number),
            level: (!people.hides(id)).then_some(decision.level),
            sentence: decision.sentence.clone(),
        },
        None => DotDto {
            person,
            state: if opened.is_some() {
                DotState::Opened
            } else {
                DotState::Open
            },
            at: opened,
            version_number: None,
            level: None,
            sentence: None,
        },
    }
}

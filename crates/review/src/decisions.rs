//! Decisions: signed over the exact bytes, stored for good, never changed. A changed mind is a new statement that names
//! the one before.

use db::{DbError, FromRow, Row, args};
use kernel::tx::Reading;
use kernel::{
    Action, Actor, App, DecisionId, Error, EventKind, Id, PersonId, Proof, Result, ReviewId, Tx,
    grant,
};
use uuid::Uuid;

use crate::comments::{self, needs_identity};
use crate::groups::Group;
use crate::guests;
use crate::ledger::{self, Said};
use crate::people::{People, Viewer};
use crate::reviewers;
use crate::reviews::{self, Review};
use crate::rules::level::IdentityLevel;
use crate::rules::signing::{self, Words};
use crate::rules::status::{Status, Voice, status};
use crate::rules::verdict::{Verdict, offered};
use crate::signed::{self, Facts};
use crate::sql;
use crate::thread::Hex;
use crate::wire::{DecisionDto, NewDecision, Withdrawal};

/// The most statements of one person on one review; a withdrawal is always taken, and may be one more.
const STATEMENTS: u32 = 50;
/// The most on one review by those who came by the group's link, all together.
const BY_LINK: u32 = 1_000;

/// Records a decision.
pub async fn decide(
    app: &App,
    who: &Actor,
    id: ReviewId,
    input: NewDecision,
) -> Result<DecisionDto> {
    let words = signing::checked(input.sentence.as_deref(), &input.locale, &input.zone)?;
    guests::pace(app, who, "decision", id).await?;
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
    refuse_endless(&mut tx, &review, person).await?;
    // Before the signature, which covers them.
    comments::write_kept(&mut tx, who, &review, &version, input.comments).await?;
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

/// Takes one's own current decision back, by a statement that names it. The review is as if nobody had decided.
pub async fn withdraw(
    app: &App,
    who: &Actor,
    id: DecisionId,
    input: Withdrawal,
) -> Result<DecisionDto> {
    let words = signing::checked(input.sentence.as_deref(), &input.locale, &input.zone)?;
    let mut reader = app.read(who).await?;
    let decision = ledger::get(&mut reader, id).await?;
    drop(reader);
    guests::pace(app, who, "decision", decision.review).await?;
    let mut tx = app.write(who).await?;
    let (review, version) =
        reviews::open_locked(&mut tx, who, Action::See, decision.review).await?;
    let review = may_decide(who, review.into_inner())?;
    // SECURITY: nobody takes back what somebody else has signed; guarded by test
    // `one_withdraws_ones_own_decision_alone`.
    let person = who.person_for(review.team, Some(review.group));
    let person = person
        .filter(|person| *person == decision.person)
        .ok_or(Error::Forbidden)?;
    let predecessor = predecessor(&mut tx, &review, person, Some(id)).await?;
    if !decision.verdict.counts() {
        return Err(Error::Conflict {
            code: "already_withdrawn",
            detail: "This decision is withdrawn already.",
        });
    }
    let facts = Facts {
        review: &review,
        version: &version,
        person,
        verdict: Verdict::Withdraw,
        level: level(who, &review),
        predecessor,
    };
    let stored = store(&mut tx, who, facts, words).await?;
    settle(&mut tx, &review).await?;
    tx.emit(review.event(EventKind::DecisionWithdrawn).decision(stored));
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

/// SECURITY: what is decided stands for good and is read with every page, so a link must not be enough to add to it
/// without end, under however many names, nor to keep the invited and the team from deciding; guarded by tests
/// `one_person_decides_fifty_times_and_can_still_withdraw`, `those_who_came_by_the_link_keep_nobody_from_deciding`.
async fn refuse_endless(tx: &mut Tx, review: &Review, person: PersonId) -> Result<()> {
    let own: Option<u32> = tx.row(&sql::SAID_BY, &args![review.id, person]).await?;
    if own.unwrap_or_default() >= STATEMENTS {
        return Err(Error::Conflict {
            code: "too_many",
            detail: "You have decided on this version 50 times, and no more is taken. What you decided last stands; \
                     you can withdraw it, or write a comment.",
        });
    }
    let listed = args![review.group, person];
    let came_by_link: Option<i64> = tx.row(&sql::CAME_BY_LINK, &listed).await?;
    if came_by_link.is_none() {
        return Ok(());
    }
    let counted = args![review.id, review.group];
    let all: Option<u32> = tx.row(&sql::SAID_BY_LINK, &counted).await?;
    if all.unwrap_or_default() >= BY_LINK {
        return Err(Error::Conflict {
            code: "too_many",
            detail: "1,000 decisions on this version came by this link, and no more is taken. Ask the person who sent \
                     it to invite you.",
        });
    }
    Ok(())
}

/// What stands behind the decision. SECURITY: no more is claimed than was shown in this very session; guarded by test
/// `a_one_time_link_is_not_called_a_password`, `a_decision_after_a_mailed_code_says_so`.
fn level(who: &Actor, review: &Review) -> IdentityLevel {
    let mailbox = who.grant(review.group).is_some_and(|grant| grant.mailbox);
    match who.in_team(review.team).map(|member| member.proof) {
        Some(Proof::Password) => IdentityLevel::Password,
        None if mailbox => IdentityLevel::Mailbox,
        // A guest has shown nothing but the review link.
        Some(Proof::OneTimeLink) | None => IdentityLevel::Link,
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
    let sealed = app.seal(key, ledger::slot(review.team, id), &said).await?;
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
        .map(|row| Voice::new(row.invited, row.verdict))
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
    let decision = ledger::get(tx, id).await?;
    let opened = ledger::opened(tx, review, decision).await?;
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

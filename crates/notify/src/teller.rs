//! From numbered events to what people are told. The number of the last event moves on in the transaction that tells,
//! so that nothing is lost over a crash, and each item has a key of its own, so that nothing is told twice.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use db::args;
use kernel::tx::Reading;
use kernel::{
    Actor, App, CommentId, DecisionId, EventKind, GroupId, LiveEvent, Millis, PersonId, ReadTx,
    Result, ReviewId, TeamId, Tx,
};
use review::telling;
use tokio_util::sync::CancellationToken;

use crate::items::{self, NewItem};
use crate::mails::{self, NewMail};
use crate::preferences::{self, Preferences};
use crate::rules::kind::{ItemKind, MailKind};
use crate::{bookkeeping, recipients, sql};

/// How old an event may be for a mail: after a long stop nobody wants yesterday's mails.
const FRESH: Millis = 24 * 3_600_000;
/// How often it is looked without being told.
const LOOK: Duration = Duration::from_secs(2);
/// How many events are told in one transaction.
const AT_ONCE: usize = 100;
/// After how many events without news the number is stored all the same.
const BEHIND: i64 = 500;

/// Tells people what happened until told to stop. Several of them share one number.
pub struct Teller {
    app: App,
    /// The last event that was looked at; at most [`BEHIND`] before what is stored.
    seen: AtomicI64,
}

/// One thing to tell, with what the person wants.
enum News {
    Item(NewItem, Preferences),
    Activity(NewItem, Preferences),
    Mail(NewMail),
}

/// Who hears of one event, and how.
#[derive(Default)]
struct Plan {
    news: Vec<News>,
    told: BTreeSet<PersonId>,
}

impl Teller {
    /// Tells of this application's events.
    pub fn new(app: App) -> Self {
        Self {
            app,
            seen: AtomicI64::new(0),
        }
    }

    /// Runs until told to stop.
    pub async fn run(self, stop: CancellationToken) {
        let mut numbered = self.app.subscribe();
        loop {
            if let Err(error) = self.tell_all().await {
                tracing::error!(cause = %error, "people could not be told what happened; trying again");
            }
            tokio::select! {
                // Whoever falls behind looks at the table anyway.
                _ = numbered.recv() => {}
                () = tokio::time::sleep(LOOK) => {}
                () = stop.cancelled() => break,
            }
        }
    }

    /// Tells of everything that is numbered now.
    pub async fn tell_all(&self) -> Result<()> {
        loop {
            let stored = bookkeeping::cursor(&self.app).await?;
            let from = self.seen.load(Ordering::SeqCst).max(stored);
            let mut events = audit::since(&self.app, from).await?;
            events.truncate(AT_ONCE);
            let Some(last) = events.last().map(|event| event.sequence) else {
                return Ok(());
            };
            let mut plan = Vec::new();
            for event in &events {
                plan.append(&mut plan_of(&self.app, event).await?);
            }
            let outcome = if plan.is_empty() {
                Outcome::Nobody
            } else {
                tell(&self.app, stored, last, plan).await?
            };
            if outcome == Outcome::Overtaken {
                continue;
            }
            if outcome == Outcome::Nobody && last - stored >= BEHIND {
                bookkeeping::advance(&self.app, last).await?;
            }
            self.seen.store(last, Ordering::SeqCst);
        }
    }
}

/// What became of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// Somebody was told, and the number is stored.
    Told,
    /// Nobody had to be told any more.
    Nobody,
    /// Another node was faster.
    Overtaken,
}

/// Stores what is told with the number of the last event.
async fn tell(app: &App, stored: i64, last: i64, plan: Vec<News>) -> Result<Outcome> {
    let mut tx = app.write(&Actor::system()).await?;
    let locked: Option<i64> = tx.row(&sql::CURSOR_LOCKED, &[]).await?;
    if locked != Some(stored) {
        return Ok(Outcome::Overtaken);
    }
    let mut told = false;
    for news in plan {
        told |= match news {
            News::Item(item, wants) => items::tell(&mut tx, &item, &wants).await?,
            News::Activity(item, wants) => items::gather(&mut tx, &item, &wants).await?,
            News::Mail(mail) => invite(&mut tx, &mail).await?,
        };
    }
    if !told {
        return Ok(Outcome::Nobody);
    }
    tx.execute(&sql::SET_CURSOR, &args![last]).await?;
    tx.commit().await?;
    Ok(Outcome::Told)
}

async fn invite(tx: &mut Tx, mail: &NewMail) -> Result<bool> {
    let arguments = args![mail.kind.token(), mail.cause, mail.moment];
    let there: Option<uuid::Uuid> = tx.row(&sql::MAIL_OF, &arguments).await?;
    if there.is_some() {
        return Ok(false);
    }
    mails::queue(tx, mail).await?;
    let event = kernel::Event::new(EventKind::NotificationTold, mail.team);
    tx.emit(match mail.person {
        Some(person) => event.person(person),
        None => event,
    });
    Ok(true)
}

/// What has to be told of an event.
async fn plan_of(app: &App, event: &LiveEvent) -> Result<Vec<News>> {
    let Some(team) = event.team else {
        return Ok(Vec::new());
    };
    let at = Happening {
        team,
        at: event.at,
        actor: event.actor,
        mailed: app.now() - event.at < FRESH,
        event: event.id.uuid(),
    };
    // Nothing is opened for the many events that concern nobody.
    let wanted = [
        EventKind::CommentCreated,
        EventKind::CommentEdited,
        EventKind::DecisionMade,
        EventKind::DecisionWithdrawn,
        EventKind::ReviewStarted,
        EventKind::TeamMemberInvited,
        EventKind::TeamMemberJoined,
        EventKind::ReviewerInvited,
        EventKind::GuestCodeAsked,
    ];
    if !wanted.contains(&event.kind) {
        return Ok(Vec::new());
    }
    let mut reader = app.read(&Actor::system()).await?;
    let mut plan = Plan::default();
    let is = |kind: EventKind| event.kind == kind;
    if let Some(comment) = event
        .comment
        .filter(|_| is(EventKind::CommentCreated) || is(EventKind::CommentEdited))
    {
        let new = is(EventKind::CommentCreated);
        plan.of_comment(&mut reader, &at, comment, new).await?;
    }
    let decided = is(EventKind::DecisionMade) || is(EventKind::DecisionWithdrawn);
    if let (true, Some(review), Some(decision)) = (decided, event.review, event.decision) {
        plan.of_decision(&mut reader, &at, review, decision).await?;
    }
    if let (true, Some(review), Some(group)) =
        (is(EventKind::ReviewStarted), event.review, event.group)
    {
        plan.of_start(&mut reader, &at, review, group).await?;
    }
    if is(EventKind::TeamMemberInvited) {
        plan.of_invitation(&mut reader, &at).await?;
    }
    if let (true, Some(person)) = (is(EventKind::TeamMemberJoined), event.person) {
        plan.of_joining(&mut reader, &at, person).await?;
    }
    if let (true, Some(group), Some(person)) =
        (is(EventKind::ReviewerInvited), event.group, event.person)
    {
        plan.of_reviewer(&mut reader, &at, group, person).await?;
    }
    if let (true, true, Some(group)) = (is(EventKind::GuestCodeAsked), at.mailed, event.group) {
        plan.of_code(&mut reader, &at, group).await?;
    }
    Ok(plan.news)
}

/// An event as far as telling goes.
struct Happening {
    team: TeamId,
    at: Millis,
    actor: Option<PersonId>,
    mailed: bool,
    event: uuid::Uuid,
}

impl Happening {
    fn item(&self, kind: ItemKind, person: PersonId, cause: uuid::Uuid) -> NewItem {
        NewItem {
            team: self.team,
            person,
            kind,
            cause,
            moment: 0,
            at: self.at,
            review: None,
            comment: None,
            decision: None,
            subject: None,
            mailed: self.mailed,
        }
    }
}

impl Plan {
    /// SECURITY: whoever is called is told only when they may read the comment as a member of the team today; guarded
    /// by test `a_mention_tells_nobody_without_access`.
    async fn of_comment(
        &mut self,
        reader: &mut ReadTx,
        at: &Happening,
        comment: CommentId,
        new: bool,
    ) -> Result<()> {
        let Some(concerned) = telling::concerned(reader, comment).await? else {
            return Ok(());
        };
        self.told.insert(concerned.author);
        let review = concerned.review;
        let item = |kind, person| NewItem {
            review: Some(review),
            comment: Some(comment),
            ..at.item(kind, person, comment.uuid())
        };
        for person in concerned.called {
            self.tell(reader, item(ItemKind::Mention, person)).await?;
        }
        if !new {
            return Ok(());
        }
        if let Some(person) = concerned.answered {
            self.tell(reader, item(ItemKind::Reply, person)).await?;
        }
        self.of_activity(reader, review, |person| item(ItemKind::Activity, person))
            .await
    }

    async fn of_decision(
        &mut self,
        reader: &mut ReadTx,
        at: &Happening,
        review: ReviewId,
        decision: DecisionId,
    ) -> Result<()> {
        self.told.extend(at.actor);
        let item = |kind, person| NewItem {
            review: Some(review),
            decision: Some(decision),
            ..at.item(kind, person, decision.uuid())
        };
        if let Some(person) = telling::starter(reader, review).await? {
            self.tell(reader, item(ItemKind::Decision, person)).await?;
        }
        self.of_activity(reader, review, |person| item(ItemKind::Activity, person))
            .await
    }

    async fn of_start(
        &mut self,
        reader: &mut ReadTx,
        at: &Happening,
        review: ReviewId,
        group: GroupId,
    ) -> Result<()> {
        self.told.extend(at.actor);
        let mailed = at.mailed && telling::mails_start(reader, group).await?;
        for person in telling::asked(reader, group).await? {
            let item = NewItem {
                review: Some(review),
                mailed,
                ..at.item(ItemKind::ReviewStarted, person, review.uuid())
            };
            self.tell(reader, item).await?;
        }
        Ok(())
    }

    async fn of_invitation(&mut self, reader: &mut ReadTx, at: &Happening) -> Result<()> {
        for invitation in access::invitations::made_at(reader, at.team, at.at).await? {
            self.news.push(News::Mail(NewMail {
                team: at.team,
                person: None,
                kind: MailKind::TeamInvitation,
                cause: invitation.uuid(),
                moment: 0,
                group: None,
                run_at: 0,
            }));
        }
        Ok(())
    }

    async fn of_joining(
        &mut self,
        reader: &mut ReadTx,
        at: &Happening,
        person: PersonId,
    ) -> Result<()> {
        let Some(inviter) = access::invitations::inviter_of(reader, person).await? else {
            return Ok(());
        };
        let item = NewItem {
            subject: Some(person),
            ..at.item(ItemKind::InvitationAccepted, inviter, person.uuid())
        };
        self.tell(reader, item).await
    }

    /// Whether anybody gets the code is decided when its mail is written.
    async fn of_code(&mut self, reader: &mut ReadTx, at: &Happening, group: GroupId) -> Result<()> {
        if !reader.app().settings().sends_mail {
            return Ok(());
        }
        for code in review::codes::asked_at(reader, group, at.at).await? {
            self.news.push(News::Mail(NewMail {
                team: at.team,
                person: None,
                kind: MailKind::ReviewCode,
                cause: code,
                moment: 0,
                group: Some(group),
                run_at: 0,
            }));
        }
        Ok(())
    }

    /// A guest gets a mail with their own link; a member gets what waits for them in the group.
    async fn of_reviewer(
        &mut self,
        reader: &mut ReadTx,
        at: &Happening,
        group: GroupId,
        person: PersonId,
    ) -> Result<()> {
        if telling::guest(reader, group, person).await?.is_some() {
            self.news.push(News::Mail(NewMail {
                team: at.team,
                person: Some(person),
                kind: MailKind::GroupInvitation,
                cause: at.event,
                moment: 0,
                group: Some(group),
                run_at: 0,
            }));
            return Ok(());
        }
        if at.actor == Some(person) {
            return Ok(());
        }
        for review in telling::waiting(reader, group).await? {
            self.told.remove(&person);
            let item = NewItem {
                review: Some(review),
                ..at.item(ItemKind::ReviewStarted, person, review.uuid())
            };
            self.tell(reader, item).await?;
        }
        Ok(())
    }

    async fn tell(&mut self, reader: &mut ReadTx, item: NewItem) -> Result<()> {
        if !self.told.insert(item.person) {
            return Ok(());
        }
        if let Some(wants) = may_be_told(reader, &item).await? {
            self.news.push(News::Item(item, wants));
        }
        Ok(())
    }

    /// What is gathered for everybody who takes part. Only mails gather it, so nobody is looked up where none are sent.
    async fn of_activity(
        &mut self,
        reader: &mut ReadTx,
        review: ReviewId,
        item: impl Fn(PersonId) -> NewItem,
    ) -> Result<()> {
        if !reader.app().settings().sends_mail || !telling::mails_activity(reader, review).await? {
            return Ok(());
        }
        for person in telling::taking_part(reader, review).await? {
            self.gather(reader, item(person)).await?;
        }
        Ok(())
    }

    async fn gather(&mut self, reader: &mut ReadTx, item: NewItem) -> Result<()> {
        if self.told.contains(&item.person) {
            return Ok(());
        }
        // The same event is one item, whatever else is gathered about its cause.
        if let Some(wants) = may_be_told(reader, &item).await? {
            self.news.push(News::Activity(item, wants));
        }
        Ok(())
    }
}

/// What the person wants, if they may know of this today.
async fn may_be_told(reader: &mut ReadTx, item: &NewItem) -> Result<Option<Preferences>> {
    let Some(who) = recipients::member(reader, item.team, item.person).await? else {
        return Ok(None);
    };
    if let Some(comment) = item.comment
        && telling::comment(reader, &who, comment).await?.is_none()
    {
        return Ok(None);
    }
    if let Some(review) = item.review
        && telling::scene(reader, &who, review).await?.is_none()
    {
        return Ok(None);
    }
    preferences::of(reader, item.person).await.map(Some)
}

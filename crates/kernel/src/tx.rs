//! The two kinds of transaction. [`Tx`] carries the actor, the time and the events; it refuses to commit a write that
//! says nothing to the audit log.

use db::{Execute as _, FromRow, Query as _, Statement, Value, args};
use keystore::{KeyId, NewKey};
use vault::Sealed;

use crate::sealing::{person_key, team_key};
use crate::{
    Actor, App, Error, Event, EventId, GroupId, Id, Millis, PersonId, ProjectId, Result, Slot,
    ids::Kind, sql,
};

/// One snapshot to read from.
pub struct ReadTx {
    inner: db::ReadTx,
    app: App,
    actor: Actor,
}

impl ReadTx {
    pub(crate) async fn open(app: &App, actor: &Actor) -> Result<Self> {
        Ok(Self {
            inner: app.database().read().await?,
            app: app.clone(),
            actor: actor.clone(),
        })
    }
}

/// A durable write with its events.
pub struct Tx {
    inner: db::WriteTx,
    app: App,
    actor: Actor,
    now: Millis,
    events: Vec<Event>,
    keys: Vec<KeyId>,
    jobs: bool,
}

/// What both kinds of transaction can do; areas write their reads once, for either.
pub trait Reading: Send {
    /// Every row.
    fn rows<T: FromRow + Send>(
        &mut self,
        statement: &Statement,
        args: &[Value],
    ) -> impl Future<Output = Result<Vec<T>>> + Send;
    /// The row, if there is one.
    fn row<T: FromRow + Send>(
        &mut self,
        statement: &Statement,
        args: &[Value],
    ) -> impl Future<Output = Result<Option<T>>> + Send;
    /// The application.
    fn app(&self) -> &App;
    /// Who is acting.
    fn actor(&self) -> &Actor;
}

impl Reading for ReadTx {
    async fn rows<T: FromRow + Send>(
        &mut self,
        statement: &Statement,
        args: &[Value],
    ) -> Result<Vec<T>> {
        Ok(self.inner.rows(statement, args).await?)
    }

    async fn row<T: FromRow + Send>(
        &mut self,
        statement: &Statement,
        args: &[Value],
    ) -> Result<Option<T>> {
        Ok(self.inner.row(statement, args).await?)
    }

    fn app(&self) -> &App {
        &self.app
    }

    fn actor(&self) -> &Actor {
        &self.actor
    }
}

impl Reading for Tx {
    async fn rows<T: FromRow + Send>(
        &mut self,
        statement: &Statement,
        args: &[Value],
    ) -> Result<Vec<T>> {
        Ok(self.inner.rows(statement, args).await?)
    }

    async fn row<T: FromRow + Send>(
        &mut self,
        statement: &Statement,
        args: &[Value],
    ) -> Result<Option<T>> {
        Ok(self.inner.row(statement, args).await?)
    }

    fn app(&self) -> &App {
        &self.app
    }

    fn actor(&self) -> &Actor {
        &self.actor
    }
}

impl Tx {
    pub(crate) async fn open(app: &App, actor: &Actor, turns: Vec<uuid::Uuid>) -> Result<Self> {
        Ok(Self {
            inner: app.database().write_in_turn(&turns).await?,
            app: app.clone(),
            actor: actor.clone(),
            now: app.now(),
            events: Vec::new(),
            keys: Vec::new(),
            jobs: false,
        })
    }

    /// The time of everything in this transaction.
    pub fn now(&self) -> Millis {
        self.now
    }

    /// A fresh id.
    pub fn mint<K: Kind>(&self) -> Id<K> {
        self.app.mint()
    }

    /// Changes rows and tells how many.
    pub async fn execute(&mut self, statement: &Statement, args: &[Value]) -> Result<u64> {
        Ok(self.inner.execute(statement, args).await?)
    }

    /// Like [`Tx::execute`], with the database's own error, for callers that expect a unique constraint to speak.
    pub async fn try_execute(
        &mut self,
        statement: &Statement,
        args: &[Value],
    ) -> Result<u64, db::DbError> {
        self.inner.execute(statement, args).await
    }

    /// Changes exactly one row.
    ///
    /// # Errors
    /// An internal error when there was none or more than one: the caller has just read that row.
    pub async fn execute_one(&mut self, statement: &Statement, args: &[Value]) -> Result<()> {
        match self.execute(statement, args).await? {
            1 => Ok(()),
            _ => Err(Error::broken("a statement was to change exactly one row")),
        }
    }

    /// Makes keys for things that this transaction creates: durable as `pending` now, active after the commit.
    pub async fn create_keys(&mut self, keys: &[NewKey]) -> Result<()> {
        self.app.keystore().create(keys).await?;
        self.keys.extend(keys.iter().map(|key| key.id));
        Ok(())
    }

    /// The key of what a person writes in a project, made on first use. It is no key of this transaction: others of the
    /// same person may need it at the same moment, and only one of them makes it.
    pub async fn author_key(&mut self, person: PersonId, project: ProjectId) -> Result<KeyId> {
        let keystore = self.app.keystore();
        Ok(keystore
            .ensure_author_key(person.uuid(), project.uuid())
            .await?)
    }

    /// The acting person on something of a group.
    pub fn person_for(&self, team: crate::TeamId, group: Option<GroupId>) -> Option<PersonId> {
        self.actor.person_for(team, group)
    }

    /// Adds an event; it commits with the rows or not at all.
    pub fn emit(&mut self, event: Event) {
        self.events.push(event);
    }

    /// Puts a job into the queue, in this transaction.
    pub async fn enqueue(&mut self, job: jobs::NewJob) -> Result<()> {
        jobs::enqueue(
            &mut self.inner,
            self.app.mint::<crate::ids::EventIdKind>().uuid(),
            self.now,
            job,
        )
        .await?;
        self.jobs = true;
        Ok(())
    }

    /// Whether any job of a kind is left to be done.
    pub async fn is_job_left(&mut self, kind: &'static str) -> Result<bool> {
        Ok(jobs::is_left(&mut self.inner, kind).await?)
    }

    /// Makes everything durable, then tells the sequencer and the job runner.
    ///
    /// # Errors
    /// An internal error when rows were written and no event was emitted; nothing is stored then.
    pub async fn commit(mut self) -> Result<()> {
        if self.events.is_empty() {
            if self.inner.wrote() {
                return Err(Error::broken("a write without an event cannot commit"));
            }
            return Ok(self.inner.commit().await?);
        }
        for event in std::mem::take(&mut self.events) {
            self.store(event).await?;
        }
        self.inner.commit().await?;
        if !self.keys.is_empty() {
            self.app.keystore().activate(&self.keys).await?;
        }
        self.app.tell_committed();
        if self.jobs {
            self.app.tell_jobs();
        }
        Ok(())
    }

    async fn store(&mut self, event: Event) -> Result<()> {
        let id: EventId = self.mint();
        // Somebody's account in another team has nothing to do with what they do here as a guest.
        let actor = match event.team {
            Some(team) => self.actor.person_for(team, event.group),
            None => self.actor.as_member().map(|member| member.person),
        };
        let session = match event.team {
            Some(team) => self.actor.session_for(team, event.group),
            None => self.actor.session(),
        };
        let details = seal_details(&self.app, id, actor, &event).await?;
        // SECURITY: random, so that nobody can guess a published leaf; guarded by test `leaves_are_blinded`.
        let blinding = self
            .app
            .provider()
            .digest("event-blinding", &vault::random_bytes::<32>());
        let arguments = args![
            id,
            self.now,
            event.kind.token(),
            event.kind.stream().token(),
            event.team,
            event.project,
            event.file,
            event.version,
            event.group,
            event.review,
            event.comment,
            event.decision,
            event.person,
            actor,
            session,
            event.team_only,
            blinding,
            details
        ];
        self.inner.execute(&sql::INSERT_EVENT, &arguments).await?;
        Ok(())
    }
}

// Not a method: a borrowed transaction must not be held while something waits, since SQLite connections cannot be
// shared between threads.
async fn seal_details(
    app: &App,
    id: EventId,
    actor: Option<PersonId>,
    event: &Event,
) -> Result<Option<Sealed>> {
    if event.details.is_empty() {
        return Ok(None);
    }
    let key = match (event.person.or(actor), event.team) {
        (Some(person), _) => person_key(person),
        (None, Some(team)) => team_key(team),
        (None, None) => return Err(Error::broken("details need somebody whose key seals them")),
    };
    let slot = Slot::new(event.team, "kernel_events", id, "details");
    app.seal(key, slot, &event.details).await.map(Some)
}

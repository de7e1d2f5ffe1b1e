//! What every use case needs at hand: databases, keys, bytes, time, ids and the live stream.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use blobs::Blobs;
use db::Database;
use keystore::Keystore;
use tokio::sync::{Notify, broadcast};
use vault::KeyProvider;

use crate::TeamId;
use crate::memory::{Memory, Remembered};
use crate::{Actor, Clock, Id, Ids, LiveEvent, Millis, ReadTx, Result, Tx, ids::Kind};

/// The parts an [`App`] is made of; `server` and `testkit` fill them in.
#[derive(Clone)]
pub struct AppParts {
    /// Rows.
    pub database: Database,
    /// Wrapped keys, in a database of their own.
    pub keystore: Keystore,
    /// Root key, epoch keys and keyed digests.
    pub provider: Arc<dyn KeyProvider>,
    /// Sealed files.
    pub blobs: Blobs,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Identifiers.
    pub ids: Arc<dyn Ids>,
    /// What the operator configured.
    pub settings: Settings,
}

/// The settings that use cases read.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Scheme, host and port under which people reach the server, without a trailing slash.
    pub public_origin: String,
    /// The largest file that may be uploaded, in bytes.
    pub max_file_bytes: u64,
    /// How many bytes a team may keep; 0 for any number.
    pub max_team_bytes: u64,
    /// How long a session lives without use, in milliseconds.
    pub session_idle: Millis,
    /// How the preview worker is started: a program and its arguments.
    pub preview_worker: (PathBuf, Vec<String>),
    /// Whether a mail server is set up, so that mails are sent.
    pub sends_mail: bool,
}

struct Inner {
    parts: AppParts,
    committed: Notify,
    jobs_waiting: Notify,
    live: broadcast::Sender<Arc<LiveEvent>>,
    memory: Memory,
}

/// A cheap handle to everything; cloned freely.
#[derive(Clone)]
pub struct App(Arc<Inner>);

/// How many live events a slow reader may fall behind before it has to start afresh.
const LIVE_BACKLOG: usize = 4096;

impl App {
    /// Puts the parts together.
    pub fn new(parts: AppParts) -> Self {
        let (live, _) = broadcast::channel(LIVE_BACKLOG);
        Self(Arc::new(Inner {
            parts,
            committed: Notify::new(),
            jobs_waiting: Notify::new(),
            live,
            memory: Memory::default(),
        }))
    }

    /// The same data at other times: for filling an installation with a past.
    #[must_use]
    pub fn with_clock(&self, clock: Arc<dyn Clock>) -> Self {
        Self::new(AppParts {
            clock,
            ..self.0.parts.clone()
        })
    }

    /// The same data under other settings.
    #[must_use]
    pub fn with_settings(&self, settings: Settings) -> Self {
        Self::new(AppParts {
            settings,
            ..self.0.parts.clone()
        })
    }

    /// Opens a write transaction on behalf of an actor.
    pub async fn write(&self, actor: &Actor) -> Result<Tx> {
        Tx::open(self, actor, actor.teams()).await
    }

    /// The same for an actor who need not be of the team that it is about: it writes in that team's turn too.
    pub async fn write_about(&self, actor: &Actor, team: TeamId) -> Result<Tx> {
        let mut turns = actor.teams();
        turns.push(team.uuid());
        Tx::open(self, actor, turns).await
    }

    /// Opens a read transaction (one snapshot) on behalf of an actor.
    pub async fn read(&self, actor: &Actor) -> Result<ReadTx> {
        ReadTx::open(self, actor).await
    }

    /// What `read` finds, or what it found before if nothing was committed since, by [`Database::moment`], and the key that
    /// opened it is still leased: what was revoked, removed or erased is so for the next request. `read` may depend on its
    /// key, on rows and on that key, and on nothing else: not on the time, and not on who asks. It opens its own snapshot,
    /// since one that was open before is of an earlier state.
    ///
    /// # Errors
    /// Those of `read`.
    pub async fn remember<V: Remembered>(
        &self,
        key: V::Key,
        read: impl Future<Output = Result<Option<V>>> + Send,
    ) -> Result<Option<V>> {
        let Some(moment) = self.database().moment() else {
            return read.await;
        };
        // SECURITY: what was opened ends with its key's lease; guarded by test `what_was_opened_ends_with_its_keys_lease`.
        let may_be_told = |value: &V| {
            let key = value.opened_with();
            key.is_none_or(|key| self.keystore().is_leased(key))
        };
        let known = self.0.memory.recall(moment, &key).filter(may_be_told);
        if known.is_some() {
            return Ok(known);
        }
        let found = read.await?;
        // Whatever was committed while this was read has ended the moment, so that nobody is told of it again; guarded by
        // test `what_was_read_while_somebody_committed_is_not_kept`.
        if let Some(value) = &found {
            self.0.memory.keep(moment, key, value.clone());
        }
        Ok(found)
    }

    /// Drops everything that is remembered: what was opened must not lie in memory for long after its key.
    pub fn forget(&self) {
        self.0.memory.clear();
    }

    /// Now, in UTC milliseconds.
    pub fn now(&self) -> Millis {
        self.0.parts.clock.now()
    }

    /// A fresh id.
    pub fn mint<K: Kind>(&self) -> Id<K> {
        Id::from_uuid(self.0.parts.ids.mint())
    }

    /// The main database.
    pub fn database(&self) -> &Database {
        &self.0.parts.database
    }

    /// The keystore.
    pub fn keystore(&self) -> &Keystore {
        &self.0.parts.keystore
    }

    /// The key provider.
    pub fn provider(&self) -> &Arc<dyn KeyProvider> {
        &self.0.parts.provider
    }

    /// The sealed content store.
    pub fn blobs(&self) -> &Blobs {
        &self.0.parts.blobs
    }

    /// What the operator configured.
    pub fn settings(&self) -> &Settings {
        &self.0.parts.settings
    }

    /// Wakes whoever numbers committed events.
    pub fn tell_committed(&self) {
        self.0.committed.notify_one();
    }

    /// Completes when something was committed since the last call.
    pub async fn committed(&self) {
        self.0.committed.notified().await;
    }

    /// Wakes the job runner.
    pub fn tell_jobs(&self) {
        self.0.jobs_waiting.notify_one();
    }

    /// Completes when a job was enqueued since the last call.
    pub async fn jobs_waiting(&self) {
        self.0.jobs_waiting.notified().await;
    }

    /// Sends a numbered event to every open stream.
    pub fn publish(&self, event: LiveEvent) {
        // Nobody listening is no error.
        drop(self.0.live.send(Arc::new(event)));
    }

    /// Listens to numbered events from now on.
    pub fn subscribe(&self) -> broadcast::Receiver<Arc<LiveEvent>> {
        self.0.live.subscribe()
    }
}

impl fmt::Debug for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("App")
            .field("settings", &self.0.parts.settings)
            .finish_non_exhaustive()
    }
}

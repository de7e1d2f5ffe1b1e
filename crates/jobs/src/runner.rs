//! Claims due jobs under a lease and runs their handlers.

use std::convert::Infallible;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use db::{Database, DbError, Execute as _, FromRow, Query as _, Row, args};
use futures::FutureExt as _;
use futures::future::join_all;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::{Handler, Job, JobError, sql};

/// How long a claim lasts without being extended, in milliseconds.
const LEASE: i64 = 60_000;
/// How often a claim is extended while the work runs.
const HEARTBEAT: Duration = Duration::from_secs(20);
/// How often the queue is looked at without being told.
const LOOK: Duration = Duration::from_secs(2);
/// Tries before a job is given up, or counts as struggling when it never is.
pub(crate) const TRIES: u32 = 8;
/// The longest time between tries of a job that may be given up, in milliseconds.
const PATIENCE: i64 = 600_000;
/// The longest time between tries of a job that never is, in milliseconds.
const LONG_PATIENCE: i64 = 3_600_000;
/// Jobs in work at the same time in one runner.
const AT_ONCE: usize = 4;

type Now = Arc<dyn Fn() -> i64 + Send + Sync>;

/// Runs a few jobs at a time; several runners share a queue.
pub struct Runner {
    database: Database,
    now: Now,
    handlers: Vec<Arc<dyn Handler>>,
    heartbeat: Duration,
    wake: Notify,
}

impl Runner {
    /// A runner for these kinds of jobs.
    pub fn new(database: Database, now: Now, handlers: Vec<Arc<dyn Handler>>) -> Self {
        Self {
            database,
            now,
            handlers,
            heartbeat: HEARTBEAT,
            wake: Notify::new(),
        }
    }

    /// The same with claims that are extended this often, well within a minute.
    #[must_use]
    pub fn beating_every(self, heartbeat: Duration) -> Self {
        Self { heartbeat, ..self }
    }

    /// Says that a job was enqueued.
    pub fn notify(&self) {
        self.wake.notify_one();
    }

    /// Runs until told to stop; jobs in work are finished first.
    pub async fn run(&self, stop: CancellationToken) {
        // Polled together, since one that waits for the database must not be left unpolled by the others.
        join_all((0..AT_ONCE).map(|_| self.run_one_after_another(&stop))).await;
    }

    async fn run_one_after_another(&self, stop: &CancellationToken) {
        while !stop.is_cancelled() {
            match self.claim().await {
                Ok(Some(job)) => {
                    // There may be more for those that wait.
                    self.wake.notify_one();
                    if let Err(error) = self.work(job).await {
                        tracing::error!(cause = %error, "the outcome of a job could not be stored; it will run again");
                    }
                    continue;
                }
                Ok(None) => {}
                Err(error) => {
                    tracing::error!(cause = %error, "the job queue could not be read; trying again");
                }
            }
            tokio::select! {
                () = self.wake.notified() => {}
                () = tokio::time::sleep(LOOK) => {}
                () = stop.cancelled() => break,
            }
        }
    }

    /// Runs everything that is due, one after another, for tests and the command line.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn run_due(&self) -> Result<(), DbError> {
        while let Some(job) = self.claim().await? {
            self.work(job).await?;
        }
        Ok(())
    }

    async fn work(&self, job: Job) -> Result<(), DbError> {
        let handler = self
            .handlers
            .iter()
            .find(|handler| handler.kind() == job.kind);
        let gives_up = handler.is_none_or(|handler| handler.gives_up());
        let outcome = match handler {
            // Its process died every time, or its lease ran out: nobody was left to give it up.
            _ if gives_up && job.attempts > TRIES => Err(JobError::fail("never finished")),
            Some(handler) => {
                // A panic in one handler must not end the others.
                let work = AssertUnwindSafe(handler.run(&job)).catch_unwind();
                let panicked = |_| Err(JobError::retry("the handler panicked"));
                self.with_heartbeat(&job, work.map(|done| done.unwrap_or_else(panicked)))
                    .await
            }
            None => Err(JobError::fail("no handler for this kind of job")),
        };
        self.settle(&job, outcome, gives_up).await
    }

    async fn claim(&self) -> Result<Option<Job>, DbError> {
        let now = (self.now)();
        // Looks before it writes, so that an idle queue does not touch the disk.
        if self
            .database
            .read()
            .await?
            .row::<Job>(&sql::ANY_DUE, &args![now])
            .await?
            .is_none()
        {
            return Ok(None);
        }
        let mut tx = self.database.write().await?;
        let found = match tx.row::<Job>(&sql::LOST, &args![now]).await? {
            None => tx.row::<Job>(&sql::DUE, &args![now]).await?,
            lost => lost,
        };
        let Some(mut job) = found else {
            return Ok(None);
        };
        tx.execute(&sql::CLAIM, &args![job.id, now + LEASE]).await?;
        tx.commit().await?;
        job.attempts += 1;
        Ok(Some(job))
    }

    async fn with_heartbeat(
        &self,
        job: &Job,
        work: impl Future<Output = Result<(), JobError>>,
    ) -> Result<(), JobError> {
        // Both are polled, always: the beat may have to wait for what the work holds.
        tokio::select! {
            outcome = work => outcome,
            never = self.beat(job) => match never {},
        }
    }

    async fn beat(&self, job: &Job) -> Infallible {
        loop {
            tokio::time::sleep(self.heartbeat).await;
            if let Err(error) = self.extend(job).await {
                tracing::warn!(job.id = %job.id, cause = %error, "a job's lease could not be extended");
            }
        }
    }

    async fn extend(&self, job: &Job) -> Result<(), DbError> {
        let mut tx = self.database.write().await?;
        tx.execute(
            &sql::EXTEND,
            &args![job.id, (self.now)() + LEASE, job.attempts],
        )
        .await?;
        tx.commit().await
    }

    async fn settle(
        &self,
        job: &Job,
        outcome: Result<(), JobError>,
        gives_up: bool,
    ) -> Result<(), DbError> {
        let mut tx = self.database.write().await?;
        match outcome {
            Ok(()) => {
                tx.execute(&sql::FINISH, &args![job.id, job.attempts])
                    .await?
            }
            Err(JobError::Later(wait)) => {
                let later = (self.now)() + wait.max(0);
                tx.execute(&sql::POSTPONE, &args![job.id, job.attempts, later])
                    .await?
            }
            Err(JobError::Retry(error)) if job.attempts < TRIES => {
                tracing::warn!(job.id = %job.id, job.kind = %job.kind, job.attempts, cause = %error, "a job will be tried again");
                let later = (self.now)() + delay(job.attempts, PATIENCE);
                tx.execute(&sql::RETRY, &args![job.id, job.attempts, later])
                    .await?
            }
            Err(error) if !gives_up => {
                tracing::error!(job.id = %job.id, job.kind = %job.kind, job.attempts, cause = %error, "a job keeps failing; it goes on");
                let later = (self.now)() + delay(job.attempts, LONG_PATIENCE);
                tx.execute(&sql::RETRY, &args![job.id, job.attempts, later])
                    .await?
            }
            Err(JobError::Retry(error) | JobError::Fail(error)) => {
                tracing::error!(job.id = %job.id, job.kind = %job.kind, job.attempts, cause = %error, "a job was given up");
                tx.execute(&sql::FAIL, &args![job.id, job.attempts]).await?
            }
        };
        tx.commit().await
    }
}

/// 2 s, 4 s, 8 s … in milliseconds.
fn delay(attempts: u32, longest: i64) -> i64 {
    (1_000_i64 << attempts.min(16)).min(longest)
}

impl FromRow for Job {
    fn from_row(row: &Row) -> Result<Self, DbError> {
        Ok(Self {
            id: row.uuid(0)?,
            kind: row.text(1)?.to_owned(),
            subject: row.uuid(2)?,
            attempts: row.u32(3)?,
        })
    }
}

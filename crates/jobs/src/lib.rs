#![doc = include_str!("../README.md")]
#![deny(missing_docs)]

mod runner;
mod sql;

use async_trait::async_trait;
use db::{Execute, Query, args};
use uuid::Uuid;

pub use runner::Runner;
pub use sql::ALL as STATEMENTS;

/// The schema of the queue.
pub const MIGRATIONS: &[db::Migration] = &[db::Migration {
    number: 2,
    name: "jobs",
    sqlite: include_str!("../migrations/0002_jobs/sqlite.sql"),
    postgres: include_str!("../migrations/0002_jobs/postgres.sql"),
}];

/// A job to enqueue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewJob {
    /// Which handler runs it, such as `media.preview`.
    pub kind: &'static str,
    /// What it is about.
    pub subject: Uuid,
    /// Not before this time in UTC milliseconds; 0 for at once.
    pub run_at: i64,
}

/// A claimed job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Its id.
    pub id: Uuid,
    /// Which handler runs it.
    pub kind: String,
    /// What it is about.
    pub subject: Uuid,
    /// How often it was started, this time included.
    pub attempts: u32,
}

/// What became of a job that did not succeed. A handler has to decide.
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    /// Try again later.
    #[error("will be tried again: {0}")]
    Retry(Box<dyn std::error::Error + Send + Sync>),
    /// Trying again cannot help.
    #[error("cannot succeed: {0}")]
    Fail(Box<dyn std::error::Error + Send + Sync>),
    /// It is not its turn: once more after so many milliseconds. Does not count as a try.
    #[error("will be asked again in {0} ms")]
    Later(i64),
}

impl JobError {
    /// Try again later.
    pub fn retry(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Retry(error.into())
    }

    /// Trying again cannot help.
    pub fn fail(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Fail(error.into())
    }
}

/// Runs the jobs of one kind.
#[async_trait]
pub trait Handler: Send + Sync {
    /// The kind it runs.
    fn kind(&self) -> &'static str;

    /// Whether a job that keeps failing is given up after some tries. One whose outcome was promised goes on for ever,
    /// at most once an hour.
    fn gives_up(&self) -> bool {
        true
    }

    /// Does the work; must be idempotent.
    async fn run(&self, job: &Job) -> Result<(), JobError>;
}

/// Puts a job into the queue, in the caller's transaction.
///
/// # Errors
/// Those of the database.
pub async fn enqueue(
    tx: &mut impl Execute,
    id: Uuid,
    now: i64,
    job: NewJob,
) -> Result<(), db::DbError> {
    tx.execute(
        &sql::ENQUEUE,
        &args![id, job.kind, job.subject, job.run_at.max(now), now],
    )
    .await?;
    Ok(())
}

/// Whether any job of a kind is left to be done, those that were given up included.
///
/// # Errors
/// Those of the database.
pub async fn is_left(tx: &mut impl Query, kind: &'static str) -> Result<bool, db::DbError> {
    let left: Option<Uuid> = tx.row(&sql::LEFT, &args![kind]).await?;
    Ok(left.is_some())
}

/// The jobs that were given up, oldest first, at most `limit`.
///
/// # Errors
/// Those of the database.
pub async fn failed(tx: &mut impl Query, limit: u32) -> Result<Vec<Job>, db::DbError> {
    tx.rows(&sql::FAILED, &args![limit]).await
}

/// The jobs that keep failing and go on all the same, the most stubborn first, at most `limit`.
///
/// # Errors
/// Those of the database.
pub async fn struggling(tx: &mut impl Query, limit: u32) -> Result<Vec<Job>, db::DbError> {
    tx.rows(&sql::STRUGGLING, &args![runner::TRIES, limit])
        .await
}

/// Gives a job that was given up all its tries again; false when there is no such job.
///
/// # Errors
/// Those of the database.
pub async fn restart(tx: &mut impl Execute, id: Uuid, now: i64) -> Result<bool, db::DbError> {
    Ok(tx.execute(&sql::RESTART, &args![id, now]).await? == 1)
}

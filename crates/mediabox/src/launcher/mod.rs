//! The parent's side: starts one worker per task, answers its requests for ranges, bounds
//! everything it says and ends it by its own handle. Nothing of the file is looked at here.

mod tiling;
mod worker;

use crate::preview::{Part, Preview, PreviewFailure};
use crate::protocol::{FromWorker, PAGE_SIZES, SandboxReport, ToWorker, Want};
use crate::sniff::MediaKind;
use bytes::Bytes;
use std::future::Future;
use std::io;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
pub use tiling::{TileSeat, TileSink};
use tokio::sync::Semaphore;
use tokio::time::error::Elapsed;
use worker::{Allowance, Ended, Worker, blame};

/// Where the bytes of a file come from.
pub trait RangeSource: Send {
    /// Exactly `length` bytes from `offset`; both lie inside the file. At most 4 MiB per call,
    /// in ascending order for the kinds supported today.
    fn range(&mut self, offset: u64, length: u32)
    -> impl Future<Output = io::Result<Bytes>> + Send;
}

impl RangeSource for Bytes {
    async fn range(&mut self, offset: u64, length: u32) -> io::Result<Bytes> {
        let start = usize::try_from(offset).map_err(io::Error::other)?;
        let end = start.saturating_add(length as usize);
        self.get(start..end)
            .map(|range| self.slice_ref(range))
            .ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
    }
}

/// What one preview may cost.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Workers running at the same time; others wait.
    pub concurrency: usize,
    /// Wall-clock time per preview, reading the source included.
    pub wall_clock: Duration,
    /// Wall-clock time for the tiles of one picture, which nobody waits for.
    pub tiling: Duration,
    /// Longest file in bytes; the worker holds it in memory.
    pub input: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            concurrency: 2,
            wall_clock: Duration::from_secs(90),
            tiling: Duration::from_mins(10),
            input: 512 * 1024 * 1024,
        }
    }
}

/// Starts preview workers. Cloning shares the limit on concurrency.
#[derive(Debug, Clone)]
pub struct Launcher {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    program: PathBuf,
    arguments: Vec<String>,
    limits: Limits,
    seats: Semaphore,
    tiling: Arc<Semaphore>,
    reported: AtomicBool,
}

impl Launcher {
    /// `program` with `arguments` must end in [`crate::worker_main`]; in the product that is the
    /// server's own binary with `media-worker`.
    pub fn new(program: impl Into<PathBuf>, arguments: &[&str], limits: Limits) -> Self {
        let seats = Semaphore::new(limits.concurrency.max(1));
        Self {
            shared: Arc::new(Shared {
                program: program.into(),
                arguments: arguments
                    .iter()
                    .map(|&argument| argument.to_owned())
                    .collect(),
                limits,
                seats,
                tiling: Arc::new(Semaphore::new(1)),
                reported: AtomicBool::new(false),
            }),
        }
    }

    /// Makes a preview of a file of `length` bytes. Dropping the future kills the worker.
    pub async fn preview(
        &self,
        kind: MediaKind,
        length: u64,
        mut source: impl RangeSource,
    ) -> Result<Preview, PreviewFailure> {
        if !matches!(kind, MediaKind::Image | MediaKind::Pdf | MediaKind::Svg) {
            return Err(PreviewFailure::Unsupported);
        }
        if length == 0 {
            return Err(PreviewFailure::Damaged);
        }
        if length > self.shared.limits.input {
            return Err(PreviewFailure::TooLarge);
        }
        let Ok(_seat) = self.shared.seats.acquire().await else {
            return Err(PreviewFailure::Unavailable);
        };
        let mut worker = self.start()?;
        let talk = self.converse(&mut worker, kind, length, &mut source);
        let outcome = tokio::time::timeout(self.shared.limits.wall_clock, talk).await;
        settle(worker, outcome).await
    }

    /// Starts a worker only to learn which sandbox layers hold here.
    pub async fn probe(&self) -> Result<SandboxReport, PreviewFailure> {
        let mut worker = self.start()?;
        let hello = tokio::time::timeout(self.shared.limits.wall_clock, worker.hello()).await;
        worker.stop().await;
        match hello {
            Ok(Ok(report)) => Ok(report),
            Ok(Err(_)) | Err(_) => Err(PreviewFailure::Unavailable),
        }
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "this is the one place that starts processes"
    )]
    fn start(&self) -> Result<Worker, PreviewFailure> {
        let mut child = tokio::process::Command::new(&self.shared.program)
            .args(&self.shared.arguments)
            // SECURITY: a hijacked worker must find no secret of the parent's environment;
            // guarded by test the_worker_inherits_no_environment.
            .env_clear()
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| {
                tracing::error!(%error, "cannot start the preview worker");
                PreviewFailure::Unavailable
            })?;
        let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(PreviewFailure::Unavailable);
        };
        Ok(Worker {
            child,
            input,
            output,
        })
    }

    async fn converse(
        &self,
        worker: &mut Worker,
        kind: MediaKind,
        length: u64,
        source: &mut impl RangeSource,
    ) -> Result<Preview, Ended> {
        let want = Want::Pictures;
        self.begin(worker, &ToWorker::Task { want, kind, length })
            .await?;
        let mut allowance = Allowance::of(length);
        let mut parts = Vec::new();
        loop {
            match worker.listen().await? {
                FromWorker::Need { offset, length } => {
                    worker
                        .serve(source, &mut allowance, (offset, length))
                        .await?;
                }
                FromWorker::Part(head) => {
                    if parts.iter().any(|part: &Part| part.name == head.name) {
                        return Err(Ended::RULE);
                    }
                    parts.push(worker.part(head).await?);
                }
                FromWorker::Done(done) if done.page_sizes.len() <= PAGE_SIZES => {
                    return Ok(Preview {
                        width: done.width,
                        height: done.height,
                        pages: done.pages,
                        page_sizes: done.page_sizes,
                        parts,
                    });
                }
                FromWorker::Failed { fault } => return Err(Ended::Failure(blame(fault))),
                FromWorker::Done(_) | FromWorker::Tile(_) | FromWorker::Hello { .. } => {
                    return Err(Ended::RULE);
                }
            }
        }
    }

    /// Hears which sandbox holds, and only then says what to do.
    async fn begin(&self, worker: &mut Worker, task: &ToWorker) -> Result<(), Ended> {
        let report = worker.hello().await?;
        self.note(&report);
        if !report.is_sufficient() {
            return Err(Ended::Failure(PreviewFailure::Unavailable));
        }
        worker.tell(task).await
    }

    /// Says once per launcher what is missing.
    fn note(&self, report: &SandboxReport) {
        if !report.is_complete() && !self.shared.reported.swap(true, Ordering::Relaxed) {
            tracing::warn!(
                privileges = ?report.privileges,
                limits = ?report.limits,
                landlock = ?report.landlock,
                seccomp = ?report.seccomp,
                "the preview sandbox is not complete on this machine"
            );
        }
    }
}

/// Ends the worker in the way its conversation ended.
async fn settle<T>(
    worker: Worker,
    outcome: Result<Result<T, Ended>, Elapsed>,
) -> Result<T, PreviewFailure> {
    let outcome = match outcome {
        Ok(Ok(made)) => Ok(made),
        Ok(Err(Ended::Failure(failure))) => Err(failure),
        Ok(Err(Ended::Silent)) => return Err(worker.post_mortem().await),
        Ok(Err(Ended::Rude(error))) => {
            tracing::warn!(%error, "the preview worker broke the protocol");
            Err(PreviewFailure::Crashed)
        }
        Err(_elapsed) => Err(PreviewFailure::Timeout),
    };
    worker.stop().await;
    outcome
}

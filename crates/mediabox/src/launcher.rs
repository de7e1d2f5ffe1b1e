//! The parent's side: starts one worker per preview, answers its requests for ranges, bounds
//! everything it says and ends it by its own handle. Nothing of the file is looked at here.

use crate::preview::{Part, Preview, PreviewFailure};
use crate::protocol::{
    self, FileFault, FrameKind, FromWorker, HEADER, PAGE_SIZES, PartHead, ProtocolError, RANGE,
    SandboxReport, ToWorker,
};
use crate::sniff::MediaKind;
use bytes::Bytes;
use std::future::Future;
use std::io;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, ChildStdin, ChildStdout};
use tokio::sync::Semaphore;

/// Most bytes of one part.
const PART: u64 = 32 * 1024 * 1024;
/// What a request for a range counts at least, so that tiny ones come to an end, too.
const COST: u32 = 16 * 1024;
/// How long a worker that closed its pipes may take to end before it is killed.
const GRACE: Duration = Duration::from_secs(2);

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
    /// Longest file in bytes; the worker holds it in memory.
    pub input: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            concurrency: 2,
            wall_clock: Duration::from_secs(90),
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
        if !matches!(kind, MediaKind::Image | MediaKind::Pdf) {
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
        match tokio::time::timeout(self.shared.limits.wall_clock, talk).await {
            Ok(Ok(preview)) => {
                worker.stop().await;
                Ok(preview)
            }
            Ok(Err(Ended::Failure(failure))) => {
                worker.stop().await;
                Err(failure)
            }
            Ok(Err(Ended::Silent)) => Err(worker.post_mortem().await),
            Ok(Err(Ended::Rude(error))) => {
                tracing::warn!(%error, "the preview worker broke the protocol");
                worker.stop().await;
                Err(PreviewFailure::Crashed)
            }
            Err(_elapsed) => {
                worker.stop().await;
                Err(PreviewFailure::Timeout)
            }
        }
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
        let report = worker.hello().await?;
        self.note(&report);
        if !report.is_sufficient() {
            return Err(Ended::Failure(PreviewFailure::Unavailable));
        }
        worker.tell(&ToWorker::Task { kind, length }).await?;
        let mut allowance = length.saturating_mul(2).saturating_add(u64::from(RANGE));
        let mut parts = Vec::new();
        loop {
            match worker.listen().await? {
                FromWorker::Need {
                    offset,
                    length: wanted,
                } => {
                    let end = offset.checked_add(u64::from(wanted));
                    let inside = end.is_some_and(|end| end <= length);
                    allowance = allowance
                        .checked_sub(u64::from(wanted.max(COST)))
                        .filter(|_| inside && wanted > 0 && wanted <= RANGE)
                        .ok_or(Ended::RULE)?;
                    worker.feed(source, offset, wanted).await?;
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
                FromWorker::Done(_) | FromWorker::Hello { .. } => return Err(Ended::RULE),
            }
        }
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

fn blame(fault: FileFault) -> PreviewFailure {
    match fault {
        FileFault::Password => PreviewFailure::Password,
        FileFault::Damaged => PreviewFailure::Damaged,
        FileFault::TooLarge => PreviewFailure::TooLarge,
        FileFault::Unsupported => PreviewFailure::Unsupported,
    }
}

/// How a conversation ends without a preview.
enum Ended {
    /// In good order.
    Failure(PreviewFailure),
    /// The pipe closed: the worker is gone.
    Silent,
    /// The worker said something that the protocol does not allow.
    Rude(ProtocolError),
}

impl Ended {
    const RULE: Self = Self::Rude(ProtocolError::Message);
}

impl From<io::Error> for Ended {
    fn from(_: io::Error) -> Self {
        Self::Silent
    }
}

impl From<ProtocolError> for Ended {
    fn from(error: ProtocolError) -> Self {
        Self::Rude(error)
    }
}

/// A running worker and its two pipes.
struct Worker {
    child: Child,
    input: ChildStdin,
    output: ChildStdout,
}

impl Worker {
    async fn hello(&mut self) -> Result<SandboxReport, Ended> {
        match self.listen().await? {
            FromWorker::Hello {
                version: protocol::VERSION,
                sandbox,
            } => Ok(sandbox),
            FromWorker::Hello { .. }
            | FromWorker::Need { .. }
            | FromWorker::Part(_)
            | FromWorker::Done(_)
            | FromWorker::Failed { .. } => Err(Ended::RULE),
        }
    }

    async fn listen(&mut self) -> Result<FromWorker, Ended> {
        let (FrameKind::Control, body) = self.frame().await? else {
            return Err(Ended::RULE);
        };
        Ok(protocol::decode_message(&body)?)
    }

    async fn frame(&mut self) -> Result<(FrameKind, Vec<u8>), Ended> {
        let mut header = [0; HEADER];
        self.output.read_exact(&mut header).await?;
        let (kind, length) = protocol::decode_header(header)?;
        let mut body = vec![0; length as usize];
        self.output.read_exact(&mut body).await?;
        Ok((kind, body))
    }

    async fn tell(&mut self, message: &ToWorker) -> Result<(), Ended> {
        let frame = protocol::encode_message(message)?;
        self.input.write_all(&frame).await?;
        Ok(self.input.flush().await?)
    }

    async fn feed(
        &mut self,
        source: &mut impl RangeSource,
        offset: u64,
        length: u32,
    ) -> Result<(), Ended> {
        let bytes = match source.range(offset, length).await {
            Ok(bytes) if bytes.len() == length as usize => bytes,
            Ok(_) => return Err(Ended::Failure(PreviewFailure::Source)),
            Err(error) => {
                tracing::warn!(%error, "cannot read the file for its preview");
                return Err(Ended::Failure(PreviewFailure::Source));
            }
        };
        let header = protocol::encode_header(FrameKind::Bytes, length);
        self.input.write_all(&header).await?;
        self.input.write_all(&bytes).await?;
        Ok(self.input.flush().await?)
    }

    /// Takes a part over, believing nothing of its head that the bytes do not show.
    async fn part(&mut self, head: PartHead) -> Result<Part, Ended> {
        let edge = head.name.longest_edge();
        let fits = |side: u32| (1..=edge).contains(&side);
        if !fits(head.width) || !fits(head.height) || head.length > PART {
            return Err(Ended::RULE);
        }
        let bytes = self.collect(head.length).await?;
        if !bytes.starts_with(head.media_type.magic()) {
            return Err(Ended::RULE);
        }
        Ok(Part {
            name: head.name,
            media_type: head.media_type,
            width: head.width,
            height: head.height,
            bytes,
        })
    }

    async fn collect(&mut self, length: u64) -> Result<Vec<u8>, Ended> {
        let length = usize::try_from(length).map_err(|_| Ended::RULE)?;
        let mut bytes = Vec::new();
        while bytes.len() < length {
            let (FrameKind::Bytes, body) = self.frame().await? else {
                return Err(Ended::RULE);
            };
            if body.is_empty() || bytes.len() + body.len() > length {
                return Err(Ended::RULE);
            }
            bytes.extend_from_slice(&body);
        }
        Ok(bytes)
    }

    /// Ends the worker, whatever it is doing, and waits so that no zombie stays.
    async fn stop(mut self) {
        if let Err(error) = self.child.kill().await {
            tracing::debug!(%error, "the preview worker had already ended");
        }
    }

    /// The pipe closed on its own: the exit status tells a crash from a spent CPU budget.
    async fn post_mortem(mut self) -> PreviewFailure {
        use std::os::unix::process::ExitStatusExt;
        let Ok(Ok(status)) = tokio::time::timeout(GRACE, self.child.wait()).await else {
            self.stop().await;
            return PreviewFailure::Crashed;
        };
        tracing::warn!(code = ?status.code(), signal = ?status.signal(), "the preview worker died");
        match status.signal() {
            Some(libc::SIGXCPU) => PreviewFailure::Timeout,
            Some(_) | None => PreviewFailure::Crashed,
        }
    }
}

//! A running worker as the parent sees it: its two pipes, what may come through them, and its end.

use super::RangeSource;
use crate::pack::LONGEST_TILE;
use crate::preview::{MediaType, Part, PreviewFailure};
use crate::protocol::{
    self, FileFault, FrameKind, FromWorker, HEADER, PartHead, ProtocolError, RANGE, SandboxReport,
    ToWorker,
};
use rustix::process::Pid;
use std::io;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, ChildStdin, ChildStdout};

/// Most bytes of one part.
const PART: u64 = 32 * 1024 * 1024;
/// What a request for a range counts at least, so that tiny ones come to an end, too.
const COST: u32 = 16 * 1024;
/// How long a worker that closed its pipes may take to end before it is killed.
const GRACE: Duration = Duration::from_secs(2);

pub(super) fn blame(fault: FileFault) -> PreviewFailure {
    match fault {
        FileFault::Password => PreviewFailure::Password,
        FileFault::Damaged => PreviewFailure::Damaged,
        FileFault::TooLarge => PreviewFailure::TooLarge,
        FileFault::Unsupported => PreviewFailure::Unsupported,
    }
}

/// How a conversation ends without a preview.
pub(super) enum Ended {
    /// In good order.
    Failure(PreviewFailure),
    /// The pipe closed: the worker is gone.
    Silent,
    /// The worker said something that the protocol does not allow.
    Rude(ProtocolError),
}

impl Ended {
    pub(super) const RULE: Self = Self::Rude(ProtocolError::Message);
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

/// What a worker may still ask for.
pub(super) struct Allowance {
    file: u64,
    left: u64,
}

impl Allowance {
    /// Twice the file, and a little.
    pub(super) fn of(file: u64) -> Self {
        let left = file.saturating_mul(2).saturating_add(u64::from(RANGE));
        Self { file, left }
    }

    fn spend(&mut self, offset: u64, length: u32) -> Option<()> {
        let end = offset.checked_add(u64::from(length))?;
        let fits = length > 0 && length <= RANGE && end <= self.file;
        self.left = fits
            .then_some(self.left)?
            .checked_sub(u64::from(length.max(COST)))?;
        Some(())
    }
}

/// A running worker and its two pipes.
pub(super) struct Worker {
    pub(super) child: Child,
    pub(super) input: ChildStdin,
    pub(super) output: ChildStdout,
}

impl Worker {
    pub(super) async fn hello(&mut self) -> Result<SandboxReport, Ended> {
        match self.listen().await? {
            FromWorker::Hello {
                version: protocol::VERSION,
                sandbox,
            } => Ok(sandbox),
            FromWorker::Hello { .. }
            | FromWorker::Need { .. }
            | FromWorker::Part(_)
            | FromWorker::Tile(_)
            | FromWorker::Done(_)
            | FromWorker::Failed { .. } => Err(Ended::RULE),
        }
    }

    pub(super) async fn listen(&mut self) -> Result<FromWorker, Ended> {
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

    pub(super) async fn tell(&mut self, message: &ToWorker) -> Result<(), Ended> {
        let frame = protocol::encode_message(message)?;
        self.input.write_all(&frame).await?;
        Ok(self.input.flush().await?)
    }

    /// Answers a request for a range, as long as the worker stays inside the file and its allowance.
    pub(super) async fn serve(
        &mut self,
        source: &mut impl RangeSource,
        allowance: &mut Allowance,
        (offset, length): (u64, u32),
    ) -> Result<(), Ended> {
        allowance.spend(offset, length).ok_or(Ended::RULE)?;
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
    pub(super) async fn part(&mut self, head: PartHead) -> Result<Part, Ended> {
        let edge = head.name.longest_edge();
        let fits = |side: u32| (1..=edge).contains(&side);
        if !fits(head.width) || !fits(head.height) || head.length > PART {
            return Err(Ended::RULE);
        }
        let bytes = self.collect(head.length).await?;
        if !head.media_type.begins(&bytes) {
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

    /// Takes one tile over.
    pub(super) async fn tile(
        &mut self,
        media_type: MediaType,
        length: u32,
    ) -> Result<Vec<u8>, Ended> {
        if !(1..=LONGEST_TILE).contains(&length) {
            return Err(Ended::RULE);
        }
        let bytes = self.collect(u64::from(length)).await?;
        if media_type.begins(&bytes) {
            Ok(bytes)
        } else {
            Err(Ended::RULE)
        }
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

    /// Gives way to everything else on the machine.
    pub(super) fn step_back(&self, nice: i32) {
        let process = self.child.id().and_then(|id| i32::try_from(id).ok());
        if let Some(process) = process.and_then(Pid::from_raw)
            && let Err(error) = rustix::process::setpriority_process(Some(process), nice)
        {
            tracing::debug!(%error, "a worker keeps its priority");
        }
    }

    /// Ends the worker, whatever it is doing, and waits so that no zombie stays.
    pub(super) async fn stop(mut self) {
        if let Err(error) = self.child.kill().await {
            tracing::debug!(%error, "the preview worker had already ended");
        }
    }

    /// The pipe closed on its own: the exit status tells a crash from a spent CPU budget.
    pub(super) async fn post_mortem(mut self) -> PreviewFailure {
        use std::os::unix::process::ExitStatusExt;
        let Ok(Ok(status)) = tokio::time::timeout(GRACE, self.child.wait()).await else {
            self.stop().await;
            return PreviewFailure::Crashed;
        };
        tracing::warn!(code = ?status.code(), signal = ?status.signal(), "the preview worker died");
        match status.signal() {
            Some(libc::SIGXCPU) => PreviewFailure::Timeout,
            // Somebody stops this server, and its workers with it: the file has no part in it.
            Some(libc::SIGTERM | libc::SIGINT | libc::SIGHUP) => PreviewFailure::Unavailable,
            Some(_) | None => PreviewFailure::Crashed,
        }
    }
}

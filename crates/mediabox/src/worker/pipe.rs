//! Standard input and output as the worker's only two connections to the world.

use crate::protocol::{self, FrameKind, FromWorker, HEADER, RANGE, ToWorker};
use std::io::{self, Read, StdinLock, StdoutLock, Write};

/// The parent is gone or does not speak the protocol; the worker can only end.
#[derive(Debug, thiserror::Error)]
pub(super) enum PipeError {
    #[error("the pipe closed")]
    Closed,
    #[error("unexpected frame")]
    Protocol,
}

impl From<io::Error> for PipeError {
    fn from(_: io::Error) -> Self {
        Self::Closed
    }
}

impl From<protocol::ProtocolError> for PipeError {
    fn from(_: protocol::ProtocolError) -> Self {
        Self::Protocol
    }
}

pub(super) struct Pipe {
    input: StdinLock<'static>,
    output: StdoutLock<'static>,
}

impl Pipe {
    pub(super) fn open() -> Self {
        Self {
            input: io::stdin().lock(),
            output: io::stdout().lock(),
        }
    }

    pub(super) fn say(&mut self, message: &FromWorker) -> Result<(), PipeError> {
        let frame = protocol::encode_message(message)?;
        self.output.write_all(&frame)?;
        Ok(self.output.flush()?)
    }

    pub(super) fn task(&mut self) -> Result<ToWorker, PipeError> {
        let (FrameKind::Control, length) = self.header()? else {
            return Err(PipeError::Protocol);
        };
        let mut body = vec![0; length as usize];
        self.input.read_exact(&mut body)?;
        Ok(protocol::decode_message(&body)?)
    }

    /// Asks for the next range after what `file` holds already and appends it.
    pub(super) fn pull(&mut self, file: &mut Vec<u8>, wanted: usize) -> Result<(), PipeError> {
        let missing = wanted.saturating_sub(file.len());
        let length = u32::try_from(missing).unwrap_or(RANGE).min(RANGE);
        let start = file.len();
        self.say(&FromWorker::Need {
            offset: start as u64,
            length,
        })?;
        if self.header()? != (FrameKind::Bytes, length) {
            return Err(PipeError::Protocol);
        }
        file.resize(start + length as usize, 0);
        let room = file.get_mut(start..).ok_or(PipeError::Protocol)?;
        Ok(self.input.read_exact(room)?)
    }

    pub(super) fn send(&mut self, bytes: &[u8]) -> Result<(), PipeError> {
        for chunk in bytes.chunks(RANGE as usize) {
            let length = u32::try_from(chunk.len()).map_err(|_| PipeError::Protocol)?;
            self.output
                .write_all(&protocol::encode_header(FrameKind::Bytes, length))?;
            self.output.write_all(chunk)?;
        }
        Ok(self.output.flush()?)
    }

    fn header(&mut self) -> Result<(FrameKind, u32), PipeError> {
        let mut header = [0; HEADER];
        self.input.read_exact(&mut header)?;
        Ok(protocol::decode_header(header)?)
    }
}

//! The worker's side: lock the door, then pull the file, decode it and send small pictures back.
//! One process, one thread, one file.

mod colour;
mod encode;
mod pdf;
mod pictures;
mod pipe;
pub mod sandbox;

use crate::preview::Part;
use crate::protocol::{self, FileFault, FromWorker, Measures, PartHead, ToWorker};
use crate::sniff::MediaKind;
use pipe::{Pipe, PipeError};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

/// Longest file that is pulled into memory, in bytes.
const INPUT: u64 = 512 * 1024 * 1024;

/// Entry of the worker process: speaks the protocol on standard input and output, then ends.
pub fn worker_main() -> ExitCode {
    // A panic message may quote the file; the parent learns enough from the failure code.
    std::panic::set_hook(Box::new(|_| {}));
    let sandbox = sandbox::enter();
    // SECURITY: from here on nothing can be opened, connected or started;
    // guarded by test a_sandboxed_worker_cannot_reach_anything.
    match serve(sandbox) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn serve(sandbox: protocol::SandboxReport) -> Result<(), PipeError> {
    let mut pipe = Pipe::open();
    pipe.say(&FromWorker::Hello {
        version: protocol::VERSION,
        sandbox,
    })?;
    let ToWorker::Task { kind, length } = pipe.task()?;
    let rendered = match pull(&mut pipe, length)? {
        Ok(file) => render(kind, file),
        Err(fault) => Err(fault),
    };
    match rendered {
        Ok(rendered) => deliver(&mut pipe, rendered),
        Err(fault) => pipe.say(&FromWorker::Failed { fault }),
    }
}

/// Everything made from one file.
struct Rendered {
    measures: Measures,
    parts: Vec<Part>,
}

fn pull(pipe: &mut Pipe, length: u64) -> Result<Result<Vec<u8>, FileFault>, PipeError> {
    if length > INPUT {
        return Ok(Err(FileFault::TooLarge));
    }
    let mut file = Vec::new();
    let wanted = usize::try_from(length).map_err(|_| PipeError::Protocol)?;
    if file.try_reserve_exact(wanted).is_err() {
        return Ok(Err(FileFault::TooLarge));
    }
    while file.len() < wanted {
        pipe.pull(&mut file, wanted)?;
    }
    Ok(Ok(file))
}

/// A panic in a parser means a file that it did not foresee.
fn render(kind: MediaKind, file: Vec<u8>) -> Result<Rendered, FileFault> {
    let attempt = AssertUnwindSafe(|| match kind {
        MediaKind::Image => pictures::render(&file),
        MediaKind::Pdf => pdf::render(file),
        MediaKind::Svg
        | MediaKind::Video
        | MediaKind::Audio
        | MediaKind::Office
        | MediaKind::Archive
        | MediaKind::Html
        | MediaKind::Other => Err(FileFault::Unsupported),
    });
    catch_unwind(attempt).unwrap_or(Err(FileFault::Damaged))
}

fn deliver(pipe: &mut Pipe, rendered: Rendered) -> Result<(), PipeError> {
    for part in &rendered.parts {
        pipe.say(&FromWorker::Part(PartHead {
            name: part.name,
            media_type: part.media_type,
            width: part.width,
            height: part.height,
            length: part.bytes.len() as u64,
        }))?;
        pipe.send(&part.bytes)?;
    }
    pipe.say(&FromWorker::Done(rendered.measures))
}

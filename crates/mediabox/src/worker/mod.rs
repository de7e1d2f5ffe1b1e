//! The worker's side: lock the door, then pull the file, decode it and send small pictures or tiles
//! back. One process, one thread, one file.

mod colour;
mod encode;
mod pdf;
mod pictures;
mod pipe;
mod reduce;
mod rows;
pub mod sandbox;
mod scans;
mod svg;
mod tiles;

use crate::preview::Part;
use crate::protocol::{self, FileFault, FromWorker, Measures, PartHead, ToWorker, Want};
use crate::sniff::MediaKind;
use pipe::{Pipe, PipeError};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use tiles::Stop;

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
    let ToWorker::Task { want, kind, length } = pipe.task()?;
    let outcome = match pull(&mut pipe, length)? {
        Ok(file) => match want {
            Want::Pictures => render(kind, file),
            Want::Tiles => cut(&file, &mut pipe)?,
        },
        Err(fault) => Err(fault),
    };
    match outcome {
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
        MediaKind::Svg => svg::render(&file),
        MediaKind::Video
        | MediaKind::Audio
        | MediaKind::Office
        | MediaKind::Archive
        | MediaKind::Html
        | MediaKind::Other => Err(FileFault::Unsupported),
    });
    catch_unwind(attempt).unwrap_or(Err(FileFault::Damaged))
}

/// Tiles leave as they are made; the picture's measures end them.
fn cut(file: &[u8], pipe: &mut Pipe) -> Result<Result<Rendered, FileFault>, PipeError> {
    let attempt = AssertUnwindSafe(|| tiles::cut(file, pipe));
    match catch_unwind(attempt) {
        Ok(Ok((width, height))) => Ok(Ok(Rendered {
            measures: Measures {
                width,
                height,
                pages: 1,
                page_sizes: Vec::new(),
            },
            parts: Vec::new(),
        })),
        Ok(Err(Stop::Fault(fault))) => Ok(Err(fault)),
        Ok(Err(Stop::Pipe(error))) => Err(error),
        Err(_panic) => Ok(Err(FileFault::Damaged)),
    }
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

//! Real workers, real files, hostile files and hostile workers.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that panics has failed, as it should"
)]
#![expect(
    clippy::print_stderr,
    clippy::format_collect,
    clippy::too_many_lines,
    reason = "long lists of files made from text, each of which says how it ended"
)]

mod alone;
mod hostile;
mod hostile_workers;
mod make;
mod real_files;
mod sandbox;
mod tiles;

use mediabox::{Launcher, Limits};
use std::time::Duration;

const WORKER: &str = env!("CARGO_BIN_EXE_mediabox-worker");

fn launcher() -> Launcher {
    Launcher::new(WORKER, &[], Limits::default())
}

fn launcher_in_mode(mode: &str, wall_clock: Duration) -> Launcher {
    let limits = Limits {
        wall_clock,
        ..Limits::default()
    };
    Launcher::new(WORKER, &[mode], limits)
}

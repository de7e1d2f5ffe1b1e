//! The `countersign` command: reads the command line and the environment, and hands over to one file per subcommand.

use std::process::ExitCode;

use clap::Parser;

// Requests move between threads, and what they allocated with them (ADR 0102).
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    server::cli::run(server::cli::Arguments::parse())
}

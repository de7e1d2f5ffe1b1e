//! The `countersign` command: reads the command line and the environment, and hands over to one file per subcommand.

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    server::cli::run(server::cli::Arguments::parse())
}

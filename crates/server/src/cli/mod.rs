//! The subcommands.

mod certificate;
mod config;
mod doctor;
mod guard;
mod migrate;
mod serve;
mod store;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::config::Config;

/// Secure review and approval of files.
#[derive(Debug, Parser)]
#[command(name = "countersign", version, about, arg_required_else_help = true)]
pub struct Arguments {
    /// The settings file; defaults to countersign.toml where there is one.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Start the server.
    Serve {
        /// Create the demo team when there is no team yet, and print a one-time sign-in link for it.
        #[arg(long)]
        demo: bool,
    },
    /// Say what is wrong with this installation, and what protects what. Leaves the databases as they are.
    Doctor {
        /// Create the installation where there is none yet, to look at what it would be.
        #[arg(long)]
        create: bool,
    },
    /// Check an approval certificate against a file, offline.
    Verify(certificate::VerifyArguments),
    /// Bring the databases to this version's schema.
    Migrate,
    /// Create the demo team in an installation without a team, and print a one-time sign-in link.
    Demo,
    /// Show or check the settings.
    #[command(subcommand)]
    Config(config::ConfigCommand),
    /// Settle whose the store of sealed files is.
    #[command(subcommand)]
    Store(store::StoreCommand),
    /// Check rules, and explain what they say about a request.
    #[command(subcommand)]
    Guard(guard::GuardCommand),
    /// The sandboxed preview worker; started by the server.
    #[command(hide = true)]
    MediaWorker,
}

/// Runs a subcommand.
pub fn run(arguments: Arguments) -> ExitCode {
    let outcome = match arguments.command {
        // Before anything is read: the worker has no configuration, no logging and no runtime.
        Command::MediaWorker => return mediabox::worker_main(),
        Command::Verify(verify) => return certificate::verify(&verify),
        Command::Config(config::ConfigCommand::Example) => {
            say(crate::config::EXAMPLE.trim_end());
            Ok(())
        }
        // Both tell about settings and need none.
        Command::Config(config::ConfigCommand::Reference) => {
            say(crate::config::markdown(crate::config::EXAMPLE).trim_end());
            Ok(())
        }
        Command::Guard(command) => return guard::run(&command, load(arguments.config)),
        command @ (Command::Serve { .. }
        | Command::Doctor { .. }
        | Command::Migrate
        | Command::Demo
        | Command::Store(_)
        | Command::Config(_)) => {
            load(arguments.config).and_then(|config| dispatch(command, config))
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&format!("countersign: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn dispatch(command: Command, config: Config) -> anyhow::Result<()> {
    match command {
        Command::Serve { demo } => block_on(serve::serve(config, demo)),
        Command::Doctor { create } => block_on(doctor::doctor(config, create)),
        Command::Migrate => block_on(migrate::migrate(config)),
        Command::Demo => block_on(serve::demo(config)),
        Command::Store(command) => block_on(store::run(command, config)),
        Command::Config(command) => config::run(&command, &config),
        Command::Verify(_) | Command::Guard(_) | Command::MediaWorker => Ok(()),
    }
}

fn load(file: Option<PathBuf>) -> anyhow::Result<Config> {
    let default = PathBuf::from("countersign.toml");
    let file = file.or_else(|| default.exists().then_some(default));
    Config::load(file.as_deref(), std::env::vars())
}

fn block_on(work: impl Future<Output = anyhow::Result<()>>) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(work)
}

/// Writes a line for the person at the terminal.
#[expect(clippy::print_stdout, reason = "this is a command")]
pub(crate) fn say(text: &str) {
    println!("{text}");
}

#[expect(clippy::print_stderr, reason = "this is a command")]
fn complain(text: &str) {
    eprintln!("{text}");
}

//! `countersign config`: shows and checks the settings.

use clap::Subcommand;

use crate::cli::say;
use crate::config::Config;

/// What to do with the settings.
#[derive(Debug, Subcommand)]
pub(crate) enum ConfigCommand {
    /// Print the settings in force.
    Print,
    /// Check them and say what is wrong.
    Check,
    /// Print every setting with its explanation and default.
    Example,
}

pub(crate) fn run(command: &ConfigCommand, config: &Config) -> anyhow::Result<()> {
    match command {
        ConfigCommand::Print => say(&toml::to_string_pretty(&without_secrets(config))?),
        // Loading has checked them.
        ConfigCommand::Check => say("The settings are in order."),
        ConfigCommand::Example => say(crate::config::EXAMPLE),
    }
    Ok(())
}

/// Database addresses may hold a password.
fn without_secrets(config: &Config) -> Config {
    let mut shown = config.clone();
    for address in [&mut shown.database.main, &mut shown.database.keystore] {
        if let Some((scheme, rest)) = address.split_once("://")
            && let Some((_, host)) = rest.rsplit_once('@')
        {
            *address = format!("{scheme}://…@{host}");
        }
    }
    shown
}

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
    /// Print a commented file with every setting and its default, to start from.
    Example,
    /// Print the reference of every setting as Markdown.
    Reference,
}

pub(crate) fn run(command: &ConfigCommand, config: &Config) -> anyhow::Result<()> {
    match command {
        ConfigCommand::Print => say(&toml::to_string_pretty(&without_secrets(config))?),
        // Loading has checked them.
        ConfigCommand::Check => say("The settings are in order."),
        ConfigCommand::Example | ConfigCommand::Reference => {}
    }
    Ok(())
}

/// Database addresses may hold a password, in more places than one; only scheme and host are shown. Other secrets show
/// nothing by their type.
fn without_secrets(config: &Config) -> Config {
    let mut shown = config.clone();
    for address in [&mut shown.database.main, &mut shown.database.keystore] {
        *address = place_only(address);
    }
    shown
}

fn place_only(address: &str) -> String {
    let Some((scheme, rest)) = address.split_once("://") else {
        return if address == "sqlite" {
            address.to_owned()
        } else {
            "…".to_owned()
        };
    };
    let place = rest.rsplit_once('@').map_or(rest, |(_, place)| place);
    let place = place.split(['?', '#']).next().unwrap_or_default();
    format!("{scheme}://…@{place}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mail_servers_password_is_not_shown() {
        let environment = [
            ("COUNTERSIGN_MAIL__HOST", "mail.example"),
            ("COUNTERSIGN_MAIL__FROM_ADDRESS", "proofs@larkfield.example"),
            ("COUNTERSIGN_MAIL__USERNAME", "post"),
            ("COUNTERSIGN_MAIL__PASSWORD", "otters-in-tweed"),
        ];
        let pairs = environment.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let config = Config::load(None, pairs.into_iter()).unwrap();

        let shown = toml::to_string_pretty(&without_secrets(&config)).unwrap();

        assert!(
            shown.contains("mail.example") && !shown.contains("otters"),
            "{shown}"
        );
    }

    #[test]
    fn no_form_of_an_address_shows_its_password() {
        for address in [
            "postgres://mara:otters@h/rows",
            "postgres://mara@h/rows?password=otters",
            "host=h user=mara password=otters",
            "postgres://mara:ot@ters:otters@h/rows",
        ] {
            assert!(!place_only(address).contains("otters"), "{address}");
        }
        assert_eq!(place_only("sqlite"), "sqlite");
    }
}

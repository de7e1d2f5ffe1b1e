//! `[mail]`: the mail server that takes letters, and how it is made into a courier.

use std::time::Duration;

use anyhow::{Context, Result};
use courier::{Courier, Login, Relay, Security, Sender};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{Findings, Secret};
use crate::disk;

/// `[mail]`
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailConfig {
    /// Its name; empty for no mail.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// `starttls` or `tls`.
    pub security: String,
    /// Who we are there; empty for nobody.
    pub username: String,
    /// The password.
    pub password: Secret,
    /// A file with the password.
    pub password_file: String,
    /// How the sender is called.
    pub from_name: String,
    /// The sender's address.
    pub from_address: String,
    /// A PEM file of the only authority that is believed; empty for the machine's.
    pub authority: String,
    /// Seconds that one conversation may take.
    pub timeout_seconds: u32,
}

impl MailConfig {
    /// Reads the file that holds the password.
    pub(super) fn resolve(&mut self, findings: &mut Findings) {
        let password = findings.secret_file("mail.password_file", &self.password_file);
        if let Some(password) = password {
            if !self.password.is_empty() {
                findings.add(
                    "mail.password",
                    "and mail.password_file are the same thing: set one of them",
                );
            }
            self.password = password.into();
        }
    }

    pub(super) fn check(&self, findings: &mut Findings) {
        if security(&self.security).is_none() {
            findings.add(
                "mail.security",
                format!(
                    "must be \"starttls\" or \"tls\", it is {:?}; mail is never sent without encryption",
                    self.security
                ),
            );
        }
        if self.port == 0 {
            findings.add(
                "mail.port",
                "must be the port of the mail server, usually 587 or 465",
            );
        }
        if !(5..=240).contains(&self.timeout_seconds) {
            findings.add("mail.timeout_seconds", "must be between 5 and 240");
        }
        let secret = !self.password.is_empty() || !self.password_file.is_empty();
        if self.username.is_empty() == secret {
            findings.add(
                "mail.username",
                "goes together with mail.password or mail.password_file: set both or neither",
            );
        }
        if !self.host.is_empty() && self.from_address.is_empty() {
            findings.add(
                "mail.from_address",
                "is empty: letters need an address that they come from",
            );
        }
        if self.host.is_empty() && (secret || !self.from_address.is_empty()) {
            findings.add(
                "mail.host",
                "is empty, so no mail would be sent: set it, or leave the other mail settings out",
            );
        }
        findings.readable("mail.authority", &self.authority);
    }

    /// Who takes letters; nobody when no host is set.
    pub fn courier(&self) -> Result<Option<Courier>> {
        if self.host.is_empty() {
            return Ok(None);
        }
        let login = (!self.username.is_empty()).then(|| Login {
            user: self.username.clone(),
            password: Zeroizing::new(self.password.reveal().to_owned()),
        });
        let authority = if self.authority.is_empty() {
            None
        } else {
            let pem = disk::read_text(self.authority.as_ref())
                .with_context(|| format!("mail.authority: cannot read {}", self.authority))?;
            Some(pem.into_bytes())
        };
        let relay = Relay {
            host: self.host.clone(),
            port: self.port,
            security: security(&self.security).unwrap_or(Security::StartTls),
            login,
            sender: Sender {
                name: self.from_name.clone(),
                address: self.from_address.clone(),
            },
            authority,
            patience: Duration::from_secs(self.timeout_seconds.into()),
        };
        Ok(Some(Courier::new(relay)?))
    }
}

fn security(word: &str) -> Option<Security> {
    match word {
        "starttls" => Some(Security::StartTls),
        "tls" => Some(Security::Implicit),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    const HOST: (&str, &str) = ("HOST", "mail.example");
    const FROM: (&str, &str) = ("FROM_ADDRESS", "proofs@larkfield.example");

    fn load(settings: &[(&str, &str)]) -> Result<MailConfig> {
        let pairs: Vec<_> = settings
            .iter()
            .map(|(name, value)| (format!("COUNTERSIGN_MAIL__{name}"), (*value).to_owned()))
            .collect();
        Ok(Config::load(None, pairs.into_iter())?.mail)
    }

    #[test]
    fn without_a_host_no_mail_is_sent() {
        assert!(load(&[]).unwrap().courier().unwrap().is_none());
        assert!(load(&[HOST, FROM]).unwrap().courier().unwrap().is_some());
    }

    #[test]
    fn settings_that_cannot_work_name_themselves() {
        let cases: &[(&[(&str, &str)], &str)] = &[
            (&[HOST], "mail.from_address"),
            (&[FROM], "mail.host"),
            (&[HOST, FROM, ("SECURITY", "none")], "mail.security"),
            (&[HOST, FROM, ("PORT", "0")], "mail.port"),
            (
                &[HOST, FROM, ("TIMEOUT_SECONDS", "1")],
                "mail.timeout_seconds",
            ),
            (&[HOST, FROM, ("USERNAME", "post")], "mail.username"),
            (&[HOST, FROM, ("PASSWORD", "x")], "mail.username"),
            (
                &[
                    HOST,
                    FROM,
                    ("USERNAME", "p"),
                    ("PASSWORD", "x"),
                    (
                        "PASSWORD_FILE",
                        concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"),
                    ),
                ],
                "mail.password_file",
            ),
        ];
        for (settings, named) in cases {
            let error = load(settings).unwrap_err();
            assert!(error.to_string().contains(named), "{error}");
        }
    }

    #[test]
    fn everything_that_is_wrong_is_said_at_once() {
        let error = load(&[
            HOST,
            ("SECURITY", "none"),
            ("PORT", "0"),
            ("USERNAME", "p"),
            ("PASSWORD_FILE", "/nowhere/secret"),
            ("AUTHORITY", "/nowhere/authority.pem"),
        ])
        .unwrap_err()
        .to_string();

        for name in [
            "mail.security",
            "mail.port",
            "mail.from_address",
            "mail.password_file",
            "mail.authority",
        ] {
            assert!(error.contains(name), "{name} in {error}");
        }
        let sender = load(&[HOST, ("FROM_ADDRESS", "proofs")]).unwrap();
        assert!(sender.courier().is_err());
    }

    #[test]
    fn the_password_is_never_printed() {
        let config = load(&[
            HOST,
            FROM,
            ("USERNAME", "p"),
            ("PASSWORD", "otters-in-tweed"),
        ])
        .unwrap();

        assert!(!format!("{config:?}").contains("otters"));
        assert!(!toml::to_string(&config).unwrap().contains("otters"));
    }
}

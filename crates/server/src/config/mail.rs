//! `[mail]`: the mail server that takes letters, and how it is made into a courier.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use courier::{Courier, Login, Relay, Security, Sender};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::Findings;
use crate::disk;

/// `[mail]`
#[derive(Clone, Serialize, Deserialize)]
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
    pub password: String,
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

// The password must not reach a log.
impl std::fmt::Debug for MailConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MailConfig")
            .field("host", &self.host)
            .finish_non_exhaustive()
    }
}

impl MailConfig {
    pub(super) fn check(&self, findings: &mut Findings) {
        if let Err(error) = self.validate() {
            findings.add("mail", format!("is not right: {error}"));
        }
    }

    fn validate(&self) -> Result<()> {
        if security(&self.security).is_none() {
            bail!(
                "mail.security must be \"starttls\" or \"tls\", it is {:?}; mail is never sent without encryption",
                self.security
            );
        }
        if self.port == 0 {
            bail!("mail.port must be the port of the mail server, usually 587 or 465");
        }
        if !(5..=240).contains(&self.timeout_seconds) {
            bail!("mail.timeout_seconds must be between 5 and 240");
        }
        if !self.password.is_empty() && !self.password_file.is_empty() {
            bail!("mail.password and mail.password_file are the same thing: set one of them");
        }
        let secret = !self.password.is_empty() || !self.password_file.is_empty();
        if self.username.is_empty() == secret {
            bail!(
                "mail.username goes together with mail.password or mail.password_file: set both or neither"
            );
        }
        if !self.host.is_empty() && self.from_address.is_empty() {
            bail!("mail.from_address is empty: letters need an address that they come from");
        }
        if self.host.is_empty() && (secret || !self.from_address.is_empty()) {
            bail!(
                "mail.host is empty, so no mail would be sent: set it, or leave the other mail settings out"
            );
        }
        Ok(())
    }

    /// Who takes letters; nobody when no host is set.
    pub fn courier(&self) -> Result<Option<Courier>> {
        if self.host.is_empty() {
            return Ok(None);
        }
        let password = if self.password_file.is_empty() {
            self.password.clone()
        } else {
            disk::read_text(self.password_file.as_ref())
                .with_context(|| format!("mail.password_file: cannot read {}", self.password_file))?
                .trim_end_matches(['\r', '\n'])
                .to_owned()
        };
        let login = (!self.username.is_empty()).then(|| Login {
            user: self.username.clone(),
            password: Zeroizing::new(password),
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
                    ("PASSWORD_FILE", "y"),
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
    fn files_that_are_missing_or_wrong_name_themselves() {
        let missing = load(&[HOST, FROM, ("AUTHORITY", "/nowhere/authority.pem")]).unwrap();
        let secret = load(&[
            HOST,
            FROM,
            ("USERNAME", "p"),
            ("PASSWORD_FILE", "/nowhere/secret"),
        ]);

        assert!(
            missing
                .courier()
                .unwrap_err()
                .to_string()
                .contains("mail.authority")
        );
        assert!(
            secret
                .unwrap()
                .courier()
                .unwrap_err()
                .to_string()
                .contains("mail.password_file")
        );
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
    }
}

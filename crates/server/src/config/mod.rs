//! What the operator configures: one struct per section, unknown words refused, every value also as an environment
//! variable `COUNTERSIGN_SECTION__KEY`. The embedded `example.toml` is both the documentation and the defaults.

mod mail;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};
use toml::{Table, Value};

use crate::disk;

pub use mail::MailConfig;

/// The documentation of every setting, with its default.
pub const EXAMPLE: &str = include_str!("example.toml");

/// All settings.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Where the data lies.
    pub data: DataConfig,
    /// Where the root key lies.
    pub keys: KeysConfig,
    /// Where rows live.
    pub database: DatabaseConfig,
    /// How people reach the server.
    pub http: HttpConfig,
    /// Where metrics are shown.
    pub metrics: MetricsConfig,
    /// What may be uploaded.
    pub uploads: UploadsConfig,
    /// How long people stay signed in.
    pub sessions: SessionsConfig,
    /// Who takes letters.
    pub mail: MailConfig,
}

/// `[data]`
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DataConfig {
    /// The folder of the databases and of the sealed files.
    pub dir: PathBuf,
}

/// `[keys]`
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeysConfig {
    /// The folder of the root key and of the erasure-epoch keys.
    pub dir: PathBuf,
}

/// `[database]`
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatabaseConfig {
    /// `sqlite`, or a `postgres://` address.
    pub main: String,
    /// The keystore's own database, likewise.
    pub keystore: String,
}

/// `[http]`
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HttpConfig {
    /// Address and port.
    pub listen: String,
    /// What people type into the browser.
    pub public_origin: String,
    /// The certificate chain in PEM; empty for a self-signed one.
    pub certificate: String,
    /// Its private key in PEM.
    pub certificate_key: String,
    /// Connections served at once.
    pub max_connections: usize,
    /// Connections served at once from one address.
    pub max_connections_per_address: usize,
}

/// `[metrics]`
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MetricsConfig {
    /// Address and port; empty for none.
    pub listen: String,
}

/// `[uploads]`
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UploadsConfig {
    /// The largest file in bytes.
    pub max_file_bytes: u64,
}

/// `[sessions]`
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SessionsConfig {
    /// Minutes without use after which a session ends.
    pub idle_minutes: u32,
}

impl Config {
    /// Defaults, then the file, then the environment; each later word wins.
    pub fn load(
        file: Option<&Path>,
        environment: impl Iterator<Item = (String, String)>,
    ) -> Result<Self> {
        let mut table: Table = EXAMPLE.parse().context("the embedded defaults")?;
        if let Some(file) = file {
            let text =
                disk::read_text(file).with_context(|| format!("cannot read {}", file.display()))?;
            let own: Table = text
                .parse()
                .with_context(|| format!("{} is not TOML", file.display()))?;
            merge(&mut table, own);
        }
        for (name, value) in environment {
            apply(&mut table, &name, &value)?;
        }
        let config: Self = Value::Table(table)
            .try_into()
            .context("a setting has an unknown name or a wrong type")?;
        config.validate()?;
        Ok(config)
    }

    fn validate(&self) -> Result<()> {
        let origin = &self.http.public_origin;
        if !origin.starts_with("https://") || origin.ends_with('/') {
            bail!(
                "http.public_origin must begin with https:// and have no slash at its end, it is {origin:?}"
            );
        }
        if self.http.certificate.is_empty() != self.http.certificate_key.is_empty() {
            bail!("http.certificate and http.certificate_key go together: set both or neither");
        }
        if self.uploads.max_file_bytes == 0 {
            bail!("uploads.max_file_bytes must be at least 1");
        }
        if self.sessions.idle_minutes < 5 {
            bail!(
                "sessions.idle_minutes must be at least 5, or people are signed out while they read"
            );
        }
        self.mail.validate()?;
        // SECURITY: a root key inside the data folder would travel with every copy of the data.
        if self.keys.dir.starts_with(&self.data.dir) {
            bail!(
                "keys.dir lies inside data.dir: whoever copies the data would copy the key; put it elsewhere"
            );
        }
        Ok(())
    }
}

fn merge(base: &mut Table, own: Table) {
    for (name, value) in own {
        match (base.get_mut(&name), value) {
            (Some(Value::Table(base)), Value::Table(own)) => merge(base, own),
            (_, value) => {
                base.insert(name, value);
            }
        }
    }
}

fn apply(table: &mut Table, name: &str, value: &str) -> Result<()> {
    let Some(path) = name.strip_prefix("COUNTERSIGN_") else {
        return Ok(());
    };
    let Some((section, key)) = path.split_once("__") else {
        return Ok(());
    };
    let (section, key) = (section.to_lowercase(), key.to_lowercase());
    let known = table
        .get(&section)
        .and_then(Value::as_table)
        .and_then(|section| section.get(&key));
    let Some(known) = known else {
        bail!("{name} names no setting; `countersign config print` lists them")
    };
    let typed = match known {
        Value::Integer(_) => Value::Integer(
            value
                .parse()
                .with_context(|| format!("{name} must be a number"))?,
        ),
        Value::Boolean(_) => Value::Boolean(
            value
                .parse()
                .with_context(|| format!("{name} must be true or false"))?,
        ),
        Value::String(_)
        | Value::Float(_)
        | Value::Datetime(_)
        | Value::Array(_)
        | Value::Table(_) => Value::String(value.to_owned()),
    };
    if let Some(section) = table.get_mut(&section).and_then(Value::as_table_mut) {
        section.insert(key, typed);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(environment: &[(&str, &str)]) -> Result<Config> {
        let pairs: Vec<_> = environment
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        Config::load(None, pairs.into_iter())
    }

    #[test]
    fn the_example_is_the_default() {
        let config = load(&[]).unwrap();

        assert_eq!(config.http.public_origin, "https://localhost:8443");
        assert_eq!(config.data.dir, PathBuf::from("./data"));
    }

    #[test]
    fn the_environment_wins_and_unknown_names_are_refused() {
        assert_eq!(
            load(&[("COUNTERSIGN_SESSIONS__IDLE_MINUTES", "90")])
                .unwrap()
                .sessions
                .idle_minutes,
            90
        );
        assert!(load(&[("COUNTERSIGN_SESSIONS__IDLE_MINUTE", "90")]).is_err());
        assert!(load(&[("COUNTERSIGN_SESSIONS__IDLE_MINUTES", "soon")]).is_err());
    }

    #[test]
    fn a_root_key_beside_the_data_is_refused() {
        let error = load(&[("COUNTERSIGN_KEYS__DIR", "./data/keys")]).unwrap_err();

        assert!(error.to_string().contains("keys.dir"), "{error}");
    }

    #[test]
    fn an_origin_without_tls_is_refused() {
        assert!(load(&[("COUNTERSIGN_HTTP__PUBLIC_ORIGIN", "http://localhost:8443")]).is_err());
        assert!(load(&[("COUNTERSIGN_HTTP__PUBLIC_ORIGIN", "https://localhost:8443/")]).is_err());
    }
}

//! What the operator configures: one struct per section, unknown words refused, every value also as an environment
//! variable `COUNTERSIGN_SECTION__KEY`. The embedded `example.toml` is both the documentation and the defaults.

mod acme;
mod findings;
mod guard;
mod http;
mod mail;
mod origin;
mod reference;
mod secret;
mod sources;
mod store;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use toml::{Table, Value};

use crate::disk;

pub use acme::AcmeConfig;
pub(crate) use findings::Findings;
pub(crate) use guard::day_of;
pub use guard::{ExclusionConfig, GuardConfig, GuardMode, RouteConfig};
pub use http::HttpConfig;
pub use mail::MailConfig;
pub use reference::markdown;
pub use secret::Secret;
pub use store::{StoreConfig, StoreKind};

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
    /// Where sealed files lie.
    pub store: StoreConfig,
    /// How people reach the server.
    pub http: HttpConfig,
    /// Who certifies the server.
    pub acme: AcmeConfig,
    /// Where metrics are shown.
    pub metrics: MetricsConfig,
    /// What may be uploaded.
    pub uploads: UploadsConfig,
    /// How long people stay signed in.
    pub sessions: SessionsConfig,
    /// Who takes letters.
    pub mail: MailConfig,
    /// How requests are judged.
    pub guard: GuardConfig,
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
    /// A file that holds the address.
    pub main_file: String,
    /// The keystore's own database, likewise.
    pub keystore: String,
    /// A file that holds its address.
    pub keystore_file: String,
    /// Certificates to trust for PostgreSQL.
    pub ca_file: String,
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
    /// How many bytes a team may keep; 0 for any number.
    pub max_team_bytes: u64,
}

/// `[sessions]`
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SessionsConfig {
    /// Minutes without use after which a session ends.
    pub idle_minutes: u32,
}

impl Config {
    /// Defaults, then the file, then the environment; each later word wins. Everything that is wrong is said at once.
    pub fn load(
        file: Option<&Path>,
        environment: impl Iterator<Item = (String, String)>,
    ) -> Result<Self> {
        let mut table: Table = EXAMPLE.parse().context("the embedded defaults")?;
        let mut findings = Findings::default();
        if let Some(file) = file {
            let text =
                disk::read_text(file).with_context(|| format!("cannot read {}", file.display()))?;
            let own: Table = text
                .parse()
                .with_context(|| format!("{} is not TOML", file.display()))?;
            sources::merge(&mut table, own, &mut findings);
        }
        for (name, value) in environment {
            sources::apply(&mut table, &name, &value, &mut findings);
        }
        let config = typed(table, &mut findings);
        let Some(mut config) = config else {
            findings.into_result()?;
            anyhow::bail!("the settings cannot be read");
        };
        config.resolve(&mut findings);
        config.check(&mut findings);
        findings.into_result()?;
        Ok(config)
    }

    /// Reads the files that hold secrets, and brings what can be written in several ways into one form.
    fn resolve(&mut self, findings: &mut Findings) {
        let Self {
            database,
            store,
            http,
            mail,
            guard: _,
            ..
        } = self;
        if let Some(main) = findings.secret_file("database.main_file", &database.main_file) {
            database.main = main;
        }
        let keystore = findings.secret_file("database.keystore_file", &database.keystore_file);
        if let Some(keystore) = keystore {
            database.keystore = keystore;
        }
        store.resolve(findings);
        http.resolve(findings);
        mail.resolve(findings);
    }

    fn check(&self, findings: &mut Findings) {
        self.http.check(findings);
        self.store.check(findings);
        self.acme.check(&self.http, findings);
        self.mail.check(findings);
        self.guard.check(findings);
        findings.readable("database.ca_file", &self.database.ca_file);
        for (name, address) in [
            ("database.main", &self.database.main),
            ("database.keystore", &self.database.keystore),
        ] {
            // The address itself may hold a password and is not repeated.
            if address != "sqlite" && !address.contains("://") && !address.contains('=') {
                findings.add(
                    name,
                    "must be \"sqlite\" or an address such as \"postgres://user@host/name\"",
                );
            }
        }
        if !self.metrics.listen.is_empty() && !self.metrics.listen.contains(':') {
            findings.add(
                "metrics.listen",
                "must be an address and a port, or empty for none",
            );
        }
        if self.uploads.max_file_bytes == 0 {
            findings.add("uploads.max_file_bytes", "must be at least 1");
        }
        if (1..self.uploads.max_file_bytes).contains(&self.uploads.max_team_bytes) {
            findings.add(
                "uploads.max_team_bytes",
                "is less than uploads.max_file_bytes, so no team could upload the largest file: raise it, lower the other, or set it to 0 for no limit",
            );
        }
        if self.sessions.idle_minutes < 5 {
            findings.add(
                "sessions.idle_minutes",
                "must be at least 5, or people are signed out while they read",
            );
        }
        // SECURITY: a root key inside the data folder would travel with every copy of the data; guarded by test
        // `a_root_key_beside_the_data_is_refused`.
        if self.keys.dir.starts_with(&self.data.dir) {
            findings.add(
                "keys.dir",
                "lies inside data.dir: whoever copies the data would copy the key; put it elsewhere",
            );
        }
    }
}

/// Section by section, so that a wrong word in one does not hide those in the others.
fn typed(table: Table, findings: &mut Findings) -> Option<Config> {
    for (section, value) in &table {
        let mut alone: Table = EXAMPLE.parse().ok()?;
        alone.insert(section.clone(), value.clone());
        if let Err(error) = Value::Table(alone).try_into::<Config>() {
            findings.add(&format!("[{section}]"), error.message());
        }
    }
    Value::Table(table).try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(environment: &[(&str, &str)]) -> Result<Config> {
        load_with(None, environment)
    }

    fn load_with(file: Option<&Path>, environment: &[(&str, &str)]) -> Result<Config> {
        let pairs: Vec<_> = environment
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        Config::load(file, pairs.into_iter())
    }

    /// What is said about a settings file.
    fn told(text: &str) -> String {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("countersign.toml");
        disk::write_private(&file, text.as_bytes()).unwrap();
        load_with(Some(&file), &[]).unwrap_err().to_string()
    }

    #[test]
    fn the_example_is_the_default() {
        let config = load(&[]).unwrap();

        assert_eq!(config.http.public_origin, "https://localhost:8443");
        assert_eq!(config.data.dir, PathBuf::from("./data"));
        assert_eq!(config.store.kind, StoreKind::Local);
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
        let lists = load(&[("COUNTERSIGN_HTTP__TRUSTED_PROXIES", "10.0.0.0/8, fd00::/8")]).unwrap();
        assert!(lists.http.trusted_proxies.contain([10, 1, 2, 3].into()));
    }

    #[test]
    fn everything_wrong_is_said_at_once_with_name_and_remedy() {
        let said = told(
            "[http]\nlistenn = \"x\"\nmax_connections = \"many\"\n[stor]\nkind = 1\n[store]\nkind = \"ftp\"\n[sessions]\nidle_minutes = 1\n",
        );
        for part in [
            "http.listenn is no setting. Is http.listen meant?",
            "http.max_connections must be a number, it is \"many\"",
            "stor is no section",
            "[store] unknown variant `ftp`",
        ] {
            assert!(said.contains(part), "{part} in {said}");
        }
        let said =
            told("[store]\nkind = \"s3\"\naccess_key = \"a\"\n[sessions]\nidle_minutes = 1\n");
        for part in [
            "store.bucket is empty",
            "store.secret_key",
            "sessions.idle_minutes must be",
        ] {
            assert!(said.contains(part), "{part} in {said}");
        }
    }

    #[test]
    fn a_secret_comes_from_its_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("secret");
        disk::write_private(&file, b"otters-cross\n").unwrap();
        let path = file.to_str().unwrap();
        let variables = [
            ("COUNTERSIGN_STORE__SECRET_KEY_FILE", path),
            ("COUNTERSIGN_STORE__ACCESS_KEY", "a"),
        ];

        let config = load(&variables).unwrap();

        assert_eq!(config.store.secret_key.reveal(), "otters-cross");
        assert!(!toml::to_string(&config).unwrap().contains("otters-cross"));
        let missing = load(&[("COUNTERSIGN_STORE__SECRET_KEY_FILE", "/nowhere/secret")]);
        assert!(
            missing
                .unwrap_err()
                .to_string()
                .contains("store.secret_key_file")
        );
    }

    #[test]
    fn a_team_has_room_for_the_largest_file() {
        let uploads = |file, team| {
            load(&[
                ("COUNTERSIGN_UPLOADS__MAX_FILE_BYTES", file),
                ("COUNTERSIGN_UPLOADS__MAX_TEAM_BYTES", team),
            ])
        };

        assert!(uploads("10", "0").is_ok() && uploads("10", "10").is_ok());
        let error = uploads("10", "9").unwrap_err();
        assert!(error.to_string().contains("max_team_bytes"), "{error}");
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

    #[test]
    fn the_origin_in_force_is_the_one_that_browsers_send() {
        let config = load(&[(
            "COUNTERSIGN_HTTP__PUBLIC_ORIGIN",
            "https://Review.Example.org:443",
        )]);

        let http = config.unwrap().http;

        assert_eq!(http.public_origin, "https://review.example.org");
        assert_eq!(http.host(), "review.example.org");
        let path = load(&[("COUNTERSIGN_HTTP__PUBLIC_ORIGIN", "https://x.org/path")]);
        let said = path.unwrap_err().to_string();
        assert!(said.contains("http.public_origin must end after"), "{said}");
    }

    #[test]
    fn proxies_are_never_everybody() {
        for name in [
            "COUNTERSIGN_HTTP__TRUSTED_PROXIES",
            "COUNTERSIGN_HTTP__PROXY_PROTOCOL_FROM",
        ] {
            for everybody in ["0.0.0.0/0", "10.0.0.0/8,::/0"] {
                let error = load(&[(name, everybody)]).unwrap_err();
                assert!(error.to_string().contains("every network"), "{error}");
            }
            assert!(load(&[(name, "proxy.example")]).is_err());
        }
    }
}

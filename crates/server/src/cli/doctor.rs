//! `countersign doctor`: says what is wrong with this installation, and what protects what. Looks at each thing for
//! itself, so that one that fails does not hide the others.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use blobs::Blobs;
use db::Transport;
use kernel::{App, Clock, SystemClock};

use crate::cli::guard::{described, ended};
use crate::cli::{say, serve};
use crate::compose::{self, Looked};
use crate::config::{Config, GuardMode, StoreKind};
use crate::guarding::{Guard, load};
use crate::http::checks::{Check, checks, mail};
use crate::sweeping::ownership::{self, Ownership};
use crate::tls::Certificates;

/// Less room than this needs a look.
const LITTLE: u64 = 2 << 30;
const DAY: i64 = 86_400_000;

/// What becomes of a certificate that an authority has to make.
const ASKED_FOR: &str = "While the server runs it asks the authority for one again and again, and its log says what went wrong";

/// What was found about one thing.
struct Finding {
    name: &'static str,
    ok: bool,
    detail: String,
}

impl Finding {
    fn new(name: &'static str, ok: bool, detail: impl Into<String>) -> Self {
        Self {
            name,
            ok,
            detail: detail.into(),
        }
    }
}

pub(crate) async fn doctor(config: Config, create: bool) -> Result<()> {
    if !create && !compose::exists(&config) {
        bail!(
            "there is no installation here: no keys in {} and no data in {}. `countersign serve` makes one; `countersign doctor --create` makes one and looks at it. If there should be one, check data.dir and keys.dir",
            config.keys.dir.display(),
            config.data.dir.display()
        );
    }
    let found = examine(&config).await?;
    for Finding { name, ok, detail } in &found {
        say(&format!(
            "{} {name}: {detail}",
            if *ok { "ok  " } else { "look" }
        ));
    }
    if found.iter().all(|finding| finding.ok) {
        Ok(())
    } else {
        bail!("some of it needs a look")
    }
}

/// Looks at everything. Where there is an installation already, nothing is made and no schema is changed: the server of an
/// earlier version may be running on it.
async fn examine(config: &Config) -> Result<Vec<Finding>> {
    let is_new = !compose::exists(config);
    let looked = if is_new {
        compose::app(config).await.map(Looked::Current)
    } else {
        compose::look(config).await
    };
    let mut found = Vec::new();
    match looked {
        Ok(Looked::Current(composed)) => {
            let app = &composed.app;
            found.extend(checks(app).await.into_iter().map(Finding::from));
            found.push(files(config, app.blobs()).await);
            found.push(left_overs(app).await);
            found.push(Finding::from(mail(composed.courier.as_ref()).await));
            app.database().close().await?;
            composed.keys.close().await?;
        }
        Ok(Looked::Behind {
            pending,
            blobs,
            courier,
        }) => {
            found.push(schema(&pending));
            found.push(files(config, &blobs).await);
            found.push(Finding::from(mail(courier.as_ref()).await));
        }
        Err(error) => found.push(Finding::new(
            "Start",
            false,
            format!("the server cannot start. {error:#}"),
        )),
    }
    found.push(databases(config)?);
    found.push(certificate(config, is_new));
    found.push(guarding(config));
    found.push(room(&config.data.dir));
    Ok(found)
}

/// Says what `serve` would change in the databases.
fn schema(pending: &[Arc<str>]) -> Finding {
    let detail = format!(
        "the databases are of an earlier version and were left as they are. `countersign serve` brings them to this one when it starts, and there is no way back, so take a copy first. Until then, what needs rows is not looked at. Still to come: {}",
        pending.join(", ")
    );
    Finding::new("Schema", false, detail)
}

impl From<Check> for Finding {
    fn from(check: Check) -> Self {
        let Check { name, ok, detail } = check;
        Self::new(name, ok, detail)
    }
}

/// Tries the store of sealed files.
async fn files(config: &Config, blobs: &Blobs) -> Finding {
    let place = match config.store.kind {
        StoreKind::Local => "in data.dir".to_owned(),
        StoreKind::S3 => format!("in the bucket {:?}", config.store.bucket),
    };
    match blobs.probe().await {
        Ok(()) => Finding::new(
            "Sealed files",
            true,
            format!(
                "can be written, read, listed and deleted {place}; they are sealed before they get there, so whoever keeps them sees sizes and random names"
            ),
        ),
        Err(error) => {
            let error = anyhow::Error::from(error);
            Finding::new("Sealed files", false, format!("{place}: {error:#}"))
        }
    }
}

/// Whether what a crash leaves in the store can be removed.
async fn left_overs(app: &App) -> Finding {
    let (ok, detail) = match ownership::look(app).await {
        Ok(Ownership::Ours(_)) => (
            true,
            "files that nothing refers to are removed after a day; the store is this database's"
                .to_owned(),
        ),
        Ok(Ownership::Unclaimed) => (
            true,
            "the store becomes this database's when the server starts".to_owned(),
        ),
        Ok(Ownership::Doubtful(doubt)) => (false, doubt.to_string()),
        Err(error) => (false, format!("the store cannot be looked at: {error}")),
    };
    Finding::new("Left-over files", ok, detail)
}

/// How the way to the databases is protected.
fn databases(config: &Config) -> Result<Finding> {
    let authority = compose::authority(config)?;
    let mut worst = (
        true,
        "rows stay on this machine on their way to the database",
    );
    for address in [&config.database.main, &config.database.keystore] {
        let way = match db::transport(address, authority.as_deref())
            .context("the database's address")?
        {
            Transport::ThisMachine => continue,
            Transport::Verified => (
                true,
                "TLS to PostgreSQL, which shows a certificate for its name",
            ),
            Transport::Authority => (
                true,
                "TLS to PostgreSQL, which shows a certificate of the trusted authority under any name",
            ),
            Transport::Unverified => (
                false,
                "TLS to PostgreSQL, and nobody checks who answers: an impostor in the network could. Use sslmode=verify-full, with database.ca_file for a private authority",
            ),
            Transport::Plain => (
                false,
                "the way to PostgreSQL may be plain text: whoever listens in the network reads ids, times and its password. Use sslmode=verify-full",
            ),
        };
        if worst.0 {
            worst = way;
        }
    }
    Ok(Finding::new("Way to the database", worst.0, worst.1))
}

/// Whether browsers will accept the certificate, and for how long. Only a new installation gets one here.
fn certificate(config: &Config, is_new: bool) -> Finding {
    let looked = || -> Result<Finding> {
        let now = || SystemClock.now();
        let source = serve::certificate(config);
        let certificates = if is_new {
            Certificates::open(source, now)?
        } else if source.is_there() {
            Certificates::look(source, now)?
        } else {
            let detail = "there is none yet: `countersign serve` makes one when it starts";
            return Ok(Finding::new("Certificate", true, detail));
        };
        let by_authority = config.acme.address().is_some();
        let validity = certificates.validity()?;
        let left = (validity.ends - now()) / DAY;
        let host = config.http.host();
        if !certificates.names(host) {
            let remedy = if by_authority {
                ASKED_FOR
            } else {
                "Get one for that name"
            };
            let detail = format!(
                "the certificate does not name {host}, which people type (http.public_origin): browsers refuse it. {remedy}"
            );
            return Ok(Finding::new("Certificate", false, detail));
        }
        if certificates.is_self_signed() {
            let detail = if by_authority {
                format!(
                    "made by this machine for itself, since the authority (acme.directory) has not certified {host} so far: browsers warn about it. The authority connects to port 443 of that name, which has to lead here. {ASKED_FOR}"
                )
            } else {
                "made by this machine for itself: browsers warn about it. Set http.certificate and http.certificate_key for one that they trust".to_owned()
            };
            return Ok(Finding::new("Certificate", !by_authority, detail));
        }
        if validity.begins > now() {
            let detail = "is not valid yet: is the clock of this machine right? The server takes it up when it begins";
            return Ok(Finding::new("Certificate", false, detail));
        }
        let detail = if left >= 0 {
            format!(
                "names {host} and counts for {left} more days; new files are taken up while the server runs"
            )
        } else if by_authority {
            format!("has expired: browsers refuse it. {ASKED_FOR}")
        } else {
            "has expired: browsers refuse it. Renew it; the new files are taken up while the server runs".to_owned()
        };
        Ok(Finding::new("Certificate", left >= 14, detail))
    };
    looked().unwrap_or_else(|error| Finding::new("Certificate", false, format!("{error:#}")))
}

/// Whether requests are judged, and by what.
fn guarding(config: &Config) -> Finding {
    let looked = load(&config.guard.crs_dir)
        .and_then(|loaded| Guard::new(loaded, &config.guard, Arc::new(SystemClock)));
    let guard = match looked {
        Ok(guard) => guard,
        Err(error) => return Finding::new("Guard", false, format!("{error:#}")),
    };
    let mut detail = described(guard.loaded());
    if guard.loaded().release.is_none() {
        detail.push_str(" Debian's package modsecurity-crs brings one");
    }
    detail.extend(
        guard
            .expired()
            .iter()
            .map(|exclusion| format!(" {}", ended(exclusion))),
    );
    match config.guard.mode {
        GuardMode::Block => {}
        GuardMode::Detect => detail.push_str(" They only report (guard.mode)"),
        GuardMode::Off => detail.push_str(" They do not run (guard.mode)"),
    }
    let ok = config.guard.mode == GuardMode::Block && guard.expired().is_empty();
    Finding::new("Guard", ok, detail)
}

fn room(folder: &Path) -> Finding {
    let Ok(found) = rustix::fs::statvfs(folder) else {
        return Finding::new(
            "Room",
            false,
            format!("{} cannot be looked at", folder.display()),
        );
    };
    let free = found.f_bavail.saturating_mul(found.f_frsize);
    let detail = format!("{} MiB are free for data.dir", free >> 20);
    if free < LITTLE {
        let detail = format!(
            "only {detail}: when it is full, uploads and comments are refused until there is room again"
        );
        return Finding::new("Room", false, detail);
    }
    Finding::new("Room", true, detail)
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use db::{Database, Migration, Options};
    use vault::FileKeyProvider;

    use super::*;

    /// Settings for an installation in a folder.
    fn config(folder: &Path, more: &[(&str, &str)]) -> Config {
        let place = |name: &str| folder.join(name).to_str().unwrap().to_owned();
        let mut variables = vec![
            ("COUNTERSIGN_DATA__DIR".to_owned(), place("data")),
            ("COUNTERSIGN_KEYS__DIR".to_owned(), place("keys")),
        ];
        let more = more.iter();
        variables.extend(more.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        Config::load(None, variables.into_iter()).unwrap()
    }

    fn found<'a>(findings: &'a [Finding], name: &str) -> &'a Finding {
        let named = findings.iter().find(|finding| finding.name == name);
        named.unwrap_or_else(|| panic!("nothing about {name}"))
    }

    /// Every file below a folder.
    fn files_below(folder: &Path) -> Vec<PathBuf> {
        let mut files = Vec::new();
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                files.extend(files_below(&path));
            } else {
                files.push(path);
            }
        }
        files.sort();
        files
    }

    /// An installation whose databases have all migrations but the last of the main one.
    async fn of_an_earlier_version(config: &Config) -> Migration {
        let mut migrations = crate::schema::migrations();
        migrations.sort_by_key(|migration| migration.number);
        let last = migrations.pop().unwrap();
        FileKeyProvider::open_or_create(&config.keys.dir).unwrap();
        std::fs::create_dir(&config.data.dir).unwrap();
        for (file, migrations) in [
            ("keystore.db", keystore::MIGRATIONS.to_vec()),
            ("countersign.db", migrations),
        ] {
            let file = config.data.dir.join(file);
            let database = Database::sqlite(file, Options::default()).await.unwrap();
            database.migrate(&migrations).await.unwrap();
            database.close().await.unwrap();
        }
        last
    }

    #[tokio::test]
    async fn the_doctor_leaves_databases_of_an_earlier_version_as_they_are_and_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let config = config(folder.path(), &[]);
        let last = of_an_earlier_version(&config).await;
        let keys = files_below(&config.keys.dir);

        // Also when it may create: there is something already.
        for create in [false, true] {
            assert!(doctor(config.clone(), create).await.is_err());
        }
        let findings = examine(&config).await.unwrap();

        let schema = found(&findings, "Schema");
        assert!(!schema.ok && schema.detail.contains("`countersign serve`"));
        assert!(schema.detail.ends_with(last.name), "{}", schema.detail);
        assert!(found(&findings, "Sealed files").ok);
        let file = config.data.dir.join("countersign.db");
        let database = Database::sqlite(file, Options::default()).await.unwrap();
        let pending = database.pending(&crate::schema::migrations()).await;
        assert_eq!(pending.unwrap().len(), 1, "still to come");
        assert_eq!(files_below(&config.keys.dir), keys, "no certificate either");
    }

    #[test]
    fn a_certificate_of_our_own_is_not_enough_where_an_authority_is_set() {
        let folder = tempfile::tempdir().unwrap();
        let origin = (
            "COUNTERSIGN_HTTP__PUBLIC_ORIGIN",
            "https://review.example.org",
        );
        let alone = config(folder.path(), &[origin]);
        let authority = ("COUNTERSIGN_ACME__DIRECTORY", "letsencrypt");
        let certified = config(folder.path(), &[origin, authority]);

        let own = certificate(&alone, true);
        assert!(own.ok && own.detail.contains("http.certificate"));

        let looked = certificate(&certified, false);
        assert!(!looked.ok && looked.detail.contains("acme.directory"));
        // Both together are refused (`config::acme`).
        assert!(!looked.detail.contains("http.certificate"));
    }

    #[tokio::test]
    async fn the_doctor_makes_no_keys_and_no_databases_where_some_are_missing() {
        for missing in ["keys/root.key", "data/countersign.db", "data/keystore.db"] {
            let folder = tempfile::tempdir().unwrap();
            let config = config(folder.path(), &[]);
            of_an_earlier_version(&config).await;
            let missing = folder.path().join(missing);
            std::fs::remove_file(&missing).unwrap();

            let findings = examine(&config).await.unwrap();

            let start = found(&findings, "Start");
            let named = start.detail.contains(missing.to_str().unwrap());
            assert!(!start.ok && named, "{}", start.detail);
            assert!(!missing.exists());
        }
    }
}

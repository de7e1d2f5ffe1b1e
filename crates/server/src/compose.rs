//! Puts the application together from the settings.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use blobs::Blobs;
use courier::Courier;
use db::{Database, Options};
use kernel::{App, AppParts, Clock, Settings, SystemClock, SystemIds};
use keystore::Keystore;
use vault::{FileKeyProvider, KeyProvider};

use crate::config::{Config, StoreKind};
use crate::{disk, schema};

const KEYSTORE_SCHEMA: &str = "the keystore's schema";
const MAIN_SCHEMA: &str = "the database's schema";
const STORE: &str = "the store of sealed files";

/// The application and what the shell itself needs of it.
pub struct Composed {
    /// The application.
    pub app: App,
    /// The key provider, for `doctor`.
    pub provider: Arc<dyn KeyProvider>,
    /// The keystore's database, to close it.
    pub keys: Database,
    /// Who takes letters; none where no mail is sent.
    pub courier: Option<Courier>,
}

/// What a look at an installation finds.
pub enum Looked {
    /// Both databases have this version's schema.
    Current(Composed),
    /// The schema changes still to come. Before them, nothing that needs rows can be looked at.
    Behind {
        /// Their names, those of the keystore first.
        pending: Vec<Arc<str>>,
        /// The store of sealed files.
        blobs: Blobs,
        /// Who takes letters; none where no mail is sent.
        courier: Option<Courier>,
    },
}

/// What the application stands on, opened and nothing more.
struct Ground {
    courier: Option<Courier>,
    provider: Arc<dyn KeyProvider>,
    keys: Database,
    main: Database,
}

/// Opens keys, databases and the store, and brings the schema up to date.
pub async fn app(config: &Config) -> Result<Composed> {
    let ground = ground(config).await?;
    ground
        .keys
        .migrate(keystore::MIGRATIONS)
        .await
        .context(KEYSTORE_SCHEMA)?;
    ground
        .main
        .migrate(&schema::migrations())
        .await
        .context(MAIN_SCHEMA)?;
    built(config, ground).await
}

/// Opens an installation that exists to look at it: makes no keys and no databases, and leaves the schema as it is, since
/// the server of an earlier version may be running on it.
// SECURITY: a new root key in the place of one that is not mounted right now would hide what is wrong; guarded by test
// `the_doctor_makes_no_keys_and_no_databases_where_some_are_missing`.
pub async fn look(config: &Config) -> Result<Looked> {
    let mut needed = vec![(root_key(config), "keys.dir")];
    for (address, file) in [
        (&config.database.keystore, keystore_file(config)),
        (&config.database.main, main_file(config)),
    ] {
        if is_sqlite(address) {
            needed.push((file, "data.dir"));
        }
    }
    for (file, setting) in needed {
        if !file.exists() {
            bail!(
                "{} is missing although there is an installation: check {setting}, or bring the file back from its copy",
                file.display()
            );
        }
    }
    let ground = ground(config).await?;
    let mut pending = ground
        .keys
        .pending(keystore::MIGRATIONS)
        .await
        .context(KEYSTORE_SCHEMA)?;
    let main = ground.main.pending(&schema::migrations()).await;
    pending.extend(main.context(MAIN_SCHEMA)?);
    if pending.is_empty() {
        return Ok(Looked::Current(built(config, ground).await?));
    }
    ground.main.close().await?;
    ground.keys.close().await?;
    Ok(Looked::Behind {
        pending,
        blobs: store(config).await.context(STORE)?,
        courier: ground.courier,
    })
}

async fn ground(config: &Config) -> Result<Ground> {
    let courier = config.mail.courier().context("the mail settings")?;
    make_folder(&config.data.dir)?;
    let provider: Arc<dyn KeyProvider> = Arc::new(
        FileKeyProvider::open_or_create(&config.keys.dir)
            .and_then(|provider| provider.beside(&config.data.dir))
            .with_context(|| format!("the keys in {}", config.keys.dir.display()))?,
    );
    let authority = authority(config)?;
    let authority = authority.as_deref();
    let database = &config.database;
    let keys = open(&database.keystore, &keystore_file(config), authority)
        .await
        .context("the keystore")?;
    let main = open(&database.main, &main_file(config), authority)
        .await
        .context("the database")?;
    Ok(Ground {
        courier,
        provider,
        keys,
        main,
    })
}

async fn built(config: &Config, ground: Ground) -> Result<Composed> {
    let Ground {
        courier,
        provider,
        keys,
        main,
    } = ground;
    let keystore = Keystore::open(
        keys.clone(),
        Arc::clone(&provider),
        Arc::new(|| SystemClock.now()),
    )
    .await
    .context("the keystore")?;
    let blobs = store(config).await.context(STORE)?;
    let app = App::new(AppParts {
        database: main,
        keystore,
        provider: Arc::clone(&provider),
        blobs,
        clock: Arc::new(SystemClock),
        ids: Arc::new(SystemIds),
        settings: settings(config, courier.is_some())?,
    });
    Ok(Composed {
        app,
        provider,
        keys,
        courier,
    })
}

fn settings(config: &Config, sends_mail: bool) -> Result<Settings> {
    let own = std::env::current_exe().context("cannot tell where this program lies")?;
    Ok(Settings {
        public_origin: config.http.public_origin.clone(),
        max_file_bytes: config.uploads.max_file_bytes,
        max_team_bytes: config.uploads.max_team_bytes,
        session_idle: i64::from(config.sessions.idle_minutes) * 60_000,
        preview_worker: (own, vec!["media-worker".to_owned()]),
        sends_mail,
    })
}

/// Whether there is an installation at the configured places, whole or in part.
pub fn exists(config: &Config) -> bool {
    root_key(config).exists() || main_file(config).exists() || keystore_file(config).exists()
}

fn root_key(config: &Config) -> PathBuf {
    config.keys.dir.join("root.key")
}

fn main_file(config: &Config) -> PathBuf {
    config.data.dir.join("countersign.db")
}

fn keystore_file(config: &Config) -> PathBuf {
    config.data.dir.join("keystore.db")
}

fn is_sqlite(address: &str) -> bool {
    address == "sqlite"
}

/// The store of sealed files that the settings name.
async fn store(config: &Config) -> Result<Blobs> {
    Ok(match config.store.kind {
        StoreKind::Local => Blobs::local(config.data.dir.join("blobs")).await?,
        StoreKind::S3 => Blobs::s3(config.store.s3()?)?,
    })
}

/// The certificates to trust for PostgreSQL, where some are named.
pub(crate) fn authority(config: &Config) -> Result<Option<Vec<u8>>> {
    let file = &config.database.ca_file;
    (!file.is_empty())
        .then(|| disk::read_bytes(Path::new(file)))
        .transpose()
        .with_context(|| format!("database.ca_file: cannot read {file}"))
}

async fn open(address: &str, file: &Path, authority: Option<&[u8]>) -> Result<Database> {
    let database = if is_sqlite(address) {
        Database::sqlite(file, Options::default()).await?
    } else {
        Database::postgres(address, authority).await?
    };
    Ok(database)
}

fn make_folder(folder: &Path) -> Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .with_context(|| format!("cannot make the folder {}", folder.display()))
}

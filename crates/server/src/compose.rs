//! Puts the application together from the settings.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result};
use blobs::Blobs;
use courier::Courier;
use db::{Database, Options};
use kernel::{App, AppParts, Clock, Settings, SystemClock, SystemIds};
use keystore::Keystore;
use vault::{FileKeyProvider, KeyProvider};

use crate::config::{Config, StoreKind};
use crate::{disk, schema};

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

/// Opens keys, databases and the store, and brings the schema up to date.
pub async fn app(config: &Config) -> Result<Composed> {
    let courier = config.mail.courier().context("the mail settings")?;
    make_folder(&config.data.dir)?;
    let provider: Arc<dyn KeyProvider> = Arc::new(
        FileKeyProvider::open_or_create(&config.keys.dir)
            .and_then(|provider| provider.beside(&config.data.dir))
            .with_context(|| format!("the keys in {}", config.keys.dir.display()))?,
    );
    let authority = authority(config)?;
    let keys = open(
        &config.database.keystore,
        &config.data.dir.join("keystore.db"),
        authority.as_deref(),
    )
    .await
    .context("the keystore")?;
    keys.migrate(keystore::MIGRATIONS)
        .await
        .context("the keystore's schema")?;
    let main = open(
        &config.database.main,
        &config.data.dir.join("countersign.db"),
        authority.as_deref(),
    )
    .await
    .context("the database")?;
    main.migrate(&schema::migrations())
        .await
        .context("the database's schema")?;
    let clock = Arc::new(SystemClock);
    let keystore = Keystore::open(
        keys.clone(),
        Arc::clone(&provider),
        Arc::new(|| SystemClock.now()),
    )
    .await
    .context("the keystore")?;
    let blobs = store(config).await.context("the store of sealed files")?;
    let app = App::new(AppParts {
        database: main,
        keystore,
        provider: Arc::clone(&provider),
        blobs,
        clock,
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
    config.keys.dir.join("root.key").exists()
        || config.data.dir.join("countersign.db").exists()
        || config.data.dir.join("keystore.db").exists()
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
    let database = if address == "sqlite" {
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

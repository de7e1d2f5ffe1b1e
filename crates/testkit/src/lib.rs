//! Test support: a real application over a real database, real keys and a real store in a temporary folder. On
//! PostgreSQL when `TEST_DATABASE_URL` is set, on SQLite otherwise. Nothing here replaces a part of the product.

#![expect(
    clippy::expect_used,
    reason = "tests stop at the first thing that fails"
)]

pub mod postbox;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use blobs::Blobs;
use db::testing::TestDatabase;
use kernel::{App, AppParts, Clock, Millis, Settings, SystemIds};
use keystore::Keystore;
use vault::{FileKeyProvider, KeyProvider};

/// 2027-05-18 12:32:07 UTC.
pub const START: Millis = 1_810_643_527_000;

/// A clock that tests move.
#[derive(Debug)]
pub struct FakeClock(AtomicI64);

impl FakeClock {
    /// Moves time forward.
    pub fn advance(&self, milliseconds: Millis) {
        self.0.fetch_add(milliseconds, Ordering::SeqCst);
    }
}

impl Clock for FakeClock {
    fn now(&self) -> Millis {
        self.0.load(Ordering::SeqCst)
    }
}

/// An application for one test; everything it stored disappears with it.
pub struct TestApp {
    /// The application.
    pub app: App,
    /// Its clock.
    pub clock: Arc<FakeClock>,
    /// The key provider, to open a second application over the same data.
    pub provider: Arc<dyn KeyProvider>,
    main: TestDatabase,
    keys: TestDatabase,
    folder: tempfile::TempDir,
    worker: (PathBuf, Vec<String>),
}

impl TestApp {
    /// Starts one whose main database has these migrations besides the kernel's and the queue's.
    pub async fn new(migrations: &[&[db::Migration]]) -> Self {
        let mut all = [kernel::MIGRATIONS, jobs::MIGRATIONS].concat();
        all.extend(
            migrations
                .iter()
                .flat_map(|migrations| migrations.iter().copied()),
        );
        let folder = tempfile::tempdir().expect("a temporary folder");
        let main = TestDatabase::migrated(&all)
            .await
            .expect("the main database");
        let keys = TestDatabase::migrated(keystore::MIGRATIONS)
            .await
            .expect("the keystore database");
        let provider: Arc<dyn KeyProvider> = Arc::new(
            FileKeyProvider::open_or_create(folder.path().join("keys")).expect("a root key"),
        );
        let clock = Arc::new(FakeClock(AtomicI64::new(START)));
        let worker = (
            PathBuf::from("countersign"),
            vec!["media-worker".to_owned()],
        );
        let app = open(
            &main,
            &keys,
            Arc::clone(&provider),
            Arc::clone(&clock),
            folder.path(),
            &worker,
        )
        .await;
        Self {
            app,
            clock,
            provider,
            main,
            keys,
            folder,
            worker,
        }
    }

    /// The same, with the program that makes previews.
    pub async fn with_worker(mut self, program: impl Into<PathBuf>) -> Self {
        self.worker.0 = program.into();
        self.app = self.restarted().await;
        self
    }

    /// A second application over the same data, as after a restart: nothing that was only in memory is left.
    pub async fn restarted(&self) -> App {
        open(
            &self.main,
            &self.keys,
            Arc::clone(&self.provider),
            Arc::clone(&self.clock),
            self.folder.path(),
            &self.worker,
        )
        .await
    }

    /// The folder of sealed files and keys.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Every byte that was stored, by file, for searching what must not be there. The PostgreSQL cluster's own files
    /// are searched by the whole-product scan.
    pub fn stored_bytes(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let mut found = Vec::new();
        collect(self.folder.path(), &mut found);
        for database in [&self.main, &self.keys] {
            if let Some(folder) = database.file().as_deref().and_then(Path::parent) {
                collect(folder, &mut found);
            }
        }
        found
    }

    /// Panics when a text occurs in any stored byte, plain or as UTF-16.
    pub fn assert_nowhere(&self, text: &str) {
        let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        for (path, bytes) in self.stored_bytes() {
            for needle in [text.as_bytes(), &wide] {
                let found = bytes.windows(needle.len()).any(|window| window == needle);
                assert!(!found, "{text:?} lies in the clear in {}", path.display());
            }
        }
    }
}

async fn open(
    main: &TestDatabase,
    keys: &TestDatabase,
    provider: Arc<dyn KeyProvider>,
    clock: Arc<FakeClock>,
    folder: &Path,
    worker: &(PathBuf, Vec<String>),
) -> App {
    let now = Arc::clone(&clock);
    let keystore = Keystore::open(
        keys.database(),
        Arc::clone(&provider),
        Arc::new(move || now.now()),
    )
    .await
    .expect("the keystore");
    App::new(AppParts {
        database: main.database(),
        keystore,
        provider,
        blobs: Blobs::local(folder.join("blobs")).await.expect("a store"),
        clock,
        ids: Arc::new(SystemIds),
        settings: Settings {
            public_origin: "https://localhost:8443".to_owned(),
            max_file_bytes: 1 << 30,
            max_team_bytes: 4 << 30,
            session_idle: 12 * 3_600_000,
            preview_worker: worker.clone(),
            sends_mail: false,
        },
    })
}

#[expect(clippy::disallowed_methods, reason = "tests look at every stored byte")]
fn collect(folder: &Path, found: &mut Vec<(PathBuf, Vec<u8>)>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, found);
        } else if let Ok(bytes) = std::fs::read(&path) {
            found.push((path, bytes));
        }
    }
}

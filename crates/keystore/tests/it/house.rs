//! A keystore with a clock that the test moves, on each engine that can be tested.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use db::testing::TestDatabase;
use db::{Database, Execute, Query, Statement, Value};
use keystore::{
    Clock, ErasureEntry, ErasureGround, ErasureUnit, KeyId, KeyKind, Keystore, KeystoreError,
    NewKey,
};
use tempfile::TempDir;
use uuid::Uuid;
use vault::{FileKeyProvider, KeyProvider};

pub(crate) const START: i64 = 1_800_000_000_000;
pub(crate) const DAY: i64 = 24 * 60 * 60 * 1000;

pub(crate) struct House {
    pub(crate) store: Keystore,
    pub(crate) db: Database,
    pub(crate) key_folder: TempDir,
    time: Arc<AtomicI64>,
    _test: Option<TestDatabase>,
}

impl House {
    /// One house for each engine.
    pub(crate) async fn all() -> Vec<Self> {
        let mut houses = Vec::new();
        for test in TestDatabase::all().await.unwrap() {
            houses.push(Self::on(test.database(), Some(test)).await);
        }
        houses
    }

    /// A house over a database that the test owns.
    pub(crate) async fn on(db: Database, test: Option<TestDatabase>) -> Self {
        let key_folder = tempfile::tempdir().unwrap();
        let time = Arc::new(AtomicI64::new(START));
        let provider = provider(&key_folder);
        let store = Keystore::open(db.clone(), provider, clock(&time))
            .await
            .unwrap();
        Self {
            store,
            db,
            key_folder,
            time,
            _test: test,
        }
    }

    /// As after a crash: nothing in memory, everything read from disk again.
    pub(crate) async fn restart(&mut self) {
        self.store = self.open(&self.db).await.unwrap();
    }

    /// Opens another database with this house's keys and clock.
    pub(crate) async fn open(&self, db: &Database) -> Result<Keystore, KeystoreError> {
        self.open_with(db, provider(&self.key_folder)).await
    }

    pub(crate) async fn open_with(
        &self,
        db: &Database,
        provider: Arc<dyn KeyProvider>,
    ) -> Result<Keystore, KeystoreError> {
        Keystore::open(db.clone(), provider, clock(&self.time)).await
    }

    pub(crate) fn later(&self, milliseconds: i64) {
        self.time.fetch_add(milliseconds, Ordering::Relaxed);
    }

    /// A team, a project and a blob in it, all active.
    pub(crate) async fn tree(&self, number: u128) -> [KeyId; 3] {
        let [team, project, blob] = [1, 2, 3].map(|kind| id(number * 16 + kind));
        let keys = [
            new(team, KeyKind::Team, None),
            new(project, KeyKind::Project, Some(team)),
            new(blob, KeyKind::Blob, Some(project)),
        ];
        self.store.create(&keys).await.unwrap();
        self.store.activate(&[team, project, blob]).await.unwrap();
        [team, project, blob]
    }

    /// A person with an account.
    pub(crate) async fn person(&self, number: u128) -> KeyId {
        let identity = self.store.identity_key().await.unwrap();
        let person = id(number);
        self.store
            .create(&[new(person, KeyKind::Person, Some(identity))])
            .await
            .unwrap();
        self.store.activate(&[person]).await.unwrap();
        person
    }

    /// Meddles with the database behind the keystore's back.
    pub(crate) async fn meddle(&self, sql: &'static str, args: &[Value]) -> u64 {
        let mut tx = self.db.write().await.unwrap();
        let changed = tx
            .execute(
                &Statement {
                    name: "MEDDLE",
                    sql,
                },
                args,
            )
            .await
            .unwrap();
        tx.commit().await.unwrap();
        changed
    }

    pub(crate) async fn count(&self, sql: &'static str) -> i64 {
        let mut tx = self.db.read().await.unwrap();
        tx.one(&Statement { name: "COUNT", sql }, &[])
            .await
            .unwrap()
    }
}

pub(crate) fn provider(folder: &TempDir) -> Arc<FileKeyProvider> {
    Arc::new(FileKeyProvider::open_or_create(folder.path().join("keys")).unwrap())
}

fn clock(time: &Arc<AtomicI64>) -> Clock {
    let time = Arc::clone(time);
    Arc::new(move || time.load(Ordering::Relaxed))
}

pub(crate) fn id(number: u128) -> KeyId {
    KeyId(Uuid::from_u128(number))
}

pub(crate) fn new(id: KeyId, kind: KeyKind, parent: Option<KeyId>) -> NewKey {
    NewKey {
        id,
        kind,
        parent,
        owner: None,
    }
}

pub(crate) fn erasure(number: u128, unit: ErasureUnit, subject: KeyId) -> ErasureEntry {
    ErasureEntry {
        id: Uuid::from_u128(number),
        unit,
        subject: subject.0,
        ground: ErasureGround::Request,
        requested_at: START,
    }
}

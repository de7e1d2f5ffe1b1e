//! Erasure epochs under interruption, concurrency and damage.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use async_trait::async_trait;
use db::args;
use keystore::{EPOCH_RETENTION_MS, KeyKind, KeystoreError};
use vault::{Context, Digest, FileKeyProvider, Key, KeyProvider, Protection, Sealed, VaultError};

use crate::house::{DAY, House, id, new, provider};

const OLDEST: &str = "SELECT MIN(epoch) FROM keystore_keys";

/// Works for a number of calls and then fails for ever, as a machine that dies.
#[derive(Debug)]
struct Dying {
    inner: Arc<FileKeyProvider>,
    calls_left: AtomicI64,
}

impl Dying {
    fn step(&self) -> Result<(), VaultError> {
        if self.calls_left.fetch_sub(1, Ordering::Relaxed) > 0 {
            return Ok(());
        }
        Err(VaultError::Io {
            what: "go on",
            source: io::Error::other("power is off"),
        })
    }
}

#[async_trait]
impl KeyProvider for Dying {
    async fn wrap(&self, context: &Context, key: &Key) -> Result<Sealed, VaultError> {
        self.inner.wrap(context, key).await
    }
    async fn unwrap(&self, context: &Context, sealed: &Sealed) -> Result<Key, VaultError> {
        self.inner.unwrap(context, sealed).await
    }
    async fn current_epoch(&self) -> Result<u64, VaultError> {
        self.inner.current_epoch().await
    }
    async fn epochs(&self) -> Result<Vec<u64>, VaultError> {
        self.step()?;
        self.inner.epochs().await
    }
    async fn epoch_key(&self, epoch: u64) -> Result<Key, VaultError> {
        self.step()?;
        self.inner.epoch_key(epoch).await
    }
    async fn advance_epoch(&self) -> Result<u64, VaultError> {
        self.step()?;
        self.inner.advance_epoch().await
    }
    async fn destroy_epoch(&self, epoch: u64) -> Result<(), VaultError> {
        self.step()?;
        self.inner.destroy_epoch(epoch).await
    }
    fn digest(&self, purpose: &'static str, data: &[u8]) -> Digest {
        self.inner.digest(purpose, data)
    }
    fn derive(&self, purpose: &'static str) -> Key {
        self.inner.derive(purpose)
    }
    fn protection(&self) -> Protection {
        self.inner.protection()
    }
}

#[tokio::test]
async fn an_epoch_change_may_stop_after_any_step() {
    for mut house in House::all().await {
        let ids = [house.tree(1).await, house.tree(2).await].concat();
        let mut keys = Vec::new();
        for id in &ids {
            keys.push(house.store.key(*id).await.unwrap());
        }
        let mut finished = 0;
        for calls in 0..12 {
            house.later(DAY + EPOCH_RETENTION_MS);
            let dying = Dying {
                inner: provider(&house.key_folder),
                calls_left: AtomicI64::new(calls),
            };
            let store = house.open_with(&house.db, Arc::new(dying)).await.unwrap();
            finished += u32::from(store.advance_epoch().await.is_ok());
            house.restart().await;
            for (id, key) in ids.iter().zip(&keys) {
                assert_eq!(
                    house.store.key(*id).await.unwrap(),
                    *key,
                    "after {calls} calls"
                );
            }
        }
        assert!(finished > 0, "the last rounds must get through");
        house.later(EPOCH_RETENTION_MS);
        house.store.advance_epoch().await.unwrap();
        let current = provider(&house.key_folder).current_epoch().await.unwrap();
        assert_eq!(u64::try_from(house.count(OLDEST).await).unwrap(), current);
        for id in ids {
            assert!(house.store.key(id).await.is_ok());
        }
    }
}

#[tokio::test]
async fn more_rows_than_one_batch_move_on_together() {
    for mut house in House::all().await {
        let keys: Vec<_> = (1..=450).map(|n| new(id(n), KeyKind::Team, None)).collect();
        house.store.create(&keys).await.unwrap();
        let before = house.store.key(id(450)).await.unwrap();
        let report = house.store.advance_epoch().await.unwrap();
        assert_eq!((report.rewrapped, report.refused), (450, vec![]));
        assert_eq!(house.count(OLDEST).await, 2);
        house.restart().await;
        assert_eq!(house.store.key(id(450)).await.unwrap(), before);
    }
}

#[tokio::test]
async fn an_epoch_that_a_row_still_needs_is_not_destroyed() {
    for mut house in House::all().await {
        let [_, _, damaged] = house.tree(1).await;
        let [_, _, sound] = house.tree(2).await;
        let sql = "UPDATE keystore_keys SET wrapped = id WHERE id = $1";
        assert_eq!(house.meddle(sql, &args![damaged.0]).await, 1);
        house.later(DAY);
        let report = house.store.advance_epoch().await.unwrap();
        assert_eq!((report.rewrapped, report.refused), (5, vec![damaged]));
        house.later(EPOCH_RETENTION_MS);
        let report = house.store.advance_epoch().await.unwrap();
        assert_eq!((report.refused, report.destroyed), (vec![damaged], vec![]));
        house.restart().await;
        assert!(house.store.key(sound).await.is_ok());
        assert!(matches!(
            house.store.key(damaged).await,
            Err(KeystoreError::Vault(_))
        ));
    }
}

#[tokio::test]
async fn keys_made_and_erased_during_an_epoch_change_come_out_right() {
    for mut house in House::all().await {
        let keys: Vec<_> = (1..=600).map(|n| new(id(n), KeyKind::Team, None)).collect();
        house.store.create(&keys).await.unwrap();
        let writer = house.store.clone();
        let create = async {
            for number in 1001..1040 {
                writer
                    .create(&[new(id(number), KeyKind::Team, None)])
                    .await
                    .unwrap();
                let erased = id(number - 1000);
                let unit = keystore::ErasureUnit::Team;
                let journal = crate::house::erasure(number, unit, erased);
                writer.erase(&[erased], journal).await.unwrap();
            }
        };
        let (report, ()) = tokio::join!(house.store.advance_epoch(), create);
        assert_eq!(report.unwrap().refused, []);
        house.restart().await;
        for number in (40..=600).step_by(40).chain(1001..1040) {
            assert!(house.store.key(id(number)).await.is_ok(), "{number}");
        }
        for number in 1..40 {
            let answer = house.store.key(id(number)).await;
            assert!(
                matches!(answer, Err(KeystoreError::Missing)),
                "{number}: {answer:?}"
            );
        }
    }
}

#[tokio::test]
async fn daily_changes_keep_at_most_nine_epochs() {
    for house in House::all().await {
        let [_, _, blob] = house.tree(1).await;
        for _ in 0..30 {
            house.later(DAY);
            house.store.advance_epoch().await.unwrap();
        }
        let epochs = house.store.provider().epochs().await.unwrap();
        assert!(epochs.len() <= 9, "{epochs:?}");
        assert!(house.store.key(blob).await.is_ok());
    }
}

#[tokio::test]
async fn epochs_last_a_day_however_often_the_program_starts() {
    const HOUR: i64 = 60 * 60 * 1000;
    for mut house in House::all().await {
        let [_, _, blob] = house.tree(1).await;
        let first = house.store.provider().current_epoch().await.unwrap();
        let (mut begun, mut gone) = (0, None);
        for hour in 0..10 * 24 {
            house.later(HOUR);
            if hour % 5 == 0 {
                house.restart().await;
            }
            begun += usize::from(house.store.tend_epochs().await.unwrap().is_some());
            let epochs = house.store.provider().epochs().await.unwrap();
            if !epochs.contains(&first) {
                gone = gone.or(Some(hour));
            }
        }
        assert!((10..=11).contains(&begun), "{begun} epochs in ten days");
        assert!(gone.is_some_and(|hour| hour <= 8 * 24), "{gone:?}");
        assert!(house.store.key(blob).await.is_ok());
    }
}

#[tokio::test]
async fn a_clock_that_was_ahead_for_a_while_stops_no_epoch() {
    for house in House::all().await {
        house.later(1000 * DAY);
        assert!(house.store.tend_epochs().await.unwrap().is_some());
        house.later(-1000 * DAY);
        assert!(house.store.tend_epochs().await.unwrap().is_some());
        assert!(house.store.tend_epochs().await.unwrap().is_none());
    }
}

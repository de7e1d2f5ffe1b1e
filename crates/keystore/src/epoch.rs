//! Erasure epochs: moving live rows to a new epoch and destroying the keys of old ones, which makes
//! old copies of deleted rows unreadable.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use db::{Execute, Query, args};
use uuid::Uuid;
use vault::{Key, Sealed, VaultError};

use crate::{KeyId, Keystore, KeystoreError, sql};

/// How long a superseded epoch's key is kept, in milliseconds, because backups of the keystore need
/// it: seven days. With a daily advance, an erasure has reached every managed backup after eight.
pub const EPOCH_RETENTION_MS: i64 = 7 * 24 * 60 * 60 * 1000;

/// How old an epoch is when the next one begins, in milliseconds: a day, less the hour in which nobody may look.
pub const EPOCH_MS: i64 = 23 * 60 * 60 * 1000;

/// What [`Keystore::advance_epoch`] did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EpochReport {
    /// The epoch all live rows are in now.
    pub current: u64,
    /// Rows moved to it.
    pub rewrapped: u64,
    /// Rows that do not open. While they exist, no epoch that they need is destroyed.
    pub refused: Vec<KeyId>,
    /// Epochs whose keys were destroyed.
    pub destroyed: Vec<u64>,
}

impl Keystore {
    /// Begins a new epoch where the current one is [`EPOCH_MS`] old, and destroys the keys of those whose time has come.
    /// To be called hourly. What is due is read from the database, so that a program that is started anew every night
    /// erases as one that runs for months.
    ///
    /// # Errors
    /// Those of [`Keystore::advance_epoch`].
    pub async fn tend_epochs(&self) -> Result<Option<EpochReport>, KeystoreError> {
        let now = self.shared.cache.now();
        let mut tx = self.shared.db.read().await?;
        let last: Option<i64> = tx.one(&sql::SELECT_LAST_CHANGE, &args![now]).await?;
        drop(tx);
        if last.is_none_or(|last| now.saturating_sub(last) >= EPOCH_MS) {
            return self.advance_epoch().await.map(Some);
        }
        self.destroy_expired(now).await?;
        Ok(None)
    }

    /// Begins a new epoch, moves every row to it and destroys the keys of epochs that were superseded
    /// [`EPOCH_RETENTION_MS`] ago. It can be interrupted anywhere and called again.
    ///
    /// # Errors
    /// [`KeystoreError::Vault`] when the provider fails, [`KeystoreError::Db`].
    pub async fn advance_epoch(&self) -> Result<EpochReport, KeystoreError> {
        let provider = self.provider();
        let current = provider.advance_epoch().await?;
        let (rewrapped, refused) = self.rewrap_all(current).await?;
        // Overwritten rows leave the log before their epoch counts as superseded.
        self.shared.db.checkpoint().await?;
        let now = self.shared.cache.now();
        let mut tx = self.shared.db.write().await?;
        for epoch in provider
            .epochs()
            .await?
            .into_iter()
            .filter(|epoch| *epoch < current)
        {
            tx.execute(&sql::INSERT_SUPERSEDED, &args![epoch, now])
                .await?;
        }
        tx.commit().await?;
        let destroyed = self.destroy_expired(now).await?;
        if !refused.is_empty() {
            tracing::error!(
                count = refused.len(),
                "keys do not open; their epochs are kept"
            );
        }
        Ok(EpochReport {
            current,
            rewrapped,
            refused,
            destroyed,
        })
    }

    async fn rewrap_all(&self, current: u64) -> Result<(u64, Vec<KeyId>), KeystoreError> {
        let mut epoch_keys = HashMap::new();
        let (mut rewrapped, mut refused) = (0, Vec::new());
        let mut after = Uuid::nil();
        self.load_epoch_key(&mut epoch_keys, current).await?;
        loop {
            let mut tx = self.shared.db.read().await?;
            let batch: Vec<(Uuid, u64, Sealed)> = tx
                .rows(&sql::SELECT_OLD_EPOCHS, &args![current, after])
                .await?;
            drop(tx);
            let Some((last, _, _)) = batch.last() else {
                return Ok((rewrapped, refused));
            };
            after = *last;
            let mut moved = Vec::with_capacity(batch.len());
            for (id, epoch, wrapped) in batch {
                match self
                    .move_row(&mut epoch_keys, id, (epoch, current), &wrapped)
                    .await
                {
                    Ok(new) => moved.push((id, epoch, wrapped, new)),
                    Err(VaultError::Io { what, source }) => {
                        return Err(VaultError::Io { what, source }.into());
                    }
                    Err(_) => refused.push(KeyId(id)),
                }
            }
            // Whoever changed or erased a row meanwhile wins: the old bytes are part of the condition.
            let mut tx = self.shared.db.write().await?;
            for (id, epoch, old, new) in moved {
                let args = args![id, current, new, epoch, old];
                rewrapped += tx.execute(&sql::UPDATE_EPOCH, &args).await?;
            }
            tx.commit().await?;
        }
    }

    async fn move_row(
        &self,
        epoch_keys: &mut HashMap<u64, Key>,
        id: Uuid,
        (from, to): (u64, u64),
        wrapped: &Sealed,
    ) -> Result<Sealed, VaultError> {
        self.load_epoch_key(epoch_keys, from).await?;
        match (epoch_keys.get(&from), epoch_keys.get(&to)) {
            (Some(old), Some(new)) => {
                self.shared
                    .wrapping
                    .rewrap(id, wrapped, (from, old), (to, new))
            }
            _ => Err(VaultError::EpochGone { epoch: from }),
        }
    }

    async fn load_epoch_key(
        &self,
        epoch_keys: &mut HashMap<u64, Key>,
        epoch: u64,
    ) -> Result<(), VaultError> {
        if let Entry::Vacant(place) = epoch_keys.entry(epoch) {
            place.insert(self.provider().epoch_key(epoch).await?);
        }
        Ok(())
    }

    async fn destroy_expired(&self, now: i64) -> Result<Vec<u64>, KeystoreError> {
        let oldest = now.saturating_sub(EPOCH_RETENTION_MS);
        let mut tx = self.shared.db.read().await?;
        let expired: Vec<u64> = tx.rows(&sql::SELECT_SUPERSEDED, &args![oldest]).await?;
        drop(tx);
        let mut destroyed = Vec::new();
        for epoch in expired {
            let mut tx = self.shared.db.read().await?;
            let rows: i64 = tx.one(&sql::COUNT_UP_TO_EPOCH, &args![epoch]).await?;
            drop(tx);
            // SECURITY: destroying the key of a live row would be an erasure nobody asked for.
            // Guarded by test an_epoch_that_a_row_still_needs_is_not_destroyed.
            if rows > 0 {
                continue;
            }
            self.provider().destroy_epoch(epoch).await?;
            let mut tx = self.shared.db.write().await?;
            tx.execute(&sql::UPDATE_DESTROYED, &args![epoch, now])
                .await?;
            tx.commit().await?;
            destroyed.push(epoch);
        }
        Ok(destroyed)
    }
}

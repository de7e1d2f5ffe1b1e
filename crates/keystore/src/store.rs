//! Making keys and reading them. Opening, erasing, repairing and epochs have files of their own.

use std::collections::HashMap;
use std::sync::Arc;

use db::{Database, Execute, Query, WriteTx, args};
use uuid::Uuid;
use vault::{Key, Sealed};

use crate::cache::Cache;
use crate::error::parent_gone;
use crate::wrapping::{Identity, StoredKey, Wrapping};
use crate::{KeyId, KeyKind, KeystoreError, NewKey, sql};

/// The keystore of one installation; clones share the database and the cache.
#[derive(Clone)]
pub struct Keystore {
    pub(crate) shared: Arc<Shared>,
}

pub(crate) struct Shared {
    pub(crate) db: Database,
    pub(crate) wrapping: Wrapping,
    pub(crate) cache: Cache,
    pub(crate) incarnation: std::sync::RwLock<Uuid>,
}

/// A key ready to be inserted.
pub(crate) struct WrappedKey {
    pub(crate) new: NewKey,
    pub(crate) key: Key,
    epoch: u64,
    wrapped: Sealed,
}

impl Keystore {
    /// Makes keys in one durable transaction, in state `pending`, before the main transaction
    /// commits. Parents come before their children.
    ///
    /// # Errors
    /// [`KeystoreError::Parent`], [`KeystoreError::Missing`] for an unknown parent,
    /// [`KeystoreError::Erased`] for an id that was erased.
    pub async fn create(&self, keys: &[NewKey]) -> Result<(), KeystoreError> {
        let generation = self.shared.cache.generation();
        let mut ready: Vec<WrappedKey> = Vec::with_capacity(keys.len());
        for new in keys {
            let fellow = ready.iter().find(|other| Some(other.new.id) == new.parent);
            let parent = match (new.parent, fellow) {
                (None, _) => None,
                (Some(_), Some(fellow)) => Some((fellow.key.clone(), fellow.new.kind)),
                (Some(parent), None) => Some(self.find(parent.0).await?),
            };
            ready.push(self.wrap_new(*new, parent).await?);
        }
        let mut tx = self.shared.db.write().await?;
        for key in &ready {
            refuse_erased(&mut tx, key.new.id.0).await?;
            self.insert(&mut tx, &sql::INSERT_KEY, "pending", key)
                .await?;
        }
        tx.commit().await?;
        let made = ready
            .into_iter()
            .map(|key| (key.new.id.0, key.new.kind, key.key));
        self.shared.cache.put(generation, made);
        Ok(())
    }

    /// Marks keys as used, after the main transaction committed. Repeating it changes nothing.
    ///
    /// # Errors
    /// [`KeystoreError::Missing`] when one of them does not exist; the others are active then.
    pub async fn activate(&self, ids: &[KeyId]) -> Result<(), KeystoreError> {
        let mut missing = false;
        let mut tx = self.shared.db.write().await?;
        for id in ids {
            missing |= tx.execute(&sql::ACTIVATE_KEY, &args![id.0]).await? == 0;
        }
        tx.commit().await?;
        if missing {
            Err(KeystoreError::Missing)
        } else {
            Ok(())
        }
    }

    /// The key, from memory when it was used within [`crate::LEASE_MS`]. Pending keys are usable.
    ///
    /// # Errors
    /// [`KeystoreError::Missing`] when it was erased or never made.
    pub async fn key(&self, id: KeyId) -> Result<Key, KeystoreError> {
        Ok(self.find(id.0).await?.0)
    }

    /// Several keys at once; those that do not exist (any more) are left out.
    ///
    /// # Errors
    /// Any but [`KeystoreError::Missing`].
    pub async fn keys(&self, ids: &[KeyId]) -> Result<HashMap<KeyId, Key>, KeystoreError> {
        let generation = self.shared.cache.generation();
        let mut found = HashMap::with_capacity(ids.len());
        let mut chains = Vec::new();
        let mut tx = None;
        for id in ids {
            if let Some((key, _)) = self.shared.cache.get(id.0) {
                found.insert(*id, key);
                continue;
            }
            let tx = match &mut tx {
                Some(open) => open,
                None => tx.insert(self.shared.db.read().await?),
            };
            chains.push((*id, tx.rows(&sql::SELECT_CHAIN, &args![id.0]).await?));
        }
        drop(tx);
        for (id, rows) in chains {
            match self.unwrap_chain(rows, true).await {
                Ok(unwrapped) => {
                    found.extend(unwrapped.last().map(|(_, _, key)| (id, key.clone())));
                    self.shared.cache.put(generation, unwrapped);
                }
                Err(KeystoreError::Missing) => (),
                Err(other) => return Err(other),
            }
        }
        Ok(found)
    }

    /// Hangs a key below another parent, as when a file moves to another project.
    ///
    /// # Errors
    /// [`KeystoreError::Parent`], or [`KeystoreError::Missing`] when either is gone or the key was
    /// moved meanwhile.
    pub async fn move_key(&self, id: KeyId, parent: KeyId) -> Result<(), KeystoreError> {
        let row = self
            .chain(id.0)
            .await?
            .pop()
            .ok_or(KeystoreError::Missing)?;
        let (key, kind) = self.find(id.0).await?;
        let (parent_key, parent_kind) = self.find(parent.0).await?;
        let old_parent = row.parent.ok_or(KeystoreError::Parent)?;
        if !kind.hangs_below(Some(parent_kind)) {
            return Err(KeystoreError::Parent);
        }
        let identity = Identity {
            id: id.0,
            kind,
            owner: row.owner,
        };
        let (epoch, wrapped) = self
            .shared
            .wrapping
            .wrap(identity, Some(&parent_key), &key)
            .await?;
        let mut tx = self.shared.db.write().await?;
        let args = args![id.0, parent.0, epoch, wrapped, old_parent];
        if tx
            .execute(&sql::MOVE_KEY, &args)
            .await
            .map_err(parent_gone)?
            == 0
        {
            return Err(KeystoreError::Missing);
        }
        Ok(tx.commit().await?)
    }

    /// Unwraps stored keys beyond the cache, `limit` of them after `after` in the order of ids, and
    /// returns those that do not open, with the last id looked at (`None` at the end). For the
    /// doctor and for the test of a restore.
    ///
    /// # Errors
    /// [`KeystoreError::Db`] only.
    pub async fn unreadable(
        &self,
        after: Option<KeyId>,
        limit: u32,
    ) -> Result<(Vec<KeyId>, Option<KeyId>), KeystoreError> {
        let after = after.map_or(Uuid::nil(), |id| id.0);
        let mut tx = self.shared.db.read().await?;
        let ids: Vec<Uuid> = tx.rows(&sql::SELECT_IDS, &args![after, limit]).await?;
        drop(tx);
        let mut refused = Vec::new();
        for id in &ids {
            match self.unwrap_chain(self.chain(*id).await?, false).await {
                // Erased meanwhile.
                Ok(_) | Err(KeystoreError::Missing) => (),
                Err(KeystoreError::Db(error)) => return Err(error.into()),
                Err(_) => refused.push(KeyId(*id)),
            }
        }
        Ok((refused, ids.last().copied().map(KeyId)))
    }

    /// Whether the key is in memory on a lease that has not ended: for whoever keeps something that was made with it.
    pub fn is_leased(&self, id: KeyId) -> bool {
        self.shared.cache.get(id.0).is_some()
    }

    /// Wipes keys whose lease has ended; call it every few seconds. Returns how many are left.
    pub fn sweep(&self) -> usize {
        self.shared.cache.sweep()
    }

    pub(crate) async fn find(&self, id: Uuid) -> Result<(Key, KeyKind), KeystoreError> {
        if let Some(found) = self.shared.cache.get(id) {
            return Ok(found);
        }
        let generation = self.shared.cache.generation();
        let rows = self.chain(id).await?;
        let unwrapped = self.unwrap_chain(rows, true).await?;
        let found = unwrapped.last().map(|(_, kind, key)| (key.clone(), *kind));
        self.shared.cache.put(generation, unwrapped);
        found.ok_or(KeystoreError::Missing)
    }

    /// The row and those above it, uppermost first; empty when it does not exist.
    async fn chain(&self, id: Uuid) -> Result<Vec<StoredKey>, KeystoreError> {
        let mut tx = self.shared.db.read().await?;
        Ok(tx.rows(&sql::SELECT_CHAIN, &args![id]).await?)
    }

    async fn unwrap_chain(
        &self,
        rows: Vec<StoredKey>,
        use_cache: bool,
    ) -> Result<Vec<(Uuid, KeyKind, Key)>, KeystoreError> {
        let mut unwrapped: Vec<(Uuid, KeyKind, Key)> = Vec::with_capacity(rows.len());
        for row in rows {
            let above = unwrapped.last();
            // A row whose parent is missing is as good as erased.
            if row.parent != above.map(|(id, _, _)| *id) {
                return Err(KeystoreError::Missing);
            }
            let cached = if use_cache {
                self.shared.cache.get(row.id)
            } else {
                None
            };
            let key = match cached {
                Some((key, _)) => key,
                None => {
                    self.shared
                        .wrapping
                        .unwrap(&row, above.map(|(_, _, key)| key))
                        .await?
                }
            };
            unwrapped.push((row.id, row.kind, key));
        }
        if unwrapped.is_empty() {
            Err(KeystoreError::Missing)
        } else {
            Ok(unwrapped)
        }
    }

    pub(crate) async fn wrap_new(
        &self,
        new: NewKey,
        parent: Option<(Key, KeyKind)>,
    ) -> Result<WrappedKey, KeystoreError> {
        let (parent_key, parent_kind) = parent.unzip();
        if !new.kind.hangs_below(parent_kind) || new.kind.has_owner() != new.owner.is_some() {
            return Err(KeystoreError::Parent);
        }
        let key = Key::random();
        let identity = Identity {
            id: new.id.0,
            kind: new.kind,
            owner: new.owner,
        };
        let (epoch, wrapped) = self
            .shared
            .wrapping
            .wrap(identity, parent_key.as_ref(), &key)
            .await?;
        Ok(WrappedKey {
            new,
            key,
            epoch,
            wrapped,
        })
    }

    pub(crate) async fn insert(
        &self,
        tx: &mut WriteTx,
        statement: &db::Statement,
        state: &'static str,
        key: &WrappedKey,
    ) -> Result<u64, KeystoreError> {
        let NewKey {
            id,
            kind,
            parent,
            owner,
        } = key.new;
        let args = args![
            id.0,
            kind.token(),
            parent.map(|parent| parent.0),
            owner,
            state,
            self.incarnation(),
            key.epoch,
            &key.wrapped,
            self.shared.cache.now(),
        ];
        tx.execute(statement, &args).await.map_err(parent_gone)
    }
}

impl std::fmt::Debug for Keystore {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Keystore")
            .field("instance", &self.instance())
            .finish_non_exhaustive()
    }
}

pub(crate) async fn refuse_erased(tx: &mut WriteTx, id: Uuid) -> Result<(), KeystoreError> {
    let erased: i64 = tx.one(&sql::IS_ERASED, &args![id]).await?;
    if erased == 0 {
        Ok(())
    } else {
        Err(KeystoreError::Erased)
    }
}

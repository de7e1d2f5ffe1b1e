//! Wrapping a key twice: under its parent, and that again under an erasure epoch.

use std::sync::Arc;

use db::{DbError, FromRow, Row};
use uuid::Uuid;
use vault::{Context, Key, KeyProvider, Sealed, VaultError, Zeroizing};

use crate::{KeyKind, KeystoreError};

const TABLE: &str = "keystore_keys";

/// Seals and opens rows; it has no keys of its own.
pub(crate) struct Wrapping {
    pub(crate) instance: Uuid,
    pub(crate) provider: Arc<dyn KeyProvider>,
}

/// A row as far as wrapping is concerned.
pub(crate) struct StoredKey {
    pub(crate) id: Uuid,
    pub(crate) kind: KeyKind,
    pub(crate) parent: Option<Uuid>,
    pub(crate) owner: Option<Uuid>,
    pub(crate) epoch: u64,
    pub(crate) wrapped: Sealed,
}

/// What identifies a key inside its wrapping.
#[derive(Clone, Copy)]
pub(crate) struct Identity {
    pub(crate) id: Uuid,
    pub(crate) kind: KeyKind,
    pub(crate) owner: Option<Uuid>,
}

impl StoredKey {
    fn identity(&self) -> Identity {
        Identity {
            id: self.id,
            kind: self.kind,
            owner: self.owner,
        }
    }
}

impl FromRow for StoredKey {
    fn from_row(row: &Row) -> Result<Self, DbError> {
        Ok(Self {
            id: row.uuid(0)?,
            kind: KeyKind::from_token(row.text(1)?).ok_or_else(|| row.inconsistent("kind"))?,
            parent: row.opt_uuid(2)?,
            owner: row.opt_uuid(3)?,
            epoch: row.u64(4)?,
            wrapped: row.sealed(5)?,
        })
    }
}

impl Wrapping {
    /// Wraps a key under its parent (`None` is the root key) and under the current epoch, whose
    /// number is returned too.
    pub(crate) async fn wrap(
        &self,
        identity: Identity,
        parent: Option<&Key>,
        key: &Key,
    ) -> Result<(u64, Sealed), KeystoreError> {
        let context = self.inner_context(identity);
        let inner = match parent {
            None => self.provider.wrap(&context, key).await?,
            Some(parent) => {
                let mut payload = Zeroizing::new(Vec::with_capacity(48));
                payload.extend_from_slice(key.expose());
                payload.extend_from_slice(identity.owner.unwrap_or_default().as_bytes());
                vault::seal(parent, &context, &payload)?
            }
        };
        let epoch = self.provider.current_epoch().await?;
        let epoch_key = self.provider.epoch_key(epoch).await?;
        Ok((
            epoch,
            self.seal_outer(identity.id, epoch, &epoch_key, &inner)?,
        ))
    }

    /// Opens both layers. `parent` is `None` for rows that hang below the root key.
    pub(crate) async fn unwrap(
        &self,
        row: &StoredKey,
        parent: Option<&Key>,
    ) -> Result<Key, KeystoreError> {
        let epoch_key = self.provider.epoch_key(row.epoch).await?;
        let inner = self.open_outer(row.id, row.epoch, &epoch_key, &row.wrapped)?;
        // SECURITY: kind, id and owner are part of what was wrapped, so that no row can stand in for
        // another one. Guarded by test a_row_that_was_changed_or_swapped_is_refused.
        let identity = row.identity();
        let context = self.inner_context(identity);
        let Some(parent) = parent else {
            return Ok(self.provider.unwrap(&context, &inner).await?);
        };
        let payload = vault::open(parent, &context, &inner)?;
        let malformed = || VaultError::Malformed {
            what: "wrapped key",
        };
        let (key, owner) = payload.split_first_chunk::<32>().ok_or_else(malformed)?;
        if owner != identity.owner.unwrap_or_default().as_bytes() {
            return Err(VaultError::Refused.into());
        }
        Ok(Key::from_bytes(*key))
    }

    /// Moves the outer layer to another epoch without touching the inner one.
    pub(crate) fn rewrap(
        &self,
        id: Uuid,
        wrapped: &Sealed,
        from: (u64, &Key),
        to: (u64, &Key),
    ) -> Result<Sealed, VaultError> {
        let inner = self.open_outer(id, from.0, from.1, wrapped)?;
        self.seal_outer(id, to.0, to.1, &inner)
    }

    fn seal_outer(
        &self,
        id: Uuid,
        epoch: u64,
        epoch_key: &Key,
        inner: &Sealed,
    ) -> Result<Sealed, VaultError> {
        vault::seal(epoch_key, &self.outer_context(id, epoch), inner.as_bytes())
    }

    fn open_outer(
        &self,
        id: Uuid,
        epoch: u64,
        epoch_key: &Key,
        wrapped: &Sealed,
    ) -> Result<Sealed, VaultError> {
        let inner = vault::open(epoch_key, &self.outer_context(id, epoch), wrapped)?;
        Ok(Sealed::from_stored(inner.to_vec()))
    }

    fn inner_context(&self, identity: Identity) -> Context {
        Context::new(
            self.instance,
            None,
            TABLE,
            identity.id,
            identity.kind.token(),
            1,
        )
    }

    fn outer_context(&self, id: Uuid, epoch: u64) -> Context {
        Context::new(self.instance, None, TABLE, id, "epoch", epoch)
    }
}

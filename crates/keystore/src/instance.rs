//! Opening the keystore: the installation's id, its incarnation, and the proof of the root key.

use std::sync::{Arc, PoisonError, RwLock};

use db::{Database, Execute, Query, args};
use uuid::Uuid;
use vault::{Context, Key, KeyProvider, Sealed};

use crate::cache::{Cache, Clock};
use crate::store::Shared;
use crate::wrapping::Wrapping;
use crate::{Keystore, KeystoreError, MIGRATIONS, sql};

impl Keystore {
    /// Opens the keystore's own database, brings its schema up to date, and mints the installation's
    /// id when it is new.
    ///
    /// # Errors
    /// [`KeystoreError::ForeignRoot`] when the provider's root key is not the one the database was
    /// made with.
    pub async fn open(
        db: Database,
        provider: Arc<dyn KeyProvider>,
        now_ms: Clock,
    ) -> Result<Self, KeystoreError> {
        db.migrate(MIGRATIONS).await?;
        let now = now_ms();
        let found = select_instance(&db).await?;
        let (instance, incarnation, proof) = match found {
            Some(found) => found,
            None => make_instance(&db, provider.as_ref(), now).await?,
        };
        if provider
            .unwrap(&proof_context(instance), &proof)
            .await
            .is_err()
        {
            return Err(KeystoreError::ForeignRoot);
        }
        let shared = Shared {
            db,
            wrapping: Wrapping { instance, provider },
            cache: Cache::new(now_ms),
            incarnation: RwLock::new(incarnation),
        };
        Ok(Self {
            shared: Arc::new(shared),
        })
    }

    /// The installation's id, part of every sealing context. It never changes, restores included.
    pub fn instance(&self) -> Uuid {
        self.shared.wrapping.instance
    }

    /// The provider of root and epoch keys.
    pub fn provider(&self) -> &Arc<dyn KeyProvider> {
        &self.shared.wrapping.provider
    }

    /// Mints a new incarnation after a restore, so that pending rows from before it are kept.
    ///
    /// # Errors
    /// [`KeystoreError::Db`] only.
    pub async fn renew_incarnation(&self) -> Result<(), KeystoreError> {
        let incarnation = mint(self.shared.cache.now());
        let mut tx = self.shared.db.write().await?;
        tx.execute(&sql::UPDATE_INCARNATION, &args![incarnation])
            .await?;
        tx.commit().await?;
        let mut kept = self
            .shared
            .incarnation
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        *kept = incarnation;
        Ok(())
    }

    pub(crate) fn incarnation(&self) -> Uuid {
        *self
            .shared
            .incarnation
            .read()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// A UUIDv7 (RFC 9562) of this time.
pub(crate) fn mint(now_ms: i64) -> Uuid {
    let millis = u64::try_from(now_ms).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &vault::random_bytes()).into_uuid()
}

fn proof_context(instance: Uuid) -> Context {
    Context::new(instance, None, "keystore_instance", instance, "proof", 1)
}

async fn select_instance(db: &Database) -> Result<Option<(Uuid, Uuid, Sealed)>, KeystoreError> {
    let mut tx = db.read().await?;
    Ok(tx.row(&sql::SELECT_INSTANCE, &[]).await?)
}

/// Two nodes may start at once: whoever is second reads what the first one wrote.
async fn make_instance(
    db: &Database,
    provider: &dyn KeyProvider,
    now: i64,
) -> Result<(Uuid, Uuid, Sealed), KeystoreError> {
    let instance = mint(now);
    let proof = provider
        .wrap(&proof_context(instance), &Key::random())
        .await?;
    let mut tx = db.write().await?;
    tx.execute(
        &sql::INSERT_INSTANCE,
        &args![instance, mint(now), proof, now],
    )
    .await?;
    tx.commit().await?;
    select_instance(db).await?.ok_or(KeystoreError::Missing)
}

//! Keys that are found by what they are for: the installation's identity and issuer keys, and the
//! author keys of persons in projects.

use db::{Query, args};
use uuid::Uuid;
use vault::signing::SigningKey;

use crate::instance::mint;
use crate::store::{WrappedKey, refuse_erased};
use crate::{KeyId, KeyKind, Keystore, KeystoreError, NewKey, sql};

impl Keystore {
    /// The key below which persons with an account hang, made on first use.
    ///
    /// # Errors
    /// As [`Keystore::key`].
    pub async fn identity_key(&self) -> Result<KeyId, KeystoreError> {
        self.single(KeyKind::Identity).await
    }

    /// The key that signs decisions, made on first use.
    ///
    /// # Errors
    /// As [`Keystore::key`].
    pub async fn issuer_key(&self) -> Result<SigningKey, KeystoreError> {
        let id = self.single(KeyKind::Issuer).await?;
        Ok(SigningKey::from_seed(self.key(id).await?)?)
    }

    /// The key of what a person wrote in a project, if there is one.
    ///
    /// # Errors
    /// [`KeystoreError::Db`] only.
    pub async fn author_key(
        &self,
        person: Uuid,
        project: Uuid,
    ) -> Result<Option<KeyId>, KeystoreError> {
        if let Some(id) = self.shared.cache.author(person, project) {
            return Ok(Some(KeyId(id)));
        }
        let generation = self.shared.cache.generation();
        let mut tx = self.shared.db.read().await?;
        let found: Option<Uuid> = tx.row(&sql::SELECT_AUTHOR, &args![person, project]).await?;
        if let Some(id) = found {
            self.shared
                .cache
                .put_author(generation, person, project, id);
        }
        Ok(found.map(KeyId))
    }

    /// The key of what a person writes in a project, made on first use. It is active at once: one
    /// that stays unused does no harm.
    ///
    /// # Errors
    /// [`KeystoreError::Erased`] for an erased person, [`KeystoreError::Missing`] for an unknown
    /// project.
    pub async fn ensure_author_key(
        &self,
        person: Uuid,
        project: Uuid,
    ) -> Result<KeyId, KeystoreError> {
        if let Some(id) = self.author_key(person, project).await? {
            return Ok(id);
        }
        let parent = self.find(project).await?;
        let new = NewKey {
            id: KeyId(mint(self.shared.cache.now())),
            kind: KeyKind::Author,
            parent: Some(KeyId(project)),
            owner: Some(person),
        };
        let ready = self.wrap_new(new, Some(parent)).await?;
        let mut tx = self.shared.db.write().await?;
        refuse_erased(&mut tx, person).await?;
        self.insert(&mut tx, &sql::INSERT_KEY_ONCE, "active", &ready)
            .await?;
        tx.commit().await?;
        // Somebody else may have been first; theirs counts.
        self.author_key(person, project)
            .await?
            .ok_or(KeystoreError::Missing)
    }

    /// All author keys of a person: what "erase identity and words" erases besides the person.
    ///
    /// # Errors
    /// [`KeystoreError::Db`] only.
    pub async fn author_keys(&self, person: Uuid) -> Result<Vec<KeyId>, KeystoreError> {
        let mut tx = self.shared.db.read().await?;
        let ids: Vec<Uuid> = tx.rows(&sql::SELECT_AUTHOR_KEYS, &args![person]).await?;
        Ok(ids.into_iter().map(KeyId).collect())
    }

    async fn single(&self, kind: KeyKind) -> Result<KeyId, KeystoreError> {
        if let Some(id) = self.find_single(kind).await? {
            return Ok(id);
        }
        let id = KeyId(mint(self.shared.cache.now()));
        let new = NewKey {
            id,
            kind,
            parent: None,
            owner: None,
        };
        let ready: WrappedKey = self.wrap_new(new, None).await?;
        let mut tx = self.shared.db.write().await?;
        self.insert(&mut tx, &sql::INSERT_KEY_ONCE, "active", &ready)
            .await?;
        tx.commit().await?;
        self.find_single(kind).await?.ok_or(KeystoreError::Missing)
    }

    async fn find_single(&self, kind: KeyKind) -> Result<Option<KeyId>, KeystoreError> {
        let mut tx = self.shared.db.read().await?;
        let found: Option<Uuid> = tx.row(&sql::SELECT_SINGLE, &args![kind.token()]).await?;
        Ok(found.map(KeyId))
    }
}

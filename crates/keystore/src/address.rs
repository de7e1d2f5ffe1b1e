//! The blind index: which person an e-mail address belongs to, by its keyed digest. Spelling and
//! digesting an address is `vault`'s part.

use db::{Execute, Query, args};
use uuid::Uuid;
use vault::Digest;

use crate::store::refuse_erased;
use crate::{Keystore, KeystoreError, sql};

impl Keystore {
    /// Binds an address to a person; binding it to the same person again is fine.
    ///
    /// # Errors
    /// [`KeystoreError::AddressTaken`] when it is somebody else's, [`KeystoreError::Erased`] for an
    /// erased person.
    pub async fn bind_address(&self, digest: Digest, person: Uuid) -> Result<(), KeystoreError> {
        let now = self.shared.cache.now();
        let mut tx = self.shared.db.write().await?;
        refuse_erased(&mut tx, person).await?;
        if tx
            .execute(&sql::INSERT_ADDRESS, &args![digest, person, now])
            .await?
            == 0
        {
            let holder: Option<Uuid> = tx.row(&sql::SELECT_ADDRESS, &args![digest]).await?;
            return match holder {
                Some(holder) if holder == person => Ok(()),
                Some(_) | None => Err(KeystoreError::AddressTaken),
            };
        }
        Ok(tx.commit().await?)
    }

    /// The person an address belongs to.
    ///
    /// # Errors
    /// [`KeystoreError::Db`] only.
    pub async fn person_by_address(&self, digest: Digest) -> Result<Option<Uuid>, KeystoreError> {
        let mut tx = self.shared.db.read().await?;
        Ok(tx.row(&sql::SELECT_ADDRESS, &args![digest]).await?)
    }

    /// Frees an address of a person; returns whether it was bound to that person.
    ///
    /// # Errors
    /// [`KeystoreError::Db`] only.
    pub async fn unbind_address(
        &self,
        digest: Digest,
        person: Uuid,
    ) -> Result<bool, KeystoreError> {
        let mut tx = self.shared.db.write().await?;
        let freed = tx
            .execute(&sql::DELETE_ADDRESS, &args![digest, person])
            .await?;
        tx.commit().await?;
        Ok(freed > 0)
    }
}

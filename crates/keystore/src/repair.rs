//! Finding out what became of keys that a crash left pending.

use std::collections::HashSet;

use db::{DbError, Execute, FromRow, Query, Row, args};
use uuid::Uuid;

use crate::{KeyId, KeyKind, Keystore, KeystoreError, sql};

/// How long a pending key nobody refers to is kept, in milliseconds: the main transaction it belongs
/// to may still be running.
pub const PENDING_MS: i64 = 24 * 60 * 60 * 1000;

/// A key that was made but not activated yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PendingKey {
    /// Its id.
    pub id: KeyId,
    /// Its kind, which tells where to look for references.
    pub kind: KeyKind,
    /// The key above it.
    pub parent: Option<KeyId>,
    /// Whose words it seals.
    pub owner: Option<Uuid>,
    /// When it was made, in UTC milliseconds.
    pub created_at: i64,
    incarnation: Uuid,
}

/// What [`Keystore::repair`] did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RepairReport {
    /// Keys that are referenced and active now.
    pub activated: u64,
    /// Keys that nothing refers to and that are gone now.
    pub removed: u64,
    /// Keys that are still pending: too young, or made before a restore.
    pub kept: u64,
}

impl Keystore {
    /// Looks at every pending key. `referenced` gets them in batches and answers which of them the
    /// main database refers to. Erasures whose intent is not completed are the caller's to repeat.
    ///
    /// # Errors
    /// [`KeystoreError::References`] when `referenced` fails; what was done before stays done.
    pub async fn repair<Ask, Answer, Failure>(
        &self,
        mut referenced: Ask,
    ) -> Result<RepairReport, KeystoreError>
    where
        Ask: FnMut(Vec<PendingKey>) -> Answer + Send,
        Answer: Future<Output = Result<HashSet<KeyId>, Failure>> + Send,
        Failure: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let mut report = RepairReport::default();
        let mut after = Uuid::nil();
        loop {
            let mut tx = self.shared.db.read().await?;
            let batch: Vec<PendingKey> = tx.rows(&sql::SELECT_PENDING, &args![after]).await?;
            drop(tx);
            let Some(last) = batch.last() else {
                return Ok(report);
            };
            after = last.id.0;
            let answer = referenced(batch.clone()).await;
            let in_use = answer.map_err(|error| KeystoreError::References(error.into()))?;
            self.settle(&batch, &in_use, &mut report).await?;
        }
    }

    async fn settle(
        &self,
        batch: &[PendingKey],
        in_use: &HashSet<KeyId>,
        report: &mut RepairReport,
    ) -> Result<(), KeystoreError> {
        // SECURITY: after a restore the main database may be older than the keystore; removing what
        // it does not know would destroy data. Guarded by test
        // pending_keys_of_an_earlier_incarnation_are_kept.
        let incarnation = self.incarnation();
        let oldest = self.shared.cache.now().saturating_sub(PENDING_MS);
        let mut removed = Vec::new();
        let mut tx = self.shared.db.write().await?;
        // Children have later ids than their parents, so they are looked at first.
        for key in batch.iter().rev() {
            if in_use.contains(&key.id) {
                report.activated += tx.execute(&sql::ACTIVATE_KEY, &args![key.id.0]).await?;
            } else if key.incarnation == incarnation && key.created_at < oldest {
                let args = args![key.id.0, incarnation, oldest];
                if tx.execute(&sql::DELETE_PENDING, &args).await? == 1 {
                    removed.push(key.id.0);
                } else {
                    report.kept += 1;
                }
            } else {
                report.kept += 1;
            }
        }
        tx.commit().await?;
        report.removed += removed.len() as u64;
        if !removed.is_empty() {
            self.shared.cache.forget(&removed);
        }
        Ok(())
    }
}

impl FromRow for PendingKey {
    fn from_row(row: &Row) -> Result<Self, DbError> {
        Ok(Self {
            id: KeyId(row.uuid(0)?),
            kind: KeyKind::from_token(row.text(1)?).ok_or_else(|| row.inconsistent("kind"))?,
            parent: row.opt_uuid(2)?.map(KeyId),
            owner: row.opt_uuid(3)?,
            incarnation: row.uuid(4)?,
            created_at: row.int(5)?,
        })
    }
}

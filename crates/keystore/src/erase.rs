//! Destroying keys with a journal that a restore replays.

use db::{Database, DbError, Execute, FromRow, Query, Row, args};
use std::time::Duration;
use uuid::Uuid;

use crate::{KeyId, Keystore, KeystoreError, LEASE_MS, sql};

/// Keys may be made below what is being erased; each attempt sees those of the one before.
const MAX_ATTEMPTS: u32 = 100;

/// What an erasure took away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErasureUnit {
    /// A team with everything in it.
    Team,
    /// A project with its files and what was written there.
    Project,
    /// One stored file.
    File,
    /// A person's identity; what the person wrote stays.
    Identity,
    /// A person's identity and words.
    IdentityAndWords,
}

/// Why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErasureGround {
    /// The person asked for it.
    Request,
    /// Somebody who may do so deleted it.
    Deletion,
    /// A retention period ended.
    Retention,
    /// The contract ended.
    Contract,
}

/// One erasure as the main database decided it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ErasureEntry {
    /// Id of the intent in the main database; repeating an erasure under it changes nothing.
    pub id: Uuid,
    /// What was erased.
    pub unit: ErasureUnit,
    /// Id of what was erased.
    pub subject: Uuid,
    /// Why.
    pub ground: ErasureGround,
    /// When it was asked for, in UTC milliseconds.
    pub requested_at: i64,
}

/// An erasure as the journal keeps it, also off the host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalEntry {
    /// The erasure.
    pub entry: ErasureEntry,
    /// When the keys were deleted, in UTC milliseconds.
    pub erased_at: i64,
    /// The keys that were named; those below them went with them.
    pub keys: Vec<KeyId>,
}

/// What an erasure did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Erased {
    /// Deleted keys, those below the named ones included.
    pub keys: u64,
    /// When no node can have any of them in memory any more, in UTC milliseconds.
    pub complete_at: i64,
}

impl Keystore {
    /// Deletes keys, everything below them and the addresses bound to them, and journals it, in one
    /// transaction. The main database has committed the intent before. Repeating it is fine.
    ///
    /// # Errors
    /// [`KeystoreError::Db`] only.
    pub async fn erase(
        &self,
        ids: &[KeyId],
        journal: ErasureEntry,
    ) -> Result<Erased, KeystoreError> {
        let now = self.shared.cache.now();
        let entry = JournalEntry {
            entry: journal,
            erased_at: now,
            keys: ids.to_vec(),
        };
        let keys = self.erase_all(std::slice::from_ref(&entry)).await?;
        Ok(Erased {
            keys,
            complete_at: now.saturating_add(LEASE_MS),
        })
    }

    /// The journal from a time on (UTC milliseconds), oldest first, to be kept off the host.
    ///
    /// # Errors
    /// [`KeystoreError::Db`] only.
    pub async fn journal(&self, since: i64) -> Result<Vec<JournalEntry>, KeystoreError> {
        journal_of(&self.shared.db, since).await
    }

    /// Repeats erasures after a restore, before the service opens. Returns how many keys the
    /// restored database still had.
    ///
    /// # Errors
    /// [`KeystoreError::Db`] only.
    pub async fn replay(&self, entries: &[JournalEntry]) -> Result<u64, KeystoreError> {
        self.erase_all(entries).await
    }

    async fn erase_all(&self, entries: &[JournalEntry]) -> Result<u64, KeystoreError> {
        let mut attempts = 0;
        let doomed = loop {
            attempts += 1;
            match self.delete_all(entries).await {
                // PostgreSQL: a key was hung below one of ours between looking and deleting.
                Err(DbError::ForeignKey) if attempts < MAX_ATTEMPTS => {
                    tokio::time::sleep(Duration::from_millis(5)).await;
                }
                other => break other?,
            }
        };
        self.shared.cache.forget(&doomed);
        // The write-ahead log still has the rows; the epoch's end is what counts, this is courtesy.
        if let Err(error) = self.shared.db.checkpoint().await {
            tracing::warn!(%error, "cannot empty the keystore's log after an erasure");
        }
        Ok(doomed.len() as u64)
    }

    async fn delete_all(&self, entries: &[JournalEntry]) -> Result<Vec<Uuid>, DbError> {
        let mut doomed: Vec<Uuid> = Vec::new();
        let mut tx = self.shared.db.write().await?;
        for JournalEntry {
            entry,
            erased_at,
            keys,
        } in entries
        {
            let args = args![
                entry.id,
                entry.unit.token(),
                entry.subject,
                entry.ground.token(),
                entry.requested_at,
                *erased_at,
            ];
            tx.execute(&sql::INSERT_ERASURE, &args).await?;
            for key in keys {
                tx.execute(&sql::INSERT_ERASED_KEY, &args![key.0, entry.id])
                    .await?;
                let deleted: Vec<Uuid> = tx.rows(&sql::DELETE_TREE, &args![key.0]).await?;
                doomed.extend(deleted);
                tx.execute(&sql::DELETE_ADDRESSES_OF, &args![key.0]).await?;
            }
        }
        tx.commit().await?;
        Ok(doomed)
    }
}

async fn journal_of(db: &Database, since: i64) -> Result<Vec<JournalEntry>, KeystoreError> {
    let mut tx = db.read().await?;
    let mut entries: Vec<JournalEntry> = tx.rows(&sql::SELECT_JOURNAL, &args![since]).await?;
    for entry in &mut entries {
        let keys: Vec<Uuid> = tx
            .rows(&sql::SELECT_ERASED_KEYS, &args![entry.entry.id])
            .await?;
        entry.keys = keys.into_iter().map(KeyId).collect();
    }
    Ok(entries)
}

impl FromRow for JournalEntry {
    fn from_row(row: &Row) -> Result<Self, DbError> {
        let unit = ErasureUnit::from_token(row.text(1)?);
        let ground = ErasureGround::from_token(row.text(3)?);
        Ok(Self {
            entry: ErasureEntry {
                id: row.uuid(0)?,
                unit: unit.ok_or_else(|| row.inconsistent("unit"))?,
                subject: row.uuid(2)?,
                ground: ground.ok_or_else(|| row.inconsistent("ground"))?,
                requested_at: row.int(4)?,
            },
            erased_at: row.int(5)?,
            keys: Vec::new(),
        })
    }
}

impl ErasureUnit {
    const ALL: [Self; 5] = [
        Self::Team,
        Self::Project,
        Self::File,
        Self::Identity,
        Self::IdentityAndWords,
    ];

    /// The token in the database and in an exported journal.
    pub fn token(self) -> &'static str {
        match self {
            Self::Team => "team",
            Self::Project => "project",
            Self::File => "file",
            Self::Identity => "identity",
            Self::IdentityAndWords => "identity_and_words",
        }
    }

    /// Reads a token.
    pub fn from_token(token: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|unit| unit.token() == token)
    }
}

impl ErasureGround {
    const ALL: [Self; 4] = [
        Self::Request,
        Self::Deletion,
        Self::Retention,
        Self::Contract,
    ];

    /// The token in the database and in an exported journal.
    pub fn token(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Deletion => "deletion",
            Self::Retention => "retention",
            Self::Contract => "contract",
        }
    }

    /// Reads a token.
    pub fn from_token(token: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ground| ground.token() == token)
    }
}

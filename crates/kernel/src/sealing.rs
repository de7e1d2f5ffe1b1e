//! Sealing of what a person typed or what identifies a person: one envelope per row and key, bound to its place, so
//! that a sealed value moved to another row, table or team does not open.

use keystore::{KeyId, KeystoreError};
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;
use vault::{Context, Key, Sealed};

use crate::{App, BlobId, Error, PersonId, ProjectId, Result, TeamId};

/// The place of a sealed value: it opens there and nowhere else.
#[derive(Debug, Clone, Copy)]
pub struct Slot {
    /// The table, by its full name.
    pub table: &'static str,
    /// The row.
    pub row: Uuid,
    /// The column.
    pub field: &'static str,
    /// The row's own version where old values must not come back, else 0.
    pub version: u64,
    /// The team, where there is one.
    pub team: Option<TeamId>,
}

impl Slot {
    /// A slot of version 0.
    pub fn new(
        team: Option<TeamId>,
        table: &'static str,
        row: impl Into<Uuid>,
        field: &'static str,
    ) -> Self {
        Self {
            table,
            row: row.into(),
            field,
            version: 0,
            team,
        }
    }

    /// The same slot at a version.
    #[must_use]
    pub fn version(mut self, version: u64) -> Self {
        self.version = version;
        self
    }
}

impl<K> From<crate::Id<K>> for Uuid {
    fn from(id: crate::Id<K>) -> Self {
        id.uuid()
    }
}

/// The key of a team: its name, what belongs to no project.
pub fn team_key(team: TeamId) -> KeyId {
    KeyId(team.uuid())
}

/// The key of a project: names of files, sections, groups.
pub fn project_key(project: ProjectId) -> KeyId {
    KeyId(project.uuid())
}

/// The key of a person: name, address, credentials, session details.
pub fn person_key(person: PersonId) -> KeyId {
    KeyId(person.uuid())
}

/// The key of a version's bytes.
pub fn blob_key(blob: BlobId) -> KeyId {
    KeyId(blob.uuid())
}

impl App {
    /// Seals a value under a key for one slot.
    pub async fn seal<T: Serialize + ?Sized>(
        &self,
        key: KeyId,
        slot: Slot,
        value: &T,
    ) -> Result<Sealed> {
        let key = self.keystore().key(key).await?;
        self.seal_with(&key, slot, value)
    }

    /// Seals a value under a key that is at hand.
    pub fn seal_with<T: Serialize + ?Sized>(
        &self,
        key: &Key,
        slot: Slot,
        value: &T,
    ) -> Result<Sealed> {
        let plain = zeroize_json(value)?;
        Ok(vault::seal(key, &self.context(slot), &plain)?)
    }

    /// Opens a value; `None` when its key was erased.
    pub async fn open<T: DeserializeOwned>(
        &self,
        key: KeyId,
        slot: Slot,
        sealed: &Sealed,
    ) -> Result<Option<T>> {
        match self.keystore().key(key).await {
            Ok(key) => self.open_with(&key, slot, sealed).map(Some),
            Err(KeystoreError::Missing) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Opens a value with a key that is at hand.
    pub fn open_with<T: DeserializeOwned>(
        &self,
        key: &Key,
        slot: Slot,
        sealed: &Sealed,
    ) -> Result<T> {
        let plain = vault::open(key, &self.context(slot), sealed)?;
        serde_json::from_slice(&plain)
            .map_err(|_| Error::broken("a sealed value opens and is not what its slot holds"))
    }

    fn context(&self, slot: Slot) -> Context {
        Context::new(
            self.keystore().instance(),
            slot.team.map(crate::Id::uuid),
            slot.table,
            slot.row,
            slot.field,
            slot.version,
        )
    }
}

fn zeroize_json<T: Serialize + ?Sized>(value: &T) -> Result<zeroize::Zeroizing<Vec<u8>>> {
    serde_json::to_vec(value)
        .map(zeroize::Zeroizing::new)
        .map_err(|error| Error::internal("a value could not be written for sealing", error))
}

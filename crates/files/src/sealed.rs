//! What the sealed columns hold, and how rows of erased projects read: as a placeholder, never as an error.

use std::collections::HashMap;

use kernel::sealing::project_key;
use kernel::{App, ProjectId, Result, Slot, TeamId};
use keystore::{KeyId, KeystoreError};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use vault::{Key, Sealed};

/// The name of something whose key was destroyed.
pub(crate) const ERASED: &str = "Erased";

/// Columns that hold a name and nothing else.
#[derive(Serialize, Deserialize)]
pub(crate) struct NameEnvelope {
    pub(crate) name: String,
}

/// What is typed or telling about a version.
#[derive(Serialize, Deserialize)]
pub(crate) struct VersionEnvelope {
    pub(crate) filename: String,
    pub(crate) extension: String,
    pub(crate) media_type: String,
    pub(crate) sha256: [u8; 32],
}

/// What a client said about its upload.
#[derive(Serialize, Deserialize)]
pub(crate) struct UploadEnvelope {
    pub(crate) filename: String,
    pub(crate) relative_path: Option<String>,
    /// The header as sent, which tus wants repeated.
    pub(crate) metadata: String,
}

/// The place of a row's sealed column.
pub(crate) fn slot(team: TeamId, table: &'static str, row: impl Into<Uuid>) -> Slot {
    Slot::new(Some(team), table, row, "sealed")
}

/// The place of a version's manifest.
pub(crate) fn manifest_slot(team: TeamId, version: impl Into<Uuid>) -> Slot {
    Slot::new(Some(team), "files_versions", version, "manifest")
}

/// A project's key, or nothing after its erasure.
pub(crate) async fn key_of(app: &App, project: ProjectId) -> Result<Option<Key>> {
    match app.keystore().key(project_key(project)).await {
        Ok(key) => Ok(Some(key)),
        Err(KeystoreError::Missing) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// The keys of the projects that the rows of one answer belong to; an erased one is absent.
pub(crate) struct ProjectKeys(HashMap<KeyId, Key>);

impl ProjectKeys {
    /// Asks for all of them at once.
    pub(crate) async fn of(app: &App, projects: impl Iterator<Item = ProjectId>) -> Result<Self> {
        let mut ids: Vec<KeyId> = projects.map(project_key).collect();
        ids.sort_unstable_by_key(|id| id.0);
        ids.dedup();
        Ok(Self(app.keystore().keys(&ids).await?))
    }

    /// A project's key, or nothing after its erasure.
    pub(crate) fn get(&self, project: ProjectId) -> Option<&Key> {
        self.0.get(&project_key(project))
    }
}

/// A name, or what stands for it.
pub(crate) fn open_name(
    app: &App,
    key: Option<&Key>,
    slot: Slot,
    sealed: Option<&Sealed>,
) -> Result<String> {
    match (key, sealed) {
        (Some(key), Some(sealed)) => Ok(app.open_with::<NameEnvelope>(key, slot, sealed)?.name),
        (None, _) | (_, None) => Ok(ERASED.to_owned()),
    }
}

/// Seals a name under a project's key.
pub(crate) async fn seal_name(
    app: &App,
    project: ProjectId,
    slot: Slot,
    name: &str,
) -> Result<Sealed> {
    app.seal(
        project_key(project),
        slot,
        &NameEnvelope {
            name: name.to_owned(),
        },
    )
    .await
}

//! Versions: immutable bytes with a number in their file's history.

use std::collections::HashMap;

use db::{FromRow, Row, args};
use kernel::sealing::project_key;
use kernel::tx::Reading;
use kernel::{
    Action, Actor, App, BlobId, Error, FileId, Granted, Guarded, Id, Millis, PersonId, ProjectId,
    Remembered, Resource, Result, TeamId, VersionId, grant,
};
use keystore::KeyId;
use mediabox::MediaKind;
use vault::{Key, Sealed};

use crate::projects::batches;
use crate::sealed::{ERASED, ProjectKeys, VersionEnvelope, slot};
use crate::sql;

/// One version of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// Which one.
    pub id: VersionId,
    /// Of which file.
    pub file: FileId,
    /// In which project.
    pub project: ProjectId,
    /// Of which team.
    pub team: TeamId,
    /// Its bytes.
    pub blob: BlobId,
    /// Its place in the file's history, from 1.
    pub number: u32,
    /// Its size in bytes.
    pub size: u64,
    /// What its first bytes say it is.
    pub kind: MediaKind,
    /// SHA-256 of its bytes.
    pub sha256: [u8; 32],
    /// The name that it was uploaded with, made presentable.
    pub filename: String,
    /// The extension of that name in upper case, may be empty.
    pub extension: String,
    /// The MIME type that its first bytes say.
    pub media_type: String,
    /// Who uploaded it.
    pub created_by: Option<PersonId>,
    /// When it was complete.
    pub created_at: Millis,
}

impl Guarded for Version {
    fn resource(&self) -> Resource {
        Resource::Project {
            team: self.team,
            project: self.project,
        }
    }
}

pub(crate) struct VersionRow {
    id: VersionId,
    file: FileId,
    pub(crate) project: ProjectId,
    team: TeamId,
    blob: BlobId,
    number: u32,
    size: u64,
    kind: MediaKind,
    sealed: Option<Sealed>,
    created_by: Option<PersonId>,
    created_at: Millis,
}

impl VersionRow {
    /// Decodes the columns from `first` on.
    pub(crate) fn at(row: &Row, first: usize) -> db::Result<Self> {
        let kind = row.text(first + 7)?;
        Ok(Self {
            id: Id::from_uuid(row.uuid(first)?),
            file: Id::from_uuid(row.uuid(first + 1)?),
            project: Id::from_uuid(row.uuid(first + 2)?),
            team: Id::from_uuid(row.uuid(first + 3)?),
            blob: Id::from_uuid(row.uuid(first + 4)?),
            number: row.u32(first + 5)?,
            size: row.u64(first + 6)?,
            kind: parse_kind(kind).ok_or_else(|| row.inconsistent("unknown media kind"))?,
            sealed: row.opt_sealed(first + 8)?,
            created_by: row.opt_uuid(first + 9)?.map(Id::from_uuid),
            created_at: row.int(first + 10)?,
        })
    }

    pub(crate) fn open(self, app: &App, key: Option<&Key>) -> Result<Version> {
        let envelope = match (key, &self.sealed) {
            (Some(key), Some(sealed)) => {
                app.open_with(key, slot(self.team, "files_versions", self.id), sealed)?
            }
            (None, _) | (_, None) => VersionEnvelope {
                filename: ERASED.to_owned(),
                extension: String::new(),
                media_type: "application/octet-stream".to_owned(),
                sha256: [0; 32],
            },
        };
        let VersionEnvelope {
            filename,
            extension,
            media_type,
            sha256,
        } = envelope;
        Ok(Version {
            id: self.id,
            file: self.file,
            project: self.project,
            team: self.team,
            blob: self.blob,
            number: self.number,
            size: self.size,
            kind: self.kind,
            sha256,
            filename,
            extension,
            media_type,
            created_by: self.created_by,
            created_at: self.created_at,
        })
    }
}

impl Remembered for Version {
    type Key = VersionId;

    fn opened_with(&self) -> Option<KeyId> {
        Some(project_key(self.project))
    }
}

impl FromRow for VersionRow {
    fn from_row(row: &Row) -> db::Result<Self> {
        Self::at(row, 0)
    }
}

/// A version whose file and project are not in the trash, if the member may do this to it.
pub async fn open(
    reader: &mut impl Reading,
    who: &Actor,
    action: Action,
    id: VersionId,
) -> Result<Granted<Version>> {
    let version = get(reader, id).await?.ok_or(Error::NotFound)?;
    grant(who, action, version)
}

/// A version whose file and project are not in the trash. The caller has proven access in another way, such as
/// through a review.
pub async fn get(reader: &mut impl Reading, id: VersionId) -> Result<Option<Version>> {
    let row = reader.row::<VersionRow>(&sql::VERSION, &args![id]).await?;
    opened(reader, row).await
}

/// The same, from memory if it may be: a page asks for many pieces of one file.
pub async fn recalled(app: &App, id: VersionId) -> Result<Option<Version>> {
    let read = async {
        let mut reader = app.read(&Actor::anonymous()).await?;
        get(&mut reader, id).await
    };
    app.remember(id, read).await
}

/// A version that was not erased, whether or not it lies in the trash; for jobs.
pub async fn get_kept(reader: &mut impl Reading, id: VersionId) -> Result<Option<Version>> {
    let row = reader
        .row::<VersionRow>(&sql::VERSION_KEPT, &args![id])
        .await?;
    opened(reader, row).await
}

/// These versions, without those in the trash. The caller has proven access.
pub async fn many(
    reader: &mut impl Reading,
    ids: &[VersionId],
) -> Result<HashMap<VersionId, Version>> {
    let mut rows = Vec::with_capacity(ids.len());
    for batch in batches(ids) {
        rows.extend(reader.rows::<VersionRow>(&sql::VERSIONS, &batch).await?);
    }
    let versions = opened_all(reader, rows).await?;
    Ok(versions
        .into_iter()
        .map(|version| (version.id, version))
        .collect())
}

/// All versions of a file, newest first. The caller has proven access.
pub async fn of_file(reader: &mut impl Reading, file: FileId) -> Result<Vec<Version>> {
    let rows = reader
        .rows::<VersionRow>(&sql::VERSIONS_OF_FILE, &args![file])
        .await?;
    opened_all(reader, rows).await
}

/// The versions that a file ever had, erased ones too; for jobs.
pub async fn ever_of_file(reader: &mut impl Reading, file: FileId) -> Result<Vec<VersionId>> {
    let ids = reader
        .rows::<uuid::Uuid>(&sql::VERSIONS_EVER_OF_FILE, &args![file])
        .await?;
    Ok(ids.into_iter().map(Id::from_uuid).collect())
}

/// Some of the versions that a project's files ever had, erased ones too, in the order of their ids; for jobs.
pub async fn ever_of_project(
    reader: &mut impl Reading,
    project: ProjectId,
    after: Option<VersionId>,
    limit: u32,
) -> Result<Vec<VersionId>> {
    let after = after.map_or(uuid::Uuid::nil(), Id::uuid);
    let ids = reader
        .rows::<uuid::Uuid>(
            &sql::VERSIONS_EVER_OF_PROJECT,
            &args![project, after, limit],
        )
        .await?;
    Ok(ids.into_iter().map(Id::from_uuid).collect())
}

/// Every kind of file.
pub(crate) const KINDS: [MediaKind; 9] = [
    MediaKind::Image,
    MediaKind::Pdf,
    MediaKind::Svg,
    MediaKind::Video,
    MediaKind::Audio,
    MediaKind::Office,
    MediaKind::Archive,
    MediaKind::Html,
    MediaKind::Other,
];

fn parse_kind(token: &str) -> Option<MediaKind> {
    KINDS.into_iter().find(|kind| kind.token() == token)
}

async fn opened(reader: &mut impl Reading, row: Option<VersionRow>) -> Result<Option<Version>> {
    Ok(opened_all(reader, row.into_iter().collect()).await?.pop())
}

async fn opened_all(reader: &mut impl Reading, rows: Vec<VersionRow>) -> Result<Vec<Version>> {
    let app = reader.app().clone();
    let keys = ProjectKeys::of(&app, rows.iter().map(|row| row.project)).await?;
    rows.into_iter()
        .map(|row| {
            let key = keys.get(row.project);
            row.open(&app, key)
        })
        .collect()
}

//! What files and sections of a team are called, for those who look for one of them. Names are sealed, so the search
//! itself happens with whoever asked: here is only what the actor may see, and no more of it than the caller wants.

use db::{FromRow, Row, args};
use kernel::tx::Reading;
use kernel::{
    Action, Actor, Error, FileId, Guarded, Id, ProjectId, Resource, Result, SectionId, TeamId,
    grant,
};
use vault::Sealed;

use crate::sealed::{ProjectKeys, open_name, slot};
use crate::sql;

/// A file or a section by its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named<I> {
    /// Which one.
    pub id: I,
    /// In which project.
    pub project: ProjectId,
    /// What it is called.
    pub name: String,
}

struct NamedRow {
    id: uuid::Uuid,
    team: TeamId,
    project: ProjectId,
    sealed: Option<Sealed>,
}

impl Guarded for NamedRow {
    fn resource(&self) -> Resource {
        Resource::Project {
            team: self.team,
            project: self.project,
        }
    }
}

impl FromRow for NamedRow {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            id: row.uuid(0)?,
            team: Id::from_uuid(row.uuid(1)?),
            project: Id::from_uuid(row.uuid(2)?),
            sealed: row.opt_sealed(3)?,
        })
    }
}

/// The files of the actor's team whose newest version is the youngest, at most so many. Those in the trash and those of
/// archived projects are not among them.
pub async fn files(
    reader: &mut impl Reading,
    who: &Actor,
    most: u32,
) -> Result<Vec<Named<FileId>>> {
    let team = who.as_member().ok_or(Error::Unauthenticated)?.team;
    let rows = reader.rows(&sql::FILE_NAMES, &args![team, most]).await?;
    named(reader, who, rows, "files_files", Id::from_uuid).await
}

/// The sections of the actor's team, project by project in their order.
pub async fn sections(reader: &mut impl Reading, who: &Actor) -> Result<Vec<Named<SectionId>>> {
    let team = who.as_member().ok_or(Error::Unauthenticated)?.team;
    let rows = reader.rows(&sql::SECTION_NAMES, &args![team]).await?;
    named(reader, who, rows, "files_sections", Id::from_uuid).await
}

/// Opens the names of what the actor may see; the rest is left out.
async fn named<I>(
    reader: &mut impl Reading,
    who: &Actor,
    rows: Vec<NamedRow>,
    table: &'static str,
    id: fn(uuid::Uuid) -> I,
) -> Result<Vec<Named<I>>> {
    let app = reader.app().clone();
    let keys = ProjectKeys::of(&app, rows.iter().map(|row| row.project)).await?;
    let seen = rows
        .into_iter()
        .filter_map(|row| grant(who, Action::See, row).ok());
    let open = |row: kernel::Granted<NamedRow>| {
        let place = slot(row.team, table, row.id);
        Ok(Named {
            name: open_name(&app, keys.get(row.project), place, row.sealed.as_ref())?,
            id: id(row.id),
            project: row.project,
        })
    };
    seen.map(open).collect()
}

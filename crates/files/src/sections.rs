//! Sections: ordered labels over the files of a project. A project always has at least one.

use std::collections::HashMap;

use db::{FromRow, Row, args};
use kernel::tx::Reading;
use kernel::{
    Action, Actor, App, Error, Event, EventKind, Granted, Id, ProjectId, Result, SectionId, TeamId,
    Tx,
};
use vault::Sealed;

use crate::projects::{self, Project};
use crate::rules::{limits, name};
use crate::sealed::{key_of, open_name, seal_name, slot};
use crate::sql;

/// What a project's first section is called.
pub(crate) const FIRST: &str = "All files";

/// A label over files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Which one.
    pub id: SectionId,
    /// Its name.
    pub name: String,
    /// How many files it has.
    pub count: u32,
}

/// What to change about a section.
#[derive(Debug, Clone, Default)]
pub struct SectionChange {
    /// Another name.
    pub name: Option<String>,
    /// Another place among the sections, from 0.
    pub position: Option<u32>,
}

pub(crate) struct SectionRow {
    pub(crate) id: SectionId,
    pub(crate) project: ProjectId,
    pub(crate) position: i64,
    sealed: Sealed,
}

impl FromRow for SectionRow {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            id: Id::from_uuid(row.uuid(0)?),
            project: Id::from_uuid(row.uuid(1)?),
            position: row.int(2)?,
            sealed: row.sealed(3)?,
        })
    }
}

/// The project's sections in order.
pub async fn list(reader: &mut impl Reading, project: &Granted<Project>) -> Result<Vec<Section>> {
    let app = reader.app().clone();
    let rows = rows(reader, project.id).await?;
    let counts = reader
        .rows::<(uuid::Uuid, u32)>(&sql::SECTION_COUNTS, &args![project.id])
        .await?;
    let counts: HashMap<_, _> = counts.into_iter().collect();
    let key = key_of(&app, project.id).await?;
    let open = |row: SectionRow| {
        let place = slot(project.team, "files_sections", row.id);
        Ok(Section {
            id: row.id,
            name: open_name(&app, key.as_ref(), place, Some(&row.sealed))?,
            count: counts.get(&row.id.uuid()).copied().unwrap_or_default(),
        })
    };
    rows.into_iter().map(open).collect()
}

/// Adds a section behind the others.
pub async fn create(app: &App, who: &Actor, project: ProjectId, name: &str) -> Result<SectionId> {
    let name = name::typed(name)?;
    let mut tx = app.write(who).await?;
    let project = projects::open(&mut tx, who, Action::Rename, project).await?;
    let others = locked_rows(&mut tx, project.id).await?;
    if others.len() >= limits::SECTIONS {
        return Err(Error::Conflict {
            code: "sections_full",
            detail: "A project has at most 100 sections. Delete one that is not needed.",
        });
    }
    let position = others.last().map_or(0, |last| last.position + 1);
    let id = insert(&mut tx, project.team, project.id, position, &name).await?;
    tx.emit(Event::new(EventKind::SectionCreated, project.team).project(project.id));
    tx.commit().await?;
    Ok(id)
}

/// Renames or moves a section.
pub async fn change(app: &App, who: &Actor, id: SectionId, change: SectionChange) -> Result<()> {
    let name = change.name.as_deref().map(name::typed).transpose()?;
    let mut tx = app.write(who).await?;
    let (section, project) = open(&mut tx, who, id).await?;
    let mut changed = 0;
    if let Some(name) = name {
        let place = slot(project.team, "files_sections", section.id);
        let sealed = seal_name(app, project.id, place, &name).await?;
        changed += tx
            .execute(&sql::RENAME_SECTION, &args![section.id, sealed])
            .await?;
    }
    if let Some(position) = change.position {
        changed += place(&mut tx, &project, section.id, position).await?;
    }
    if changed == 0 {
        // Done by an earlier request, whose write may still be on its way to the disk.
        return tx.commit().await;
    }
    tx.emit(Event::new(EventKind::SectionChanged, project.team).project(project.id));
    tx.commit().await
}

/// Deletes a section; its files, also those in the trash, move to the first one that is left.
pub async fn delete(app: &App, who: &Actor, id: SectionId) -> Result<()> {
    let mut tx = app.write(who).await?;
    let (section, project) = open(&mut tx, who, id).await?;
    let others = locked_rows(&mut tx, project.id).await?;
    let Some(first) = others.iter().find(|other| other.id != section.id) else {
        return Err(Error::Conflict {
            code: "section_last",
            detail: "A project keeps at least one section. Rename this one instead.",
        });
    };
    let behind = tx
        .row::<i64>(&sql::LAST_POSITION, &args![first.id])
        .await?
        .unwrap_or_default();
    tx.execute(
        &sql::EMPTY_SECTION,
        &args![section.id, first.id, behind + 1],
    )
    .await?;
    tx.execute_one(&sql::DELETE_SECTION, &args![section.id])
        .await?;
    tx.emit(Event::new(EventKind::SectionDeleted, project.team).project(project.id));
    tx.commit().await
}

/// Stores a section.
pub(crate) async fn insert(
    tx: &mut Tx,
    team: TeamId,
    project: ProjectId,
    position: i64,
    name: &str,
) -> Result<SectionId> {
    let app = tx.app().clone();
    let id: SectionId = tx.mint();
    let sealed = seal_name(&app, project, slot(team, "files_sections", id), name).await?;
    tx.execute_one(
        &sql::INSERT_SECTION,
        &args![id, project, position, sealed, tx.now()],
    )
    .await?;
    Ok(id)
}

/// The section, if it belongs to the project.
pub(crate) async fn of_project(
    reader: &mut impl Reading,
    id: SectionId,
    project: ProjectId,
) -> Result<SectionId> {
    let section = reader.row::<SectionRow>(&sql::SECTION, &args![id]).await?;
    section
        .filter(|section| section.project == project)
        .map(|section| section.id)
        .ok_or(Error::NotFound)
}

/// The section that a folder of this name hints at, else the first one.
pub(crate) async fn by_hint(
    reader: &mut impl Reading,
    project: &Project,
    folder: Option<&str>,
) -> Result<(SectionId, bool)> {
    let app = reader.app().clone();
    let rows = rows(reader, project.id).await?;
    let first = rows
        .first()
        .map(|row| row.id)
        .ok_or(Error::broken("a project without a section"))?;
    let Some(folder) = folder else {
        return Ok((first, false));
    };
    let key = key_of(&app, project.id).await?;
    for row in rows {
        let place = slot(project.team, "files_sections", row.id);
        let found = open_name(&app, key.as_ref(), place, Some(&row.sealed))?;
        if name::same(&found, folder) {
            return Ok((row.id, true));
        }
    }
    Ok((first, false))
}

async fn open(
    reader: &mut impl Reading,
    who: &Actor,
    id: SectionId,
) -> Result<(SectionRow, Granted<Project>)> {
    let section = reader
        .row::<SectionRow>(&sql::SECTION, &args![id])
        .await?
        .ok_or(Error::NotFound)?;
    let project = projects::open(reader, who, Action::Rename, section.project).await?;
    Ok((section, project))
}

/// The project's sections in order, as they stand in their rows.
pub(crate) async fn rows(reader: &mut impl Reading, project: ProjectId) -> Result<Vec<SectionRow>> {
    reader.rows(&sql::SECTIONS, &args![project]).await
}

/// Two changes of the order at once would give two sections the same place.
async fn locked_rows(tx: &mut Tx, project: ProjectId) -> Result<Vec<SectionRow>> {
    tx.row::<uuid::Uuid>(&sql::LOCK_PROJECT, &args![project])
        .await?;
    rows(tx, project).await
}

async fn place(tx: &mut Tx, project: &Project, id: SectionId, position: u32) -> Result<u64> {
    let mut order: Vec<SectionId> = locked_rows(tx, project.id)
        .await?
        .iter()
        .map(|row| row.id)
        .collect();
    order.retain(|other| *other != id);
    let position = usize::try_from(position)
        .unwrap_or(usize::MAX)
        .min(order.len());
    order.insert(position, id);
    let mut changed = 0;
    for (position, id) in (0_i64..).zip(order) {
        changed += tx
            .execute(&sql::PLACE_SECTION, &args![id, position])
            .await?;
    }
    Ok(changed)
}

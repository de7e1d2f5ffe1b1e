//! What people do to keep many projects apart: favourites of their own, and an archive for the whole team.

use db::{FromRow, Row, args};
use kernel::tx::Reading;
use kernel::{
    Action, Actor, App, Error, Event, EventKind, Id, Millis, ProjectId, Result, TeamId, grant,
};
use vault::Sealed;

use crate::projects::{self, Whole};
use crate::sealed::{ProjectKeys, open_name, slot};
use crate::sql;

/// A project that was put away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Archived {
    /// Which one.
    pub id: ProjectId,
    /// Its name.
    pub name: String,
    /// Since when.
    pub archived_at: Millis,
}

/// The marks that one person sees.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Marks {
    /// The person's favourites.
    pub favourites: Vec<ProjectId>,
    /// The team's archive, the last one first.
    pub archived: Vec<Archived>,
}

struct ArchivedRow {
    id: ProjectId,
    team: TeamId,
    sealed: Option<Sealed>,
    archived_at: Millis,
}

impl FromRow for ArchivedRow {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            id: Id::from_uuid(row.uuid(0)?),
            team: Id::from_uuid(row.uuid(1)?),
            sealed: row.opt_sealed(2)?,
            archived_at: row.int(3)?,
        })
    }
}

/// The marks that the actor sees.
pub async fn show(app: &App, who: &Actor) -> Result<Marks> {
    let member = who.as_member().ok_or(Error::Unauthenticated)?;
    let mut reader = app.read(who).await?;
    let favourites = reader
        .rows::<uuid::Uuid>(&sql::FAVOURITES, &args![member.person, member.team])
        .await?;
    let rows = reader
        .rows::<ArchivedRow>(&sql::PROJECTS_ARCHIVED, &args![member.team])
        .await?;
    drop(reader);
    let keys = ProjectKeys::of(app, rows.iter().map(|row| row.id)).await?;
    let open = |row: ArchivedRow| {
        let place = slot(row.team, "files_projects", row.id);
        Ok(Archived {
            id: row.id,
            name: open_name(app, keys.get(row.id), place, row.sealed.as_ref())?,
            archived_at: row.archived_at,
        })
    };
    Ok(Marks {
        favourites: favourites.into_iter().map(Id::from_uuid).collect(),
        archived: rows.into_iter().map(open).collect::<Result<_>>()?,
    })
}

/// Makes a project one of the actor's favourites, or none. Twice is once.
pub async fn set_favourite(app: &App, who: &Actor, id: ProjectId, on: bool) -> Result<()> {
    let mut tx = app.write(who).await?;
    let project = projects::open(&mut tx, who, Action::See, id).await?;
    let person = tx.person_for(project.team, None).ok_or(Error::Forbidden)?;
    let changed = if on {
        tx.execute(&sql::INSERT_FAVOURITE, &args![person, id, tx.now()])
            .await?
    } else {
        tx.execute(&sql::DELETE_FAVOURITE, &args![person, id])
            .await?
    };
    if changed == 0 {
        // Done by an earlier request, whose write may still be on its way to the disk.
        return tx.commit().await;
    }
    let kind = if on {
        EventKind::ProjectStarred
    } else {
        EventKind::ProjectUnstarred
    };
    tx.emit(Event::new(kind, project.team).project(id));
    tx.commit().await
}

/// Puts a project away for the whole team, or brings it back. Twice is once.
pub async fn set_archived(app: &App, who: &Actor, id: ProjectId, on: bool) -> Result<()> {
    let mut tx = app.write(who).await?;
    let project = projects::get(&mut tx, id).await?.ok_or(Error::NotFound)?;
    let project = grant(who, Action::Delete, Whole(project))?.into_inner().0;
    let changed = if on {
        tx.execute(&sql::ARCHIVE_PROJECT, &args![id, tx.now()])
            .await?
    } else {
        tx.execute(&sql::UNARCHIVE_PROJECT, &args![id]).await?
    };
    if changed == 0 {
        // Done by an earlier request, whose write may still be on its way to the disk.
        return tx.commit().await;
    }
    let kind = if on {
        EventKind::ProjectArchived
    } else {
        EventKind::ProjectUnarchived
    };
    tx.emit(Event::new(kind, project.team).project(id));
    tx.commit().await
}

/// Whether a project was put away.
pub async fn is_archived(reader: &mut impl Reading, id: ProjectId) -> Result<bool> {
    let since = reader
        .row::<Option<i64>>(&sql::ARCHIVED_AT, &args![id])
        .await?;
    Ok(since.flatten().is_some())
}

/// Refuses to change something in a project that was put away.
///
/// # Errors
/// [`Error::Conflict`] `project_archived`.
// SECURITY: guarded by test `nothing_in_an_archived_project_can_be_changed`.
pub async fn refuse_archived(reader: &mut impl Reading, id: ProjectId) -> Result<()> {
    if is_archived(reader, id).await? {
        return Err(archived());
    }
    Ok(())
}

pub(crate) fn archived() -> Error {
    Error::Conflict {
        code: "project_archived",
        detail: "This project is archived, so nothing in it can be changed. A manager can bring it back.",
    }
}

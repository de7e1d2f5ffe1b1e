//! Projects: made with their key and first section, renamed, put into the trash and taken out of it.

use std::collections::HashMap;

use db::{FromRow, Row, Value, args};
use kernel::sealing::{project_key, team_key};
use kernel::tx::Reading;
use kernel::{
    Action, Actor, App, Error, Event, EventKind, Granted, Guarded, Id, Millis, PersonId, ProjectId,
    Resource, Result, TeamId, Tx, VersionId, grant,
};
use keystore::{KeyKind, NewKey};
use vault::{Key, Sealed};
use webkit::AbilityWord;

use crate::rules::{limits, name};
use crate::sealed::{ProjectKeys, open_name, seal_name, slot};
use crate::{jobs, marks, sections, sql};

/// A set of files under review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Project {
    /// Which one.
    pub id: ProjectId,
    /// Whose it is.
    pub team: TeamId,
    /// Its name.
    pub name: String,
    /// Who made it.
    pub created_by: Option<PersonId>,
    /// When it was made.
    pub created_at: Millis,
    /// Since when it lies in the trash.
    pub trashed_at: Option<Millis>,
    /// Since when it is put away: it can be read, and nothing in it can be changed.
    pub archived_at: Option<Millis>,
}

/// A project as the overview shows it, as far as this area knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectSummary {
    /// The project.
    pub project: Project,
    /// How many files it has.
    pub files: u32,
    /// The newest versions of up to three files, those with pictures first.
    pub faces: Vec<VersionId>,
    /// When its newest version arrived, else when it was made.
    pub last_activity: Millis,
}

impl Guarded for Project {
    fn resource(&self) -> Resource {
        Resource::Project {
            team: self.team,
            project: self.id,
        }
    }
}

/// The project as a whole: putting it into the trash takes more than deleting one of its files.
pub(crate) struct Whole(pub(crate) Project);

impl Guarded for Whole {
    fn resource(&self) -> Resource {
        Resource::Team(self.0.team)
    }
}

pub(crate) struct ProjectRow {
    pub(crate) id: ProjectId,
    pub(crate) team: TeamId,
    sealed: Option<Sealed>,
    created_by: Option<PersonId>,
    created_at: Millis,
    trashed_at: Option<Millis>,
    archived_at: Option<Millis>,
}

impl FromRow for ProjectRow {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            id: Id::from_uuid(row.uuid(0)?),
            team: Id::from_uuid(row.uuid(1)?),
            sealed: row.opt_sealed(2)?,
            created_by: row.opt_uuid(3)?.map(Id::from_uuid),
            created_at: row.int(4)?,
            trashed_at: row.opt_int(5)?,
            archived_at: row.opt_int(6)?,
        })
    }
}

impl ProjectRow {
    fn open(self, app: &App, key: Option<&Key>) -> Result<Project> {
        let place = slot(self.team, "files_projects", self.id);
        Ok(Project {
            id: self.id,
            team: self.team,
            name: open_name(app, key, place, self.sealed.as_ref())?,
            created_by: self.created_by,
            created_at: self.created_at,
            trashed_at: self.trashed_at,
            archived_at: self.archived_at,
        })
    }
}

/// Makes a project with its first section for the actor's team.
pub async fn create(app: &App, who: &Actor, name: &str) -> Result<ProjectId> {
    let member = who.as_member().ok_or(Error::Unauthenticated)?;
    let mut tx = app.write(who).await?;
    let project = create_in(&mut tx, who, member.team, name).await?;
    tx.commit().await?;
    Ok(project)
}

/// Makes a project with its first section in a transaction of the caller.
pub async fn create_in(tx: &mut Tx, who: &Actor, team: TeamId, name: &str) -> Result<ProjectId> {
    let name = name::typed(name)?;
    allow_in_team(who, Action::CreateProject, team)?;
    let app = tx.app().clone();
    let id: ProjectId = tx.mint();
    let key = NewKey {
        id: project_key(id),
        kind: KeyKind::Project,
        parent: Some(team_key(team)),
        owner: None,
    };
    tx.create_keys(&[key]).await?;
    let sealed = seal_name(&app, id, slot(team, "files_projects", id), &name).await?;
    let created_by = tx.person_for(team, None);
    tx.execute_one(
        &sql::INSERT_PROJECT,
        &args![id, team, sealed, created_by, tx.now()],
    )
    .await?;
    sections::insert(tx, team, id, 0, sections::FIRST).await?;
    tx.emit(Event::new(EventKind::ProjectCreated, team).project(id));
    Ok(id)
}

/// Gives it another name.
pub async fn rename(app: &App, who: &Actor, project: ProjectId, name: &str) -> Result<()> {
    let name = name::typed(name)?;
    let mut tx = app.write(who).await?;
    let project = open(&mut tx, who, Action::Rename, project).await?;
    if project.name == name {
        // Done by an earlier request, whose write may still be on its way to the disk.
        return tx.commit().await;
    }
    let place = slot(project.team, "files_projects", project.id);
    let sealed = seal_name(app, project.id, place, &name).await?;
    tx.execute_one(&sql::RENAME_PROJECT, &args![project.id, sealed])
        .await?;
    tx.emit(Event::new(EventKind::ProjectRenamed, project.team).project(project.id));
    tx.commit().await
}

/// Puts it into the trash for 30 days. Twice is once.
pub async fn trash(app: &App, who: &Actor, project: ProjectId) -> Result<()> {
    let mut tx = app.write(who).await?;
    let project = open_whole(&mut tx, who, project).await?;
    if tx
        .execute(&sql::TRASH_PROJECT, &args![project.id, tx.now()])
        .await?
        == 0
    {
        // Done by an earlier request, whose write may still be on its way to the disk.
        return tx.commit().await;
    }
    let job = jobs::erase_project(project.id, tx.now() + limits::TRASH);
    tx.enqueue(job).await?;
    tx.emit(Event::new(EventKind::ProjectTrashed, project.team).project(project.id));
    tx.commit().await
}

/// Takes it out of the trash. Twice is once.
pub async fn restore(app: &App, who: &Actor, project: ProjectId) -> Result<()> {
    let mut tx = app.write(who).await?;
    let project = open_whole(&mut tx, who, project).await?;
    if tx
        .execute(&sql::RESTORE_PROJECT, &args![project.id])
        .await?
        == 0
    {
        // Done by an earlier request, whose write may still be on its way to the disk.
        return tx.commit().await;
    }
    tx.emit(Event::new(EventKind::ProjectRestored, project.team).project(project.id));
    tx.commit().await
}

/// A project that is not in the trash, if the actor may do this to it.
pub async fn open(
    reader: &mut impl Reading,
    who: &Actor,
    action: Action,
    id: ProjectId,
) -> Result<Granted<Project>> {
    let project = get(reader, id).await?.ok_or(Error::NotFound)?;
    let project = grant(who, action, project)?;
    if project.archived_at.is_some() && changes(action) {
        return Err(marks::archived());
    }
    Ok(project)
}

/// A project that is not in the trash. The caller has proven access in another way, such as through a review.
pub async fn get(reader: &mut impl Reading, id: ProjectId) -> Result<Option<Project>> {
    let project = get_kept(reader, id).await?;
    Ok(project.filter(|project| project.trashed_at.is_none()))
}

/// The names of these projects, also of those in the trash; ids that nothing has are left out.
pub async fn names(
    reader: &mut impl Reading,
    ids: &[ProjectId],
) -> Result<HashMap<ProjectId, String>> {
    let mut rows = Vec::with_capacity(ids.len());
    for batch in batches(ids) {
        rows.extend(reader.rows::<ProjectRow>(&sql::PROJECTS, &batch).await?);
    }
    let projects = opened_all(reader, rows).await?;
    Ok(projects
        .into_iter()
        .map(|project| (project.id, project.name))
        .collect())
}

/// The projects of the actor's team that are neither archived nor in the trash, newest first.
pub async fn kept(reader: &mut impl Reading, who: &Actor) -> Result<Vec<Granted<Project>>> {
    let team = who.as_member().ok_or(Error::Unauthenticated)?.team;
    let rows = reader
        .rows::<ProjectRow>(&sql::PROJECTS_OF_TEAM, &args![team])
        .await?;
    let projects = opened_all(reader, rows).await?.into_iter();
    projects
        .map(|project| grant(who, Action::See, project))
        .collect()
}

/// The same projects with what an overview shows of them.
pub async fn list(reader: &mut impl Reading, who: &Actor) -> Result<Vec<ProjectSummary>> {
    let team = who.as_member().ok_or(Error::Unauthenticated)?.team;
    let projects = kept(reader, who).await?;
    let counts = reader
        .rows::<(uuid::Uuid, u32, i64)>(&sql::PROJECT_COUNTS, &args![team])
        .await?;
    let counts: HashMap<_, _> = counts
        .into_iter()
        .map(|(project, files, newest)| (project, (files, newest)))
        .collect();
    let mut faces: HashMap<uuid::Uuid, Vec<VersionId>> = HashMap::new();
    let face_rows = reader
        .rows::<(uuid::Uuid, uuid::Uuid)>(&sql::PROJECT_FACES, &args![team])
        .await?;
    for (project, version) in face_rows {
        faces
            .entry(project)
            .or_default()
            .push(Id::from_uuid(version));
    }
    let mut summaries = Vec::with_capacity(projects.len());
    for project in projects.into_iter().map(Granted::into_inner) {
        let (files, newest) = counts.get(&project.id.uuid()).copied().unwrap_or_default();
        summaries.push(ProjectSummary {
            files,
            faces: faces.remove(&project.id.uuid()).unwrap_or_default(),
            last_activity: newest.max(project.created_at),
            project,
        });
    }
    Ok(summaries)
}

/// The projects of the actor's team that lie in the trash, the last one first.
pub async fn trashed(reader: &mut impl Reading, who: &Actor) -> Result<Vec<Project>> {
    let team = who.as_member().ok_or(Error::Unauthenticated)?.team;
    let rows = reader
        .rows::<ProjectRow>(&sql::PROJECTS_IN_TRASH, &args![team])
        .await?;
    let projects = opened_all(reader, rows).await?.into_iter();
    projects
        .map(|project| Ok(grant(who, Action::See, project)?.into_inner()))
        .collect()
}

/// What the actor may do with the project, for the interface.
pub fn abilities(who: &Actor, project: &Project) -> Vec<&'static str> {
    use Action::{Delete, ManageGroups, Rename, StartReview, Upload};
    let mut words = kernel::abilities(who, &Whole(project.clone()), &[Delete]);
    if project.archived_at.is_some() {
        // Who may delete a project may also put it away and bring it back.
        words.extend(words.first().map(|_| AbilityWord::UNARCHIVE));
        return words;
    }
    words.extend(words.first().map(|_| AbilityWord::ARCHIVE));
    words.extend(kernel::abilities(
        who,
        project,
        &[Upload, ManageGroups, StartReview, Rename],
    ));
    // Files go to the trash more easily than the project that holds them.
    let files = kernel::abilities(who, project, &[Delete]);
    words.extend(files.first().map(|_| AbilityWord::DELETE_FILES));
    words
}

/// Whether an archived project has to refuse this.
fn changes(action: Action) -> bool {
    !matches!(
        action,
        Action::See | Action::Download | Action::SeePeople | Action::ReadAudit
    )
}

/// The arguments of statements with a list of ids: batches that are filled up with their first id.
pub(crate) fn batches<K>(ids: &[Id<K>]) -> Vec<Vec<Value>> {
    let mut wanted: Vec<_> = ids.iter().map(|id| id.uuid()).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let batch = |ids: &[uuid::Uuid]| -> Vec<Value> {
        ids.iter()
            .cycle()
            .take(sql::LIST)
            .map(|id| Value::from(*id))
            .collect()
    };
    wanted.chunks(sql::LIST).map(batch).collect()
}

async fn get_kept(reader: &mut impl Reading, id: ProjectId) -> Result<Option<Project>> {
    let row = reader.row::<ProjectRow>(&sql::PROJECT, &args![id]).await?;
    Ok(opened_all(reader, row.into_iter().collect()).await?.pop())
}

async fn opened_all(reader: &mut impl Reading, rows: Vec<ProjectRow>) -> Result<Vec<Project>> {
    let app = reader.app().clone();
    let keys = ProjectKeys::of(&app, rows.iter().map(|row| row.id)).await?;
    let open = |row: ProjectRow| {
        let key = keys.get(row.id);
        row.open(&app, key)
    };
    rows.into_iter().map(open).collect()
}

async fn open_whole(reader: &mut impl Reading, who: &Actor, id: ProjectId) -> Result<Project> {
    let project = get_kept(reader, id).await?.ok_or(Error::NotFound)?;
    Ok(grant(who, Action::Delete, Whole(project))?.into_inner().0)
}

fn allow_in_team(who: &Actor, action: Action, team: TeamId) -> Result<()> {
    struct Team(TeamId);
    impl Guarded for Team {
        fn resource(&self) -> Resource {
            Resource::Team(self.0)
        }
    }
    grant(who, action, Team(team)).map(drop)
}

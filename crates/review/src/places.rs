//! What a member can go to by its name: projects with their sections and groups, files with a review to open. Names are
//! sealed where they lie, so nothing here searches; whoever asked does.

use std::collections::HashMap;

use db::{Value, args};
use files::names::{self, Named};
use files::projects;
use kernel::sealing::project_key;
use kernel::tx::Reading;
use kernel::{
    Action, Actor, App, Error, FileId, Granted, Id, ProjectId, Result, ReviewId, SectionId, grant,
};

use crate::groups::Group;
use crate::sql;
use crate::wire::{NamedDto, PlaceFileDto, PlaceProjectDto, PlacesDto};

/// How many files are named.
const FILES: u32 = 2000;
/// How many ids the statement about files takes.
const BATCH: usize = 50;

/// The names that the member sees.
pub async fn show(app: &App, who: &Actor) -> Result<PlacesDto> {
    let mut reader = app.read(who).await?;
    let projects = projects::kept(&mut reader, who).await?;
    let mut sections = by_project(names::sections(&mut reader, who).await?);
    let mut groups = groups(&mut reader, who).await?;
    let mut files = names::files(&mut reader, who, FILES + 1).await?;
    let most = usize::try_from(FILES).unwrap_or(usize::MAX);
    let more_files = files.len() > most;
    files.truncate(most);
    let reviews = reviews(&mut reader, &files).await?;
    drop(reader);
    let project = |project: Granted<projects::Project>| PlaceProjectDto {
        id: project.id,
        sections: sections.remove(&project.id).unwrap_or_default(),
        groups: groups.remove(&project.id).unwrap_or_default(),
        name: project.into_inner().name,
    };
    let file = |file: Named<FileId>| PlaceFileDto {
        id: file.id,
        name: file.name,
        project: file.project,
        review: reviews.get(&file.id).copied(),
    };
    Ok(PlacesDto {
        projects: projects.into_iter().map(project).collect(),
        files: files.into_iter().map(file).collect(),
        more_files,
    })
}

fn by_project(sections: Vec<Named<SectionId>>) -> HashMap<ProjectId, Vec<NamedDto>> {
    let mut found: HashMap<ProjectId, Vec<NamedDto>> = HashMap::new();
    for Named { id, project, name } in sections {
        let id = id.to_string();
        found
            .entry(project)
            .or_default()
            .push(NamedDto { id, name });
    }
    found
}

/// The groups that the member sees, by project.
async fn groups(
    reader: &mut impl Reading,
    who: &Actor,
) -> Result<HashMap<ProjectId, Vec<NamedDto>>> {
    let team = who.as_member().ok_or(Error::Unauthenticated)?.team;
    let app = reader.app().clone();
    let rows: Vec<Group> = reader.rows(&sql::GROUPS_OF_TEAM, &args![team]).await?;
    let mut ids: Vec<_> = rows
        .iter()
        .map(|group| project_key(group.project))
        .collect();
    ids.dedup();
    let keys = app.keystore().keys(&ids).await?;
    let mut found: HashMap<ProjectId, Vec<NamedDto>> = HashMap::new();
    for group in rows {
        let Ok(group) = grant(who, Action::See, group) else {
            continue;
        };
        let name = group.name(&app, keys.get(&project_key(group.project)))?;
        let id = group.id.to_string();
        found
            .entry(group.project)
            .or_default()
            .push(NamedDto { id, name });
    }
    Ok(found)
}

/// A review of the newest version of each file, in the first group that has one.
async fn reviews(
    reader: &mut impl Reading,
    files: &[Named<FileId>],
) -> Result<HashMap<FileId, ReviewId>> {
    let mut found = HashMap::new();
    for some in files.chunks(BATCH) {
        let ids = some.iter().map(|file| Value::from(file.id)).cycle();
        let ids: Vec<Value> = ids.take(BATCH).collect();
        let rows: Vec<(uuid::Uuid, uuid::Uuid)> = reader.rows(&sql::SHOWN_OF_FILES, &ids).await?;
        for (file, review) in rows {
            found
                .entry(Id::from_uuid(file))
                .or_insert_with(|| Id::from_uuid(review));
        }
    }
    Ok(found)
}

//! Taking many files away at once: which they are, what they are called, and the archive that is sent.

use std::collections::{HashMap, HashSet};

use bytes::Bytes;
use db::{FromRow, Row, args};
use futures::stream::BoxStream;
use kernel::tx::Reading;
use kernel::{
    Action, Actor, App, Error, Event, EventKind, FileId, Id, ProjectId, Result, SectionId,
};
use vault::Sealed;

use crate::rules::archive::Places;
use crate::rules::limits;
use crate::sealed::{key_of, open_name, slot};
use crate::versions::{Version, VersionRow};
use crate::zip::{self, Entry};
use crate::{projects, sections, sql};

/// Which files of a project to take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chosen {
    /// All of them.
    All,
    /// Those of one section.
    Section(SectionId),
    /// These.
    Files(Vec<FileId>),
}

/// A file that somebody may take, as an archive needs it.
#[derive(Debug, Clone)]
pub struct Taken {
    /// Its bytes.
    pub version: Version,
    /// What it is called.
    pub name: String,
    /// In which folder of the archive it lies.
    pub folder: Option<String>,
    /// What the log says about taking it.
    pub event: Event,
}

/// Files that leave together as one ZIP archive.
#[derive(Debug)]
pub struct Archive {
    /// What the archive is called, with its extension.
    pub name: String,
    /// How many bytes it has.
    pub length: u64,
    entries: Vec<Entry>,
}

struct FileRow {
    file: FileId,
    section: SectionId,
    name: Option<Sealed>,
    version: VersionRow,
}

impl FromRow for FileRow {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            file: Id::from_uuid(row.uuid(0)?),
            section: Id::from_uuid(row.uuid(1)?),
            name: row.opt_sealed(2)?,
            version: VersionRow::at(row, 3)?,
        })
    }
}

impl Archive {
    /// An archive of these files, for which the caller has proven that the actor may take them.
    ///
    /// # Errors
    /// [`Error::Conflict`] `nothing_to_download` without files.
    pub fn of(name: &str, files: Vec<Taken>) -> Result<Self> {
        if files.is_empty() {
            return Err(Error::Conflict {
                code: "nothing_to_download",
                detail: "There are no files here that could be downloaded.",
            });
        }
        let mut places = Places::default();
        let mut folders: HashMap<String, String> = HashMap::new();
        let mut entries = Vec::with_capacity(files.len());
        for Taken {
            version,
            name,
            folder,
            event,
        } in files
        {
            let folder = folder.map(|folder| {
                let place = folders.entry(folder);
                place
                    .or_insert_with_key(|folder| places.folder(folder))
                    .clone()
            });
            entries.push(Entry {
                path: places.file(folder.as_deref(), &name, &version.extension),
                version,
                event,
            });
        }
        let sized = entries
            .iter()
            .map(|entry| (entry.path.as_str(), entry.version.size));
        let length = zip::length(sized)
            .map_err(|error| Error::internal("an archive could not be measured", error))?;
        Ok(Self {
            name: Places::default().file(None, &format!("{name}.zip"), ""),
            length,
            entries,
        })
    }

    /// Its bytes. Each file is logged when its turn comes.
    pub fn bytes(self, app: &App, who: &Actor) -> BoxStream<'static, std::io::Result<Bytes>> {
        zip::stream(app.clone(), who.clone(), self.entries)
    }
}

/// The newest versions of a project's files as an archive, with a folder for each section when there are several.
///
/// # Errors
/// [`Error::NotFound`] when one of the chosen files is not (any more) in the project, [`Error::Invalid`] `too_many`.
pub async fn project(app: &App, who: &Actor, id: ProjectId, chosen: &Chosen) -> Result<Archive> {
    let mut reader = app.read(who).await?;
    let project = projects::open(&mut reader, who, Action::Download, id).await?;
    let sections = sections::list(&mut reader, &project).await?;
    let rows = reader
        .rows::<FileRow>(&sql::FILES_TO_TAKE, &args![id])
        .await?;
    drop(reader);
    let rows = choose(rows, chosen)?;
    let used: HashSet<SectionId> = rows.iter().map(|row| row.section).collect();
    let names: HashMap<SectionId, String> = sections
        .into_iter()
        .map(|section| (section.id, section.name))
        .collect();
    let key = key_of(app, id).await?;
    let take = |row: FileRow| -> Result<Taken> {
        let place = slot(project.team, "files_files", row.file);
        let version = row.version.open(app, key.as_ref())?;
        let event = Event::new(EventKind::ContentDownloaded, project.team).project(id);
        Ok(Taken {
            name: open_name(app, key.as_ref(), place, row.name.as_ref())?,
            folder: names.get(&row.section).filter(|_| used.len() > 1).cloned(),
            event: event.file(row.file).version(version.id),
            version,
        })
    };
    let files = rows.into_iter().map(take).collect::<Result<Vec<_>>>()?;
    Archive::of(&project.name, files)
}

fn choose(mut rows: Vec<FileRow>, chosen: &Chosen) -> Result<Vec<FileRow>> {
    match chosen {
        Chosen::All => {}
        Chosen::Section(section) => rows.retain(|row| row.section == *section),
        Chosen::Files(files) if files.len() > limits::CHOSEN => {
            return Err(Error::Invalid {
                field: "files",
                code: "too_many",
                detail: "At most 200 chosen files can be downloaded at once. Download the whole project or a section instead.",
            });
        }
        Chosen::Files(files) => {
            let wanted: HashSet<FileId> = files.iter().copied().collect();
            rows.retain(|row| wanted.contains(&row.file));
            if rows.len() != wanted.len() {
                return Err(Error::NotFound);
            }
        }
    }
    Ok(rows)
}

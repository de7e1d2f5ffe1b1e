//! Many files as one archive over HTTP, also for the areas above. Single files are served by `media`.

use axum::body::Body;
use axum::extract::State;
use axum::response::Response;
use http::{HeaderValue, header};
use kernel::ids::ProjectKind;
use kernel::{Actor, App, Error};
use serde::Deserialize;
use webkit::{PathId, Problem, Problems, SignedIn, Words, attachment};

use crate::downloads::{self, Archive, Chosen};

/// Which files to take; without a word, all of them.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct Choice {
    /// Ids of at most 200 files, separated by commas.
    files: Option<String>,
    /// Only the files of this section.
    section: Option<String>,
}

/// Files of a project as one ZIP archive.
///
/// A plain link, so that a browser saves it while it arrives. Sections become folders. `HEAD` tells whether it can be
/// had and how long it is, and takes nothing.
#[utoipa::path(get, path = "/api/v1/projects/{id}/content.zip", tag = "files",
    params(("id" = String, Path), Choice),
    responses((status = 200, description = "The newest version of each file", content_type = "application/zip"), Problems))]
pub(crate) async fn project(
    State(app): State<App>,
    SignedIn(who, _): SignedIn,
    PathId(id): PathId<ProjectKind>,
    Words(choice): Words<Choice>,
) -> Result<Response, Problem> {
    let archive = downloads::project(&app, &who, id, &chosen(choice)?).await?;
    send(&app, &who, archive)
}

/// An archive as an answer: its length is known, and its bytes follow as they are read.
pub fn send(app: &App, who: &Actor, archive: Archive) -> Result<Response, Problem> {
    let Archive { name, length, .. } = &archive;
    let answer = Response::builder()
        .header(header::CONTENT_TYPE, "application/zip")
        .header(header::CONTENT_LENGTH, *length)
        .header(header::CONTENT_DISPOSITION, attachment(name))
        .header(
            header::CACHE_CONTROL,
            HeaderValue::from_static("private, no-store"),
        );
    answer
        .body(Body::from_stream(archive.bytes(app, who)))
        .map_err(|error| Error::internal("a response could not be built", error).into())
}

fn chosen(Choice { files, section }: Choice) -> Result<Chosen, Error> {
    match (files, section) {
        (None, None) => Ok(Chosen::All),
        (None, Some(section)) => Ok(Chosen::Section(
            section.parse().map_err(|_| Error::NotFound)?,
        )),
        (Some(files), None) => {
            let ids = files.split(',').filter(|id| !id.is_empty());
            let ids: Result<_, _> = ids.map(str::parse).collect();
            Ok(Chosen::Files(ids.map_err(|_| Error::NotFound)?))
        }
        (Some(_), Some(_)) => Err(Error::Invalid {
            field: "section",
            code: "two_choices",
            detail: "Choose files or a section, not both.",
        }),
    }
}

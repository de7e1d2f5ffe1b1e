//! The projects page, the matrix, and the names of what can be gone to, over HTTP.

use axum::extract::State;
use kernel::ids::ProjectKind;
use kernel::{App, Error};
use serde::Deserialize;
use webkit::{PathId, Problem, Problems, Reply, SignedIn, Words};

use crate::dashboard::{self, Filter, Wanted};
use crate::wire::{DashboardDto, OverviewDto, PlacesDto};
use crate::{overview, places};

/// Which files to show.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct FilterWords {
    /// Where the page begins.
    cursor: Option<String>,
    /// `review`, `request`, `changes_ok`, `approve`, `reject`, `overdue` or `none`.
    status: Option<String>,
    /// Only files with a review in this group.
    group: Option<String>,
}

/// The team's projects, what awaits you, and the trash.
#[utoipa::path(get, path = "/api/v1/overview", tag = "projects", responses((status = 200, body = OverviewDto), Problems))]
pub(crate) async fn overview(
    State(app): State<App>,
    SignedIn(who, _): SignedIn,
) -> Result<Reply<OverviewDto>, Problem> {
    Ok(Reply(overview::show(&app, &who).await?))
}

/// A page of the project's matrix of files and groups.
#[utoipa::path(get, path = "/api/v1/projects/{id}/dashboard", tag = "projects",
    params(("id" = String, Path), FilterWords), responses((status = 200, body = DashboardDto), Problems))]
pub(crate) async fn show(
    State(app): State<App>,
    SignedIn(who, _): SignedIn,
    PathId(project): PathId<ProjectKind>,
    Words(words): Words<FilterWords>,
) -> Result<Reply<DashboardDto>, Problem> {
    Ok(Reply(
        dashboard::show(&app, &who, project, filter(words)?).await?,
    ))
}

/// What you can go to by its name: projects with their sections and groups, and the newest 2,000 files.
#[utoipa::path(get, path = "/api/v1/places", tag = "projects", responses((status = 200, body = PlacesDto), Problems))]
pub(crate) async fn places(
    State(app): State<App>,
    SignedIn(who, _): SignedIn,
) -> Result<Reply<PlacesDto>, Problem> {
    Ok(Reply(places::show(&app, &who).await?))
}

fn filter(words: FilterWords) -> kernel::Result<Filter> {
    let filled = |word: Option<String>| word.filter(|word| !word.is_empty());
    let unknown = || Error::Invalid {
        field: "status",
        code: "unknown_filter",
        detail: "There is no such filter. Choose a status and a group that the list offers.",
    };
    let status = filled(words.status)
        .map(|word| Wanted::parse(&word).ok_or_else(unknown))
        .transpose()?;
    let group = filled(words.group)
        .map(|word| word.parse().map_err(|_| unknown()))
        .transpose()?;
    Ok(Filter {
        cursor: filled(words.cursor),
        status,
        group,
    })
}

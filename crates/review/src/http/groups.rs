//! Reviewer groups over HTTP.

use axum::extract::State;
use kernel::App;
use kernel::ids::{GroupKind, ProjectKind};
use webkit::{Created, NoContent, PathId, Problem, Problems, Reply, SignedIn, Valid};

use crate::wire::{ChangeGroup, GroupDto, GroupPageDto, NewGroup, SetPassword};
use crate::{group_page, groups};

/// Make a reviewer group and its review link.
#[utoipa::path(post, path = "/api/v1/projects/{id}/groups", tag = "reviewer groups", params(("id" = String, Path)),
    request_body = NewGroup, responses((status = 201, body = GroupDto), Problems))]
pub(crate) async fn create(
    State(app): State<App>,
    SignedIn(who, _): SignedIn,
    PathId(project): PathId<ProjectKind>,
    Valid(input): Valid<NewGroup>,
) -> Result<Created<GroupDto>, Problem> {
    Ok(Created(
        groups::create(&app, &who, project, &input.name).await?,
    ))
}

/// A group with its people and its link.
#[utoipa::path(get, path = "/api/v1/groups/{id}", tag = "reviewer groups", params(("id" = String, Path)),
    responses((status = 200, body = GroupPageDto), Problems))]
pub(crate) async fn show(
    State(app): State<App>,
    SignedIn(who, _): SignedIn,
    PathId(id): PathId<GroupKind>,
) -> Result<Reply<GroupPageDto>, Problem> {
    Ok(Reply(group_page::show(&app, &who, id).await?))
}

/// Rename, move or set a group.
#[utoipa::path(patch, path = "/api/v1/groups/{id}", tag = "reviewer groups", params(("id" = String, Path)),
    request_body = ChangeGroup, responses((status = 204), Problems))]
pub(crate) async fn change(
    State(app): State<App>,
    SignedIn(who, _): SignedIn,
    PathId(id): PathId<GroupKind>,
    Valid(input): Valid<ChangeGroup>,
) -> Result<NoContent, Problem> {
    groups::change(&app, &who, id, input).await?;
    Ok(NoContent)
}

/// Delete a group in which nothing was reviewed.
#[utoipa::path(delete, path = "/api/v1/groups/{id}", tag = "reviewer groups", params(("id" = String, Path)),
    responses((status = 204), Problems))]
pub(crate) async fn delete(
    State(app): State<App>,
    SignedIn(who, _): SignedIn,
    PathId(id): PathId<GroupKind>,
) -> Result<NoContent, Problem> {
    groups::delete(&app, &who, id).await?;
    Ok(NoContent)
}

/// Set or take away the password of the group's links.
#[utoipa::path(put, path = "/api/v1/groups/{id}/password", tag = "reviewer groups", params(("id" = String, Path)),
    request_body = SetPassword, responses((status = 204), Problems))]
pub(crate) async fn set_password(
    State(app): State<App>,
    SignedIn(who, _): SignedIn,
    PathId(id): PathId<GroupKind>,
    Valid(input): Valid<SetPassword>,
) -> Result<NoContent, Problem> {
    groups::set_password(&app, &who, id, input.password).await?;
    Ok(NoContent)
}

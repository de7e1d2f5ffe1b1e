//! The first run.

use axum::extract::State;
use axum::response::Response;
use http::HeaderMap;
use identity::{Facts, Secret};
use kernel::App;
use serde::Deserialize;
use webkit::{Anyone, Created, Problem, Problems, Valid, VisitorFacts};

use super::me::{self, EnteredDto};
use crate::setup::{self, NewInstallation};

/// The first team and its owner.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SetupInput {
    /// From the terminal.
    #[schema(value_type = String)]
    code: Secret,
    team_name: String,
    name: String,
    email: String,
    #[schema(value_type = String)]
    password: Secret,
}

/// Create the first team and sign its owner in.
#[utoipa::path(post, path = "/api/v1/setup", tag = "first run", request_body = SetupInput,
    responses((status = 201, body = EnteredDto), Problems))]
pub(crate) async fn install(
    State(app): State<App>,
    Anyone(actor): Anyone,
    visitor: VisitorFacts,
    headers: HeaderMap,
    Valid(input): Valid<SetupInput>,
) -> Result<Response, Problem> {
    let new = NewInstallation {
        code: input.code,
        team_name: input.team_name,
        name: input.name,
        email: input.email,
        password: input.password,
    };
    let entered = setup::install(
        &app,
        &new,
        &Facts::of(&visitor, &headers),
        actor.as_member(),
    )
    .await?;
    Ok(me::entered(&app, entered, Created).await?)
}

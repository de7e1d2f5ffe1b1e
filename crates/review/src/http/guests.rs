//! Guests over HTTP: who they say they are, and their part of `GET /me`.

use axum::extract::State;
use axum::response::Response;
use identity::http::person::PersonDto;
use identity::http::with_cookies;
use kernel::{Actor, App, GroupId, ProjectId, Result};
use serde::Serialize;
use utoipa::ToSchema;
use webkit::{
    Anyone, GUEST_COOKIE, Known, NoContent, Problem, Problems, Reply, SetCookie, Valid,
    VisitorFacts,
};

use crate::guests::{self, Door};
use crate::wire::Identify;

/// What a browser's review links lead to.
#[derive(Debug, Serialize, ToSchema)]
pub struct GuestPart {
    /// One for each group.
    pub grants: Vec<GrantDto>,
}

/// One group that a link leads to.
#[derive(Debug, Serialize, ToSchema)]
pub struct GrantDto {
    /// The group.
    #[schema(value_type = String)]
    pub group: GroupId,
    /// Its name.
    pub group_name: String,
    /// Its project.
    #[schema(value_type = String)]
    pub project: ProjectId,
    /// The project's name.
    pub project_name: String,
    /// The team's name.
    pub team_name: String,
    /// Who the guest said they are.
    #[schema(required)]
    pub person: Option<PersonDto>,
}

/// The guest's part of `GET /me`; none without a link that is good now.
pub async fn guest_part(app: &App, who: &Actor) -> Result<Option<GuestPart>> {
    let grants: Vec<GrantDto> = guests::doors(app, who)
        .await?
        .into_iter()
        .map(GrantDto::from)
        .collect();
    Ok((!grants.is_empty()).then_some(GuestPart { grants }))
}

impl From<Door> for GrantDto {
    fn from(door: Door) -> Self {
        let Door {
            group,
            group_name,
            grant,
            project_name,
            team_name,
            person,
        } = door;
        Self {
            group,
            group_name,
            project: grant.project,
            project_name,
            team_name,
            person,
        }
    }
}

/// Say who you are; asked at the first comment or decision.
#[utoipa::path(put, path = "/api/v1/guest/identity", tag = "review links", request_body = Identify,
    responses((status = 200, body = PersonDto), Problems))]
pub(crate) async fn identify(
    State(app): State<App>,
    Known(who): Known,
    Valid(input): Valid<Identify>,
) -> Result<Reply<PersonDto>, Problem> {
    Ok(Reply(guests::identify(&app, &who, input).await?))
}

/// Leave this browser as a guest: what its review links opened is closed. The cookie goes in any case.
#[utoipa::path(delete, path = "/api/v1/guest/session", tag = "review links", responses((status = 204), Problems))]
pub(crate) async fn leave(
    State(app): State<App>,
    Anyone(who): Anyone,
    facts: VisitorFacts,
) -> Result<Response, Problem> {
    guests::leave(&app, &who, facts.guest_token.as_deref()).await?;
    Ok(with_cookies(NoContent, [SetCookie::remove(GUEST_COOKIE)]))
}

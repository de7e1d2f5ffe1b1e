//! The page behind an invitation's link. The secret comes in the body: it stands in no address and no log.

use axum::extract::State;
use axum::response::Response;
use http::HeaderMap;
use identity::{Facts, Secret};
use kernel::App;
use kernel::ids::InvitationKind;
use serde::{Deserialize, Serialize};
use webkit::{Anyone, PathId, Problem, Problems, Reply, Valid, VisitorFacts};

use super::me::{self, EnteredDto};
use crate::invitations::{self, Acceptance};

/// The link's fragment.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct InvitationSecret {
    #[schema(value_type = String)]
    secret: Secret,
}

/// What the invited person sees.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct InvitationLook {
    team_name: String,
    email: String,
    name: String,
}

/// Look at an invitation before accepting it. Changes nothing.
#[utoipa::path(post, path = "/api/v1/invitations/{id}/look", tag = "team", params(("id" = String, Path)),
    request_body = InvitationSecret, responses((status = 200, body = InvitationLook), Problems))]
pub(crate) async fn look(
    State(app): State<App>,
    PathId(id): PathId<InvitationKind>,
    Valid(input): Valid<InvitationSecret>,
) -> Result<Reply<InvitationLook>, Problem> {
    let invitations::Look {
        team_name,
        email,
        name,
    } = invitations::look(&app, id, &input.secret).await?;
    Ok(Reply(InvitationLook {
        team_name,
        email,
        name,
    }))
}

/// What the invited person sends.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AcceptanceInput {
    #[schema(value_type = String)]
    secret: Secret,
    name: String,
    #[schema(value_type = String)]
    password: Secret,
}

/// Accept an invitation: makes the account and signs it in.
#[utoipa::path(post, path = "/api/v1/invitations/{id}/accept", tag = "team", params(("id" = String, Path)),
    request_body = AcceptanceInput, responses((status = 200, body = EnteredDto), Problems))]
pub(crate) async fn accept(
    State(app): State<App>,
    Anyone(actor): Anyone,
    visitor: VisitorFacts,
    headers: HeaderMap,
    PathId(id): PathId<InvitationKind>,
    Valid(input): Valid<AcceptanceInput>,
) -> Result<Response, Problem> {
    let acceptance = Acceptance {
        secret: input.secret,
        name: input.name,
        password: input.password,
    };
    let facts = Facts::of(&visitor, &headers);
    let entered = invitations::accept(&app, id, &acceptance, &facts, actor.as_member()).await?;
    Ok(me::entered(&app, entered, Reply).await?)
}

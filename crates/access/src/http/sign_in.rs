//! Signing in.

use axum::extract::State;
use axum::response::Response;
use http::{HeaderMap, StatusCode};
use identity::sign_in::PasswordProof;
use identity::{Facts, Secret};
use kernel::App;
use serde::Deserialize;
use webkit::{Anyone, Problem, Problems, Reply, Valid, VisitorFacts};

use super::me::{self, EnteredDto};
use crate::sign_in;

/// Address and password.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Credentials {
    email: String,
    #[schema(value_type = String)]
    password: Secret,
}

/// Sign in with address and password.
#[utoipa::path(post, path = "/api/v1/sign-in", tag = "sign-in", request_body = Credentials,
    responses((status = 200, body = EnteredDto), Problems))]
pub(crate) async fn with_password(
    State(app): State<App>,
    Anyone(actor): Anyone,
    visitor: VisitorFacts,
    headers: HeaderMap,
    Valid(input): Valid<Credentials>,
) -> Result<Response, Problem> {
    let proof = PasswordProof {
        email: input.email,
        password: input.password,
        facts: Facts::of(&visitor, &headers),
    };
    let entered = sign_in::with_password(&app, &proof, actor.as_member()).await?;
    let entered = entered.ok_or_else(wrong_credentials)?;
    Ok(me::entered(&app, entered, Reply).await?)
}

/// The token of a one-time link.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LinkToken {
    #[schema(value_type = String)]
    token: Secret,
}

/// Sign in with a one-time link.
#[utoipa::path(post, path = "/api/v1/sign-in/link", tag = "sign-in", request_body = LinkToken,
    responses((status = 200, body = EnteredDto), Problems))]
pub(crate) async fn with_link(
    State(app): State<App>,
    Anyone(actor): Anyone,
    visitor: VisitorFacts,
    headers: HeaderMap,
    Valid(input): Valid<LinkToken>,
) -> Result<Response, Problem> {
    let facts = Facts::of(&visitor, &headers);
    let entered = sign_in::with_link(&app, &input.token, &facts, actor.as_member()).await?;
    Ok(me::entered(&app, entered, Reply).await?)
}

fn wrong_credentials() -> Problem {
    Problem::new(
        StatusCode::UNAUTHORIZED,
        "Not signed in",
        "wrong_credentials",
        "Address and password do not belong together. Check both and try again.",
    )
}

//! The sessions of the signed-in member, and signing out.

use axum::extract::State;
use axum::response::Response;
use kernel::ids::SessionKind;
use kernel::{App, Millis, SessionId};
use serde::Serialize;
use webkit::{
    Anyone, MEMBER_COOKIE, NoContent, PathId, Problem, Problems, Reply, SetCookie, SignedIn,
};

use super::with_cookies;
use crate::sessions;

/// A session of one's own.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = Session)]
pub(crate) struct SessionDto {
    #[schema(value_type = String)]
    id: SessionId,
    /// Whether it is the one that asks.
    current: bool,
    /// UTC milliseconds.
    created_at: Millis,
    /// UTC milliseconds, to the minute.
    last_seen_at: Millis,
    /// The browser that signed in.
    browser: String,
    /// The network address that signed in.
    address: String,
}

/// The open sessions.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Sessions {
    sessions: Vec<SessionDto>,
}

/// List one's own open sessions.
#[utoipa::path(get, path = "/api/v1/sessions", tag = "identity", responses((status = 200, body = Sessions), Problems))]
pub(crate) async fn list(
    State(app): State<App>,
    SignedIn(_actor, member): SignedIn,
) -> Result<Reply<Sessions>, Problem> {
    let cards = sessions::list(&app, &member).await?;
    let dto = |card: sessions::SessionCard| SessionDto {
        id: card.id,
        current: card.id == member.session,
        created_at: card.created_at,
        last_seen_at: card.last_seen_at,
        browser: card.browser,
        address: card.address,
    };
    Ok(Reply(Sessions {
        sessions: cards.into_iter().map(dto).collect(),
    }))
}

/// End one of one's own sessions.
#[utoipa::path(delete, path = "/api/v1/sessions/{id}", tag = "identity", params(("id" = String, Path)),
    responses((status = 204), Problems))]
pub(crate) async fn revoke(
    State(app): State<App>,
    SignedIn(_actor, member): SignedIn,
    PathId(session): PathId<SessionKind>,
) -> Result<NoContent, Problem> {
    sessions::revoke(&app, &member, session).await?;
    Ok(NoContent)
}

/// End all of one's own sessions but this one.
#[utoipa::path(delete, path = "/api/v1/sessions", tag = "identity", responses((status = 204), Problems))]
pub(crate) async fn revoke_others(
    State(app): State<App>,
    SignedIn(_actor, member): SignedIn,
) -> Result<NoContent, Problem> {
    sessions::revoke_others(&app, &member).await?;
    Ok(NoContent)
}

/// End this session. Fine for somebody who is not signed in: the cookie goes in any case.
#[utoipa::path(post, path = "/api/v1/sign-out", tag = "identity", responses((status = 204), Problems))]
pub(crate) async fn sign_out(
    State(app): State<App>,
    Anyone(actor): Anyone,
) -> Result<Response, Problem> {
    if let Some(member) = actor.as_member() {
        sessions::sign_out(&app, member).await?;
    }
    Ok(with_cookies(NoContent, [SetCookie::remove(MEMBER_COOKIE)]))
}

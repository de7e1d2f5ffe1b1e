//! Review links over HTTP. The secret comes in the body: it stands behind the `#` and never in an address that is
//! sent.

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use identity::http::with_cookies;
use kernel::ids::{GroupKind, LinkKind};
use kernel::{App, Error};
use webkit::{Anyone, PathId, Problem, Problems, Reply, SignedIn, Valid, VisitorFacts};

use crate::links;
use crate::wire::{OpenLink, OpenedLinkDto, RotatedDto};

/// Replace the group's link; the old one stops at once.
#[utoipa::path(post, path = "/api/v1/groups/{id}/link/rotate", tag = "review links", params(("id" = String, Path)),
    responses((status = 200, body = RotatedDto), Problems))]
pub(crate) async fn rotate(
    State(app): State<App>,
    SignedIn(who, _): SignedIn,
    PathId(group): PathId<GroupKind>,
) -> Result<Reply<RotatedDto>, Problem> {
    Ok(Reply(links::rotate(&app, &who, group).await?))
}

/// Open a review link in this browser.
#[utoipa::path(post, path = "/api/v1/review-links/{id}/open", tag = "review links", params(("id" = String, Path)),
    request_body = OpenLink,
    responses((status = 200, body = OpenedLinkDto), (status = 410, body = Problem, description = "The link is over"), Problems))]
pub(crate) async fn open(
    State(app): State<App>,
    Anyone(who): Anyone,
    facts: VisitorFacts,
    PathId(link): PathId<LinkKind>,
    Valid(input): Valid<OpenLink>,
) -> Result<Response, Problem> {
    let opened = links::open(&app, &who, &facts, link, input)
        .await
        .map_err(problem)?;
    Ok(with_cookies(Reply(opened.place), opened.cookie))
}

/// A closed door in HTTP's words: 401 asks for the password or a code, 410 says that the link is over.
pub(crate) fn problem(error: Error) -> Problem {
    let Error::Refused { code, detail } = error else {
        return error.into();
    };
    match code {
        "password_needed" | "wrong_password" => {
            Problem::new(StatusCode::UNAUTHORIZED, "Password needed", code, detail)
        }
        "code_needed" | "code_needed_named" | "code_needed_own" | "wrong_code" | "code_over" => {
            Problem::new(StatusCode::UNAUTHORIZED, "Code needed", code, detail)
        }
        "link_revoked" | "link_expired" => {
            Problem::new(StatusCode::GONE, "The link is over", code, detail)
        }
        _ => Error::Refused { code, detail }.into(),
    }
}

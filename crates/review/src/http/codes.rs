//! Mailed codes over HTTP.

use axum::extract::State;
use axum::response::Response;
use identity::http::with_cookies;
use kernel::App;
use kernel::ids::LinkKind;
use webkit::{Anyone, PathId, Problem, Problems, Reply, Valid, VisitorFacts};

use super::links::problem;
use crate::codes;
use crate::wire::{AskCode, CheckCode, CodeAskedDto, OpenedLinkDto};

/// Ask for a code by mail. The answer is the same whether the address may come in or not.
#[utoipa::path(post, path = "/api/v1/review-links/{id}/code", tag = "review links", params(("id" = String, Path)),
    request_body = AskCode,
    responses((status = 200, body = CodeAskedDto), (status = 410, body = Problem, description = "The link is over"), Problems))]
pub(crate) async fn ask(
    State(app): State<App>,
    Anyone(who): Anyone,
    facts: VisitorFacts,
    PathId(link): PathId<LinkKind>,
    Valid(input): Valid<AskCode>,
) -> Result<Response, Problem> {
    let asked = codes::ask(&app, &who, &facts, link, input)
        .await
        .map_err(problem)?;
    Ok(with_cookies(Reply(asked.told), asked.cookie))
}

/// Come in by a mailed code, in the browser that asked for it.
#[utoipa::path(post, path = "/api/v1/review-links/{id}/code/check", tag = "review links", params(("id" = String, Path)),
    request_body = CheckCode,
    responses((status = 200, body = OpenedLinkDto), (status = 410, body = Problem, description = "The link is over"), Problems))]
pub(crate) async fn check(
    State(app): State<App>,
    Anyone(who): Anyone,
    facts: VisitorFacts,
    PathId(link): PathId<LinkKind>,
    Valid(input): Valid<CheckCode>,
) -> Result<Response, Problem> {
    let opened = codes::check(&app, &who, &facts, link, input)
        .await
        .map_err(problem)?;
    Ok(with_cookies(Reply(opened.place), opened.cookie))
}

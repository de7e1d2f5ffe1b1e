//! Judging and changing a password.

use axum::extract::State;
use axum::response::Response;
use http::HeaderMap;
use kernel::{App, Error};
use serde::{Deserialize, Serialize};
use webkit::{NoContent, Problem, Problems, Reply, SignedIn, Valid, VisitorFacts};

use super::with_cookies;
use crate::{Facts, Secret, passwords};

/// How many words of context are looked at.
const MOST_CONTEXT: usize = 8;
/// How many characters of each.
const LONGEST_CONTEXT: usize = 256;

/// A password to be judged.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct StrengthQuestion {
    #[schema(value_type = String)]
    password: Secret,
    /// What an attacker knows: name, address, team.
    #[serde(default)]
    context: Vec<String>,
}

/// The judgement.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Strength {
    /// Whether it is accepted.
    ok: bool,
    /// 0 (guessed at once) to 4 (very hard to guess).
    #[schema(maximum = 4)]
    score: u8,
    /// What would make it better, in sentences.
    advice: Vec<String>,
}

/// Judge a password while it is typed. Nothing is stored.
#[utoipa::path(post, path = "/api/v1/password-strength", tag = "identity", request_body = StrengthQuestion,
    responses((status = 200, body = Strength), Problems))]
pub(crate) async fn strength(
    State(_app): State<App>,
    Valid(question): Valid<StrengthQuestion>,
) -> Result<Reply<Strength>, Problem> {
    let context = question.context.into_iter().take(MOST_CONTEXT);
    let context = context
        .map(|word| word.chars().take(LONGEST_CONTEXT).collect())
        .collect();
    let judged = passwords::strength(&question.password, context).await?;
    Ok(Reply(Strength {
        ok: judged.ok,
        score: judged.score,
        advice: judged
            .reasons
            .into_iter()
            .map(|code| sentence(code).to_owned())
            .collect(),
    }))
}

/// The old and the new password.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PasswordChange {
    #[schema(value_type = String)]
    current: Secret,
    #[schema(value_type = String)]
    new: Secret,
}

/// Change one's own password. Ends all other sessions.
#[utoipa::path(post, path = "/api/v1/password", tag = "identity", request_body = PasswordChange,
    responses((status = 204), Problems))]
pub(crate) async fn change(
    State(app): State<App>,
    SignedIn(_actor, member): SignedIn,
    visitor: VisitorFacts,
    headers: HeaderMap,
    Valid(input): Valid<PasswordChange>,
) -> Result<Response, Problem> {
    let facts = Facts::of(&visitor, &headers);
    let changed = passwords::change(&app, &member, &input.current, &input.new, &facts);
    let changed = changed.await.map_err(name_the_field)?;
    Ok(with_cookies(
        NoContent,
        [changed.session.cookie(), changed.device.cookie()],
    ))
}

/// Here the field that holds the new password is called `new`.
fn name_the_field(error: Error) -> Error {
    if let Error::Invalid {
        field: "password",
        code,
        detail,
    } = error
    {
        return Error::Invalid {
            field: "new",
            code,
            detail,
        };
    }
    error
}

fn sentence(code: &str) -> &'static str {
    match code {
        "too_short" => "Use at least 8 characters.",
        "too_long" => "Use at most 256 characters.",
        "common" => "This is among the passwords that attackers try first.",
        "context" => "Leave out your name, your address and the names of the team and the product.",
        "pattern" => "Avoid rows of keys, repeats, sequences and dates.",
        _ => "Add another word or two that have nothing to do with each other.",
    }
}

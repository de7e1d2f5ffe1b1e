//! Ending mails of one kind by the link in them, without signing in. The page's own operations have the word of the
//! link in their body; a mail program posts to the address itself (RFC 8058).

use axum::extract::{Path, State};
use axum::response::Redirect;
use kernel::App;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use webkit::{NoContent, Problem, Problems, Reply, Valid};

use crate::http::described::TopicWord;
use crate::unsubscribe::{self as subscriptions, Standing};

/// The word of a link.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LinkWord {
    token: String,
}

/// What to change.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SetSubscription {
    token: String,
    /// Whether mails of this kind are sent from now on.
    on: bool,
}

/// How mails of one kind stand.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SubscriptionDto {
    /// Which.
    #[schema(value_type = TopicWord)]
    topic: &'static str,
    /// Whether they are sent.
    on: bool,
}

/// Show what a link ends. Changes nothing.
#[utoipa::path(post, path = "/api/v1/unsubscribe/look", tag = "notifications", request_body = LinkWord,
    responses((status = 200, body = SubscriptionDto), Problems))]
pub(crate) async fn look(
    State(app): State<App>,
    Valid(input): Valid<LinkWord>,
) -> Result<Reply<SubscriptionDto>, Problem> {
    let standing = subscriptions::look(&app, &input.token).await?;
    Ok(Reply(standing.into()))
}

/// End mails of one kind, or begin them again.
#[utoipa::path(post, path = "/api/v1/unsubscribe", tag = "notifications", request_body = SetSubscription,
    responses((status = 200, body = SubscriptionDto), Problems))]
pub(crate) async fn set(
    State(app): State<App>,
    Valid(input): Valid<SetSubscription>,
) -> Result<Reply<SubscriptionDto>, Problem> {
    let standing = subscriptions::set(&app, &input.token, input.on).await?;
    Ok(Reply(standing.into()))
}

/// Go to the page with the button. Changes nothing.
#[utoipa::path(get, path = "/api/v1/unsubscribe/{token}", tag = "notifications", params(("token" = String, Path)),
    responses((status = 303, description = "The page"), Problems))]
pub(crate) async fn page(
    State(app): State<App>,
    Path(token): Path<String>,
) -> Result<Redirect, Problem> {
    // A word that was not made here is not passed on.
    subscriptions::look(&app, &token).await?;
    Ok(Redirect::to(&format!("/unsubscribe#{token}")))
}

/// End mails of one kind by one click in a mail program.
#[utoipa::path(post, path = "/api/v1/unsubscribe/{token}", tag = "notifications", params(("token" = String, Path)),
    responses((status = 204), Problems))]
pub(crate) async fn one_click(
    State(app): State<App>,
    Path(token): Path<String>,
) -> Result<NoContent, Problem> {
    subscriptions::set(&app, &token, false).await?;
    Ok(NoContent)
}

impl From<Standing> for SubscriptionDto {
    fn from(standing: Standing) -> Self {
        let Standing { topic, on } = standing;
        Self {
            topic: topic.token(),
            on,
        }
    }
}

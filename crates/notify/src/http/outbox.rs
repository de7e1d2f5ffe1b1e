//! Invitations that somebody has to hand over, and mailboxes that took nothing.

use axum::extract::State;
use identity::http::person::PersonDto;
use kernel::{App, Millis};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use webkit::{NoContent, PathId, Problem, Problems, Reply, SignedIn, Valid};

use crate::http::described::{OutboxKindWord, OutboxStateWord};
use crate::mails::MailIdKind;
use crate::outbox::{self, Handling, Waiting};

/// What could not be sent.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Outbox {
    /// Whether a mail server is set up.
    sends_mail: bool,
    /// Invitations that nobody got yet.
    invitations: Vec<OutboxInvitation>,
    /// People whose mailbox took nothing the last time.
    bounces: Vec<Bounced>,
}

/// An invitation to hand over.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OutboxInvitation {
    id: String,
    /// What it is to.
    #[schema(value_type = OutboxKindWord)]
    kind: &'static str,
    /// Why it waits.
    #[schema(value_type = OutboxStateWord)]
    state: &'static str,
    /// The mail server's code; 0 for none.
    code: u32,
    /// UTC milliseconds.
    created_at: Millis,
    name: String,
    #[schema(required)]
    email: Option<String>,
    /// The team, or the project and its group.
    place: String,
    /// The link to hand over; null when the role is above one's own.
    #[schema(required)]
    url: Option<String>,
}

/// Somebody whose mailbox took nothing.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Bounced {
    person: PersonDto,
    /// UTC milliseconds.
    at: Millis,
    /// The mail server's code; 0 for an address that cannot be written to.
    code: u32,
}

/// What to do with an invitation.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Step {
    /// It was handed over.
    Done,
    /// Send it again.
    Send,
}

/// What to do with an invitation.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Handle {
    step: Step,
}

/// List the invitations that nobody got yet.
#[utoipa::path(get, path = "/api/v1/team/outbox", tag = "team", responses((status = 200, body = Outbox), Problems))]
pub(crate) async fn list(
    State(app): State<App>,
    SignedIn(who, member): SignedIn,
) -> Result<Reply<Outbox>, Problem> {
    let found = outbox::list(&app, &who, &member).await?;
    let bounces = found.bounces.into_iter().map(|(person, bounce)| Bounced {
        person,
        at: bounce.at,
        code: bounce.reason,
    });
    Ok(Reply(Outbox {
        sends_mail: app.settings().sends_mail,
        invitations: found.waiting.into_iter().map(Into::into).collect(),
        bounces: bounces.collect(),
    }))
}

/// Note that an invitation was handed over, or send it again.
#[utoipa::path(post, path = "/api/v1/team/outbox/{mail}", tag = "team", params(("mail" = String, Path)),
    request_body = Handle, responses((status = 204), Problems))]
pub(crate) async fn handle(
    State(app): State<App>,
    SignedIn(who, member): SignedIn,
    PathId(mail): PathId<MailIdKind>,
    Valid(input): Valid<Handle>,
) -> Result<NoContent, Problem> {
    let handling = match input.step {
        Step::Done => Handling::Done,
        Step::Send => Handling::Send,
    };
    outbox::handle(&app, &who, &member, mail, handling).await?;
    Ok(NoContent)
}

impl From<Waiting> for OutboxInvitation {
    fn from(waiting: Waiting) -> Self {
        let Waiting {
            id,
            kind,
            state,
            reason,
            created_at,
            name,
            email,
            place,
            url,
        } = waiting;
        Self {
            id: id.to_string(),
            kind: kind.token(),
            state: state.token(),
            code: reason,
            created_at,
            name,
            email,
            place,
            url,
        }
    }
}

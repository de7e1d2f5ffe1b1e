//! What one was told.

use axum::extract::State;
use identity::http::person::PersonDto;
use kernel::{App, Error, Millis, ReviewId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use webkit::{NoContent, Problem, Problems, Reply, SignedIn, Valid, Words};

use crate::http::described::InboxKindWord;
use crate::inbox::{self, Which};
use crate::items::{ItemId, Shown};

/// The most items that one request marks.
const AT_ONCE: usize = 200;

/// Which page.
#[derive(Debug, Deserialize)]
pub(crate) struct Wanted {
    /// Only what was not read.
    #[serde(default)]
    unread: bool,
    /// The page after this item.
    before: Option<String>,
}

/// A page of the inbox, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Inbox {
    items: Vec<InboxItem>,
    /// Where the next page begins; null at the end.
    #[schema(required)]
    next: Option<String>,
}

/// Something that one was told.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct InboxItem {
    id: String,
    /// What it is.
    #[schema(value_type = InboxKindWord)]
    kind: &'static str,
    /// UTC milliseconds.
    at: Millis,
    unread: bool,
    /// Who did it.
    #[schema(required)]
    person: Option<PersonDto>,
    /// The beginning of what they wrote.
    #[schema(required)]
    words: Option<String>,
    /// What they decided.
    #[schema(required, value_type = Option<review::rules::verdict::Verdict>)]
    verdict: Option<&'static str>,
    /// Whether only the team knows it.
    team_only: bool,
    /// Where it happened.
    #[schema(required)]
    place: Option<Place>,
    #[schema(required)]
    comment: Option<String>,
}

/// A review in words.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = InboxPlace)]
pub(crate) struct Place {
    #[schema(value_type = String)]
    review: ReviewId,
    file_name: String,
    version_number: u32,
    project_name: String,
    group_name: String,
    #[schema(required)]
    due_at: Option<Millis>,
    #[schema(required)]
    due_zone: Option<&'static str>,
}

/// How many items one has not read.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Unread {
    /// At most 99.
    unread: u32,
    /// Whether there may be more.
    more: bool,
}

/// Items to mark.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Mark {
    /// These; at most 200.
    #[serde(default)]
    items: Vec<String>,
    /// Those about this review.
    #[schema(value_type = Option<String>)]
    review: Option<ReviewId>,
    /// All of them.
    #[serde(default)]
    all: bool,
    /// Read, or unread again; only named items can be made unread.
    read: bool,
}

/// List what one was told.
#[utoipa::path(get, path = "/api/v1/inbox", tag = "notifications",
    params(("unread" = Option<bool>, Query), ("before" = Option<String>, Query)),
    responses((status = 200, body = Inbox), Problems))]
pub(crate) async fn list(
    State(app): State<App>,
    SignedIn(who, member): SignedIn,
    Words(wanted): Words<Wanted>,
) -> Result<Reply<Inbox>, Problem> {
    let before = wanted.before.as_deref().map(item_id).transpose()?;
    let page = inbox::list(&app, &who, &member, wanted.unread, before).await?;
    Ok(Reply(Inbox {
        items: page.items.into_iter().map(InboxItem::from).collect(),
        next: page.next.map(|id| id.to_string()),
    }))
}

/// Count what one has not read.
#[utoipa::path(get, path = "/api/v1/inbox/unread", tag = "notifications", responses((status = 200, body = Unread), Problems))]
pub(crate) async fn unread(
    State(app): State<App>,
    SignedIn(who, member): SignedIn,
) -> Result<Reply<Unread>, Problem> {
    let unread = inbox::unread(&app, &who, &member).await?;
    Ok(Reply(Unread {
        unread,
        more: unread == inbox::COUNTED,
    }))
}

/// Mark items as read, or as unread again.
#[utoipa::path(post, path = "/api/v1/inbox/mark", tag = "notifications", request_body = Mark,
    responses((status = 204), Problems))]
pub(crate) async fn mark(
    State(app): State<App>,
    SignedIn(who, member): SignedIn,
    Valid(input): Valid<Mark>,
) -> Result<NoContent, Problem> {
    if input.items.len() > AT_ONCE {
        return Err(Error::Invalid {
            field: "items",
            code: "too_many",
            detail: "At most 200 notifications can be marked at once. Mark all of them, or fewer.",
        }
        .into());
    }
    let which = match (input.all, input.review) {
        (true, _) => Which::All,
        (false, Some(review)) => Which::Review(review),
        (false, None) => {
            let items = input.items.iter().map(|id| item_id(id));
            Which::These(items.collect::<Result<_, _>>()?)
        }
    };
    inbox::mark(&app, &who, &member, &which, input.read).await?;
    Ok(NoContent)
}

fn item_id(text: &str) -> Result<ItemId, Error> {
    text.parse().map_err(|_| Error::Invalid {
        field: "items",
        code: "malformed",
        detail: "There is no such notification. Reload the page.",
    })
}

impl From<Shown> for InboxItem {
    fn from(shown: Shown) -> Self {
        let Shown {
            item,
            scene,
            person,
            words,
            team_only,
            verdict,
        } = shown;
        Self {
            id: item.id.to_string(),
            kind: item.kind.token(),
            at: item.at,
            unread: item.read_at.is_none(),
            person,
            words,
            verdict: verdict.map(review::rules::verdict::Verdict::token),
            team_only,
            place: scene.map(|scene| Place {
                review: scene.review,
                file_name: scene.file_name,
                version_number: scene.version_number,
                project_name: scene.project_name,
                group_name: scene.group_name,
                due_at: scene.due.map(|due| due.at),
                due_zone: scene.due.map(|due| due.zone),
            }),
            comment: item.comment.map(|id| id.to_string()),
        }
    }
}

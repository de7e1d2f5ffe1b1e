//! What one wants to hear of.

use axum::extract::State;
use kernel::{Actor, App, Error, Member, Millis};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use webkit::{Problem, Problems, Reply, SignedIn, Valid};

use crate::http::described::TopicWord;
use crate::preferences::{self, Preferences};
use crate::recipients;
use crate::rules::channels::Ways;
use crate::rules::kind::Topic;

/// What one wants to hear of, and by which way.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NotificationSettings {
    topics: Vec<TopicWays>,
    /// For how many minutes activity is gathered before a mail; 0 for never.
    digest_minutes: u32,
    /// The zone of one's mornings; null as long as none was chosen.
    #[schema(required)]
    zone: Option<&'static str>,
    /// Where mails go.
    #[schema(required)]
    email: Option<String>,
    /// Whether mails are sent at all.
    sends_mail: bool,
    /// Since when one's mailbox takes nothing; null while it does.
    #[schema(required)]
    bounced_at: Option<Millis>,
}

/// The ways for one topic.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TopicWays {
    /// Which.
    #[schema(value_type = TopicWord)]
    topic: String,
    /// In the inbox; activity never is.
    in_app: bool,
    /// By mail.
    email: bool,
}

/// A change of some of it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ChangeNotificationSettings)]
pub(crate) struct ChangeSettings {
    #[serde(default)]
    topics: Vec<TopicWays>,
    digest_minutes: Option<u32>,
    zone: Option<String>,
}

/// Show what one wants to hear of.
#[utoipa::path(get, path = "/api/v1/notification-settings", tag = "notifications",
    responses((status = 200, body = NotificationSettings), Problems))]
pub(crate) async fn show(
    State(app): State<App>,
    SignedIn(who, member): SignedIn,
) -> Result<Reply<NotificationSettings>, Problem> {
    let mut reader = app.read(&who).await?;
    let chosen = preferences::of(&mut reader, member.person).await?;
    drop(reader);
    shown(&app, &who, &member, chosen).await
}

/// Change what one wants to hear of.
#[utoipa::path(patch, path = "/api/v1/notification-settings", tag = "notifications", request_body = ChangeSettings,
    responses((status = 200, body = NotificationSettings), Problems))]
pub(crate) async fn change(
    State(app): State<App>,
    SignedIn(who, member): SignedIn,
    Valid(input): Valid<ChangeSettings>,
) -> Result<Reply<NotificationSettings>, Problem> {
    let ways = input.topics.into_iter().map(|one| {
        let topic = Topic::parse(&one.topic).ok_or(Error::Invalid {
            field: "topics",
            code: "unknown_topic",
            detail: "There is no such kind of notification. Reload the page.",
        })?;
        Ok((
            topic,
            Ways {
                in_app: one.in_app,
                email: one.email,
            },
        ))
    });
    let change = preferences::Change {
        ways: ways.collect::<Result<_, Error>>()?,
        digest_minutes: input.digest_minutes,
        zone: input.zone,
    };
    let chosen = preferences::change(&app, &who, &member, change).await?;
    shown(&app, &who, &member, chosen).await
}

async fn shown(
    app: &App,
    who: &Actor,
    member: &Member,
    chosen: Preferences,
) -> Result<Reply<NotificationSettings>, Problem> {
    let mut reader = app.read(who).await?;
    let addressee = recipients::addressee(&mut reader, member.person).await?;
    let bounce = preferences::bounce(&mut reader, member.person).await?;
    let ways = |topic: &Topic| {
        let ways = chosen.channels.ways(*topic);
        TopicWays {
            topic: topic.token().to_owned(),
            in_app: ways.in_app,
            email: ways.email,
        }
    };
    Ok(Reply(NotificationSettings {
        topics: Topic::ALL.iter().map(ways).collect(),
        digest_minutes: chosen.digest_minutes,
        zone: chosen.zone,
        email: addressee.map(|(_, address)| address),
        sends_mail: app.settings().sends_mail,
        bounced_at: bounce.map(|bounce| bounce.at),
    }))
}

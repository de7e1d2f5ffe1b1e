//! Ending mails of one kind without signing in: the link in a mail names the person and the topic and is signed. It
//! is made anew for every mail and stored nowhere; looking at it changes nothing.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kernel::{Actor, App, Error, Id, PersonId, Result, TeamId};
use uuid::Uuid;

use crate::preferences;
use crate::rules::channels::Ways;
use crate::rules::kind::Topic;

/// Sixteen bytes each of team and person, one of the topic, thirty-two that sign them.
const LENGTH: usize = 16 + 16 + 1 + 32;

/// What a link is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Subscription {
    /// Of which team's mails.
    pub team: TeamId,
    /// Whose mails.
    pub person: PersonId,
    /// Which mails.
    pub topic: Topic,
}

/// How a subscription stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Which mails.
    pub topic: Topic,
    /// Whether they are sent.
    pub on: bool,
}

impl Subscription {
    /// The word of the link.
    pub fn token(self, app: &App) -> String {
        let mut bytes = self.bytes();
        let signature = app.provider().digest("notify.unsubscribe", &bytes);
        bytes.extend_from_slice(signature.as_bytes());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// The subscription of a word; nothing for one that was not made here.
    // SECURITY: guarded by test `a_link_that_was_not_made_here_changes_nothing`.
    pub fn parse(app: &App, token: &str) -> Option<Self> {
        if token.len() > 2 * LENGTH {
            return None;
        }
        let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
        if bytes.len() != LENGTH {
            return None;
        }
        let topic = usize::from(*bytes.get(32)?);
        let parsed = Self {
            team: Id::from_uuid(Uuid::from_slice(bytes.get(..16)?).ok()?),
            person: Id::from_uuid(Uuid::from_slice(bytes.get(16..32)?).ok()?),
            topic: *Topic::ALL.get(topic)?,
        };
        let expected = app.provider().digest("notify.unsubscribe", &parsed.bytes());
        // Compared in constant time by `Digest`.
        let given = vault::Digest::from_stored(bytes.get(33..)?)?;
        (expected == given).then_some(parsed)
    }

    fn bytes(self) -> Vec<u8> {
        let topic = Topic::ALL
            .iter()
            .position(|topic| *topic == self.topic)
            .and_then(|place| u8::try_from(place).ok());
        let mut bytes = self.team.uuid().as_bytes().to_vec();
        bytes.extend_from_slice(self.person.uuid().as_bytes());
        bytes.push(topic.unwrap_or(u8::MAX));
        bytes
    }
}

/// How the subscription of a link stands. Changes nothing, so a mail scanner may look too.
pub async fn look(app: &App, token: &str) -> Result<Standing> {
    let found = Subscription::parse(app, token).ok_or(Error::NotFound)?;
    let mut reader = app.read(&Actor::anonymous()).await?;
    let chosen = preferences::of(&mut reader, found.person).await?;
    Ok(Standing {
        topic: found.topic,
        on: chosen.channels.ways(found.topic).email,
    })
}

/// Ends mails of one kind, or begins them again. Twice is once.
pub async fn set(app: &App, token: &str, on: bool) -> Result<Standing> {
    let found = Subscription::parse(app, token).ok_or(Error::NotFound)?;
    let mut tx = app.write_about(&Actor::anonymous(), found.team).await?;
    let mut chosen = preferences::of(&mut tx, found.person).await?;
    let ways = chosen.channels.ways(found.topic);
    if ways.email != on {
        let changed = Ways { email: on, ..ways };
        chosen.channels = chosen.channels.with(found.topic, changed);
        preferences::store(&mut tx, found.team, found.person, chosen).await?;
        tx.commit().await?;
    }
    Ok(Standing {
        topic: found.topic,
        on,
    })
}

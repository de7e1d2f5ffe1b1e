//! What somebody wants to hear of: their switches, how long activity is gathered, and where their morning is.

use db::{FromRow, Row, args};
use kernel::tx::Reading;
use kernel::{Actor, App, Error, Event, EventKind, Member, Millis, PersonId, Result, TeamId, Tx};
use review::rules::due::known_zone;

use crate::rules::channels::{Channels, USUAL, Ways, digest_is_sensible};
use crate::rules::kind::Topic;
use crate::sql;

/// The choices of one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Preferences {
    /// Which news come by which way.
    pub channels: Channels,
    /// For how many minutes activity is gathered; 0 for never.
    pub digest_minutes: u32,
    /// The zone of their mornings, once they have chosen one.
    pub zone: Option<&'static str>,
}

impl Default for Preferences {
    fn default() -> Self {
        Self {
            channels: Channels::default(),
            digest_minutes: USUAL,
            zone: None,
        }
    }
}

impl FromRow for Preferences {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            channels: Channels::from_bits(row.int(0)?),
            digest_minutes: row.u32(1)?,
            zone: row.opt_text(2)?.and_then(known_zone),
        })
    }
}

/// A change of some of it.
#[derive(Debug, Clone, Default)]
pub struct Change {
    /// Other ways for these topics.
    pub ways: Vec<(Topic, Ways)>,
    /// Another while.
    pub digest_minutes: Option<u32>,
    /// Another zone.
    pub zone: Option<String>,
}

/// A mailbox that took nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounce {
    /// Whose.
    pub person: PersonId,
    /// When.
    pub at: Millis,
    /// The mail server's code.
    pub reason: u32,
}

impl FromRow for Bounce {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            person: kernel::Id::from_uuid(row.uuid(0)?),
            at: row.int(1)?,
            reason: row.u32(2)?,
        })
    }
}

/// What somebody has chosen, or what holds without a choice.
pub async fn of(reader: &mut impl Reading, person: PersonId) -> Result<Preferences> {
    let chosen: Option<Preferences> = reader.row(&sql::PREFERENCES, &args![person]).await?;
    Ok(chosen.unwrap_or_default())
}

/// Whether somebody's mailbox took nothing the last time.
pub(crate) async fn bounce(reader: &mut impl Reading, person: PersonId) -> Result<Option<Bounce>> {
    reader.row(&sql::BOUNCE, &args![person]).await
}

/// Changes one's own choices.
pub async fn change(
    app: &App,
    who: &Actor,
    member: &Member,
    change: Change,
) -> Result<Preferences> {
    if let Some(minutes) = change.digest_minutes
        && !digest_is_sensible(minutes)
    {
        return Err(Error::Invalid {
            field: "digest_minutes",
            code: "out_of_range",
            detail: "Activity is gathered for 10 minutes to 8 hours, or not at all. Choose one of those shown.",
        });
    }
    let zone = match change.zone.as_deref() {
        Some(name) => Some(known_zone(name).ok_or(Error::Invalid {
            field: "zone",
            code: "unknown_zone",
            detail: "This time zone is not known here. Choose one such as Europe/Berlin.",
        })?),
        None => None,
    };
    let mut tx = app.write(who).await?;
    let mut chosen = of(&mut tx, member.person).await?;
    for (topic, ways) in change.ways {
        chosen.channels = chosen.channels.with(topic, ways);
    }
    chosen.digest_minutes = change.digest_minutes.unwrap_or(chosen.digest_minutes);
    chosen.zone = zone.or(chosen.zone);
    store(&mut tx, member.team, member.person, chosen).await?;
    tx.commit().await?;
    Ok(chosen)
}

/// Stores somebody's choices, with the event.
pub(crate) async fn store(
    tx: &mut Tx,
    team: TeamId,
    person: PersonId,
    chosen: Preferences,
) -> Result<()> {
    let arguments = args![
        person,
        chosen.channels.to_bits(),
        chosen.digest_minutes,
        chosen.zone
    ];
    tx.execute_one(&sql::SET_PREFERENCES, &arguments).await?;
    tx.emit(Event::new(EventKind::NotificationSettingsChanged, team).person(person));
    Ok(())
}

//! What the clock tells: decisions that fall due or are late, and the one mail of a working morning.

use std::collections::BTreeMap;
use std::time::Duration;

use db::args;
use kernel::tx::Reading;
use kernel::{Actor, App, Event, EventKind, Millis, PersonId, ReadTx, Result};
use review::telling::{self, Falling};
use tokio_util::sync::CancellationToken;

use crate::items::{self, NewItem};
use crate::mails::{self, NewMail};
use crate::preferences::{self, Preferences};
use crate::rules::kind::{ItemKind, MailKind, Topic};
use crate::rules::morning::morning;
use crate::{bookkeeping, recipients, sql};

/// How often the clock is looked at.
const LOOK: Duration = Duration::from_mins(1);
const DAY: Millis = 24 * 3_600_000;
/// A mail of the morning names what was due this long ago.
pub(crate) const BEFORE: Millis = 2 * DAY;
/// And what will be due in this long.
pub(crate) const AHEAD: Millis = 5 * DAY;
/// After so many looks what is long past is forgotten.
const SWEEP: u32 = 360;

/// Looks at the clock until told to stop.
pub async fn run(app: App, stop: CancellationToken) {
    let mut looks: u32 = 0;
    loop {
        if let Err(error) = look(&app).await {
            tracing::error!(cause = %error, "people could not be told what is due; trying again");
        }
        if looks.is_multiple_of(SWEEP)
            && let Err(error) = bookkeeping::sweep(&app).await
        {
            tracing::error!(cause = %error, "old notifications could not be forgotten; trying again");
        }
        looks = looks.wrapping_add(1);
        tokio::select! {
            () = tokio::time::sleep(LOOK) => {}
            () = stop.cancelled() => return,
        }
    }
}

/// Tells once what the clock says now.
pub async fn look(app: &App) -> Result<()> {
    let now = app.now();
    let mut reader = app.read(&Actor::system()).await?;
    let falling = telling::falling_due(&mut reader, now - BEFORE, now + AHEAD).await?;
    if falling.is_empty() {
        return Ok(());
    }
    let news = near(&mut reader, &falling, now).await?;
    let mails = if app.settings().sends_mail {
        bundles(&mut reader, &falling, now).await?
    } else {
        Vec::new()
    };
    drop(reader);
    // Most minutes bring nothing, and then nothing is written.
    if news.is_empty() && mails.is_empty() {
        return Ok(());
    }
    let mut tx = app.write(&Actor::system()).await?;
    for (item, wants) in &news {
        items::tell(&mut tx, item, wants).await?;
    }
    for mail in &mails {
        mails::queue(&mut tx, mail).await?;
        let event = Event::new(EventKind::NotificationTold, mail.team);
        tx.emit(match mail.person {
            Some(person) => event.person(person),
            None => event,
        });
    }
    tx.commit().await
}

/// Those who have not been told yet that something is due within a day, or late.
async fn near(
    reader: &mut ReadTx,
    falling: &[Falling],
    now: Millis,
) -> Result<Vec<(NewItem, Preferences)>> {
    let mut news = Vec::new();
    for one in falling.iter().filter(|one| one.due.at <= now + DAY) {
        let late = one.due.at <= now;
        let kind = if late {
            ItemKind::Overdue
        } else {
            ItemKind::DueSoon
        };
        let mut people = one.awaited.clone();
        // Whoever started it learns that it is late, and may have to do something about it.
        people.extend(one.started_by.filter(|_| late));
        people.dedup();
        for person in people {
            let item = NewItem {
                team: one.team,
                person,
                kind,
                cause: one.review.uuid(),
                moment: one.due.at,
                at: if late { one.due.at } else { now },
                review: Some(one.review),
                comment: None,
                decision: None,
                subject: None,
                mailed: one.started_by == Some(person),
            };
            if let Some(wants) = untold(reader, &item).await? {
                news.push((item, wants));
            }
        }
    }
    Ok(news)
}

async fn untold(reader: &mut ReadTx, item: &NewItem) -> Result<Option<Preferences>> {
    let arguments = args![item.person, item.kind.token(), item.cause, item.moment];
    let there: Option<i64> = reader.row(&sql::ITEM_IS_THERE, &arguments).await?;
    if there.is_some() {
        return Ok(None);
    }
    let Some(who) = recipients::member(reader, item.team, item.person).await? else {
        return Ok(None);
    };
    let wants = preferences::of(reader, item.person).await?;
    let ways = wants.channels.ways(Topic::Due);
    let by_mail = ways.email && item.mailed;
    if !(ways.in_app || by_mail) {
        return Ok(None);
    }
    let seen = match item.review {
        Some(review) => telling::scene(reader, &who, review).await?.is_some(),
        None => false,
    };
    Ok(seen.then_some(wants))
}

/// One mail for each person whose morning it is now and who has not got it yet.
async fn bundles(reader: &mut ReadTx, falling: &[Falling], now: Millis) -> Result<Vec<NewMail>> {
    let mut first: BTreeMap<PersonId, &Falling> = BTreeMap::new();
    for one in falling {
        for person in &one.awaited {
            first.entry(*person).or_insert(one);
        }
    }
    let mut mails = Vec::new();
    for (person, one) in first {
        let wants = preferences::of(reader, person).await?;
        // Without a choice a person's morning is where their next review is due.
        let zone = wants.zone.unwrap_or(one.due.zone);
        let Some(day) = morning(now, zone) else {
            continue;
        };
        let arguments = args![MailKind::Due.token(), person, day];
        let there: Option<uuid::Uuid> = reader.row(&sql::MAIL_OF, &arguments).await?;
        if there.is_some() || !wants.channels.ways(Topic::Due).email {
            continue;
        }
        let who = recipients::anybody(reader, one.team, one.group, person).await?;
        if who.is_none() || recipients::addressee(reader, person).await?.is_none() {
            continue;
        }
        mails.push(NewMail {
            team: one.team,
            person: Some(person),
            kind: MailKind::Due,
            cause: person.uuid(),
            moment: day,
            group: Some(one.group),
            run_at: 0,
        });
    }
    Ok(mails)
}

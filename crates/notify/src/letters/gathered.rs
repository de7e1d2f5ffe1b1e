//! Mails that gather: what is due, once in a working morning, and what happened in a while.

use db::args;
use kernel::tx::Reading;
use kernel::{Millis, PersonId, ReadTx, Result};
use review::telling::{self, Falling, Scene};

use super::draft::{Draft, Piece};
use super::items::{path, reader_of, shown, verb};
use super::{Addressed, to_person};
use crate::items::{Item, Shown};
use crate::mails::Mail;
use crate::mornings::{AHEAD, BEFORE};
use crate::rules::morning::{day, moment};
use crate::{preferences, sql};

/// The most entries of one mail; the rest is counted.
const ENTRIES: usize = 30;

/// What still awaits somebody's decision around today; nothing once they have decided, or on another day.
pub(super) async fn due(reader: &mut ReadTx, mail: &Mail) -> Result<Option<Addressed>> {
    let Some(person) = mail.person else {
        return Ok(None);
    };
    let app = reader.app().clone();
    let now = app.now();
    let chosen = preferences::of(reader, person).await?;
    let falling = telling::falling_due_of(reader, person, now - BEFORE, now + AHEAD).await?;
    let own: Vec<Falling> = falling
        .into_iter()
        .filter(|one| one.team == mail.team)
        .collect();
    let Some(first) = own.first() else {
        return Ok(None);
    };
    let zone = chosen.zone.unwrap_or(first.due.zone);
    // A mail of this morning says nothing tomorrow: that morning has its own.
    if day(now, zone) != Some(mail.moment) {
        return Ok(None);
    }
    let Reachable {
        entries,
        guest_link,
    } = reachable(reader, &own, person, zone).await?;
    let count = entries.len();
    if count == 0 {
        return Ok(None);
    }
    let origin = app.settings().public_origin.clone();
    let team = access::teams::name(reader, mail.team).await?;
    let button = match guest_link {
        Some(link) => ("Open the review".to_owned(), link),
        None => (
            "See everything that awaits you".to_owned(),
            format!("{origin}/awaiting"),
        ),
    };
    to_person(reader, person, |name| Draft {
        subject: match count {
            1 => "One review awaits your decision".to_owned(),
            count => format!("{count} reviews await your decision"),
        },
        name,
        pieces: listed(
            "These reviews are due soon or overdue, and await your decision.",
            entries,
        ),
        button: Some(button),
        reason: format!(
            "{team} set these dates. You get at most one such mail in a working morning; it ends with your decision."
        ),
        end: None,
    })
    .await
}

/// What of it somebody may see now.
#[derive(Default)]
struct Reachable {
    entries: Vec<Piece>,
    /// A guest's own link.
    guest_link: Option<String>,
}

async fn reachable(
    reader: &mut ReadTx,
    own: &[Falling],
    person: PersonId,
    zone: &'static str,
) -> Result<Reachable> {
    let app = reader.app().clone();
    let mut found = Reachable::default();
    for one in own {
        let Some(who) = reader_of(reader, one.team, one.group, person).await? else {
            continue;
        };
        let Some(scene) = telling::scene(reader, &who, one.review).await? else {
            continue;
        };
        let url = if who.as_member().is_some() {
            format!("{}/review/{}", app.settings().public_origin, one.review)
        } else {
            let Some(letter) = telling::letter_to_guest(reader, one.group, person).await? else {
                continue;
            };
            found.guest_link = Some(letter.url.clone());
            letter.url
        };
        let when = one.due.at;
        found
            .entries
            .push(entry(&scene, when, app.now(), zone, url));
    }
    Ok(found)
}

fn entry(scene: &Scene, due: Millis, now: Millis, zone: &'static str, url: String) -> Piece {
    let when = moment(due, zone);
    let when = if due <= now {
        format!("Overdue since {when} ({zone})")
    } else {
        format!("Due {when} ({zone})")
    };
    Piece::Entry(
        scene.file_name.clone(),
        format!("{when} · {} · {}", scene.project_name, scene.group_name),
        url,
    )
}

/// What happened in reviews that somebody takes part in since the last such mail.
pub(super) async fn activity(reader: &mut ReadTx, mail: &Mail) -> Result<Option<Addressed>> {
    let Some(person) = mail.person else {
        return Ok(None);
    };
    let app = reader.app().clone();
    let items: Vec<Item> = reader.rows(&sql::ITEMS_OF_MAIL, &args![mail.id]).await?;
    let mut entries = Vec::new();
    for item in items {
        if let Some(shown) = shown(reader, item).await? {
            entries.extend(happened(&shown, &app.settings().public_origin));
        }
    }
    let count = entries.len();
    if count == 0 {
        return Ok(None);
    }
    let team = access::teams::name(reader, mail.team).await?;
    to_person(reader, person, |name| Draft {
        subject: match count {
            1 => "One thing happened in your reviews".to_owned(),
            count => format!("{count} things happened in your reviews"),
        },
        name,
        pieces: listed("This happened in reviews that you take part in.", entries),
        button: None,
        reason: format!(
            "You get this as a member of {team} on Countersign. How long is gathered is yours to choose under \
             Account, Notifications."
        ),
        end: None,
    })
    .await
}

fn happened(shown: &Shown, origin: &str) -> Option<Piece> {
    let scene = shown.scene.as_ref()?;
    let who = shown.person.as_ref()?.name.clone();
    let title = match (&shown.words, shown.verdict) {
        (Some(_), _) => format!("{who} commented on {}", scene.file_name),
        (None, verdict) => format!("{who} {} {}", verb(verdict), scene.file_name),
    };
    let said = match &shown.words {
        Some(words) => format!("“{words}” · {} · {}", scene.project_name, scene.group_name),
        None => format!("{} · {}", scene.project_name, scene.group_name),
    };
    Some(Piece::Entry(
        title,
        said,
        format!("{origin}{}", path(shown)),
    ))
}

fn listed(first: &str, mut entries: Vec<Piece>) -> Vec<Piece> {
    let more = entries.len().saturating_sub(ENTRIES);
    entries.truncate(ENTRIES);
    let mut pieces = vec![Piece::Paragraph(first.to_owned())];
    pieces.append(&mut entries);
    if more > 0 {
        pieces.push(Piece::Paragraph(format!("And {more} more.")));
    }
    pieces
}

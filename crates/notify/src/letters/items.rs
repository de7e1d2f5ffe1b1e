//! One item as a mail of its own: a mention, a reply, a decision, a review that was started, a late one, a new member.

use db::args;
use kernel::tx::Reading;
use kernel::{Actor, App, PersonId, ReadTx, Result, TeamId};
use review::rules::verdict::Verdict;

use super::draft::{Draft, Piece};
use super::{Addressed, to_person};
use crate::items::{Item, Shown, show};
use crate::mails::Mail;
use crate::rules::kind::ItemKind;
use crate::rules::morning::moment;
use crate::{preferences, recipients, sql};

/// The letter of an item, if it still concerns whom it is for.
pub(super) async fn one(reader: &mut ReadTx, mail: &Mail) -> Result<Option<Addressed>> {
    let Some(item): Option<Item> = reader.row(&sql::ITEM, &args![mail.cause]).await? else {
        return Ok(None);
    };
    let person = item.person;
    let Some(shown) = shown(reader, item).await? else {
        return Ok(None);
    };
    let zone = zone_of(reader, person, &shown).await?;
    let team = access::teams::name(reader, mail.team).await?;
    let app = reader.app().clone();
    to_person(reader, person, |name| {
        draft(&app, &shown, name, &team, zone)
    })
    .await
}

/// An item in the words that its person may read today.
pub(super) async fn shown(reader: &mut ReadTx, item: Item) -> Result<Option<Shown>> {
    let Some(who) = recipients::member(reader, item.team, item.person).await? else {
        return Ok(None);
    };
    show(reader, &who, item).await
}

/// Where somebody reads a time: in their own zone, else in that of the due date.
async fn zone_of(reader: &mut ReadTx, person: PersonId, shown: &Shown) -> Result<&'static str> {
    let chosen = preferences::of(reader, person).await?;
    let due = shown.scene.as_ref().and_then(|scene| scene.due);
    Ok(chosen.zone.or(due.map(|due| due.zone)).unwrap_or("UTC"))
}

fn draft(app: &App, shown: &Shown, name: String, team: &str, zone: &'static str) -> Draft {
    let who = shown
        .person
        .as_ref()
        .map_or("Somebody", |person| person.name.as_str());
    let file = shown
        .scene
        .as_ref()
        .map(|scene| scene.file_name.as_str())
        .unwrap_or_default();
    let (subject, first) = match shown.item.kind {
        ItemKind::Mention => (
            format!("{who} mentioned you on {file}"),
            format!("{who} mentioned you in a comment."),
        ),
        ItemKind::Reply => (
            format!("{who} replied to you on {file}"),
            format!("{who} replied to your comment."),
        ),
        ItemKind::Decision | ItemKind::Activity => (
            format!("{who} {} {file}", verb(shown.verdict)),
            format!("{who} {} {file}.", verb(shown.verdict)),
        ),
        ItemKind::ReviewStarted | ItemKind::DueSoon => (
            format!("Please review {file}"),
            format!("{who} asks for your decision on {file}."),
        ),
        ItemKind::Overdue => (
            format!("{file} is overdue"),
            format!("A review that you started is overdue: decisions on {file} are still awaited."),
        ),
        ItemKind::InvitationAccepted => (
            format!("{who} has joined {team}"),
            format!("{who} has accepted your invitation and is a member of {team} now."),
        ),
    };
    let mut pieces = vec![Piece::Paragraph(first)];
    if let Some(words) = &shown.words {
        pieces.push(Piece::Quote(words.clone()));
    }
    pieces.extend(place(shown, zone).map(Piece::Paragraph));
    Draft {
        subject,
        name,
        pieces,
        button: Some(button(app, shown)),
        reason: format!("You get this as a member of {team} on Countersign."),
        end: None,
    }
}

/// Where it happened, and until when it is due.
fn place(shown: &Shown, zone: &'static str) -> Option<String> {
    let scene = shown.scene.as_ref()?;
    let mut place = format!(
        "{}, version {}, in {} ({}).",
        scene.file_name, scene.version_number, scene.project_name, scene.group_name
    );
    if let Some(due) = scene.due {
        let date = format!(" Due {} ({zone}).", moment(due.at, zone));
        place.push_str(&date);
    }
    if shown.team_only {
        place.push_str(" Only your team sees this comment.");
    }
    Some(place)
}

fn button(app: &App, shown: &Shown) -> (String, String) {
    let origin = &app.settings().public_origin;
    let label = match shown.item.kind {
        ItemKind::Mention | ItemKind::Reply => "Open the comment",
        ItemKind::InvitationAccepted => "Open the team",
        ItemKind::Decision
        | ItemKind::ReviewStarted
        | ItemKind::DueSoon
        | ItemKind::Overdue
        | ItemKind::Activity => "Open the review",
    };
    (label.to_owned(), format!("{origin}{}", path(shown)))
}

/// Where an item leads, inside the interface.
pub(crate) fn path(shown: &Shown) -> String {
    match (shown.item.review, shown.item.comment) {
        (Some(review), Some(comment)) => format!("/review/{review}?comment={comment}"),
        (Some(review), None) => format!("/review/{review}"),
        (None, _) => "/team".to_owned(),
    }
}

/// What a decision did, as the middle of a sentence.
pub(super) fn verb(verdict: Option<Verdict>) -> &'static str {
    match verdict {
        Some(Verdict::Approve) => "approved",
        Some(Verdict::ApproveWithChanges) => "approved with changes",
        Some(Verdict::RequestChanges) => "requested changes on",
        Some(Verdict::Reject) => "rejected",
        Some(Verdict::Withdraw) => "took a decision back on",
        None => "did something with",
    }
}

/// The actor that a guest's mail is written for, or a member's.
pub(super) async fn reader_of(
    reader: &mut ReadTx,
    team: TeamId,
    group: kernel::GroupId,
    person: PersonId,
) -> Result<Option<Actor>> {
    recipients::anybody(reader, team, group, person).await
}

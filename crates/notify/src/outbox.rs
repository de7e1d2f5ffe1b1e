//! What could not be sent: invitations that somebody has to hand over, because no mail server is set up or a mailbox
//! took nothing. Invitations and nothing else; a code is never shown here.

use access::Team;
use db::args;
use identity::http::person::PersonDto;
use identity::persons;
use kernel::tx::Reading;
use kernel::{Action, Actor, App, Error, Event, EventKind, Id, Member, Millis, Result, grant};
use review::telling;

use crate::mails::{Mail, MailId, MailState};
use crate::preferences::Bounce;
use crate::rules::kind::MailKind;
use crate::sql;

/// An invitation to hand over.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// Its mail.
    pub id: MailId,
    /// Into the team or a group.
    pub kind: MailKind,
    /// Why it is here.
    pub state: MailState,
    /// The mail server's code; 0 for none.
    pub reason: u32,
    /// Since when.
    pub created_at: Millis,
    /// Whom it is for.
    pub name: String,
    /// Their address.
    pub email: Option<String>,
    /// Into which team or group.
    pub place: String,
    /// The link; none for a role above one's own.
    pub url: Option<String>,
}

/// What those who manage members see.
#[derive(Debug)]
pub struct Outbox {
    /// Invitations that nobody got yet.
    pub waiting: Vec<Waiting>,
    /// People whose mailbox took nothing.
    pub bounces: Vec<(PersonDto, Bounce)>,
}

/// What somebody does with an invitation of the outbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Handling {
    /// They have handed it over.
    Done,
    /// It is sent again.
    Send,
}

/// The invitations that nobody got yet, and the mailboxes that took nothing.
///
/// SECURITY: only for those who manage members; guarded by test `the_outbox_shows_invitations_to_admins_alone`.
pub async fn list(app: &App, who: &Actor, member: &Member) -> Result<Outbox> {
    grant(who, Action::ManageMembers, Team(member.team))?;
    let mut reader = app.read(who).await?;
    let invitations = access::invitations::list(&mut reader, member).await?;
    let team_name = access::teams::name(&mut reader, member.team).await?;
    let mails: Vec<Mail> = reader.rows(&sql::OUTBOX, &args![member.team]).await?;
    let mut waiting = Vec::with_capacity(mails.len());
    for mail in mails {
        if mail.kind == MailKind::TeamInvitation {
            let open = invitations
                .iter()
                .find(|invitation| invitation.id.uuid() == mail.cause);
            waiting.extend(open.map(|invitation| Waiting {
                name: invitation.name.clone(),
                email: Some(invitation.email.clone()),
                place: team_name.clone(),
                url: invitation.url.clone(),
                ..shell(&mail)
            }));
            continue;
        }
        let (Some(person), Some(group)) = (mail.person, mail.group) else {
            continue;
        };
        let Some(letter) = telling::letter_to_guest(&mut reader, group, person).await? else {
            continue;
        };
        let card = persons::card_of(&mut reader, person).await?;
        waiting.extend(card.filter(|_| !letter.opened).map(|card| Waiting {
            name: card.name,
            email: card.email,
            place: format!("{} · {}", letter.project_name, letter.group_name),
            url: Some(letter.url),
            ..shell(&mail)
        }));
    }
    let rows: Vec<Bounce> = reader.rows(&sql::BOUNCES, &args![member.team]).await?;
    let ids: Vec<_> = rows.iter().map(|bounce| bounce.person).collect();
    let cards = persons::cards(&mut reader, &ids).await?;
    let bounces = rows.into_iter().filter_map(|bounce| {
        let card = cards.get(&bounce.person)?;
        Some((PersonDto::new(card).with_email(card), bounce))
    });
    Ok(Outbox {
        waiting,
        bounces: bounces.collect(),
    })
}

/// Takes an invitation out of the outbox, or sends it again.
pub async fn handle(
    app: &App,
    who: &Actor,
    member: &Member,
    id: MailId,
    handling: Handling,
) -> Result<()> {
    let mut tx = app.write(who).await?;
    let mail: Mail = tx
        .row(&sql::MAIL, &args![id])
        .await?
        .ok_or(Error::NotFound)?;
    grant(who, Action::ManageMembers, Team(mail.team))?;
    if mail.team != member.team || !mail.kind.invites() {
        return Err(Error::NotFound);
    }
    let now = tx.now();
    let (statement, kind) = match handling {
        Handling::Done => (&sql::TAKE_MAIL_BY_HAND, EventKind::MailSettled),
        Handling::Send if !app.settings().sends_mail => {
            return Err(Error::Conflict {
                code: "no_mail",
                detail: "No mail server is set up, so nothing can be sent. Copy the link and pass it on yourself.",
            });
        }
        Handling::Send => (&sql::SEND_MAIL_AGAIN, EventKind::MailRetried),
    };
    if tx.execute(statement, &args![id, now]).await? == 0 {
        return Err(Error::NotFound);
    }
    let event = Event::new(kind, mail.team);
    tx.emit(match mail.person {
        Some(person) => event.person(person),
        None => event,
    });
    tx.commit().await
}

fn shell(mail: &Mail) -> Waiting {
    Waiting {
        id: Id::from_uuid(mail.id.uuid()),
        kind: mail.kind,
        state: mail.state,
        reason: mail.reason,
        created_at: mail.created_at,
        name: String::new(),
        email: None,
        place: String::new(),
        url: None,
    }
}

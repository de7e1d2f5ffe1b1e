//! What a mail says: read at the moment it is sent, for the person it is for, with what they may know now. When there
//! is nothing left to say, there is no letter.

mod codes;
mod draft;
mod gathered;
mod invitations;
mod items;

use courier::{Letter, Recipient};
use kernel::{Actor, App, PersonId, ReadTx, Result};

use crate::mails::Mail;
use crate::preferences;
use crate::recipients;
use crate::rules::kind::MailKind;
use crate::unsubscribe::Subscription;
use draft::Draft;

/// A draft and where it goes.
struct Addressed {
    draft: Draft,
    name: String,
    address: String,
}

/// The letter of a mail; nothing when it has become pointless.
pub(crate) async fn compose(app: &App, mail: &Mail) -> Result<Option<Letter>> {
    if mail.kind == MailKind::ReviewCode {
        let addressed = codes::to_whom_asked(app, mail).await?;
        return Ok(addressed.map(|addressed| written(app, mail, addressed)));
    }
    let mut reader = app.read(&Actor::system()).await?;
    if !still_wanted(&mut reader, mail).await? {
        return Ok(None);
    }
    let addressed = match mail.kind {
        MailKind::TeamInvitation => invitations::to_team(&mut reader, mail).await?,
        MailKind::GroupInvitation => invitations::to_group(&mut reader, mail).await?,
        MailKind::Due => gathered::due(&mut reader, mail).await?,
        MailKind::Activity => gathered::activity(&mut reader, mail).await?,
        MailKind::ReviewCode => None,
        MailKind::Mention
        | MailKind::Reply
        | MailKind::Decision
        | MailKind::ReviewStarted
        | MailKind::Overdue
        | MailKind::InvitationAccepted => items::one(&mut reader, mail).await?,
    };
    Ok(addressed.map(|addressed| written(app, mail, addressed)))
}

fn written(app: &App, mail: &Mail, addressed: Addressed) -> Letter {
    let Addressed {
        mut draft,
        name,
        address,
    } = addressed;
    let token = subscription(mail).map(|subscription| subscription.token(app));
    let origin = &app.settings().public_origin;
    draft.end = token
        .as_ref()
        .map(|token| format!("{origin}/unsubscribe#{token}"));
    Letter {
        id: mail.id.uuid().simple().to_string(),
        written_at: app.now(),
        to: Recipient { name, address },
        subject: draft.subject.clone(),
        text: draft.text(),
        html: draft.html(),
        unsubscribe: token.map(|token| format!("{origin}/api/v1/unsubscribe/{token}")),
    }
}

/// Mails may have been ended after this one was queued.
async fn still_wanted(reader: &mut ReadTx, mail: &Mail) -> Result<bool> {
    let Some(subscription) = subscription(mail) else {
        return Ok(true);
    };
    let chosen = preferences::of(reader, subscription.person).await?;
    Ok(chosen.channels.ways(subscription.topic).email)
}

fn subscription(mail: &Mail) -> Option<Subscription> {
    Some(Subscription {
        team: mail.team,
        person: mail.person?,
        topic: mail.kind.topic()?,
    })
}

/// A draft for somebody with an account or a name of their own.
async fn to_person(
    reader: &mut ReadTx,
    person: PersonId,
    draft: impl FnOnce(String) -> Draft,
) -> Result<Option<Addressed>> {
    let found = recipients::addressee(reader, person).await?;
    Ok(found.map(|(card, address)| Addressed {
        draft: draft(card.name.clone()),
        name: card.name,
        address,
    }))
}

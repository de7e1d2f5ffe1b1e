//! Invitations: to the team, and to a reviewer group with a link of one's own. Also what the outbox shows of them.

use kernel::{Id, ReadTx, Result};
use review::telling;

use super::draft::{Draft, Piece};
use super::{Addressed, to_person};
use crate::mails::Mail;
use crate::rules::morning::moment;

/// To the team; the address is the invitation's, since there is no account yet.
pub(super) async fn to_team(reader: &mut ReadTx, mail: &Mail) -> Result<Option<Addressed>> {
    let invitation = Id::from_uuid(mail.cause);
    let Some(letter) = access::invitations::letter(reader, invitation).await? else {
        return Ok(None);
    };
    let until = moment(letter.expires_at, "UTC");
    let draft = Draft {
        subject: format!("{} invites you to {}", letter.inviter, letter.team_name),
        name: letter.name.clone(),
        pieces: vec![
            Piece::Paragraph(format!(
                "{} invites you to the team {} on Countersign, where files are reviewed and approved.",
                letter.inviter, letter.team_name
            )),
            Piece::Paragraph(format!(
                "The link works once, for you alone, until {until} (UTC). Nothing is created before you open it."
            )),
        ],
        button: Some((format!("Join {}", letter.team_name), letter.url)),
        reason: format!(
            "You get this because somebody in {} wrote down your address. If you do not know them, do nothing.",
            letter.team_name
        ),
        end: None,
    };
    Ok(Some(Addressed {
        draft,
        name: letter.name,
        address: letter.email,
    }))
}

/// To a reviewer group, with the link that is theirs.
pub(super) async fn to_group(reader: &mut ReadTx, mail: &Mail) -> Result<Option<Addressed>> {
    let (Some(person), Some(group)) = (mail.person, mail.group) else {
        return Ok(None);
    };
    let Some(letter) = telling::letter_to_guest(reader, group, person).await? else {
        return Ok(None);
    };
    to_person(reader, person, |name| Draft {
        subject: format!("{} asks for your review: {}", letter.team_name, letter.project_name),
        name,
        pieces: vec![
            Piece::Paragraph(format!(
                "{} asks you to review {} as part of {}. You need no account.",
                letter.team_name, letter.project_name, letter.group_name
            )),
            Piece::Paragraph(
                if letter.asks_code {
                    "The link is yours alone. When you open it on a new device, a code is mailed to this address."
                } else {
                    "The link is yours alone: whoever opens it comments and decides in your name. Please do not pass it on."
                }
                .to_owned(),
            ),
        ],
        button: Some(("Open the review".to_owned(), letter.url)),
        reason: format!(
            "You get this because {} wrote down your address. If you do not know them, do nothing.",
            letter.team_name
        ),
        end: None,
    })
    .await
}

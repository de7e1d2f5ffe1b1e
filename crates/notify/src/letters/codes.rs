//! A code that proves a mailbox at a review link. It is made here, while its mail is written.

use kernel::{App, Result};
use review::codes;

use super::Addressed;
use super::draft::{Draft, Piece};
use crate::mails::Mail;

/// The code, for the address that asked; nothing when nobody may come in by it.
///
/// SECURITY: neither the name that was typed nor anything of the review stands in it: anybody with the link can have
/// it sent to anybody. Guarded by test `a_code_mail_carries_nothing_that_was_typed`.
pub(super) async fn to_whom_asked(app: &App, mail: &Mail) -> Result<Option<Addressed>> {
    let Some(letter) = codes::letter(app, mail.cause).await? else {
        return Ok(None);
    };
    let team = letter.team_name;
    let reason = format!(
        "You get this because somebody typed your address at a review link of {team}. If that was not you, do nothing."
    );
    let draft = match letter.code {
        Some(code) => Draft {
            subject: format!("Your code for a review by {team}"),
            name: String::new(),
            pieces: vec![
                Piece::Paragraph("Type this code on the page that asked for it:".to_owned()),
                Piece::Code(code.expose().to_owned()),
                Piece::Paragraph(
                    "It works once, for ten minutes, in the browser that asked. Nobody from the team will ever ask you for it."
                        .to_owned(),
                ),
            ],
            button: None,
            reason,
            end: None,
        },
        None => Draft {
            subject: format!("Sign in to review for {team}"),
            name: String::new(),
            pieces: vec![Piece::Paragraph(format!(
                "You belong to the team {team}, so you need no code: sign in, and the review link opens by itself."
            ))],
            button: Some((
                "Sign in".to_owned(),
                format!("{}/sign-in", app.settings().public_origin),
            )),
            reason,
            end: None,
        },
    };
    Ok(Some(Addressed {
        draft,
        name: String::new(),
        address: letter.address,
    }))
}

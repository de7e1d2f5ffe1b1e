//! A letter and how it is written down. Names and subjects are cleaned before they become headers, addresses are
//! brought into their one spelling.

use std::time::{Duration, UNIX_EPOCH};

use lettre::message::header::{ContentTransferEncoding, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart, header};
use lettre::{Address, Message};

use crate::{CourierError, Sender};

/// The longest name or subject in characters.
const LONGEST: usize = 200;

/// Who gets a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    /// How they are called; may be empty.
    pub name: String,
    /// Their address.
    pub address: String,
}

/// One letter to one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// Its own word, of which the Message-ID is made; the same again when it is sent again.
    pub id: String,
    /// When it was written, in UTC milliseconds.
    pub written_at: i64,
    /// Who gets it.
    pub to: Recipient,
    /// What it is about.
    pub subject: String,
    /// The letter as text.
    pub text: String,
    /// The letter as HTML.
    pub html: String,
    /// The address to which a mail program posts to end letters of this kind.
    pub unsubscribe: Option<String>,
}

impl Letter {
    /// The letter as it travels, with the sender's and the recipient's address for the envelope.
    pub(crate) fn written(&self, sender: &Sender) -> Result<Message, CourierError> {
        let from = mailbox(&sender.name, &sender.address)
            .ok_or(CourierError::Settings("the sender's address"))?;
        let to = mailbox(&self.to.name, &self.to.address)
            .ok_or(CourierError::Letter("the recipient's address"))?;
        let id = format!("<{}@{}>", word(&self.id), from.email.domain());
        let written_at = Duration::from_millis(self.written_at.unsigned_abs());
        let mut builder = Message::builder()
            .from(from)
            .to(to)
            .date(UNIX_EPOCH + written_at)
            .message_id(Some(id))
            .subject(line(&self.subject))
            .raw_header(raw("Auto-Submitted", "auto-generated".to_owned()))
            .raw_header(raw("X-Auto-Response-Suppress", "All".to_owned()));
        if let Some(address) = &self.unsubscribe {
            if !address.bytes().all(|byte| byte.is_ascii_graphic()) || address.contains(['<', '>'])
            {
                return Err(CourierError::Letter("the address to unsubscribe"));
            }
            builder = builder
                // Folded by nobody: a mail program must find the address in one piece.
                .raw_header(HeaderValue::dangerous_new_pre_encoded(
                    HeaderName::new_from_ascii_str("List-Unsubscribe"),
                    format!("<{address}>"),
                    format!("<{address}>"),
                ))
                .raw_header(raw(
                    "List-Unsubscribe-Post",
                    "List-Unsubscribe=One-Click".to_owned(),
                ));
        }
        let parts = MultiPart::alternative()
            .singlepart(part(header::ContentType::TEXT_PLAIN, self.text.clone()))
            .singlepart(part(header::ContentType::TEXT_HTML, self.html.clone()));
        builder
            .multipart(parts)
            .map_err(|_| CourierError::Letter("its headers"))
    }
}

/// The mailbox of a name as typed and an address; none for what is no address.
pub(crate) fn mailbox(name: &str, address: &str) -> Option<Mailbox> {
    let address: Address = vault::address::normalise_email(address)?.parse().ok()?;
    let name = line(name);
    Some(Mailbox::new((!name.is_empty()).then_some(name), address))
}

// SECURITY: a line break in a name or a subject would begin a header of its own; guarded by test
// `nothing_typed_becomes_a_header`.
fn line(text: &str) -> String {
    let visible = text.chars().map(|letter| {
        if letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}') {
            ' '
        } else {
            letter
        }
    });
    visible.take(LONGEST).collect::<String>().trim().to_owned()
}

fn word(text: &str) -> String {
    text.chars()
        .filter(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.'))
        .collect()
}

fn raw(name: &'static str, value: String) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value)
}

fn part(kind: header::ContentType, text: String) -> SinglePart {
    // Quoted-printable: readable in the raw letter, and safe on every path.
    SinglePart::builder()
        .header(kind)
        .header(ContentTransferEncoding::QuotedPrintable)
        .body(text)
}

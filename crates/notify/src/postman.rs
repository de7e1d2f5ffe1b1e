//! Takes mails out of the queue one after another and hands them to the mail server. Whatever that server does, nothing
//! else waits for it; a server that fails altogether is asked less and less.

use std::time::Duration;

use courier::{Courier, CourierError};
use db::args;
use kernel::{Actor, App, Event, EventKind, Result};
use tokio_util::sync::CancellationToken;

use crate::mails::{Mail, MailState};
use crate::rules::patience;
use crate::{bookkeeping, letters, sql};

/// How often the queue is looked at.
const LOOK: Duration = Duration::from_secs(2);

/// Sends mails until told to stop.
pub struct Postman {
    app: App,
    courier: Courier,
}

/// How a round through the queue ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Round {
    /// Nothing is due any more.
    Done,
    /// The server fails whatever the mail.
    ServerFails,
}

impl Postman {
    /// Sends this application's mails.
    pub fn new(app: App, courier: Courier) -> Self {
        Self { app, courier }
    }

    /// Runs until told to stop; the mail in hand is finished first.
    pub async fn run(self, stop: CancellationToken) {
        let mut failures: u32 = 0;
        while !stop.is_cancelled() {
            let wait = match self.round(&stop).await {
                Ok(Round::Done) => {
                    failures = 0;
                    LOOK
                }
                Ok(Round::ServerFails) => {
                    failures = failures.saturating_add(1);
                    let pause = patience::pause(failures);
                    Duration::from_millis(u64::try_from(pause).unwrap_or_default())
                }
                Err(error) => {
                    tracing::error!(cause = %error, "the mail queue could not be read; trying again");
                    LOOK
                }
            };
            tokio::select! {
                () = tokio::time::sleep(wait) => {}
                () = stop.cancelled() => return,
            }
        }
    }

    /// Sends everything that is due, one after another.
    pub async fn round(&self, stop: &CancellationToken) -> Result<Round> {
        while !stop.is_cancelled() {
            let Some(mail) = bookkeeping::take_mail(&self.app).await? else {
                break;
            };
            if !self.work(&mail).await? {
                return Ok(Round::ServerFails);
            }
        }
        Ok(Round::Done)
    }

    /// One mail; false when the server fails whatever the mail.
    async fn work(&self, mail: &Mail) -> Result<bool> {
        let letter = match letters::compose(&self.app, mail).await {
            Ok(letter) => letter,
            Err(error) => {
                // SECURITY: ids alone; guarded by test `no_row_and_no_log_line_names_anybody`.
                tracing::error!(mail.id = %mail.id, mail.kind = mail.kind.token(), cause = %error,
                    "a mail could not be written; it will be tried again");
                self.put_off(mail, 0).await?;
                return Ok(true);
            }
        };
        let Some(letter) = letter else {
            self.settle(mail, MailState::Dropped, 0).await?;
            return Ok(true);
        };
        match self.courier.deliver(&letter).await {
            Ok(()) => {
                self.settle(mail, MailState::Sent, 0).await?;
                Ok(true)
            }
            Err(error) => self.failed(mail, error).await,
        }
    }

    async fn failed(&self, mail: &Mail, error: CourierError) -> Result<bool> {
        let code = code(error);
        tracing::warn!(mail.id = %mail.id, mail.kind = mail.kind.token(), mail.attempts, cause = %error,
            "a mail was not sent");
        if error.is_permanent() {
            self.settle(mail, MailState::Bounced, code).await?;
            return Ok(true);
        }
        if error.concerns_every_letter() {
            // Not this mail's fault: the try does not count.
            let now = self.app.now();
            let tries = mail.attempts.saturating_sub(1);
            match patience::next_try(mail.created_at, 0, now) {
                Some(_) => bookkeeping::put_off(&self.app, mail.id, now, tries, code).await?,
                None => self.settle(mail, MailState::Failed, code).await?,
            }
            return Ok(false);
        }
        self.put_off(mail, code).await?;
        Ok(true)
    }

    async fn put_off(&self, mail: &Mail, code: u32) -> Result<()> {
        match patience::next_try(mail.created_at, mail.attempts, self.app.now()) {
            Some(at) => bookkeeping::put_off(&self.app, mail.id, at, mail.attempts, code).await,
            None => self.settle(mail, MailState::Failed, code).await,
        }
    }

    /// Ends a mail, and notes on the person what that says of their mailbox.
    async fn settle(&self, mail: &Mail, state: MailState, code: u32) -> Result<()> {
        let mut tx = self.app.write(&Actor::system()).await?;
        let now = tx.now();
        let arguments = args![mail.id, state.token(), code, now];
        if tx.execute(&sql::SETTLE_MAIL, &arguments).await? == 0 {
            return Ok(());
        }
        let kind = match state {
            MailState::Sent => EventKind::MailSent,
            MailState::Bounced => EventKind::MailBounced,
            MailState::Failed => EventKind::MailFailed,
            MailState::Dropped | MailState::Waiting | MailState::ByHand => EventKind::MailSettled,
        };
        let event = Event::new(kind, mail.team);
        if let Some(person) = mail.person {
            if state == MailState::Sent {
                tx.execute(&sql::FORGET_BOUNCE, &args![person]).await?;
            }
            if state == MailState::Bounced {
                tx.execute(&sql::NOTE_BOUNCE, &args![person, mail.team, now, code])
                    .await?;
            }
            tx.emit(event.person(person));
        } else {
            tx.emit(event);
        }
        tx.commit().await
    }
}

/// The server's code; 0 where it gave none.
fn code(error: CourierError) -> u32 {
    let code = match error {
        CourierError::Login(code)
        | CourierError::Sender(code)
        | CourierError::Mailbox(code)
        | CourierError::Refused(code)
        | CourierError::Later(code) => code,
        CourierError::Settings(_)
        | CourierError::Letter(_)
        | CourierError::Unreachable
        | CourierError::NoEncryption
        | CourierError::Certificate
        | CourierError::Garbled => 0,
    };
    u32::from(code)
}

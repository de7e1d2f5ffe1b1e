//! Where the teller and the postman stand: the number of the last event that was looked at, and which mail is in hand.
//! Nothing that anybody did is touched here, so there is no event; everything else of this area goes through `Tx`.

use db::{Execute as _, FromRow, Query as _, Row, args};
use kernel::{App, Millis, Result};

use crate::mails::{Mail, MailId};
use crate::sql;

/// How long a mail is in one hand. Longer than any conversation with a mail server may take.
const LEASE: Millis = 5 * 60_000;
/// How long items are kept.
const ITEMS: Millis = 180 * 24 * 3_600_000;
/// How long mails that were settled are kept.
const MAILS: Millis = 30 * 24 * 3_600_000;

struct Count(i64);

impl FromRow for Count {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self(row.int(0)?))
    }
}

/// The number of the last event that was looked at.
pub(crate) async fn cursor(app: &App) -> Result<i64> {
    let mut reader = app.database().read().await?;
    let found: Option<Count> = reader.row(&sql::CURSOR, &[]).await?;
    Ok(found.map_or(0, |Count(sequence)| sequence))
}

/// Notes that every event up to this one was looked at, of which nobody had to be told.
pub(crate) async fn advance(app: &App, sequence: i64) -> Result<()> {
    let mut tx = app.database().write().await?;
    tx.execute(&sql::SET_CURSOR, &args![sequence]).await?;
    Ok(tx.commit().await?)
}

/// Takes the mail that has waited longest into hand, if one is due.
pub(crate) async fn take_mail(app: &App) -> Result<Option<Mail>> {
    let now = app.now();
    // Looks before it writes, so that an idle queue does not touch the disk.
    let mut reader = app.database().read().await?;
    let any: Option<Mail> = reader.row(&sql::ANY_MAIL_DUE, &args![now]).await?;
    drop(reader);
    if any.is_none() {
        return Ok(None);
    }
    let mut tx = app.database().write().await?;
    let Some(mut mail) = tx.row::<Mail>(&sql::MAIL_DUE, &args![now]).await? else {
        return Ok(None);
    };
    tx.execute(&sql::CLAIM_MAIL, &args![mail.id, now + LEASE])
        .await?;
    tx.commit().await?;
    mail.attempts += 1;
    Ok(Some(mail))
}

/// Puts a mail off.
pub(crate) async fn put_off(
    app: &App,
    mail: MailId,
    until: Millis,
    attempts: u32,
    reason: u32,
) -> Result<()> {
    let mut tx = app.database().write().await?;
    tx.execute(&sql::PUT_OFF_MAIL, &args![mail, until, attempts, reason])
        .await?;
    Ok(tx.commit().await?)
}

/// Forgets what is long past.
pub(crate) async fn sweep(app: &App) -> Result<()> {
    let now = app.now();
    let mut tx = app.database().write().await?;
    tx.execute(&sql::DELETE_OLD_ITEMS, &args![now - ITEMS])
        .await?;
    tx.execute(&sql::DELETE_OLD_MAILS, &args![now - MAILS])
        .await?;
    Ok(tx.commit().await?)
}

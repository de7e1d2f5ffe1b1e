//! One-time sign-in links, made on the command line and at the first start. The secret stands in the fragment, which
//! reaches no server log and no referrer.

use db::args;
use kernel::tx::Reading;
use kernel::{Actor, App, Error, Event, EventKind, Id, Millis, PersonId, Result, Tx};
use uuid::Uuid;
use vault::Digest;
use vault::token::Token;

use crate::{persons, sql};

/// How long a link works, in milliseconds.
const LIFE: Millis = 10 * 60_000;

/// Makes the token of a link for an account; the link is `{public origin}/sign-in#{token}`.
///
/// # Errors
/// [`Error::NotFound`] for a guest and for nobody: a link never makes an account.
pub async fn create(app: &App, actor: &Actor, person: PersonId) -> Result<Token> {
    let token = Token::generate();
    let mut tx = app.write(actor).await?;
    let card = persons::card_of(&mut tx, person).await?;
    if !card.is_some_and(|card| !card.guest && !card.erased) {
        return Err(Error::NotFound);
    }
    let now = tx.now();
    let arguments = args![digest(app, &token), person, now, now + LIFE];
    tx.execute_one(&sql::INSERT_LINK, &arguments).await?;
    tx.emit(Event::installation(EventKind::SignInLinkCreated).person(person));
    tx.commit().await?;
    Ok(token)
}

/// Uses a link up and tells whose it was. It counts as used only when the caller's transaction commits.
pub async fn redeem(tx: &mut Tx, token: &str) -> Result<Option<PersonId>> {
    let Some(token) = Token::parse(token) else {
        return Ok(None);
    };
    let arguments = args![digest(tx.app(), &token), tx.now()];
    let person: Option<Uuid> = tx.row(&sql::USE_LINK, &arguments).await?;
    Ok(person.map(Id::from_uuid))
}

fn digest(app: &App, token: &Token) -> Digest {
    app.provider()
        .digest("identity.sign_in_link", token.as_bytes())
}

//! Browsers that have signed in to an account before. Such a browser is no proof of anything: it only has its own
//! counter of attempts, so that a flood of wrong guesses from elsewhere does not keep the owner out.

use db::args;
use kernel::tx::Reading;
use kernel::{App, Id, Millis, PersonId, Result, Tx};
use uuid::Uuid;
use vault::Digest;
use vault::token::Token;
use webkit::SetCookie;

use crate::sql;

/// The cookie of a known browser. It stays when the session ends.
pub const DEVICE_COOKIE: &str = "__Host-device";

/// How long a browser is remembered, in milliseconds.
const LIFE: Millis = 180 * 24 * 3_600_000;

/// A browser that was just remembered.
#[derive(Debug)]
pub struct NewDevice(Token);

impl NewDevice {
    /// The cookie to remember it by.
    pub fn cookie(&self) -> SetCookie {
        SetCookie::token(DEVICE_COOKIE, &self.0.to_text(), LIFE)
    }
}

/// Remembers the browser for this person, unless it is known already.
pub(crate) async fn greet(
    tx: &mut Tx,
    token: Option<&str>,
    person: PersonId,
) -> Result<Option<NewDevice>> {
    match known(tx, token, Some(person)).await? {
        Some(_) => Ok(None),
        None => remember(tx, person).await.map(Some),
    }
}

/// Remembers the browser for this person.
pub(crate) async fn remember(tx: &mut Tx, person: PersonId) -> Result<NewDevice> {
    let token = Token::generate();
    let now = tx.now();
    let arguments = args![digest(tx.app(), &token), person, now, now + LIFE];
    tx.execute_one(&sql::INSERT_DEVICE, &arguments).await?;
    Ok(NewDevice(token))
}

/// Forgets all browsers of a person.
pub(crate) async fn forget_all(tx: &mut Tx, person: PersonId) -> Result<()> {
    tx.execute(&sql::DELETE_DEVICES, &args![person])
        .await
        .map(drop)
}

/// The counter of a browser, when it is known for this person.
pub(crate) async fn known(
    reader: &mut impl Reading,
    token: Option<&str>,
    person: Option<PersonId>,
) -> Result<Option<Digest>> {
    let (Some(token), Some(person)) = (token.and_then(Token::parse), person) else {
        return Ok(None);
    };
    let digest = digest(reader.app(), &token);
    let now = reader.app().now();
    let owner: Option<Uuid> = reader.row(&sql::DEVICE, &args![digest, now]).await?;
    Ok(owner
        .map(Id::from_uuid)
        .filter(|owner: &PersonId| *owner == person)
        .map(|_| digest))
}

fn digest(app: &App, token: &Token) -> Digest {
    app.provider().digest("identity.device", token.as_bytes())
}

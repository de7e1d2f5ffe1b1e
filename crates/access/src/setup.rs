//! The first run: a code on the terminal, and the team and owner that it makes, once.

use db::args;
use identity::throttle::{self, Attempt};
use identity::{Facts, NewPerson, Secret, passwords, persons};
use kernel::tx::Reading;
use kernel::{Actor, App, Error, Event, EventKind, Member, Millis, Result, Role, Tx};
use vault::Digest;

pub use crate::rules::code::SetupCode;
use crate::{Entered, sign_in, sql, teams};

/// How long a code works, in milliseconds.
const CODE_LIFE: Millis = 3_600_000;

/// What the first-run page sends.
#[derive(Debug, Clone)]
pub struct NewInstallation {
    /// As typed.
    pub code: Secret,
    /// As typed.
    pub team_name: String,
    /// The owner's name, as typed.
    pub name: String,
    /// The owner's address, as typed.
    pub email: String,
    /// As typed.
    pub password: Secret,
}

/// Whether there is no team yet.
pub async fn needed(app: &App) -> Result<bool> {
    Ok(!teams::any(&mut app.read(&Actor::anonymous()).await?).await?)
}

/// Makes the code for the first run, in place of an older one; `None` when there is a team. It is to be shown on the
/// terminal and nowhere else.
pub async fn code(app: &App) -> Result<Option<SetupCode>> {
    let mut tx = app.write(&Actor::system()).await?;
    if teams::any(&mut tx).await? {
        return Ok(None);
    }
    let code = SetupCode::from_random(vault::random_bytes());
    let arguments = args![digest(app, &code), tx.now()];
    if tx.execute(&sql::SET_SETUP_CODE, &arguments).await? == 0 {
        return Ok(None);
    }
    tx.emit(Event::installation(EventKind::SetupCodeCreated));
    tx.commit().await?;
    Ok(Some(code))
}

/// Creates the first team with its owner and opens their session.
///
/// # Errors
/// [`Error::Conflict`] `already_set_up`, [`Error::Refused`] `wrong_code`, [`Error::TooMany`], and the errors of names,
/// addresses and passwords; the code stays good after each of these last ones.
pub async fn install(
    app: &App,
    new: &NewInstallation,
    facts: &Facts,
    previous: Option<&Member>,
) -> Result<Entered> {
    if !needed(app).await? {
        return Err(already_set_up());
    }
    let code = prove(app, &new.code, facts).await?;
    let owner = NewPerson {
        team: None,
        name: identity::rules::name::clean("name", &new.name)?,
        email: Some(persons::clean_address(&new.email)?),
        verified: false,
    };
    let team_name = identity::rules::name::clean("team_name", &new.team_name)?;
    let context = vec![owner.name.clone(), new.email.clone(), team_name.clone()];
    passwords::require_strong(&new.password, context).await?;
    let hash = passwords::hash(&new.password).await?;
    let mut tx = app.write(&Actor::anonymous()).await?;
    burn(&mut tx, code).await?;
    let team = teams::create(&mut tx, &team_name).await?;
    let person = persons::create(&mut tx, &owner).await?;
    passwords::set(&mut tx, person, &hash).await?;
    let membership = teams::join(&mut tx, team, person, Role::Owner).await?;
    let entered = sign_in::enter_new(&mut tx, membership, facts, previous).await?;
    tx.commit().await?;
    Ok(entered)
}

/// Looks whether the code is right without using it up.
async fn prove(app: &App, typed: &Secret, facts: &Facts) -> Result<Digest> {
    let attempt = Attempt::new("setup", b"code", facts.address);
    let charge = throttle::charge(app, &attempt).await?;
    let code = SetupCode::parse(typed.expose()).ok_or_else(wrong_code)?;
    let digest = digest(app, &code);
    let since = app.now() - CODE_LIFE;
    let mut reader = app.read(&Actor::anonymous()).await?;
    let found: Option<i64> = reader.row(&sql::SETUP_CODE, &args![digest, since]).await?;
    drop(reader);
    found.ok_or_else(wrong_code)?;
    charge.give_back(app).await?;
    Ok(digest)
}

/// SECURITY: one statement on one row, so two set-ups at once cannot both create a team; guarded by test
/// `two_set_ups_at_once_make_one_team`.
async fn burn(tx: &mut Tx, code: Digest) -> Result<()> {
    let arguments = args![code, tx.now()];
    if tx.execute(&sql::BURN_SETUP_CODE, &arguments).await? == 1 && !teams::any(tx).await? {
        return Ok(());
    }
    Err(already_set_up())
}

fn digest(app: &App, code: &SetupCode) -> Digest {
    app.provider().digest("access.setup_code", code.as_bytes())
}

fn already_set_up() -> Error {
    Error::Conflict {
        code: "already_set_up",
        detail: "This server has its first team already. Sign in, or ask its owner to invite you.",
    }
}

fn wrong_code() -> Error {
    Error::Refused {
        code: "wrong_code",
        detail: "This is not the code on the terminal, or it is more than an hour old. Restart the server for a new one.",
    }
}

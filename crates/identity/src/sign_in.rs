//! Signing in: the proof of who somebody is, and the session that comes of it. Between the two the caller asks whether
//! this person is a member of anything.

use kernel::{Actor, App, Event, EventKind, PersonId, Proof, Result, TeamId, Tx};

use crate::devices::{self, NewDevice};
use crate::passwords::{self, Hash};
use crate::sessions::{self, NewSession};
use crate::throttle::{self, Attempt, Charge};
use crate::{Facts, Secret, persons};

const DOOR: &str = "sign_in";

/// More than any address has, in characters.
const LONGEST_ADDRESS: usize = 320;

/// What somebody types to sign in.
#[derive(Debug, Clone)]
pub struct PasswordProof {
    /// As typed.
    pub email: String,
    /// As typed.
    pub password: Secret,
    /// The browser that asks.
    pub facts: Facts,
}

/// Somebody who has proven to be this person. The attempt stays paid until [`Proven::settle`].
#[derive(Debug)]
pub struct Proven {
    person: PersonId,
    charge: Charge,
    checked: Option<Hash>,
    renewed: Option<Hash>,
}

/// What a browser gets when somebody has signed in.
#[derive(Debug)]
pub struct Opened {
    /// The session.
    pub session: NewSession,
    /// The browser, when it was not known before.
    pub device: Option<NewDevice>,
}

/// Checks address and password. `None` says that they do not belong together and nothing else: not which of the two
/// is wrong, not whether the account exists.
///
/// # Errors
/// [`kernel::Error::TooMany`] before anything was looked at.
pub async fn with_password(app: &App, proof: &PasswordProof) -> Result<Option<Proven>> {
    let person = persons::by_address(app, &proof.email).await?;
    let mut reader = app.read(&Actor::anonymous()).await?;
    let device = devices::known(&mut reader, proof.facts.device.as_deref(), person).await?;
    let stored = match person {
        Some(person) => passwords::stored(&mut reader, person).await?,
        None => None,
    };
    drop(reader);
    let attempt = match device {
        Some(device) => Attempt::from_known_device(DOOR, device),
        // An address without an account has a counter like any other.
        None => Attempt::new(DOOR, counted(&proof.email).as_bytes(), proof.facts.address),
    };
    let charge = throttle::charge(app, &attempt).await?;
    let right = passwords::matches(stored.as_ref(), &proof.password).await?;
    let Some(person) = person.filter(|_| right) else {
        failed(app, person).await?;
        return Ok(None);
    };
    let renewed = passwords::renewed(stored.as_ref(), &proof.password).await?;
    Ok(Some(Proven {
        person,
        charge,
        checked: stored,
        renewed,
    }))
}

impl Proven {
    /// Who it is.
    pub fn person(&self) -> PersonId {
        self.person
    }

    /// Opens the session, with its event. `None` when the password was changed since it was looked at.
    pub async fn open(&self, tx: &mut Tx, team: TeamId, facts: &Facts) -> Result<Option<Opened>> {
        if !passwords::still(tx, self.person, self.checked.as_ref()).await? {
            return Ok(None);
        }
        if let Some(hash) = &self.renewed {
            passwords::set(tx, self.person, hash).await?;
        }
        let opened = open(tx, self.person, team, Proof::Password, facts).await?;
        Ok(Some(opened))
    }

    /// Pays the attempt back, after the session's transaction has committed.
    pub async fn settle(self, app: &App) -> Result<()> {
        self.charge.give_back(app).await
    }
}

/// Opens a session for somebody whose proof was not a password: a link, an invitation, the set-up code.
pub async fn open(
    tx: &mut Tx,
    person: PersonId,
    team: TeamId,
    proof: Proof,
    facts: &Facts,
) -> Result<Opened> {
    let session = sessions::start_member(tx, person, proof, facts).await?;
    let device = devices::greet(tx, facts.device.as_deref(), person).await?;
    tx.emit(Event::new(EventKind::SignInSucceeded, team).person(person));
    Ok(Opened { session, device })
}

/// Somebody proved to be a person and may still not come in; told like a wrong password.
pub async fn turned_away(app: &App, proven: Proven) -> Result<()> {
    failed(app, Some(proven.person)).await
}

/// What is counted for an address as typed, which need not be one.
fn counted(email: &str) -> String {
    let as_typed = || email.trim().chars().take(LONGEST_ADDRESS).collect();
    vault::address::normalise_email(email).unwrap_or_else(as_typed)
}

/// The same writes whether the account exists or not.
async fn failed(app: &App, person: Option<PersonId>) -> Result<()> {
    let mut tx = app.write(&Actor::anonymous()).await?;
    let mut event = Event::installation(EventKind::SignInFailed);
    event.person = person;
    tx.emit(event);
    tx.commit().await
}

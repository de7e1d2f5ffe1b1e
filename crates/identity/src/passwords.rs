//! Passwords: judged, hashed away from the requests' threads, sealed beside their person. Whether an attempt may be
//! made at all is `throttle`'s.

use std::fmt;
use std::time::Duration;

use db::args;
use kernel::tx::Reading;
use kernel::{Actor, App, Error, Event, EventKind, Member, PersonId, Result, Slot, Tx, sealing};
use serde::{Deserialize, Serialize};
use tokio::sync::Semaphore;
use vault::Sealed;
use vault::password::{self, Params, Strength};

use crate::devices::{self, NewDevice};
use crate::sessions::{self, NewSession};
use crate::throttle::{self, Attempt};
use crate::{Facts, Secret, persons, sql};

/// How many passwords are hashed at once: each takes a core and 19 MiB.
static HASHING: Semaphore = Semaphore::const_new(2);

/// Anybody may ask for a judgement, which takes milliseconds; that must not keep people from signing in.
static JUDGING: Semaphore = Semaphore::const_new(1);

/// Longest wait for one's turn.
const PATIENCE: Duration = Duration::from_secs(10);

/// An Argon2id hash (PHC string). It is stored sealed only.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Hash(String);

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hash(..)")
    }
}

#[derive(Serialize, Deserialize)]
struct Credential {
    password: Hash,
}

/// Hashes a password. Slow: do it before opening a write transaction.
pub async fn hash(password: &Secret) -> Result<Hash> {
    let password = password.clone();
    let hash = in_turn(&HASHING, move || {
        password::hash(password.expose(), &Params::default())
    })
    .await?;
    match hash {
        Ok(hash) => Ok(Hash(hash)),
        Err(vault::VaultError::TooLong { .. }) => Err(too_long()),
        Err(error) => Err(error.into()),
    }
}

/// Whether a password belongs to a hash. Without a hash it takes as long and is never true.
pub async fn matches(hash: Option<&Hash>, password: &Secret) -> Result<bool> {
    let (hash, password) = (hash.cloned(), password.clone());
    // SECURITY: an account that does not exist costs the same work; guarded by test
    // `an_unknown_address_answers_like_a_wrong_password`.
    in_turn(&HASHING, move || match hash {
        Some(hash) => password::verify(password.expose(), &hash.0),
        None => password::verify_dummy(password.expose(), &Params::default()),
    })
    .await
}

/// Judges a password. `context` are words that an attacker knows: name, address, team.
pub async fn strength(password: &Secret, context: Vec<String>) -> Result<Strength> {
    judge(&JUDGING, password, context).await
}

/// Refuses a password that is easy to guess.
///
/// # Errors
/// [`Error::Invalid`] `weak_password` for field `password`.
pub async fn require_strong(password: &Secret, context: Vec<String>) -> Result<()> {
    if judge(&HASHING, password, context).await?.ok {
        return Ok(());
    }
    Err(Error::Invalid {
        field: "password",
        code: "weak_password",
        detail: "This password is too easy to guess. Use at least 8 characters that are no common word, no name and \
                 no pattern; four random words are good.",
    })
}

/// Stores a person's password hash, in place of an older one. The caller emits what happened.
pub async fn set(tx: &mut Tx, person: PersonId, hash: &Hash) -> Result<()> {
    let credential = Credential {
        password: hash.clone(),
    };
    let sealed = tx
        .app()
        .seal(sealing::person_key(person), slot(person), &credential)
        .await?;
    let arguments = args![person, sealed, tx.now()];
    tx.execute_one(&sql::SET_CREDENTIAL, &arguments).await
}

/// Whether this is the person's password. Nobody, or somebody without a password, takes as long as a wrong one. The
/// attempt must have been paid for.
pub async fn check(app: &App, person: Option<PersonId>, password: &Secret) -> Result<bool> {
    let stored = match person {
        Some(person) => stored(&mut app.read(&Actor::anonymous()).await?, person).await?,
        None => None,
    };
    matches(stored.as_ref(), password).await
}

/// What a browser gets after a change of password.
#[derive(Debug)]
pub struct Changed {
    /// The same session under a new token.
    pub session: NewSession,
    /// The browser, known again: all others are forgotten.
    pub device: NewDevice,
}

/// Changes the member's own password and ends their other sessions and sign-in links.
pub async fn change(
    app: &App,
    member: &Member,
    current: &Secret,
    new: &Secret,
    facts: &Facts,
) -> Result<Changed> {
    let actor = Actor::member(member.clone());
    // A stolen session must not become a place to guess the password at.
    let attempt = Attempt::new("password", member.person.uuid().as_bytes(), facts.address);
    let charge = throttle::charge(app, &attempt).await?;
    let checked = stored(&mut app.read(&actor).await?, member.person).await?;
    if !matches(checked.as_ref(), current).await? {
        return Err(wrong_current());
    }
    charge.give_back(app).await?;
    let card = persons::card_of(&mut app.read(&actor).await?, member.person).await?;
    let context = card.map(|card| std::iter::once(card.name).chain(card.email).collect());
    require_strong(new, context.unwrap_or_default()).await?;
    let hash = hash(new).await?;
    let mut tx = app.write(&actor).await?;
    if !still(&mut tx, member.person, checked.as_ref()).await? {
        return Err(wrong_current());
    }
    set(&mut tx, member.person, &hash).await?;
    let now = tx.now();
    // Before the sessions: whoever is using a link at this moment has then opened one that is ended too.
    tx.execute(&sql::VOID_LINKS, &args![member.person, now])
        .await?;
    sessions::end_others(&mut tx, member).await?;
    devices::forget_all(&mut tx, member.person).await?;
    let device = devices::remember(&mut tx, member.person).await?;
    let session = sessions::rotate(&mut tx, member.session).await?;
    tx.emit(Event::new(EventKind::PasswordChanged, member.team).person(member.person));
    tx.commit().await?;
    Ok(Changed { session, device })
}

/// The stored hash of a person.
pub(crate) async fn stored(reader: &mut impl Reading, person: PersonId) -> Result<Option<Hash>> {
    read(reader, &sql::CREDENTIAL, person).await
}

/// Whether the hash that a password was held against is still the person's. Until the transaction ends nobody changes it.
///
/// SECURITY: a change of password ends every session, so none may begin afterwards by the password of before; guarded by
/// test `the_old_password_opens_nothing_that_began_before_it_was_changed`.
pub(crate) async fn still(tx: &mut Tx, person: PersonId, checked: Option<&Hash>) -> Result<bool> {
    let now = read(tx, &sql::CREDENTIAL_LOCKED, person).await?;
    Ok(now.as_ref() == checked)
}

async fn read(
    reader: &mut impl Reading,
    statement: &db::Statement,
    person: PersonId,
) -> Result<Option<Hash>> {
    let app = reader.app().clone();
    let Some(sealed) = reader.row::<Sealed>(statement, &args![person]).await? else {
        return Ok(None);
    };
    let opened: Option<Credential> = app
        .open(sealing::person_key(person), slot(person), &sealed)
        .await?;
    Ok(opened.map(|credential| credential.password))
}

/// A new hash of the right password when the stored one was made with other parameters.
pub(crate) async fn renewed(stored: Option<&Hash>, password: &Secret) -> Result<Option<Hash>> {
    match stored {
        Some(stored) if password::needs_rehash(&stored.0, &Params::default()) => {
            hash(password).await.map(Some)
        }
        Some(_) | None => Ok(None),
    }
}

async fn judge(
    turns: &'static Semaphore,
    password: &Secret,
    context: Vec<String>,
) -> Result<Strength> {
    let password = password.clone();
    in_turn(turns, move || {
        let context: Vec<&str> = context.iter().map(String::as_str).collect();
        password::strength(password.expose(), &context)
    })
    .await
}

async fn in_turn<T: Send + 'static>(
    turns: &'static Semaphore,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T> {
    let turn = tokio::time::timeout(PATIENCE, turns.acquire())
        .await
        .map_err(|_| busy())?;
    let turn = turn.map_err(|error| Error::internal("waiting for a turn to hash", error))?;
    // The permit goes with the work: a request that is given up does not let another one in beside it.
    tokio::task::spawn_blocking(move || {
        let done = work();
        drop(turn);
        done
    })
    .await
    .map_err(|error| Error::internal("hashing a password", error))
}

fn busy() -> Error {
    Error::Unavailable {
        code: "busy",
        detail: "Very many people are signing in right now. Nothing was changed. Try again in a minute.",
    }
}

fn too_long() -> Error {
    Error::Invalid {
        field: "password",
        code: "too_long",
        detail: "A password has at most 256 characters. Please use a shorter one.",
    }
}

fn wrong_current() -> Error {
    Error::Invalid {
        field: "current",
        code: "wrong_password",
        detail: "This is not your current password. Nothing was changed.",
    }
}

fn slot(person: PersonId) -> Slot {
    Slot::new(None, "identity_credentials", person, "sealed")
}

//! Persons: accounts of the installation and guests of one team. Who is a member of what is not here.

use std::collections::HashMap;

use db::{FromRow, Row, args};
use kernel::tx::Reading;
use kernel::{App, Error, Id, PersonId, Result, Slot, TeamId, Tx, sealing};
use keystore::{KeyId, KeyKind, KeystoreError, NewKey};
use serde::{Deserialize, Serialize};
use vault::{Digest, Sealed};

use crate::rules::name;
use crate::sql;

/// How long a bound address may wait for the person that it was bound for, in milliseconds. A transaction that is
/// still open after that has been ended by its database.
const BINDING_GRACE: i64 = 120_000;

/// What an erased person is called.
const ERASED_NAME: &str = "Erased person";

/// How many persons one statement reads.
const BATCH: usize = 32;

/// Somebody who is about to exist.
#[derive(Debug, Clone)]
pub struct NewPerson {
    /// The team whose guest it is; none for an account.
    pub team: Option<TeamId>,
    /// As typed.
    pub name: String,
    /// As typed. An account needs one, a guest may leave it out.
    pub email: Option<String>,
    /// Whether a guest has proven to own the address. An address that was only typed is found by nobody.
    pub verified: bool,
}

/// Somebody as others see them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonCard {
    /// Who.
    pub id: PersonId,
    /// Their name, or what stands for it after erasure.
    pub name: String,
    /// Their address; not every viewer may see it.
    pub email: Option<String>,
    /// Whether they have no account.
    pub guest: bool,
    /// Up to two letters.
    pub initials: String,
    /// Whether their key was destroyed.
    pub erased: bool,
}

#[derive(Serialize, Deserialize)]
struct Envelope {
    name: String,
    email: Option<String>,
}

struct PersonRow {
    id: PersonId,
    team: Option<TeamId>,
    sealed: Sealed,
}

impl FromRow for PersonRow {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            id: Id::from_uuid(row.uuid(0)?),
            team: row.opt_uuid(1)?.map(Id::from_uuid),
            sealed: row.sealed(2)?,
        })
    }
}

/// Stores a new person under a new key and, for accounts and verified guests, makes them findable by their address.
///
/// # Errors
/// [`Error::Invalid`] for name or address, [`Error::Conflict`] `address_taken` when somebody has the address.
pub async fn create(tx: &mut Tx, new: &NewPerson) -> Result<PersonId> {
    let envelope = envelope(&new.name, new.email.as_deref())?;
    if new.team.is_none() && envelope.email.is_none() {
        return Err(invalid_address());
    }
    let app = tx.app().clone();
    let id: PersonId = tx.mint();
    let parent = match new.team {
        Some(team) => sealing::team_key(team),
        None => app.keystore().identity_key().await?,
    };
    let key = NewKey {
        id: sealing::person_key(id),
        kind: KeyKind::Person,
        parent: Some(parent),
        owner: None,
    };
    tx.create_keys(&[key]).await?;
    let sealed = app
        .seal(sealing::person_key(id), slot(new.team, id), &envelope)
        .await?;
    tx.execute_one(&sql::INSERT_PERSON, &args![id, new.team, sealed, tx.now()])
        .await?;
    let findable = new.team.is_none() || new.verified;
    if let Some(email) = envelope.email.filter(|_| findable) {
        bind(tx, address_digest(&app, new.team, &email), id).await?;
    }
    Ok(id)
}

/// The cards of these persons; ids that nobody has are left out.
pub async fn cards(
    reader: &mut impl Reading,
    ids: &[PersonId],
) -> Result<HashMap<PersonId, PersonCard>> {
    let mut wanted = ids.to_vec();
    wanted.sort_unstable();
    wanted.dedup();
    let app = reader.app().clone();
    let mut rows: Vec<PersonRow> = Vec::with_capacity(wanted.len());
    for batch in wanted.chunks(BATCH) {
        // Whoever has just written is the most usual question.
        if let [id] = batch {
            rows.extend(reader.row(&sql::PERSON, &args![*id]).await?);
            continue;
        }
        let Some(last) = batch.last() else { continue };
        let padded = batch.iter().chain(std::iter::repeat(last)).take(BATCH);
        let arguments: Vec<db::Value> = padded.map(|id| db::Value::from(*id)).collect();
        rows.append(&mut reader.rows(&sql::PERSONS, &arguments).await?);
    }
    let keys: Vec<KeyId> = rows.iter().map(|row| sealing::person_key(row.id)).collect();
    let keys = app.keystore().keys(&keys).await?;
    let card = |row: &PersonRow| {
        let key = keys.get(&sealing::person_key(row.id));
        let opened = key.map(|key| app.open_with(key, slot(row.team, row.id), &row.sealed));
        Ok((row.id, card(row, opened.transpose()?)))
    };
    rows.iter().map(card).collect()
}

/// The card of one person.
pub async fn card_of(reader: &mut impl Reading, id: PersonId) -> Result<Option<PersonCard>> {
    Ok(cards(reader, &[id]).await?.remove(&id))
}

/// Changes somebody's name. The caller emits what happened.
pub async fn rename(tx: &mut Tx, person: PersonId, name: &str) -> Result<()> {
    let row = existing(tx, person).await?;
    let app = tx.app().clone();
    let old: Option<Envelope> = app
        .open(
            sealing::person_key(person),
            slot(row.team, person),
            &row.sealed,
        )
        .await?;
    let old = old.ok_or(Error::NotFound)?;
    store(tx, &row, &envelope(name, old.email.as_deref())?).await
}

/// Changes what a guest says about themselves. Nothing becomes findable by it: the address is not proven, and an
/// account's address is changed elsewhere. The caller emits what happened.
pub async fn set_identity(
    tx: &mut Tx,
    person: PersonId,
    name: &str,
    email: Option<&str>,
) -> Result<()> {
    let row = existing(tx, person).await?;
    if row.team.is_none() {
        return Err(Error::Forbidden);
    }
    store(tx, &row, &envelope(name, email)?).await
}

/// The account that signs in with this address.
pub async fn by_address(app: &App, email: &str) -> Result<Option<PersonId>> {
    find(app, None, email).await
}

/// The guest of a team who has proven to own this address.
pub async fn guest_by_address(app: &App, team: TeamId, email: &str) -> Result<Option<PersonId>> {
    find(app, Some(team), email).await
}

/// An address in the one spelling that is stored and looked up.
///
/// # Errors
/// [`Error::Invalid`] for field `email`.
pub fn clean_address(email: &str) -> Result<String> {
    vault::address::normalise_email(email).ok_or_else(invalid_address)
}

async fn find(app: &App, team: Option<TeamId>, email: &str) -> Result<Option<PersonId>> {
    let Some(email) = vault::address::normalise_email(email) else {
        return Ok(None);
    };
    let found = app
        .keystore()
        .person_by_address(address_digest(app, team, &email))
        .await?;
    Ok(found.map(Id::from_uuid))
}

fn invalid_address() -> Error {
    Error::Invalid {
        field: "email",
        code: "invalid_email",
        detail: "This is not an e-mail address that mail can be sent to. Please check its spelling.",
    }
}

fn envelope(name: &str, email: Option<&str>) -> Result<Envelope> {
    let email = email.map(str::trim).filter(|email| !email.is_empty());
    Ok(Envelope {
        name: name::clean("name", name)?,
        email: email.map(clean_address).transpose()?,
    })
}

fn slot(team: Option<TeamId>, id: PersonId) -> Slot {
    Slot::new(team, "identity_persons", id, "sealed")
}

/// The blind index: accounts share one space, each team's verified guests have their own.
fn address_digest(app: &App, team: Option<TeamId>, normal: &str) -> Digest {
    match team {
        None => app
            .provider()
            .digest("identity.account_address", normal.as_bytes()),
        Some(team) => {
            let mut data = team.uuid().as_bytes().to_vec();
            data.extend_from_slice(normal.as_bytes());
            app.provider().digest("identity.guest_address", &data)
        }
    }
}

/// Makes a person findable. The index lies in another database: when a transaction fails after binding, the binding
/// stays behind, and the next one with that address takes it over.
async fn bind(tx: &mut Tx, digest: Digest, person: PersonId) -> Result<()> {
    let app = tx.app().clone();
    match app.keystore().bind_address(digest, person.uuid()).await {
        Err(KeystoreError::AddressTaken) => {}
        outcome => return Ok(outcome?),
    }
    if let Some(holder) = app.keystore().person_by_address(digest).await? {
        let holder: PersonId = Id::from_uuid(holder);
        let exists = tx
            .row::<PersonRow>(&sql::PERSON, &args![holder])
            .await?
            .is_some();
        if exists || !is_older(holder, tx.now() - BINDING_GRACE) {
            return Err(address_taken());
        }
        app.keystore().unbind_address(digest, holder.uuid()).await?;
    }
    match app.keystore().bind_address(digest, person.uuid()).await {
        Err(KeystoreError::AddressTaken) => Err(address_taken()),
        outcome => Ok(outcome?),
    }
}

fn is_older(id: PersonId, than: i64) -> bool {
    let made = id.uuid().get_timestamp().map(|stamp| stamp.to_unix().0);
    made.and_then(|seconds| i64::try_from(seconds).ok())
        .is_none_or(|seconds| seconds * 1000 < than)
}

fn address_taken() -> Error {
    Error::Conflict {
        code: "address_taken",
        detail: "This address already has an account here. Sign in with it, or use another address.",
    }
}

async fn existing(tx: &mut Tx, person: PersonId) -> Result<PersonRow> {
    tx.row(&sql::PERSON, &args![person])
        .await?
        .ok_or(Error::NotFound)
}

async fn store(tx: &mut Tx, row: &PersonRow, envelope: &Envelope) -> Result<()> {
    let app = tx.app().clone();
    let sealed = app
        .seal(
            sealing::person_key(row.id),
            slot(row.team, row.id),
            envelope,
        )
        .await?;
    tx.execute_one(&sql::UPDATE_PERSON, &args![row.id, sealed])
        .await
}

fn card(row: &PersonRow, opened: Option<Envelope>) -> PersonCard {
    let erased = opened.is_none();
    let envelope = opened.unwrap_or_else(|| Envelope {
        name: ERASED_NAME.to_owned(),
        email: None,
    });
    PersonCard {
        id: row.id,
        initials: if erased {
            String::new()
        } else {
            name::initials(&envelope.name)
        },
        name: envelope.name,
        email: envelope.email,
        guest: row.team.is_some(),
        erased,
    }
}

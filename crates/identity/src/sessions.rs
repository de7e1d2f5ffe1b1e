//! Sessions of members and of guests: a random token in a cookie, a row that is read with every request.

use db::{Execute, FromRow, Row, args};
use kernel::tx::Reading;
use kernel::{
    Actor, App, Error, Event, EventKind, Id, Member, Millis, PersonId, Proof, Result, SessionId,
    Slot, Tx, sealing,
};
use vault::token::Token;
use vault::{Digest, Sealed, Zeroizing};
use webkit::{GUEST_COOKIE, MEMBER_COOKIE, SetCookie};

use crate::visitor::KeptFacts;
use crate::{Facts, sql};

/// The longest life of a session, used or not, in milliseconds.
pub const ABSOLUTE_LIFE: Millis = 30 * 24 * 3_600_000;

/// How exactly the last sign of life is kept, in milliseconds.
const TOUCH_EVERY: Millis = 60_000;

/// Whose session it is; a token of one kind opens nothing as the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Member,
    Guest,
}

impl Kind {
    fn token(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Guest => "guest",
        }
    }

    fn cookie(self) -> &'static str {
        match self {
            Self::Member => MEMBER_COOKIE,
            Self::Guest => GUEST_COOKIE,
        }
    }
}

/// A session that was just made or given a new token.
#[derive(Debug)]
pub struct NewSession {
    /// Its id, which is no secret.
    pub id: SessionId,
    kind: Kind,
    token: Token,
}

impl NewSession {
    /// The cookie that carries it.
    pub fn cookie(&self) -> SetCookie {
        SetCookie::token(self.kind.cookie(), &self.token.to_text(), ABSOLUTE_LIFE)
    }

    /// The token in its text form, as the cookie carries it.
    pub fn token(&self) -> Zeroizing<String> {
        self.token.to_text()
    }
}

/// A session that was found by its token and counts now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LiveSession {
    /// Its id.
    pub id: SessionId,
    /// The member; a guest session has nobody of its own.
    pub person: Option<PersonId>,
    /// What the member has shown. Sessions of unknown origin count as the weakest.
    pub proof: Proof,
    last_seen_at: Millis,
}

/// A session that nobody ended. Whether its time is over is asked whenever it is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenSession {
    session: LiveSession,
    expires_at: Millis,
}

impl OpenSession {
    /// Whose it is; a guest session has nobody of its own.
    pub fn person(&self) -> Option<PersonId> {
        self.session.person
    }

    /// The session, if it still counts at this moment.
    pub fn live(self, app: &App) -> Option<LiveSession> {
        let now = app.now();
        // A guest's device is remembered until the session ends: a mailed code is asked for once on it, and whatever a
        // link allows is asked of the grants with every request.
        let is_used = self.session.person.is_none()
            || self.session.last_seen_at > now - app.settings().session_idle;
        (self.expires_at > now && is_used).then_some(self.session)
    }
}

impl FromRow for OpenSession {
    fn from_row(row: &Row) -> db::Result<Self> {
        let session = LiveSession {
            id: Id::from_uuid(row.uuid(0)?),
            person: row.opt_uuid(1)?.map(Id::from_uuid),
            last_seen_at: row.int(2)?,
            proof: row
                .opt_text(3)?
                .and_then(Proof::parse)
                .unwrap_or(Proof::OneTimeLink),
        };
        Ok(Self {
            session,
            expires_at: row.int(4)?,
        })
    }
}

/// A session in the list that its owner sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionCard {
    /// Which.
    pub id: SessionId,
    /// Since when.
    pub created_at: Millis,
    /// Last sign of life, to the minute.
    pub last_seen_at: Millis,
    /// The `User-Agent` that signed in.
    pub browser: String,
    /// The network address that signed in.
    pub address: String,
}

/// Starts a member's session, always under a new token, so that nobody can plant one (fixation). The caller emits
/// [`EventKind::SignInSucceeded`].
pub async fn start_member(
    tx: &mut Tx,
    person: PersonId,
    proof: Proof,
    facts: &Facts,
) -> Result<NewSession> {
    let id: SessionId = tx.mint();
    let kept = KeptFacts::from(facts);
    let sealed = tx
        .app()
        .seal(sealing::person_key(person), slot(id), &kept)
        .await?;
    start(tx, id, Some((person, proof)), Some(sealed)).await
}

/// Starts a guest's session. Nothing about the browser is kept: there is no person yet whose key could seal it. The
/// caller emits what the guest did.
pub async fn start_guest(tx: &mut Tx) -> Result<NewSession> {
    let id: SessionId = tx.mint();
    start(tx, id, None, None).await
}

/// What a session's row is found by; `None` for what is no token.
pub fn digest_of(app: &App, token: &str) -> Option<Digest> {
    Some(digest(app, &Token::parse(token)?))
}

/// The member's session of a digest, if nobody ended it.
pub async fn open_member(reader: &mut impl Reading, digest: Digest) -> Result<Option<OpenSession>> {
    open(reader, Kind::Member, digest).await
}

/// The guest session of a token, and a sign of life for it.
pub async fn find_guest(app: &App, token: &str) -> Result<Option<SessionId>> {
    let found = guest(app, token).await?;
    if let Some(session) = found {
        touch(app, &session).await;
    }
    Ok(found.map(|session| session.id))
}

/// The same without a sign of life: for what an open page asks by itself.
pub async fn find_guest_unnoticed(app: &App, token: &str) -> Result<Option<SessionId>> {
    Ok(guest(app, token).await?.map(|session| session.id))
}

async fn guest(app: &App, token: &str) -> Result<Option<LiveSession>> {
    let Some(digest) = digest_of(app, token) else {
        return Ok(None);
    };
    let mut reader = app.read(&Actor::anonymous()).await?;
    let open = open(&mut reader, Kind::Guest, digest).await?;
    Ok(open.and_then(|session| session.live(app)))
}

/// Notes a sign of life, at most once a minute. A session that is about to be served is served even when this fails:
/// it can only end early by it.
pub async fn touch(app: &App, session: &LiveSession) {
    let now = app.now();
    if now - session.last_seen_at < TOUCH_EVERY {
        return;
    }
    if let Err(error) = write_touch(app, session.id, now).await {
        tracing::warn!(session.id = %session.id, %error, "a session's sign of life was not stored");
    }
}

/// The open sessions of a member, last used first.
pub async fn list(app: &App, member: &Member) -> Result<Vec<SessionCard>> {
    let mut reader = app.read(&Actor::member(member.clone())).await?;
    let now = app.now();
    let alive_since = now - app.settings().session_idle;
    let arguments = args![member.person, now, alive_since];
    let rows: Vec<SessionRow> = reader.rows(&sql::OPEN_SESSIONS, &arguments).await?;
    drop(reader);
    let key = app
        .keystore()
        .key(sealing::person_key(member.person))
        .await?;
    let card = |row: SessionRow| {
        let kept: Option<KeptFacts> = row
            .sealed
            .map(|sealed| app.open_with(&key, slot(row.id), &sealed))
            .transpose()?;
        let kept = kept.unwrap_or_default();
        Ok(SessionCard {
            id: row.id,
            created_at: row.created_at,
            last_seen_at: row.last_seen_at,
            browser: kept.browser,
            address: kept.address,
        })
    };
    rows.into_iter().map(card).collect()
}

/// Ends one of the member's own sessions.
///
/// # Errors
/// [`Error::NotFound`] for somebody else's and for one that has ended.
pub async fn revoke(app: &App, member: &Member, session: SessionId) -> Result<()> {
    let mut tx = app.write(&Actor::member(member.clone())).await?;
    if !end(&mut tx, member.person, session).await? {
        return Err(Error::NotFound);
    }
    let kind = if session == member.session {
        EventKind::SignedOut
    } else {
        EventKind::SessionRevoked
    };
    tx.emit(Event::new(kind, member.team).person(member.person));
    tx.commit().await
}

/// Ends all of the member's sessions but the one they act in.
pub async fn revoke_others(app: &App, member: &Member) -> Result<()> {
    let mut tx = app.write(&Actor::member(member.clone())).await?;
    end_others(&mut tx, member).await?;
    tx.commit().await
}

/// Ends the session that the member acts in.
pub async fn sign_out(app: &App, member: &Member) -> Result<()> {
    match revoke(app, member, member.session).await {
        // Signed out twice at once: both wanted the same.
        Err(Error::NotFound) => Ok(()),
        outcome => outcome,
    }
}

/// Ends a session inside a transaction; tells whether it was open. The caller emits.
pub async fn end(tx: &mut Tx, person: PersonId, session: SessionId) -> Result<bool> {
    let now = tx.now();
    Ok(tx
        .execute(&sql::REVOKE_SESSION, &args![session, person, now])
        .await?
        == 1)
}

/// Ends a guest's session inside a transaction; tells whether it was open. The caller emits what the guest left.
pub async fn end_guest(tx: &mut Tx, session: SessionId) -> Result<bool> {
    let now = tx.now();
    Ok(tx
        .execute(&sql::REVOKE_GUEST_SESSION, &args![session, now])
        .await?
        == 1)
}

/// Ends all but the member's own session inside a transaction, with one event for each.
pub(crate) async fn end_others(tx: &mut Tx, member: &Member) -> Result<()> {
    let arguments = args![member.person, member.session, tx.now()];
    let ended: Vec<uuid::Uuid> = tx.rows(&sql::REVOKE_OTHER_SESSIONS, &arguments).await?;
    for _ in ended {
        tx.emit(Event::new(EventKind::SessionRevoked, member.team).person(member.person));
    }
    Ok(())
}

/// Gives the member's session a new token; the old one is nothing from the commit on.
pub(crate) async fn rotate(tx: &mut Tx, session: SessionId) -> Result<NewSession> {
    let token = Token::generate();
    let now = tx.now();
    let arguments = args![session, digest(tx.app(), &token), now];
    tx.execute_one(&sql::ROTATE_SESSION, &arguments).await?;
    Ok(NewSession {
        id: session,
        kind: Kind::Member,
        token,
    })
}

struct SessionRow {
    id: SessionId,
    created_at: Millis,
    last_seen_at: Millis,
    sealed: Option<Sealed>,
}

impl FromRow for SessionRow {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            id: Id::from_uuid(row.uuid(0)?),
            created_at: row.int(1)?,
            last_seen_at: row.int(2)?,
            sealed: row.opt_sealed(3)?,
        })
    }
}

async fn start(
    tx: &mut Tx,
    id: SessionId,
    member: Option<(PersonId, Proof)>,
    sealed: Option<Sealed>,
) -> Result<NewSession> {
    let kind = if member.is_some() {
        Kind::Member
    } else {
        Kind::Guest
    };
    let (person, proof) = member.unzip();
    let token = Token::generate();
    let now = tx.now();
    let digest = digest(tx.app(), &token);
    let arguments = args![
        id,
        digest,
        kind.token(),
        person,
        now,
        now + ABSOLUTE_LIFE,
        sealed,
        proof.map(Proof::token)
    ];
    tx.execute_one(&sql::INSERT_SESSION, &arguments).await?;
    Ok(NewSession { id, kind, token })
}

async fn open(
    reader: &mut impl Reading,
    kind: Kind,
    digest: Digest,
) -> Result<Option<OpenSession>> {
    reader
        .row(&sql::SESSION, &args![digest, kind.token()])
        .await
}

/// Past the events on purpose: that a browser is still open is no action of anybody.
async fn write_touch(app: &App, session: SessionId, now: Millis) -> db::Result<()> {
    let mut tx = app.database().write().await?;
    tx.execute(
        &sql::TOUCH_SESSION,
        &args![session, now, now - TOUCH_EVERY + 1],
    )
    .await?;
    tx.commit().await
}

fn digest(app: &App, token: &Token) -> Digest {
    app.provider().digest("session", token.as_bytes())
}

fn slot(session: SessionId) -> Slot {
    Slot::new(None, "identity_sessions", session, "sealed")
}

//! Invitations to a team: made by those who manage its members, accepted once by whoever holds the secret.

use db::{FromRow, Row, args};
use identity::{Facts, NewPerson, Secret, passwords, persons};
use kernel::tx::Reading;
use kernel::{
    Action, Actor, App, Error, Event, EventKind, Id, InvitationId, Member, Millis, PersonId, Proof,
    Result, Role, Slot, TeamId, Tx, grant, sealing,
};
use serde::{Deserialize, Serialize};
use vault::token::Token;
use vault::{Digest, Sealed};

use crate::rules::invitation::{LIFE, State, may_give};
use crate::teams::{self, Team, role};
use crate::{Entered, sign_in, sql};

/// Somebody to be invited.
#[derive(Debug, Clone)]
pub struct NewInvitation {
    /// As typed.
    pub email: String,
    /// As typed.
    pub name: String,
    /// What they are to be.
    pub role: Role,
}

/// An open invitation as those who manage members see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// Which.
    pub id: InvitationId,
    /// Who was invited.
    pub email: String,
    /// Who was invited.
    pub name: String,
    /// What they are to be.
    pub role: Role,
    /// Since when.
    pub created_at: Millis,
    /// Until when.
    pub expires_at: Millis,
    /// The link; hidden from members who could not give this role, since whoever has it can take the role.
    pub url: Option<String>,
}

/// What somebody who holds the secret sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// Which team invites.
    pub team_name: String,
    /// The address that will sign in.
    pub email: String,
    /// How the inviter wrote the name.
    pub name: String,
}

/// What somebody who accepts sends.
#[derive(Debug, Clone)]
pub struct Acceptance {
    /// From the link's fragment.
    pub secret: Secret,
    /// As typed.
    pub name: String,
    /// As typed.
    pub password: Secret,
}

#[derive(Serialize, Deserialize)]
struct Envelope {
    email: String,
    name: String,
    secret: String,
}

struct InvitationRow {
    id: InvitationId,
    team: TeamId,
    digest: Digest,
    role: Role,
    invited_by: PersonId,
    created_at: Millis,
    expires_at: Millis,
    state: State,
    sealed: Option<Sealed>,
}

/// Invites somebody and gives the invitation with its link. An older open one of the same address is taken back.
///
/// # Errors
/// [`Error::Forbidden`] without the right to manage members or for a role above one's own; [`Error::Conflict`]
/// `already_member`.
pub async fn invite(app: &App, member: &Member, new: &NewInvitation) -> Result<Invitation> {
    let actor = Actor::member(member.clone());
    grant(&actor, Action::ManageMembers, Team(member.team))?;
    if !may_give(member.role, new.role) {
        return Err(Error::Forbidden);
    }
    let secret = Token::generate();
    let envelope = Envelope {
        email: persons::clean_address(&new.email)?,
        name: identity::rules::name::clean("name", &new.name)?,
        secret: secret.to_text().to_string(),
    };
    let account = persons::by_address(app, &envelope.email).await?;
    let mut tx = app.write(&actor).await?;
    // Only membership of this very team may be told; accounts of others are nobody's business.
    let membership = match account {
        Some(person) => teams::membership(&mut tx, person).await?,
        None => None,
    };
    if membership.is_some_and(|membership| membership.team == member.team) {
        return Err(already_member());
    }
    replace_older(&mut tx, member.team, &envelope.email).await?;
    let id: InvitationId = tx.mint();
    let now = tx.now();
    let sealed = app
        .seal(
            sealing::team_key(member.team),
            slot(member.team, id),
            &envelope,
        )
        .await?;
    let arguments = args![
        id,
        member.team,
        digest(app, &secret),
        new.role.token(),
        member.person,
        now,
        now + LIFE,
        sealed
    ];
    tx.execute_one(&sql::INSERT_INVITATION, &arguments).await?;
    tx.emit(Event::new(EventKind::TeamMemberInvited, member.team));
    tx.commit().await?;
    Ok(Invitation {
        id,
        url: Some(url(app, id, &envelope.secret)),
        email: envelope.email,
        name: envelope.name,
        role: new.role,
        created_at: now,
        expires_at: now + LIFE,
    })
}

/// The open invitations of the member's team; none for members who do not manage members.
///
/// SECURITY: whoever reads a link can take it; guarded by tests `members_do_not_see_invitations` and
/// `an_admin_does_not_see_an_owners_link`.
pub async fn list(reader: &mut impl Reading, member: &Member) -> Result<Vec<Invitation>> {
    let actor = reader.actor().clone();
    if grant(&actor, Action::ManageMembers, Team(member.team)).is_err() {
        return Ok(Vec::new());
    }
    let app = reader.app().clone();
    let mut shown = Vec::new();
    for row in open_ones(reader, member.team).await? {
        let Some(envelope) = opened(&app, &row).await? else {
            continue;
        };
        let visible = may_give(member.role, row.role);
        shown.push(Invitation {
            id: row.id,
            url: visible.then(|| url(&app, row.id, &envelope.secret)),
            email: envelope.email,
            name: envelope.name,
            role: row.role,
            created_at: row.created_at,
            expires_at: row.expires_at,
        });
    }
    Ok(shown)
}

/// An open invitation as it is written to whom it is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvitationLetter {
    /// Which team invites.
    pub team_name: String,
    /// Who made it.
    pub inviter: String,
    /// Who was invited.
    pub email: String,
    /// Who was invited.
    pub name: String,
    /// What they are to be.
    pub role: Role,
    /// Until when.
    pub expires_at: Millis,
    /// The link.
    pub url: String,
}

/// The open invitations of a team that were made at one moment.
pub async fn made_at(
    reader: &mut impl Reading,
    team: TeamId,
    at: Millis,
) -> Result<Vec<InvitationId>> {
    let open = open_ones(reader, team).await?;
    let made = open.into_iter().filter(|row| row.created_at == at);
    Ok(made.map(|row| row.id).collect())
}

/// What an invitation says to whom it is for; nothing once it was accepted, taken back or has expired, or when whoever
/// made it could not make it any more. For sending it: who may see it otherwise is [`list`]'s.
pub async fn letter(
    reader: &mut impl Reading,
    id: InvitationId,
) -> Result<Option<InvitationLetter>> {
    let app = reader.app().clone();
    let Some(row): Option<InvitationRow> = reader.row(&sql::INVITATION, &args![id]).await? else {
        return Ok(None);
    };
    if row.state.require_open(row.expires_at, app.now()).is_err()
        || !still_backed(reader, &row).await?
    {
        return Ok(None);
    }
    let Some(envelope) = opened(&app, &row).await? else {
        return Ok(None);
    };
    let inviter = persons::card_of(reader, row.invited_by).await?;
    Ok(Some(InvitationLetter {
        team_name: teams::name(reader, row.team).await?,
        inviter: inviter.map(|card| card.name).unwrap_or_default(),
        url: url(&app, id, &envelope.secret),
        email: envelope.email,
        name: envelope.name,
        role: row.role,
        expires_at: row.expires_at,
    }))
}

/// Who invited somebody that has joined.
pub async fn inviter_of(reader: &mut impl Reading, person: PersonId) -> Result<Option<PersonId>> {
    let inviter: Option<uuid::Uuid> = reader.row(&sql::INVITER_OF, &args![person]).await?;
    Ok(inviter.map(Id::from_uuid))
}

/// Takes an invitation back.
///
/// # Errors
/// [`Error::NotFound`] for another team's and for one that is not open, [`Error::Forbidden`] without the right to
/// manage members.
pub async fn revoke(app: &App, member: &Member, id: InvitationId) -> Result<()> {
    let actor = Actor::member(member.clone());
    let mut tx = app.write(&actor).await?;
    let row: InvitationRow = tx
        .row(&sql::INVITATION, &args![id])
        .await?
        .ok_or(Error::NotFound)?;
    grant(&actor, Action::ManageMembers, Team(row.team))?;
    if !settle(&mut tx, id, State::Revoked).await? {
        return Err(Error::NotFound);
    }
    tx.emit(Event::new(EventKind::TeamInvitationRevoked, row.team));
    tx.commit().await
}

/// Shows an invitation to whoever holds its secret. Changes nothing, so a mail scanner may look too.
pub async fn look(app: &App, id: InvitationId, secret: &Secret) -> Result<Look> {
    let mut reader = app.read(&Actor::anonymous()).await?;
    let (row, envelope) = proven(&mut reader, id, secret).await?;
    let team_name = teams::name(&mut reader, row.team).await?;
    Ok(Look {
        team_name,
        email: envelope.email,
        name: envelope.name,
    })
}

/// Makes the account and the membership and opens the first session.
///
/// # Errors
/// [`Error::NotFound`] for a wrong secret; [`Error::Refused`] `link_used`, `link_revoked`, `link_expired`;
/// [`Error::Conflict`] `address_taken`; the errors of names and passwords, after which the invitation is still good.
pub async fn accept(
    app: &App,
    id: InvitationId,
    acceptance: &Acceptance,
    facts: &Facts,
    previous: Option<&Member>,
) -> Result<Entered> {
    let mut reader = app.read(&Actor::anonymous()).await?;
    let (row, envelope) = proven(&mut reader, id, &acceptance.secret).await?;
    let team_name = teams::name(&mut reader, row.team).await?;
    drop(reader);
    let new = NewPerson {
        team: None,
        name: identity::rules::name::clean("name", &acceptance.name)?,
        email: Some(envelope.email.clone()),
        verified: false,
    };
    let context = vec![new.name.clone(), envelope.email, team_name];
    passwords::require_strong(&acceptance.password, context).await?;
    let hash = passwords::hash(&acceptance.password).await?;
    let mut tx = app.write(&Actor::anonymous()).await?;
    // SECURITY: of many at once exactly one changes the row, and the account is made in the same transaction;
    // guarded by test `an_invitation_is_single_use`.
    if !settle(&mut tx, id, State::Accepted).await? {
        State::Accepted.require_open(row.expires_at, tx.now())?;
    }
    let person = persons::create(&mut tx, &new).await?;
    passwords::set(&mut tx, person, &hash).await?;
    tx.execute_one(&sql::NOTE_WHO_ACCEPTED, &args![id, person])
        .await?;
    let membership = teams::join(&mut tx, row.team, person, row.role).await?;
    let entered = sign_in::enter_new(&mut tx, membership, facts, previous).await?;
    tx.commit().await?;
    Ok(entered)
}

impl FromRow for InvitationRow {
    fn from_row(row: &Row) -> db::Result<Self> {
        let state = State::parse(row.text(7)?);
        Ok(Self {
            id: Id::from_uuid(row.uuid(0)?),
            team: Id::from_uuid(row.uuid(1)?),
            digest: row.digest(2)?,
            role: role(row, 3)?,
            invited_by: Id::from_uuid(row.uuid(4)?),
            created_at: row.int(5)?,
            expires_at: row.int(6)?,
            state: state.ok_or_else(|| row.inconsistent("an unknown state of an invitation"))?,
            sealed: row.opt_sealed(8)?,
        })
    }
}

/// The open invitation of a secret, while whoever made it could still make it.
async fn proven(
    reader: &mut impl Reading,
    id: InvitationId,
    secret: &Secret,
) -> Result<(InvitationRow, Envelope)> {
    let app = reader.app().clone();
    let token = Token::parse(secret.expose()).ok_or(Error::NotFound)?;
    let row: InvitationRow = reader
        .row(&sql::INVITATION, &args![id])
        .await?
        .ok_or(Error::NotFound)?;
    if row.digest != digest(&app, &token) {
        return Err(Error::NotFound);
    }
    row.state.require_open(row.expires_at, app.now())?;
    if !still_backed(reader, &row).await? {
        State::Revoked.require_open(row.expires_at, app.now())?;
    }
    let envelope = opened(&app, &row).await?.ok_or(Error::NotFound)?;
    Ok((row, envelope))
}

/// Whether the inviter is still in the team, with a role that may invite to this one.
async fn still_backed(reader: &mut impl Reading, row: &InvitationRow) -> Result<bool> {
    let inviter = teams::membership(reader, row.invited_by).await?;
    Ok(inviter.is_some_and(|inviter| {
        // The permission table asks for an actor; the session plays no part in it.
        let session = Id::from_uuid(uuid::Uuid::nil());
        let actor = Actor::member(inviter.acting_in(session, Proof::OneTimeLink));
        may_give(inviter.role, row.role)
            && grant(&actor, Action::ManageMembers, Team(row.team)).is_ok()
    }))
}

async fn open_ones(reader: &mut impl Reading, team: TeamId) -> Result<Vec<InvitationRow>> {
    let now = reader.app().now();
    reader.rows(&sql::OPEN_INVITATIONS, &args![team, now]).await
}

async fn opened(app: &App, row: &InvitationRow) -> Result<Option<Envelope>> {
    match &row.sealed {
        Some(sealed) => {
            app.open(sealing::team_key(row.team), slot(row.team, row.id), sealed)
                .await
        }
        None => Ok(None),
    }
}

/// Takes back what the same address still has open, and empties what has expired.
async fn replace_older(tx: &mut Tx, team: TeamId, email: &str) -> Result<()> {
    let app = tx.app().clone();
    let now = tx.now();
    tx.execute(&sql::EMPTY_EXPIRED_INVITATIONS, &args![now])
        .await?;
    for row in open_ones(tx, team).await? {
        let same = opened(&app, &row)
            .await?
            .is_some_and(|envelope| envelope.email == email);
        if same && settle(tx, row.id, State::Revoked).await? {
            tx.emit(Event::new(EventKind::TeamInvitationRevoked, team));
        }
    }
    Ok(())
}

/// Ends an open invitation and empties it; tells whether it was open.
async fn settle(tx: &mut Tx, id: InvitationId, state: State) -> Result<bool> {
    let arguments = args![id, state.token(), tx.now()];
    Ok(tx.execute(&sql::SETTLE_INVITATION, &arguments).await? == 1)
}

fn url(app: &App, id: InvitationId, secret: &str) -> String {
    format!("{}/invitation/{id}#{secret}", app.settings().public_origin)
}

fn digest(app: &App, secret: &Token) -> Digest {
    app.provider()
        .digest("access.invitation", secret.as_bytes())
}

fn slot(team: TeamId, id: InvitationId) -> Slot {
    Slot::new(Some(team), "access_invitations", id, "sealed")
}

fn already_member() -> Error {
    Error::Conflict {
        code: "already_member",
        detail: "This address belongs to a member of the team already. Nobody was invited.",
    }
}

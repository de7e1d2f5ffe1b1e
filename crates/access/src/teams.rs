//! Teams and who belongs to them.

use db::{FromRow, Row, args};
use identity::{PersonCard, persons};
use kernel::tx::Reading;
use kernel::{
    Error, Event, EventKind, Guarded, Id, Member, Millis, PersonId, Proof, Resource, Result, Role,
    SessionId, Slot, TeamId, Tx, sealing,
};
use keystore::{KeyKind, NewKey};
use serde::{Deserialize, Serialize};
use vault::Sealed;

use crate::sql;

/// A team as the permission table sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Team(pub TeamId);

impl Guarded for Team {
    fn resource(&self) -> Resource {
        Resource::Team(self.0)
    }
}

/// Where a person belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Membership {
    /// Who.
    pub person: PersonId,
    /// Their team.
    pub team: TeamId,
    /// What they are there.
    pub role: Role,
}

impl Membership {
    /// The member as they act in a session.
    pub fn acting_in(self, session: SessionId, proof: Proof) -> Member {
        Member {
            session,
            person: self.person,
            team: self.team,
            role: self.role,
            proof,
        }
    }
}

/// A member in the team's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamMember {
    /// Who.
    pub card: PersonCard,
    /// What they are.
    pub role: Role,
    /// Since when.
    pub joined_at: Millis,
}

#[derive(Serialize, Deserialize)]
struct Envelope {
    name: String,
}

/// Creates a team under a new key, with its event.
pub async fn create(tx: &mut Tx, name: &str) -> Result<TeamId> {
    let name = identity::rules::name::clean("team_name", name)?;
    let id: TeamId = tx.mint();
    let key = NewKey {
        id: sealing::team_key(id),
        kind: KeyKind::Team,
        parent: None,
        owner: None,
    };
    tx.create_keys(&[key]).await?;
    let sealed = tx
        .app()
        .seal(sealing::team_key(id), slot(id), &Envelope { name })
        .await?;
    let arguments = args![id, sealed, tx.now()];
    tx.execute_one(&sql::INSERT_TEAM, &arguments).await?;
    tx.emit(Event::new(EventKind::TeamCreated, id));
    Ok(id)
}

/// Makes an account a member, with its event. The account must not be a member of anything yet.
pub async fn join(tx: &mut Tx, team: TeamId, person: PersonId, role: Role) -> Result<Membership> {
    let arguments = args![person, team, role.token(), tx.now()];
    tx.execute_one(&sql::INSERT_MEMBERSHIP, &arguments).await?;
    tx.emit(Event::new(EventKind::TeamMemberJoined, team).person(person));
    Ok(Membership { person, team, role })
}

/// Where this person belongs, if anywhere.
pub async fn membership(reader: &mut impl Reading, person: PersonId) -> Result<Option<Membership>> {
    let found: Option<MembershipRow> = reader.row(&sql::MEMBERSHIP, &args![person]).await?;
    Ok(found.map(|row| Membership {
        person,
        team: row.team,
        role: row.role,
    }))
}

/// A team's name.
pub async fn name(reader: &mut impl Reading, team: TeamId) -> Result<String> {
    let sealed: Sealed = reader
        .row(&sql::TEAM, &args![team])
        .await?
        .ok_or(Error::NotFound)?;
    let app = reader.app().clone();
    let envelope: Option<Envelope> = app
        .open(sealing::team_key(team), slot(team), &sealed)
        .await?;
    Ok(envelope.map(|envelope| envelope.name).unwrap_or_default())
}

/// Everybody in a team, in the order in which they joined.
pub async fn members(reader: &mut impl Reading, team: TeamId) -> Result<Vec<TeamMember>> {
    let rows: Vec<MemberRow> = reader.rows(&sql::MEMBERS, &args![team]).await?;
    let ids: Vec<PersonId> = rows.iter().map(|row| row.person).collect();
    let mut cards = persons::cards(reader, &ids).await?;
    let member = |row: MemberRow| {
        let card = cards.remove(&row.person)?;
        Some(TeamMember {
            card,
            role: row.role,
            joined_at: row.joined_at,
        })
    };
    Ok(rows.into_iter().filter_map(member).collect())
}

/// Whether there is any team.
pub(crate) async fn any(reader: &mut impl Reading) -> Result<bool> {
    Ok(reader
        .row::<uuid::Uuid>(&sql::ANY_TEAM, &[])
        .await?
        .is_some())
}

pub(crate) fn role(row: &Row, index: usize) -> db::Result<Role> {
    Role::parse(row.text(index)?).ok_or_else(|| row.inconsistent("an unknown role"))
}

struct MembershipRow {
    team: TeamId,
    role: Role,
}

impl FromRow for MembershipRow {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            team: Id::from_uuid(row.uuid(0)?),
            role: role(row, 1)?,
        })
    }
}

struct MemberRow {
    person: PersonId,
    role: Role,
    joined_at: Millis,
}

impl FromRow for MemberRow {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            person: Id::from_uuid(row.uuid(0)?),
            role: role(row, 1)?,
            joined_at: row.int(2)?,
        })
    }
}

fn slot(team: TeamId) -> Slot {
    Slot::new(Some(team), "access_teams", team, "sealed")
}

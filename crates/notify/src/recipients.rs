//! Who may be told what today: a member of the team with their role of this moment, or a guest with what their own
//! link allows now. Nobody else is ever told anything.

use identity::{PersonCard, persons};
use kernel::tx::Reading;
use kernel::{Actor, GroupId, Id, PersonId, Proof, Result, TeamId};
use uuid::Uuid;

/// A member of this team as they may act now; nobody once they have left it.
pub(crate) async fn member(
    reader: &mut impl Reading,
    team: TeamId,
    person: PersonId,
) -> Result<Option<Actor>> {
    let membership = access::teams::membership(reader, person).await?;
    let here = membership.filter(|membership| membership.team == team);
    // The permission table asks for an actor; the session plays no part in it.
    let session = Id::from_uuid(Uuid::nil());
    Ok(here.map(|membership| Actor::member(membership.acting_in(session, Proof::OneTimeLink))))
}

/// A member of this team, or a guest of this group by their own link.
pub(crate) async fn anybody(
    reader: &mut impl Reading,
    team: TeamId,
    group: GroupId,
    person: PersonId,
) -> Result<Option<Actor>> {
    if let Some(actor) = member(reader, team, person).await? {
        return Ok(Some(actor));
    }
    review::telling::guest(reader, group, person).await
}

/// Somebody with an address to write to.
pub(crate) async fn addressee(
    reader: &mut impl Reading,
    person: PersonId,
) -> Result<Option<(PersonCard, String)>> {
    let card = persons::card_of(reader, person).await?;
    Ok(card.and_then(|card| {
        let address = card.email.clone()?;
        Some((card, address))
    }))
}

//! The members' half of the front door: from a cookie to a member, asked with every request.

use identity::sessions::{self, LiveSession};
use kernel::{Actor, App, Member, Result};

use crate::teams;

/// The member whose session this is, and a sign of life for it. Unknown, ended and expired sessions and persons who left
/// the team are all `None`.
///
/// Two look-ups by unique keys in one snapshot, and nothing cached: what was revoked is refused by the next request.
pub async fn member(app: &App, token: &str) -> Result<Option<Member>> {
    let Some((member, session)) = found(app, token).await? else {
        return Ok(None);
    };
    sessions::touch(app, &session).await;
    Ok(Some(member))
}

/// The same without a sign of life: for what an open page asks by itself, while nobody may be sitting before it.
pub async fn member_unnoticed(app: &App, token: &str) -> Result<Option<Member>> {
    Ok(found(app, token).await?.map(|(member, _)| member))
}

async fn found(app: &App, token: &str) -> Result<Option<(Member, LiveSession)>> {
    let mut reader = app.read(&Actor::anonymous()).await?;
    let Some(session) = sessions::find_member(&mut reader, token).await? else {
        return Ok(None);
    };
    let Some(person) = session.person else {
        return Ok(None);
    };
    let membership = teams::membership(&mut reader, person).await?;
    Ok(membership.map(|membership| (membership.acting_in(session.id, session.proof), session)))
}

//! The members' half of the front door: from a cookie to a member, asked with every request.

use identity::sessions;
use kernel::{Actor, App, Member, Result};

use crate::teams;

/// The member whose session this is. Unknown, ended and expired sessions and persons who left the team are all `None`.
///
/// Two look-ups by unique keys in one snapshot, and nothing cached: what was revoked is refused by the next request.
pub async fn member(app: &App, token: &str) -> Result<Option<Member>> {
    let mut reader = app.read(&Actor::anonymous()).await?;
    let Some(session) = sessions::find_member(&mut reader, token).await? else {
        return Ok(None);
    };
    let Some(person) = session.person else {
        return Ok(None);
    };
    let membership = teams::membership(&mut reader, person).await?;
    drop(reader);
    let Some(membership) = membership else {
        return Ok(None);
    };
    sessions::touch(app, &session).await;
    Ok(Some(membership.acting_in(session.id)))
}

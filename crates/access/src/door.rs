//! The members' half of the front door: from a cookie to a member, asked with every request.

use identity::sessions::{self, LiveSession, OpenSession};
use kernel::{Actor, App, Member, Remembered, Result};
use keystore::KeyId;
use vault::Digest;

use crate::teams::{self, Membership};

/// Somebody who belongs to a team, and the session in which they come.
#[derive(Clone, Copy)]
struct Comer {
    session: OpenSession,
    membership: Membership,
}

impl Remembered for Comer {
    /// Of the session's token.
    type Key = Digest;

    fn opened_with(&self) -> Option<KeyId> {
        None
    }
}

/// The member whose session this is, and a sign of life for it. Unknown, ended and expired sessions and persons who left
/// the team are all `None`.
///
/// Two look-ups by unique keys in one snapshot, or what they found before if nothing was committed since: what was revoked
/// is refused by the next request.
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

// SECURITY: guarded by tests
// `revoking_a_session_closes_the_door_at_once_on_every_node` and `whoever_leaves_the_team_is_out_with_the_next_request`.
async fn found(app: &App, token: &str) -> Result<Option<(Member, LiveSession)>> {
    let Some(digest) = sessions::digest_of(app, token) else {
        return Ok(None);
    };
    let comer = app.remember(digest, read(app, digest)).await?;
    Ok(comer.and_then(
        |Comer {
             session,
             membership,
         }| {
            let session = session.live(app)?;
            Some((membership.acting_in(session.id, session.proof), session))
        },
    ))
}

async fn read(app: &App, digest: Digest) -> Result<Option<Comer>> {
    let mut reader = app.read(&Actor::anonymous()).await?;
    let Some(session) = sessions::open_member(&mut reader, digest).await? else {
        return Ok(None);
    };
    let Some(person) = session.person() else {
        return Ok(None);
    };
    let membership = teams::membership(&mut reader, person).await?;
    Ok(membership.map(|membership| Comer {
        session,
        membership,
    }))
}

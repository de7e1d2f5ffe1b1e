//! Signing in as a member: a proof from `identity`, a membership, a session.

use identity::sign_in::{self, Opened, PasswordProof};
use identity::{Facts, Secret, links, sessions};
use kernel::{Actor, App, Error, Event, EventKind, Member, Proof, Result, Tx};

use crate::teams::{self, Membership};

/// Somebody who has just come in.
#[derive(Debug)]
pub struct Entered {
    /// Who, in the new session.
    pub member: Member,
    /// What the browser gets.
    pub opened: Opened,
}

/// Signs in with address and password. `None` when they do not belong together, or belong to somebody who is no
/// member of anything.
///
/// # Errors
/// [`Error::TooMany`] before anything was looked at.
pub async fn with_password(
    app: &App,
    proof: &PasswordProof,
    previous: Option<&Member>,
) -> Result<Option<Entered>> {
    let Some(proven) = sign_in::with_password(app, proof).await? else {
        return Ok(None);
    };
    let mut tx = app.write(&Actor::anonymous()).await?;
    let Some(membership) = teams::membership(&mut tx, proven.person()).await? else {
        drop(tx);
        sign_in::turned_away(app, proven).await?;
        return Ok(None);
    };
    let Some(opened) = proven.open(&mut tx, membership.team, &proof.facts).await? else {
        drop(tx);
        sign_in::turned_away(app, proven).await?;
        return Ok(None);
    };
    leave(&mut tx, previous).await?;
    tx.commit().await?;
    proven.settle(app).await?;
    Ok(Some(entered(membership, Proof::Password, opened)))
}

/// Signs in with a one-time link.
///
/// SECURITY: a link says who somebody is, not that they may come in; without a membership it opens nothing and is not
/// even used up. Guarded by test `a_sign_in_code_never_activates_an_uninvited_address`.
///
/// # Errors
/// [`Error::Refused`] `link_expired`, the same for unknown, used and expired links.
pub async fn with_link(
    app: &App,
    token: &Secret,
    facts: &Facts,
    previous: Option<&Member>,
) -> Result<Entered> {
    let mut tx = app.write(&Actor::anonymous()).await?;
    let person = links::redeem(&mut tx, token.expose())
        .await?
        .ok_or_else(expired)?;
    let membership = teams::membership(&mut tx, person)
        .await?
        .ok_or_else(expired)?;
    leave(&mut tx, previous).await?;
    let proof = Proof::OneTimeLink;
    let opened = sign_in::open(&mut tx, person, membership.team, proof, facts).await?;
    tx.commit().await?;
    Ok(entered(membership, proof, opened))
}

/// Opens the first session of somebody who has just become a member.
pub(crate) async fn enter_new(
    tx: &mut Tx,
    membership: Membership,
    facts: &Facts,
    previous: Option<&Member>,
) -> Result<Entered> {
    leave(tx, previous).await?;
    // The password that they have just chosen.
    let proof = Proof::Password;
    let opened = sign_in::open(tx, membership.person, membership.team, proof, facts).await?;
    Ok(entered(membership, proof, opened))
}

/// The session that this browser had ends with the new one's beginning.
async fn leave(tx: &mut Tx, previous: Option<&Member>) -> Result<()> {
    let Some(member) = previous else {
        return Ok(());
    };
    if sessions::end(tx, member.person, member.session).await? {
        tx.emit(Event::new(EventKind::SignedOut, member.team).person(member.person));
    }
    Ok(())
}

fn entered(membership: Membership, proof: Proof, opened: Opened) -> Entered {
    Entered {
        member: membership.acting_in(opened.session.id, proof),
        opened,
    }
}

fn expired() -> Error {
    Error::Refused {
        code: "link_expired",
        detail: "This sign-in link was used or has expired. Nothing is lost: sign in with your password, or ask for a \
                 new link.",
    }
}

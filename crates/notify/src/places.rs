//! How many live streams one session may hold open: each costs a little work every second.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use kernel::{Actor, Error, Result, SessionId};

/// As many tabs as people keep open.
const PER_SESSION: usize = 12;

static TAKEN: LazyLock<Mutex<HashMap<SessionId, usize>>> = LazyLock::new(Mutex::default);

/// One open stream, counted until it is dropped.
#[derive(Debug)]
pub(crate) struct Place(SessionId);

/// Takes a place for the actor's session.
///
/// # Errors
/// [`Error::TooMany`] when the session holds as many as it may.
pub(crate) fn take(who: &Actor) -> Result<Place> {
    let session = who.session().ok_or(Error::Unauthenticated)?;
    let mut taken = TAKEN.lock().unwrap_or_else(PoisonError::into_inner);
    let count = taken.entry(session).or_insert(0);
    if *count >= PER_SESSION {
        return Err(Error::TooMany { retry_after: 30 });
    }
    *count += 1;
    Ok(Place(session))
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = TAKEN.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = taken.get_mut(&self.0) {
            *count -= 1;
            if *count == 0 {
                taken.remove(&self.0);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::{Id, Member, Proof, Role};

    #[test]
    fn a_session_gets_its_places_back() {
        let id = uuid::Uuid::from_u128(7);
        let member = Member {
            session: Id::from_uuid(id),
            person: Id::from_uuid(id),
            team: Id::from_uuid(id),
            role: Role::Member,
            proof: Proof::Password,
        };
        let who = Actor::member(member);

        let places: Vec<Place> = (0..PER_SESSION).map(|_| take(&who).unwrap()).collect();

        assert!(matches!(take(&who), Err(Error::TooMany { .. })));
        drop(places);
        assert!(take(&who).is_ok());
        assert!(matches!(
            take(&Actor::anonymous()),
            Err(Error::Unauthenticated)
        ));
    }
}

//! Objects that passed the permission table. A use case that takes `Granted<Review>` cannot be called with one that
//! did not: the only constructor is [`grant`].

use std::ops::Deref;

use crate::policy::{Action, Permission, Resource, may};
use crate::{Actor, Error, Result};

/// A thing that permission can be asked for.
pub trait Guarded {
    /// The thing as the permission table sees it.
    fn resource(&self) -> Resource;
}

/// A `T` on which one action was allowed to one actor in this transaction.
#[derive(Debug)]
pub struct Granted<T>(T);

impl<T> Granted<T> {
    /// Gives the thing back, to change and store it.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> Deref for Granted<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

/// Asks the table.
///
/// # Errors
/// [`Error::NotFound`] when the thing is invisible to the actor, [`Error::Forbidden`] when it is visible but the
/// action is not allowed.
pub fn grant<T: Guarded>(actor: &Actor, action: Action, thing: T) -> Result<Granted<T>> {
    match may(actor, action, &thing.resource()) {
        Permission::Granted => Ok(Granted(thing)),
        Permission::Forbidden => Err(Error::Forbidden),
        Permission::Invisible => Err(Error::NotFound),
    }
}

/// The words of those `actions` that the actor may do, for the interface.
pub fn abilities(actor: &Actor, thing: &impl Guarded, actions: &[Action]) -> Vec<&'static str> {
    let resource = thing.resource();
    actions
        .iter()
        .filter(|action| may(actor, **action, &resource) == Permission::Granted)
        .map(|action| action.token())
        .collect()
}

//! What was read from one state of the database, kept in memory until anything is committed.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};

use db::Moment;
use keystore::KeyId;

/// The most values that are kept of one kind, a few hundred bytes each; more begin anew.
const MOST: usize = 1_024;

/// What may be remembered under a key.
pub trait Remembered: Clone + Send + Sync + 'static {
    /// What it is found by.
    type Key: Eq + Hash + Send + 'static;

    /// The key that opened it, where it is more than the row: it is told for as long as that one is leased.
    fn opened_with(&self) -> Option<KeyId>;
}

#[derive(Default)]
pub(crate) struct Memory(Mutex<State>);

/// Everything in it is of one moment.
#[derive(Default)]
struct State {
    moment: Option<Moment>,
    /// A map from `V::Key` to `V` for each kind `V`.
    shelves: HashMap<TypeId, Box<dyn Any + Send>>,
}

impl Memory {
    /// What is known under a key at a moment. Whatever is of another moment is dropped.
    pub(crate) fn recall<V: Remembered>(&self, moment: Moment, key: &V::Key) -> Option<V> {
        let mut state = self.state();
        if state.moment != Some(moment) {
            *state = State {
                moment: Some(moment),
                shelves: HashMap::new(),
            };
        }
        state.shelf::<V>()?.get(key).cloned()
    }

    /// Keeps what was looked for in vain, unless its moment has passed.
    pub(crate) fn keep<V: Remembered>(&self, moment: Moment, key: V::Key, value: V) {
        let mut state = self.state();
        if state.moment != Some(moment) {
            return;
        }
        let shelf = state.shelf::<V>().filter(|shelf| shelf.len() < MOST);
        if let Some(shelf) = shelf {
            shelf.insert(key, value);
        } else {
            let shelf = HashMap::<V::Key, V>::from([(key, value)]);
            state.shelves.insert(TypeId::of::<V>(), Box::new(shelf));
        }
    }

    pub(crate) fn clear(&self) {
        *self.state() = State::default();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn shelf<V: Remembered>(&mut self) -> Option<&mut HashMap<V::Key, V>> {
        self.shelves.get_mut(&TypeId::of::<V>())?.downcast_mut()
    }
}

#![doc = include_str!("../README.md")]
#![deny(missing_docs)]

pub mod actor;
pub mod app;
pub mod clock;
pub mod error;
pub mod events;
pub mod granted;
pub mod ids;
pub mod memory;
pub mod policy;
pub mod sealing;
pub mod sql;
pub mod tx;

pub use actor::{Actor, GuestGrant, Member, Proof, Role, Uploader};
pub use app::{App, AppParts, Settings};
pub use clock::{Clock, Ids, SystemClock, SystemIds};
pub use error::{Error, Result};
pub use events::{Event, EventKind, LiveEvent};
pub use granted::{Granted, Guarded, abilities, grant};
pub use ids::*;
pub use memory::Remembered;
pub use policy::{Action, GuestSwitches, Permission, Resource, may};
pub use sealing::Slot;
pub use tx::{ReadTx, Tx};

/// Milliseconds since the Unix epoch, UTC.
pub type Millis = i64;

/// The schema of the event table.
pub const MIGRATIONS: &[db::Migration] = &[db::Migration {
    number: 1,
    name: "events",
    sqlite: include_str!("../migrations/0001_events/sqlite.sql"),
    postgres: include_str!("../migrations/0001_events/postgres.sql"),
}];

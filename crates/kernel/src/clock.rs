//! Time and identifiers as parameters, so that tests decide both.

use std::fmt::Debug;

use uuid::Uuid;

use crate::Millis;

/// Tells the time.
pub trait Clock: Send + Sync + Debug {
    /// Milliseconds since the Unix epoch, UTC.
    fn now(&self) -> Millis;
}

/// Mints identifiers.
pub trait Ids: Send + Sync + Debug {
    /// A fresh UUIDv7 (RFC 9562).
    fn mint(&self) -> Uuid;
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock")]
    fn now(&self) -> Millis {
        let since_epoch = std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .unwrap_or_default();
        Millis::try_from(since_epoch.as_millis()).unwrap_or(Millis::MAX)
    }
}

/// UUIDv7 of the machine's clock and randomness.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemIds;

impl Ids for SystemIds {
    #[expect(clippy::disallowed_methods, reason = "this is where ids are minted")]
    fn mint(&self) -> Uuid {
        Uuid::now_v7()
    }
}

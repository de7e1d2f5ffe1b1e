//! Pure rules of this area: no clock, no database.

pub mod name;
pub mod network;
pub mod throttle;

//! Pure rules of this area: no clock, no database.

pub mod code;
pub mod invitation;

//! Pure rules of this area.

pub(crate) mod disposition;
pub(crate) mod range;
pub(crate) mod reason;

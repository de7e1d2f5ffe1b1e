//! Pure rules of this area.

pub(crate) mod range;
pub(crate) mod reason;

//! Decisions without a database: how names look, what the headers of an upload mean, how long a slow sender is waited
//! for, where a page begins.

pub(crate) mod archive;
pub(crate) mod cursor;
pub(crate) mod limits;
pub(crate) mod name;
pub(crate) mod patience;
pub(crate) mod resumable;

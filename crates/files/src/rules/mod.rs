//! Decisions without a database: how names look, what the headers of an upload mean, where a page begins.

pub(crate) mod archive;
pub(crate) mod cursor;
pub(crate) mod limits;
pub(crate) mod name;
pub(crate) mod resumable;

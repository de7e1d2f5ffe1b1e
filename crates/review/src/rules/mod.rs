//! What is true of reviews whatever the database, the clock and the browser: pure, synchronous, table-tested.

pub mod attachment;
pub mod body;
pub mod code;
pub mod copying;
pub mod due;
pub mod level;
pub mod link;
pub mod marker;
pub mod name;
pub mod signing;
pub mod status;
pub mod switches;
pub mod verdict;

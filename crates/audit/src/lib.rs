#![doc = include_str!("../README.md")]
#![deny(missing_docs)]

mod leaf;
mod sequencer;
mod sql;

pub use leaf::{Commitment, Leaf, month_of};
pub use sequencer::{Sequencer, since};
pub use sql::ALL as STATEMENTS;

#![doc = include_str!("../README.md")]
#![deny(missing_docs)]

mod cautious;
mod error;
mod letter;
mod relay;

pub use error::CourierError;
pub use letter::{Letter, Recipient};
pub use relay::{Courier, Login, Relay, Security, Sender};

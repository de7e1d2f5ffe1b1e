#![doc = include_str!("../README.md")]
#![deny(missing_docs)]

mod launcher;
mod preview;
mod protocol;
mod sniff;
pub mod worker;

pub use launcher::{Launcher, Limits, RangeSource};
pub use preview::{MediaType, PageSize, Part, PartName, Preview, PreviewFailure};
pub use protocol::{Layer, SandboxReport};
pub use sniff::{MediaKind, Signature, signature, sniff};
pub use worker::worker_main;

#![doc = include_str!("../README.md")]
#![deny(missing_docs)]

mod launcher;
mod pack;
mod preview;
mod protocol;
mod pyramid;
mod sniff;
pub mod worker;

pub use launcher::{Launcher, Limits, RangeSource, TileSeat, TileSink};
pub use pack::{ENTRY, Entry};
pub use preview::{MediaType, PageSize, Part, PartName, Preview, PreviewFailure, SMALL_SUFFICES};
pub use protocol::{Layer, SandboxReport, VERSION};
pub use pyramid::{Place, Pyramid, TILE};
pub use sniff::{MediaKind, Signature, signature, sniff};
pub use worker::worker_main;

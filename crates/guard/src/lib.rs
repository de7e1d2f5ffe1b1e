#![doc = include_str!("../README.md")]
#![deny(missing_docs)]

mod bodies;
#[cfg(feature = "conformance")]
pub mod conformance;
mod engine;
mod error;
mod glob;
mod loader;
mod operators;
mod policy;
mod seclang;
mod transformations;

pub use bodies::Limits;
pub use engine::{Decision, Evidence, Finding, Head, RuleSet, Scores, Transaction};
pub use error::{LoadError, Place};
pub use loader::FileSystem;
pub use policy::{Day, Exclusion, Policy, PolicyError, RuleMode, Rules, Settings, Shortcuts};
pub use seclang::action::{Mode, Phase, Severity};
pub use seclang::source::{MemorySources, Sources};
pub use seclang::variable::Variable;

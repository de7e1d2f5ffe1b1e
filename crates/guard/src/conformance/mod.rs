//! Runs regression files in go-ftw's format against a rule set, in process.

mod case;
mod known;
mod refusal;
mod response;
mod run;
pub mod sample;
mod wire;

pub use case::{Case, Expected, Stage, read_cases};
pub use known::known;
pub use refusal::refusal;
pub use run::{Outcome, Report, Runner, files_below, load, run_folder};
pub use wire::{RawRequest, parse};

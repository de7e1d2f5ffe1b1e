//! Runs regression files in go-ftw's format against a rule set, in process.

mod case;
pub mod clock;
mod known;
pub mod oracle;
pub mod pieces;
mod refusal;
mod release;
mod response;
mod run;
pub mod sample;
mod wire;

pub use case::{Case, Expected, Stage, read_cases};
pub use known::known;
pub use refusal::refusal;
pub use release::Release;
pub use run::{Outcome, Report, Runner, TEST_SETUP, files_below, load, run_folder};
pub use wire::{RawRequest, parse};

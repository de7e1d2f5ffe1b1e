//! Everything that needs whole rule sets: the language, policies, conformance, and that shortcuts change nothing.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test that panics has failed, as it should, and one that does not run says so"
)]

mod conformance;
mod harmless;
mod language;
mod limits;
mod policies;
mod shortcuts;
mod without_shortcuts;

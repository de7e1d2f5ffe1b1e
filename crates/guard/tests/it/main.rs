//! Everything that needs whole rule sets: the language, policies, conformance, and that shortcuts change nothing.

mod conformance;
mod language;
mod policies;
mod shortcuts;

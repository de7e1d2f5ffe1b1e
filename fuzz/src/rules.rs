//! Rules of `identity`, under the names by which other areas call them.

#[path = "../../crates/identity/src/rules/name.rs"]
pub mod name;

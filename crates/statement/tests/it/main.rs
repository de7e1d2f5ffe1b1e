//! Certificates from the outside: made, altered, confused, printed.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that panics has failed, as it should"
)]

mod altered;
mod golden;
mod make;
mod page;
mod verified;

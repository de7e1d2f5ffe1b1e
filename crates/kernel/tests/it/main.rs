//! The permission table as a whole, and transactions over a real database.

#![expect(
    clippy::unwrap_used,
    reason = "tests stop at the first thing that fails"
)]

mod matrix;
mod memory;
mod transactions;

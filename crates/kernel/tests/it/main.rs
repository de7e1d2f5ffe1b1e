//! The permission table as a whole, and transactions over a real database.

mod matrix;
mod transactions;

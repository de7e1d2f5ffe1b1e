#![doc = include_str!("../README.md")]
#![deny(missing_docs)]

mod database;
mod error;
mod migration;
mod postgres;
mod row;
mod sqlite;
mod statement;
pub mod testing;
mod transport;
mod turns;
mod value;

pub use database::{Column, Database, Engine, Execute, Options, Query, ReadTx, WriteTx};
pub use error::{DbError, Result};
pub use migration::Migration;
pub use row::{FromColumn, FromRow, Row};
pub use sqlite::Moment;
pub use statement::Statement;
pub use transport::{Transport, transport};
pub use value::Value;

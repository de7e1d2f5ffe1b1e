//! Decoding of result rows into our types, without copies between.

use postgres_types::Type;
use rusqlite::types::ValueRef;
use uuid::Uuid;
use vault::{Digest, Sealed};

use crate::{DbError, Result};

/// One result row, borrowed from the engine.
pub struct Row<'a> {
    statement: &'static str,
    source: Source<'a>,
}

/// A type that is read from a whole row.
pub trait FromRow: Sized {
    /// Decodes the row; a mismatch is [`DbError::Inconsistent`].
    fn from_row(row: &Row) -> Result<Self>;
}

/// A type that is read from one column. Tuples of such types implement [`FromRow`].
pub trait FromColumn: Sized {
    /// Decodes column `index` (from 0).
    fn from_column(row: &Row, index: usize) -> Result<Self>;
}

enum Source<'a> {
    Sqlite(&'a rusqlite::Row<'a>),
    Postgres(&'a tokio_postgres::Row),
}

enum Cell<'a> {
    Null,
    Int(i64),
    Text(&'a str),
    Bytes(&'a [u8]),
}

impl<'a> Row<'a> {
    pub(crate) fn sqlite(statement: &'static str, row: &'a rusqlite::Row<'a>) -> Self {
        Self {
            statement,
            source: Source::Sqlite(row),
        }
    }

    pub(crate) fn postgres(statement: &'static str, row: &'a tokio_postgres::Row) -> Self {
        Self {
            statement,
            source: Source::Postgres(row),
        }
    }

    /// Decodes a column into any supported type, `Option` included.
    pub fn get<T: FromColumn>(&self, index: usize) -> Result<T> {
        T::from_column(self, index)
    }

    /// An integer.
    pub fn int(&self, index: usize) -> Result<i64> {
        match self.cell(index)? {
            Cell::Int(value) => Ok(value),
            Cell::Null | Cell::Text(_) | Cell::Bytes(_) => Err(self.mismatch(index, "an integer")),
        }
    }

    /// An integer or NULL.
    pub fn opt_int(&self, index: usize) -> Result<Option<i64>> {
        self.get(index)
    }

    /// An integer from 0 to `u32::MAX`.
    pub fn u32(&self, index: usize) -> Result<u32> {
        u32::try_from(self.int(index)?).map_err(|_| self.mismatch(index, "a 32-bit number"))
    }

    /// An integer that is not negative, such as a size.
    pub fn u64(&self, index: usize) -> Result<u64> {
        u64::try_from(self.int(index)?).map_err(|_| self.mismatch(index, "a size"))
    }

    /// A flag, stored as 0 or 1.
    pub fn bool(&self, index: usize) -> Result<bool> {
        match self.int(index)? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(self.mismatch(index, "a flag")),
        }
    }

    /// An enum token.
    pub fn text(&self, index: usize) -> Result<&str> {
        self.opt_text(index)?
            .ok_or_else(|| self.mismatch(index, "a token"))
    }

    /// An enum token or NULL.
    pub fn opt_text(&self, index: usize) -> Result<Option<&str>> {
        match self.cell(index)? {
            Cell::Text(token) => Ok(Some(token)),
            Cell::Null => Ok(None),
            Cell::Int(_) | Cell::Bytes(_) => Err(self.mismatch(index, "a token")),
        }
    }

    /// A 16-byte id.
    pub fn uuid(&self, index: usize) -> Result<Uuid> {
        Uuid::from_slice(self.bytes(index)?).map_err(|_| self.mismatch(index, "an id"))
    }

    /// A 16-byte id or NULL.
    pub fn opt_uuid(&self, index: usize) -> Result<Option<Uuid>> {
        self.get(index)
    }

    /// Sealed bytes.
    pub fn sealed(&self, index: usize) -> Result<Sealed> {
        Ok(Sealed::from_stored(self.bytes(index)?.to_vec()))
    }

    /// Sealed bytes or NULL.
    pub fn opt_sealed(&self, index: usize) -> Result<Option<Sealed>> {
        self.get(index)
    }

    /// A 32-byte keyed digest.
    pub fn digest(&self, index: usize) -> Result<Digest> {
        Digest::from_stored(self.bytes(index)?).ok_or_else(|| self.mismatch(index, "a digest"))
    }

    /// A 32-byte keyed digest or NULL.
    pub fn opt_digest(&self, index: usize) -> Result<Option<Digest>> {
        self.get(index)
    }

    /// An error that names this row's statement, for decoders that meet an unknown token.
    pub fn inconsistent(&self, detail: impl Into<std::sync::Arc<str>>) -> DbError {
        DbError::inconsistent(self.statement, detail)
    }

    /// Bytes that are public by nature (checksums of migrations); not for areas.
    pub(crate) fn bytes(&self, index: usize) -> Result<&[u8]> {
        match self.cell(index)? {
            Cell::Bytes(bytes) => Ok(bytes),
            Cell::Null | Cell::Int(_) | Cell::Text(_) => Err(self.mismatch(index, "bytes")),
        }
    }

    fn is_null(&self, index: usize) -> Result<bool> {
        Ok(matches!(self.cell(index)?, Cell::Null))
    }

    fn mismatch(&self, index: usize, expected: &str) -> DbError {
        self.inconsistent(format!("column {index} is not {expected}"))
    }

    fn cell(&self, index: usize) -> Result<Cell<'_>> {
        match self.source {
            Source::Sqlite(row) => match row.get_ref(index) {
                Ok(ValueRef::Null) => Ok(Cell::Null),
                Ok(ValueRef::Integer(value)) => Ok(Cell::Int(value)),
                Ok(ValueRef::Text(text)) => std::str::from_utf8(text)
                    .map(Cell::Text)
                    .map_err(|_| self.mismatch(index, "valid text")),
                Ok(ValueRef::Blob(bytes)) => Ok(Cell::Bytes(bytes)),
                Ok(ValueRef::Real(_)) => Err(self.mismatch(index, "of a supported type")),
                Err(_) => Err(self.mismatch(index, "there")),
            },
            Source::Postgres(row) => self.postgres_cell(row, index),
        }
    }

    fn postgres_cell<'r>(&self, row: &'r tokio_postgres::Row, index: usize) -> Result<Cell<'r>> {
        let column = row
            .columns()
            .get(index)
            .ok_or_else(|| self.mismatch(index, "there"))?;
        let decoded = match *column.type_() {
            Type::INT8 => row
                .try_get::<_, Option<i64>>(index)
                .map(|v| v.map(Cell::Int)),
            Type::INT4 => row
                .try_get::<_, Option<i32>>(index)
                .map(|v| v.map(|v| Cell::Int(v.into()))),
            Type::INT2 => row
                .try_get::<_, Option<i16>>(index)
                .map(|v| v.map(|v| Cell::Int(v.into()))),
            Type::BOOL => row
                .try_get::<_, Option<bool>>(index)
                .map(|v| v.map(|v| Cell::Int(v.into()))),
            Type::BYTEA => row
                .try_get::<_, Option<&[u8]>>(index)
                .map(|v| v.map(Cell::Bytes)),
            Type::TEXT | Type::VARCHAR | Type::NAME => row
                .try_get::<_, Option<&str>>(index)
                .map(|v| v.map(Cell::Text)),
            ref other => {
                let detail = format!("column {index} has type {other}; cast it to BIGINT or TEXT");
                return Err(self.inconsistent(detail));
            }
        };
        decoded
            .map(|cell| cell.unwrap_or(Cell::Null))
            .map_err(|error| self.inconsistent(error.to_string()))
    }
}

impl<T: FromColumn> FromColumn for Option<T> {
    fn from_column(row: &Row, index: usize) -> Result<Self> {
        if row.is_null(index)? {
            Ok(None)
        } else {
            T::from_column(row, index).map(Some)
        }
    }
}

macro_rules! columns {
    ($($type:ty => $method:ident),*) => {
        $(
            impl FromColumn for $type {
                fn from_column(row: &Row, index: usize) -> Result<Self> {
                    row.$method(index)
                }
            }
            impl FromRow for $type {
                fn from_row(row: &Row) -> Result<Self> {
                    row.$method(0)
                }
            }
        )*
    };
}

columns!(i64 => int, u32 => u32, u64 => u64, bool => bool, Uuid => uuid, Sealed => sealed, Digest => digest);

impl<T: FromColumn> FromRow for Option<T> {
    fn from_row(row: &Row) -> Result<Self> {
        row.get(0)
    }
}

macro_rules! tuples {
    ($(($($name:ident $index:tt),+))*) => {
        $(
            impl<$($name: FromColumn),+> FromRow for ($($name,)+) {
                fn from_row(row: &Row) -> Result<Self> {
                    Ok(($(row.get::<$name>($index)?,)+))
                }
            }
        )*
    };
}

tuples! {
    (A 0, B 1)
    (A 0, B 1, C 2)
    (A 0, B 1, C 2, D 3)
    (A 0, B 1, C 2, D 3, E 4)
    (A 0, B 1, C 2, D 3, E 4, F 5)
}

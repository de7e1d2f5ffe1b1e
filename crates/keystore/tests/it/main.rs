//! Tests of the public interface, on SQLite and, when `TEST_DATABASE_URL` is set, on PostgreSQL.

#[cfg(test)]
mod crashes;
#[cfg(test)]
mod epochs;
#[cfg(test)]
mod erasures;
#[cfg(test)]
mod house;
#[cfg(test)]
mod keys;
#[cfg(test)]
mod traces;

//! What a sealed value belongs to, encoded so that two different places never share an encoding.

use uuid::Uuid;

/// Names this encoding; a changed encoding needs a new name.
const SCHEMA: &[u8] = b"countersign/1";

/// The place of a sealed value: a fixed-order encoding of schema, instance, team, table, row, field
/// and version as tag (one byte), length (u32, big-endian) and value.
///
/// It is bound into the key of each message, so a value that is moved to another place, or rolled
/// back to an older version, does not open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Context(Vec<u8>);

impl Context {
    /// Names a place. `version` counts up whenever an older value must not be accepted again.
    pub fn new(
        instance: Uuid,
        team: Option<Uuid>,
        table: &'static str,
        row: Uuid,
        field: &'static str,
        version: u64,
    ) -> Self {
        let mut bytes = Vec::with_capacity(7 * 5 + 13 + 3 * 16 + table.len() + field.len() + 8);
        push(&mut bytes, 1, SCHEMA);
        push(&mut bytes, 2, instance.as_bytes());
        push(
            &mut bytes,
            3,
            team.as_ref().map_or(&[][..], |team| team.as_bytes()),
        );
        push(&mut bytes, 4, table.as_bytes());
        push(&mut bytes, 5, row.as_bytes());
        push(&mut bytes, 6, field.as_bytes());
        push(&mut bytes, 7, &version.to_be_bytes());
        Self(bytes)
    }

    /// Binds the place to the name of the one object that holds the value, so that another value of the same place
    /// does not open under that name.
    #[must_use]
    pub fn in_object(mut self, object: Uuid) -> Self {
        push(&mut self.0, 8, object.as_bytes());
        self
    }

    /// Takes over a context that somebody else defined, such as a published test vector's.
    pub fn from_foreign(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// The encoded context.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

fn push(bytes: &mut Vec<u8>, tag: u8, value: &[u8]) {
    // Values are ids, numbers and names from our source code: a length never comes near 2^32.
    let length = u32::try_from(value.len()).unwrap_or(u32::MAX);
    bytes.push(tag);
    bytes.extend_from_slice(&length.to_be_bytes());
    bytes.extend_from_slice(value);
}

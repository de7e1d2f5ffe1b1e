//! Where the next page of files begins. A cursor carries positions and an id, never a name.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kernel::{Error, FileId, Result};
use uuid::Uuid;

/// The place after which a page begins, in the order of the dashboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cursor {
    /// Position of the section.
    pub(crate) section: i64,
    /// Position in the section.
    pub(crate) file: i64,
    /// The file.
    pub(crate) id: FileId,
}

impl Cursor {
    /// Before the first file.
    pub(crate) fn start() -> Self {
        Self {
            section: i64::MIN,
            file: i64::MIN,
            id: FileId::from_uuid(Uuid::nil()),
        }
    }

    /// The same place as seen from one section: before its first file, unless the cursor lies in it.
    pub(crate) fn in_section(self, position: i64) -> Self {
        if position == self.section {
            self
        } else {
            Self::start()
        }
    }

    /// The cursor's text.
    pub(crate) fn encode(self) -> String {
        let mut bytes = Vec::with_capacity(32);
        bytes.extend_from_slice(&self.section.to_be_bytes());
        bytes.extend_from_slice(&self.file.to_be_bytes());
        bytes.extend_from_slice(self.id.uuid().as_bytes());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// The cursor of a text.
    pub(crate) fn decode(text: &str) -> Result<Self> {
        let decoded = URL_SAFE_NO_PAD
            .decode(text)
            .ok()
            .and_then(|bytes| Self::from_bytes(&bytes));
        decoded.ok_or(Error::Invalid {
            field: "cursor",
            code: "cursor",
            detail: "This list has no such page. Load it from the beginning.",
        })
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (section, rest) = bytes.split_first_chunk::<8>()?;
        let (file, rest) = rest.split_first_chunk::<8>()?;
        Some(Self {
            section: i64::from_be_bytes(*section),
            file: i64::from_be_bytes(*file),
            id: FileId::from_uuid(Uuid::from_slice(rest).ok()?),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_survives_the_wire() {
        let cursor = Cursor {
            section: 3,
            file: -7,
            id: FileId::from_uuid(Uuid::from_u128(9)),
        };

        assert_eq!(Cursor::decode(&cursor.encode()).unwrap(), cursor);
    }

    #[test]
    fn a_later_section_begins_with_its_first_file() {
        let cursor = Cursor {
            section: 3,
            file: 7,
            id: FileId::from_uuid(Uuid::from_u128(9)),
        };

        assert_eq!(cursor.in_section(3), cursor);
        assert_eq!(cursor.in_section(4), Cursor::start());
    }

    #[test]
    fn a_broken_cursor_is_refused() {
        for text in ["", "x", "AAAA", &"A".repeat(44), "ä"] {
            assert!(Cursor::decode(text).is_err(), "{text}");
        }
    }
}

//! The index of packed tiles: one entry of fixed length per tile in the pyramid's order, so that a
//! single entry can be read by range. It lies behind the tiles, whose lengths it tells.

use crate::preview::MediaType;
use std::ops::Range;

/// Bytes of an entry: `offset u64, length u32, format u8`, big-endian.
pub const ENTRY: u32 = 13;
/// Longest tile: 512 × 512 pixels of four bytes that do not shrink, and room for headers.
pub(crate) const LONGEST_TILE: u32 = 2 * 1024 * 1024;

/// Where one tile lies inside the pack, and its format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// First byte.
    pub offset: u64,
    /// Number of bytes.
    pub length: u32,
    /// Format.
    pub media_type: MediaType,
}

impl Entry {
    /// The entry as it is stored.
    pub fn encode(self) -> [u8; ENTRY as usize] {
        let mut bytes = [0; ENTRY as usize];
        let parts = self.offset.to_be_bytes().into_iter();
        let parts = parts.chain(self.length.to_be_bytes());
        let format = match self.media_type {
            MediaType::Jpeg => 1,
            MediaType::Png => 2,
            MediaType::WebP => 3,
        };
        for (byte, part) in bytes.iter_mut().zip(parts.chain([format])) {
            *byte = part;
        }
        bytes
    }

    /// Reads an entry back. `None` unless it is whole and lies within the first `tiles` bytes.
    pub fn decode(bytes: &[u8], tiles: u64) -> Option<Self> {
        let (offset, rest) = bytes.split_first_chunk()?;
        let (length, rest) = rest.split_first_chunk()?;
        let entry = Self {
            offset: u64::from_be_bytes(*offset),
            length: u32::from_be_bytes(*length),
            media_type: match rest {
                [1] => MediaType::Jpeg,
                [2] => MediaType::Png,
                [3] => MediaType::WebP,
                _ => return None,
            },
        };
        let end = entry.offset.checked_add(u64::from(entry.length))?;
        let sound = (1..=LONGEST_TILE).contains(&entry.length) && end <= tiles;
        sound.then_some(entry)
    }

    /// The bytes of the tile.
    pub fn range(self) -> Range<u64> {
        self.offset..self.offset + u64::from(self.length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: Entry = Entry {
        offset: 0x0102_0304_0506,
        length: 70_000,
        media_type: MediaType::WebP,
    };

    #[test]
    fn an_entry_survives_and_one_that_points_outside_does_not() {
        let end = ONE.range().end;
        assert_eq!(Entry::decode(&ONE.encode(), end), Some(ONE));
        assert_eq!(Entry::decode(&ONE.encode(), end - 1), None);
        assert_eq!(Entry::decode(&[0xff; 13], u64::MAX), None);
        assert_eq!(Entry::decode(&[0; 13], u64::MAX), None);
        assert_eq!(Entry::decode(&[0; 12], u64::MAX), None);
        assert_eq!(Entry::decode(&[0; 14], u64::MAX), None);
    }

    #[test]
    fn any_entry_that_decodes_encodes_to_the_same_bytes_and_stays_inside() {
        let mut state = 1_u64;
        for _ in 0..20_000 {
            let mut bytes = [0_u8; 13];
            for byte in &mut bytes {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1);
                *byte = state.to_be_bytes()[0];
            }
            // Small numbers are the ones that decode.
            bytes[0..5].fill(0);
            bytes[8..10].fill(0);
            bytes[12] %= 5;
            if let Some(entry) = Entry::decode(&bytes, 1 << 24) {
                assert_eq!(entry.encode(), bytes);
                assert!(entry.range().end <= 1 << 24);
            }
        }
    }
}

//! Numbers that look random and are the same in every run.

/// What attacks put between.
const NOISE: &[&[u8]] = &[
    b"/**/",
    b"'",
    b"\"",
    b"`",
    b" ",
    b"+",
    b"\\",
    b"&#x27;",
    b"%00",
    b"..",
    b"/",
    b";",
    b"|",
    b"$(",
    b"<",
    b">",
    b"--",
    b"%u0027",
    b"\xc3\xa9",
    b"(",
    b")",
    b"=",
];

/// A generator (splitmix64). Each request has one of its own, so that one can be looked at alone.
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn new(seed: u64, index: u64) -> Self {
        Self(seed ^ index.wrapping_mul(0xd134_2543_de82_ef95))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `limit`, or 0.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        let limit = u64::try_from(limit).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.next() % limit).unwrap_or(0)
    }

    pub(crate) fn byte(&mut self) -> u8 {
        let [byte, ..] = self.next().to_le_bytes();
        byte
    }

    /// One of some things.
    pub(crate) fn one<'a, T>(&mut self, things: &'a [T]) -> Option<&'a T> {
        things.get(self.below(things.len()))
    }

    /// Changes bytes in one of the ways in which attacks hide, with `other` to take from.
    pub(crate) fn alter(&mut self, text: &mut Vec<u8>, other: &[u8]) {
        let (from, to) = self.range(text.len(), 24);
        match self.below(8) {
            0 => {
                let byte = self.byte();
                if let Some(place) = text.get_mut(from) {
                    *place = byte;
                }
            }
            1 => drop(text.drain(from..to)),
            2 => {
                let piece = text.get(from..to).unwrap_or_default().to_vec();
                text.splice(from..from, piece);
            }
            3 => {
                let encoded: Vec<u8> = text
                    .get(from..to)
                    .unwrap_or_default()
                    .iter()
                    .flat_map(|byte| format!("%{byte:02x}").into_bytes())
                    .collect();
                text.splice(from..to, encoded);
            }
            4 => {
                for byte in text.get_mut(from..to).unwrap_or_default() {
                    if byte.is_ascii_alphabetic() {
                        *byte ^= 0x20;
                    }
                }
            }
            5 => {
                let piece = self.one(NOISE).copied().unwrap_or_default();
                text.splice(from..from, piece.iter().copied());
            }
            _ => {
                let (start, end) = self.range(other.len(), 60);
                let piece = other.get(start..end).unwrap_or_default();
                text.splice(from..from, piece.iter().copied());
            }
        }
    }

    fn range(&mut self, length: usize, most: usize) -> (usize, usize) {
        let from = self.below(length + 1);
        (from, (from + 1 + self.below(most)).min(length).max(from))
    }
}

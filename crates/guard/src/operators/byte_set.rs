//! A set of byte values: what a value consists of, what a pattern needs, what a rule allows.

/// A set of bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct ByteSet([u64; 4]);

impl ByteSet {
    pub(crate) const EMPTY: Self = Self([0; 4]);

    /// The bytes of a value.
    pub(crate) fn of(value: &[u8]) -> Self {
        let mut set = Self::EMPTY;
        for byte in value {
            set.insert(*byte);
        }
        set
    }

    pub(crate) fn insert(&mut self, byte: u8) {
        if let Some(word) = self.0.get_mut(usize::from(byte >> 6)) {
            *word |= 1 << (byte & 63);
        }
    }

    pub(crate) fn insert_range(&mut self, from: u8, to: u8) {
        for byte in from..=to {
            self.insert(byte);
        }
    }

    pub(crate) fn contains(&self, byte: u8) -> bool {
        self.0
            .get(usize::from(byte >> 6))
            .is_some_and(|word| word & (1 << (byte & 63)) != 0)
    }

    pub(crate) fn meets(&self, other: &Self) -> bool {
        self.0
            .iter()
            .zip(&other.0)
            .any(|(left, right)| left & right != 0)
    }

    pub(crate) fn union(mut self, other: &Self) -> Self {
        for (word, more) in self.0.iter_mut().zip(&other.0) {
            *word |= more;
        }
        self
    }

    pub(crate) fn complement(&self) -> Self {
        Self(self.0.map(|word| !word))
    }

    pub(crate) fn len(&self) -> u32 {
        self.0.iter().map(|word| word.count_ones()).sum()
    }

    /// The set with every letter replaced by its lower case.
    pub(crate) fn folded(&self) -> Self {
        let mut set = Self::EMPTY;
        for byte in self.iter() {
            set.insert(byte.to_ascii_lowercase());
        }
        set
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = u8> + '_ {
        [0u8, 64, 128, 192]
            .into_iter()
            .zip(self.0)
            .flat_map(|(base, word)| {
                let mut left = word;
                std::iter::from_fn(move || {
                    let bit = u8::try_from(left.trailing_zeros())
                        .ok()
                        .filter(|bit| *bit < 64)?;
                    left &= left - 1;
                    Some(base + bit)
                })
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_hold_what_was_put_in() {
        let set = ByteSet::of(b"aZ\xff\x00");
        assert_eq!(set.len(), 4);
        assert!(set.contains(0xff) && set.contains(0) && !set.contains(b'z'));
        assert!(set.folded().contains(b'z') && !set.folded().contains(b'Z'));
        assert!(set.meets(&ByteSet::of(b"xa")) && !set.meets(&ByteSet::of(b"xz")));
    }
}

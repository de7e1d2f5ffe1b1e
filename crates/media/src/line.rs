//! Pictures that wait while another one is being cut. Each question whether it is done is a durable write, so they ask one
//! after another, at the same pace however many they are.

use std::collections::HashSet;

use kernel::{Millis, VersionId};

/// Milliseconds from one question to the next.
const PACE: Millis = 1_500;
/// The longest wait of one picture, in milliseconds.
const LONGEST: Millis = 10 * 60_000;

/// Who has asked since the present picture began.
#[derive(Debug, Default)]
pub(crate) struct Line(HashSet<VersionId>);

impl Line {
    /// How long this picture waits until it asks again, in milliseconds: until each of the others has had its turn.
    pub(crate) fn wait(&mut self, version: VersionId) -> Millis {
        self.0.insert(version);
        let waiting = Millis::try_from(self.0.len()).unwrap_or(LONGEST);
        waiting.saturating_mul(PACE).min(LONGEST)
    }

    /// Another picture begins.
    pub(crate) fn forget(&mut self) {
        self.0.clear();
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn version(number: u128) -> VersionId {
        VersionId::from_uuid(Uuid::from_u128(number))
    }

    #[test]
    fn one_that_waits_alone_asks_again_soon_however_often_it_asked() {
        let mut line = Line::default();
        for _ in 0..100 {
            assert_eq!(line.wait(version(1)), PACE);
        }
    }

    #[test]
    fn many_ask_no_more_often_than_a_few() {
        let mut line = Line::default();
        for number in 1..=300 {
            line.wait(version(number));
        }
        assert_eq!(line.wait(version(1)), 300 * PACE, "all the others first");
        for number in 301..=10_000 {
            assert!(line.wait(version(number)) <= LONGEST);
        }
        line.forget();
        assert_eq!(line.wait(version(1)), PACE);
    }
}

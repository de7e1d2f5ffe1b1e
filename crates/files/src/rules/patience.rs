//! How long a part of an upload may be received before it is stored as short as it is.
//!
//! A part that is being received may hold a turn to store, so a slow sender's parts end early. A blob has a highest
//! number of parts, so they must not end too early either: a sender who is slow, and nothing else, never comes to it.

use std::time::Duration;

use super::limits;

/// How long the next part may be received, where a blob has `used` parts and `rest` bytes are still to come.
///
/// Parts to spare are those that are left over when the rest comes in whole parts. With all of them to spare a part has
/// [`limits::PART_TIME`], with half of them twice that, and so on, but never more than [`limits::LONGEST_PART`]: whoever
/// sends crumbs on purpose, to have no parts to spare, must not hold a turn for hours.
///
/// Why this is enough: a part that ends early costs at most one part to spare, since the rest never needs more whole
/// parts than it did. Where `s` are to spare, that part took `PART_TIME * PARTS / s`, so to bring them down from `a` to
/// `b` takes about `PART_TIME * PARTS * ln(a / b)`. The factor is 4.6 days. In the 7 days that an upload lives, even bytes
/// that come one by one use up about four fifths of what there was to spare; the last fifth is for requests that break off.
/// Fewer parts to spare than the longest time is for has only a file of more than 150 GiB from the start, and that must
/// send a whole part in half a minute to arrive while it lives.
pub(crate) fn for_part(used: u32, rest: u64) -> Duration {
    let whole = u32::try_from(rest.div_ceil(limits::PART_BYTES)).unwrap_or(u32::MAX);
    let spare = limits::PARTS.saturating_sub(used).saturating_sub(whole);
    let share = (limits::PART_TIME * limits::PARTS).checked_div(spare);
    share.map_or(limits::LONGEST_PART, |time| time.min(limits::LONGEST_PART))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const LIFE: Duration = Duration::from_millis(limits::UPLOAD.unsigned_abs());
    const GIB: u64 = 1 << 30;

    fn to_spare(used: u32, rest: u64) -> u32 {
        let whole = u32::try_from(rest.div_ceil(limits::PART_BYTES)).unwrap();
        limits::PARTS - used - whole
    }

    /// How many parts an upload has when its life ends, and what is still to come then, if it is sent at an even rate.
    fn sent_evenly(used: u32, size: u64, bytes_per_second: u64) -> (u32, u64) {
        let whole = Duration::from_secs(limits::PART_BYTES.div_ceil(bytes_per_second));
        let (mut parts, mut rest, mut time) = (used, size, Duration::ZERO);
        while rest > 0 {
            let patience = for_part(parts, rest);
            time += whole.min(patience);
            if time >= LIFE {
                break;
            }
            let bytes = if whole <= patience {
                limits::PART_BYTES
            } else {
                patience.as_secs() * bytes_per_second
            };
            rest = rest.saturating_sub(bytes);
            parts += 1;
        }
        (parts, rest)
    }

    #[test]
    fn an_ordinary_file_has_about_twenty_seconds_for_a_part() {
        for (size, longest) in [(1, 20), (GIB, 20), (20 * GIB, 22), (80 * GIB, 41)] {
            let seconds = for_part(0, size).as_secs();
            assert!(
                (20..=longest).contains(&seconds),
                "{size} bytes: {seconds} s"
            );
        }
    }

    #[test]
    fn without_parts_to_spare_a_part_has_ten_minutes_and_no_more() {
        for (used, rest) in [
            (limits::PARTS, 1),
            (limits::PARTS - 1, limits::PART_BYTES),
            (0, 160 * GIB),
            (0, u64::MAX),
        ] {
            let minutes = for_part(used, rest).as_secs() / 60;
            assert_eq!(minutes, 10, "{used} parts, {rest} bytes");
        }
        assert_eq!(for_part(limits::PARTS - 2, 1).as_secs(), 600);
    }

    proptest! {
        #[test]
        fn whoever_is_slow_keeps_a_fifth_of_what_there_was_to_spare(
            used in 0..limits::PARTS,
            size in 1..=160 * GIB,
            bytes_per_second in prop_oneof![1..200_u64, 200..2_000_000_u64],
        ) {
            let fits = u64::from(limits::PARTS - used) * limits::PART_BYTES;
            let size = size.min(fits);
            let before = to_spare(used, size);
            // Whoever begins with fewer comes to the longest time and must be quick.
            prop_assume!(before / 5 >= limits::PARTS / 30);

            let (parts, rest) = sent_evenly(used, size, bytes_per_second);

            prop_assert!(to_spare(parts, rest) >= before / 5);
        }
    }
}

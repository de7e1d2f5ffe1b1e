//! Sequential JPEGs whose components come one after another instead of together. They are legal and rare, and our
//! decoder (zune-jpeg 0.5.15) fills them with wrong colours without a word: better no picture than a wrong one.

const START_OF_FRAME: [u8; 2] = [0xc0, 0xc1];
const OTHER_FRAMES: std::ops::RangeInclusive<u8> = 0xc2..=0xcf;
const NOT_FRAMES: [u8; 3] = [0xc4, 0xc8, 0xcc];
const START_OF_SCAN: u8 = 0xda;
/// Markers that stand alone: restarts, start and end of the image (ITU-T T.81, table B.1).
const ALONE: std::ops::RangeInclusive<u8> = 0xd0..=0xd9;

/// Whether the first scan holds fewer components than the frame. Files that end before it are left to the decoder.
pub(super) fn are_separate(jpeg: &[u8]) -> bool {
    first_scan(jpeg).is_some_and(|(of_frame, of_scan)| of_scan < of_frame)
}

/// How many components a sequential frame and its first scan have.
fn first_scan(jpeg: &[u8]) -> Option<(u8, u8)> {
    let mut rest = jpeg;
    let mut of_frame = None;
    loop {
        let start = rest.iter().position(|byte| *byte == 0xff)?;
        let [marker, after @ ..] = rest.get(start + 1..)? else {
            return None;
        };
        // Any number of fill bytes may stand before a marker.
        if *marker == 0xff || *marker == 0 || *marker == 1 || ALONE.contains(marker) {
            rest = rest.get(start + 1..)?;
            continue;
        }
        let (length, segment) = after.split_first_chunk()?;
        let length = usize::from(u16::from_be_bytes(*length)).checked_sub(2)?;
        let (segment, after) = segment.split_at_checked(length)?;
        if START_OF_FRAME.contains(marker) {
            of_frame = segment.get(5).copied();
        } else if *marker == START_OF_SCAN {
            return Some((of_frame?, *segment.first()?));
        } else if OTHER_FRAMES.contains(marker) && !NOT_FRAMES.contains(marker) {
            return None;
        }
        rest = after;
    }
}

#[cfg(test)]
mod tests {
    use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

    use super::*;

    /// A picture of a few colours; with tables of its own the encoder writes a scan for each component.
    fn jpeg(sampling: SamplingFactor, own_tables: bool, progressive: bool) -> Vec<u8> {
        let samples: Vec<u8> = (0..=250).cycle().take(40 * 24 * 3).collect();
        let mut bytes = Vec::new();
        let mut encoder = Encoder::new(&mut bytes, 80);
        encoder.set_sampling_factor(sampling);
        encoder.set_optimized_huffman_tables(own_tables);
        encoder.set_progressive(progressive);
        encoder.encode(&samples, 40, 24, ColorType::Rgb).unwrap();
        bytes
    }

    #[test]
    fn separate_scans_are_told_from_common_and_progressive_ones() {
        for sampling in [SamplingFactor::R_4_2_0, SamplingFactor::R_4_4_4] {
            assert!(are_separate(&jpeg(sampling, true, false)));
            assert!(!are_separate(&jpeg(sampling, false, false)));
            assert!(!are_separate(&jpeg(sampling, false, true)));
            assert!(!are_separate(&jpeg(sampling, true, true)));
        }
    }

    #[test]
    fn bytes_that_end_anywhere_are_no_separate_scans() {
        let whole = jpeg(SamplingFactor::R_4_2_0, true, false);
        let scan = whole
            .windows(2)
            .position(|two| two == [0xff, 0xda])
            .unwrap();
        for end in 0..scan {
            assert!(!are_separate(&whole[..end]), "{end}");
        }
        assert!(!are_separate(&vec![0xff; 70_000]));
        assert!(!are_separate(&[0xff, 0xc0, 0, 1]));
    }
}

//! The drawn parts: mark, word mark and rosette. Path files hold one absolute segment per line:
//! `M x y`, `L x y`, `Q x1 y1 x y`, `C x1 y1 x2 y2 x y`, `Z`.

use krilla::geom::{Path, PathBuilder};

/// Upper half of the mark, in a square of 32.
pub(super) const MARK_UPPER: &str = include_str!("../../art/mark-upper.path");
/// Lower half of the mark, in a square of 32.
pub(super) const MARK_LOWER: &str = include_str!("../../art/mark-lower.path");
/// The letters of the word mark, 185 wide and 32 high together with the mark.
pub(super) const WORD: &str = include_str!("../../art/wordmark.path");

/// One curve of the rosette, repeated by turning; in a square of 400 around the origin.
pub(super) struct Ring {
    pub(super) curve: &'static str,
    /// Degrees between two copies.
    pub(super) step: f32,
}

/// How often each ring is drawn.
pub(super) const TURNS: u8 = 9;

/// The rosette from outside to inside.
pub(super) const ROSETTE: [Ring; 3] = [
    Ring {
        curve: include_str!("../../art/rosette-outer.path"),
        step: 4.0,
    },
    Ring {
        curve: include_str!("../../art/rosette-middle.path"),
        step: 5.0,
    },
    Ring {
        curve: include_str!("../../art/rosette-inner.path"),
        step: 20.0 / 3.0,
    },
];

/// Reads a path file; lines that are none are skipped.
pub(super) fn path(file: &str) -> Option<Path> {
    let mut builder = PathBuilder::new();
    for line in file.lines() {
        let mut words = line.split(' ');
        let command = words.next();
        let numbers: Vec<f32> = words.filter_map(|word| word.parse().ok()).collect();
        match (command, numbers.as_slice()) {
            (Some("M"), [x, y]) => builder.move_to(*x, *y),
            (Some("L"), [x, y]) => builder.line_to(*x, *y),
            (Some("Q"), [x1, y1, x, y]) => builder.quad_to(*x1, *y1, *x, *y),
            (Some("C"), [x1, y1, x2, y2, x, y]) => builder.cubic_to(*x1, *y1, *x2, *y2, *x, *y),
            (Some("Z"), []) => builder.close(),
            _ => {}
        }
    }
    builder.finish()
}

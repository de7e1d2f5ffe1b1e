//! The geometry of a tile pyramid: which levels a large picture has and where their tiles lie. Pure
//! arithmetic, shared by the worker, the launcher and whoever serves the tiles.

use crate::preview::DISPLAY_EDGE;
use serde::{Deserialize, Serialize};

/// Edge of a tile in pixels. A stage of 1440 by 900 pixels needs about 11 tiles then, with twice its
/// pixels; of 256 it would need 30 requests, of 1024 three and a half times its pixels.
pub const TILE: u32 = 512;
/// Longest edge and most pixels a pyramid can have.
const LONGEST: u32 = 100_000;
const PIXELS: u64 = 1_000_000_000;

/// The levels of one picture: level 0 has every pixel, each further one half of each edge. Levels
/// that the display picture shows as well are left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pyramid {
    width: u32,
    height: u32,
}

/// Where a tile lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// 0 has every pixel.
    pub level: u8,
    /// Column from the left.
    pub x: u32,
    /// Row from the top.
    pub y: u32,
}

impl Pyramid {
    /// The pyramid of a picture as displayed; `None` when the display picture already shows every
    /// pixel, or when no picture can be that large.
    pub fn of(width: u32, height: u32) -> Option<Self> {
        let longest = width.max(height);
        let pixels = u64::from(width) * u64::from(height);
        let fits = longest > DISPLAY_EDGE && longest <= LONGEST && (1..=PIXELS).contains(&pixels);
        fits.then_some(Self { width, height })
    }

    /// Number of levels.
    pub fn levels(self) -> u8 {
        let mut longest = self.width.max(self.height);
        let mut levels = 0;
        while longest > DISPLAY_EDGE {
            levels += 1;
            longest = longest.div_ceil(2);
        }
        levels
    }

    /// Width and height of a level in pixels.
    pub fn size(self, level: u8) -> Option<(u32, u32)> {
        let part = 1_u32.checked_shl(u32::from(level))?;
        (level < self.levels()).then(|| (self.width.div_ceil(part), self.height.div_ceil(part)))
    }

    /// Columns and rows of a level.
    pub fn grid(self, level: u8) -> Option<(u32, u32)> {
        let (width, height) = self.size(level)?;
        Some((width.div_ceil(TILE), height.div_ceil(TILE)))
    }

    /// Number of tiles in all levels.
    pub fn tiles(self) -> u32 {
        (0..self.levels())
            .filter_map(|level| self.grid(level))
            .map(|(columns, rows)| columns * rows)
            .sum()
    }

    /// Running number of a tile: level by level, row by row. `None` when there is no such tile.
    pub fn number(self, place: Place) -> Option<u32> {
        let (columns, rows) = self.grid(place.level)?;
        if place.x >= columns || place.y >= rows {
            return None;
        }
        let before: u32 = (0..place.level)
            .filter_map(|level| self.grid(level))
            .map(|(columns, rows)| columns * rows)
            .sum();
        Some(before + place.y * columns + place.x)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pictures_larger_than_the_display_picture_have_levels() {
        assert_eq!(Pyramid::of(2560, 2560), None);
        assert_eq!(Pyramid::of(0, 5000), None);
        assert_eq!(Pyramid::of(100_000, 100_000), None);
        assert_eq!(Pyramid::of(u32::MAX, 1), None);
        assert_eq!(Pyramid::of(2561, 1).unwrap().levels(), 1);
        assert_eq!(Pyramid::of(100_000, 10_000).unwrap().levels(), 6);
    }

    #[test]
    fn every_tile_has_its_own_number_and_no_other_place_has_one() {
        for (width, height) in [(2561, 1), (10_001, 5_121), (5120, 5120), (99_999, 777)] {
            let pyramid = Pyramid::of(width, height).unwrap();
            let mut next = 0;
            for level in 0..pyramid.levels() {
                let (columns, rows) = pyramid.grid(level).unwrap();
                for y in 0..rows {
                    for x in 0..columns {
                        assert_eq!(pyramid.number(Place { level, x, y }), Some(next));
                        next += 1;
                    }
                }
                for (x, y) in [(columns, 0), (0, rows), (u32::MAX, u32::MAX)] {
                    assert_eq!(pyramid.number(Place { level, x, y }), None);
                }
            }
            assert_eq!(next, pyramid.tiles());
            let above = pyramid.levels();
            assert_eq!(
                pyramid.number(Place {
                    level: above,
                    x: 0,
                    y: 0
                }),
                None
            );
            assert_eq!(
                pyramid.number(Place {
                    level: 255,
                    x: 0,
                    y: 0
                }),
                None
            );
        }
    }
}

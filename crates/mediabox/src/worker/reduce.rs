//! Makes pictures smaller by averaging squares of pixels while their rows pass by. Transparent
//! pixels count by their weight, so that no dark edges appear.

use super::rows::{Channels, Rows};
use crate::protocol::FileFault;
use image::{DynamicImage, RgbImage, RgbaImage};

/// Sums of one row of squares.
pub(super) struct Squares {
    channels: Channels,
    edge: usize,
    sums: Vec<u64>,
    rows: u64,
}

impl Squares {
    /// Squares of `edge` pixels over rows of `width` pixels.
    pub(super) fn new(width: usize, edge: usize, channels: Channels) -> Self {
        let sums = vec![0; width.div_ceil(edge) * channels.count()];
        Self {
            channels,
            edge,
            sums,
            rows: 0,
        }
    }

    /// Adds a row; `true` when the squares are full.
    pub(super) fn add(&mut self, row: &[u8]) -> bool {
        match self.channels {
            Channels::Rgb => self.add_opaque(row),
            Channels::Rgba => self.add_weighted(row),
        }
        self.rows += 1;
        self.rows == self.edge as u64
    }

    /// Whether a row was added since the last average.
    pub(super) fn is_begun(&self) -> bool {
        self.rows > 0
    }

    fn add_opaque(&mut self, row: &[u8]) {
        let (sums, _) = self.sums.as_chunks_mut::<3>();
        for (sum, square) in sums.iter_mut().zip(row.chunks(self.edge * 3)) {
            let (pixels, _) = square.as_chunks::<3>();
            for pixel in pixels {
                for (sum, sample) in sum.iter_mut().zip(pixel) {
                    *sum += u64::from(*sample);
                }
            }
        }
    }

    fn add_weighted(&mut self, row: &[u8]) {
        let (sums, _) = self.sums.as_chunks_mut::<4>();
        for (sum, square) in sums.iter_mut().zip(row.chunks(self.edge * 4)) {
            let (pixels, _) = square.as_chunks::<4>();
            for [red, green, blue, alpha] in pixels {
                let weight = u64::from(*alpha);
                let parts = [red, green, blue].map(|sample| u64::from(*sample) * weight);
                for (sum, part) in sum.iter_mut().zip(parts.into_iter().chain([weight])) {
                    *sum += part;
                }
            }
        }
    }

    /// Appends the averages of a row of `width` pixels and starts anew.
    pub(super) fn average(&mut self, width: usize, averages: &mut Vec<u8>) {
        let mut left = width;
        let rows = self.rows.max(1);
        for sum in self.sums.chunks_mut(self.channels.count()) {
            let pixels = rows * left.clamp(1, self.edge) as u64;
            left = left.saturating_sub(self.edge);
            match (self.channels, &*sum) {
                (Channels::Rgba, &[red, green, blue, weight]) => {
                    let colour = |part: u64| sample(part, weight);
                    averages.extend([colour(red), colour(green), colour(blue)]);
                    averages.push(sample(weight, pixels));
                }
                (Channels::Rgb | Channels::Rgba, parts) => {
                    averages.extend(parts.iter().map(|&part| sample(part, pixels)));
                }
            }
            sum.fill(0);
        }
        self.rows = 0;
    }
}

/// Rounded division; nothing by nothing is nothing.
fn sample(sum: u64, count: u64) -> u8 {
    let rounded = (sum + count / 2).checked_div(count).unwrap_or(0);
    u8::try_from(rounded).unwrap_or(u8::MAX)
}

/// The whole picture with each edge divided by `factor`.
pub(super) fn reduced(rows: &mut Rows<'_>, factor: u32) -> Result<DynamicImage, FileFault> {
    let (width, height) = (rows.width.div_ceil(factor), rows.height.div_ceil(factor));
    let full = rows.width as usize;
    let mut squares = Squares::new(full, factor as usize, rows.channels);
    let room = width as usize * height as usize * rows.channels.count();
    let mut samples = Vec::new();
    samples
        .try_reserve_exact(room)
        .map_err(|_| FileFault::TooLarge)?;
    for _ in 0..rows.height {
        if squares.add(rows.next()?) {
            squares.average(full, &mut samples);
        }
    }
    if squares.is_begun() {
        squares.average(full, &mut samples);
    }
    let picture = match rows.channels {
        Channels::Rgb => RgbImage::from_raw(width, height, samples).map(DynamicImage::ImageRgb8),
        Channels::Rgba => RgbaImage::from_raw(width, height, samples).map(DynamicImage::ImageRgba8),
    };
    picture.ok_or(FileFault::Damaged)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn squares_are_averaged_and_the_last_one_may_be_narrow() {
        let mut squares = Squares::new(3, 2, Channels::Rgb);
        assert!(!squares.add(&[0, 0, 0, 100, 0, 0, 50, 0, 7]));
        assert!(squares.add(&[100, 0, 0, 200, 4, 0, 50, 0, 8]));
        let mut averages = Vec::new();
        squares.average(3, &mut averages);
        assert_eq!(averages, [100, 1, 0, 50, 0, 8]);
        assert!(!squares.is_begun());
        squares.add(&[2; 9]);
        averages.clear();
        squares.average(3, &mut averages);
        assert_eq!(averages, [2; 6]);
    }

    #[test]
    fn transparent_pixels_do_not_darken_their_neighbours() {
        let mut squares = Squares::new(2, 2, Channels::Rgba);
        squares.add(&[200, 100, 50, 255, 0, 0, 0, 0]);
        squares.add(&[200, 100, 50, 255, 0, 0, 0, 0]);
        let mut averages = Vec::new();
        squares.average(2, &mut averages);
        assert_eq!(averages, [200, 100, 50, 128]);
    }
}

//! Cuts a large picture into tiles while its rows pass by: each level keeps one strip of rows, and
//! every two rows make one of the next level. Nothing larger than the strips is held.

use super::encode::{self, Pixels};
use super::pipe::{Pipe, PipeError};
use super::reduce::Squares;
use super::rows::{Channels, Rows};
use crate::protocol::{FileFault, FromWorker, TileHead};
use crate::pyramid::{Place, Pyramid, TILE};

/// Why it stopped.
pub(super) enum Stop {
    Fault(FileFault),
    Pipe(PipeError),
}

impl From<FileFault> for Stop {
    fn from(fault: FileFault) -> Self {
        Self::Fault(fault)
    }
}

impl From<PipeError> for Stop {
    fn from(error: PipeError) -> Self {
        Self::Pipe(error)
    }
}

/// Sends all tiles of the picture in `file`; returns its width and height.
pub(super) fn cut(file: &[u8], pipe: &mut Pipe) -> Result<(u32, u32), Stop> {
    let mut rows = Rows::of(file)?;
    let (width, height) = (rows.width, rows.height);
    let pyramid = Pyramid::of(width, height).ok_or(FileFault::Unsupported)?;
    let mut levels = (0..pyramid.levels())
        .map(|level| Strip::of(pyramid, level, rows.channels))
        .collect::<Option<Vec<_>>>()
        .ok_or(FileFault::TooLarge)?;
    let lossless = rows.lossless;
    let mut send = |place: Place, pixels: Pixels| -> Result<(), Stop> {
        let crisp = lossless && place.level == 0;
        let (media_type, bytes) = encode::tile(pixels, crisp)?;
        let length = u32::try_from(bytes.len()).map_err(|_| FileFault::TooLarge)?;
        pipe.say(&FromWorker::Tile(TileHead {
            place,
            media_type,
            length,
        }))?;
        Ok(pipe.send(&bytes)?)
    };
    for _ in 0..height {
        feed(&mut levels, rows.next()?, &mut send)?;
    }
    Ok((width, height))
}

/// The rows of one level that are not sent yet.
struct Strip {
    level: u8,
    width: u32,
    height: u32,
    channels: Channels,
    /// Rows seen so far.
    seen: u32,
    samples: Vec<u8>,
    halves: Squares,
}

impl Strip {
    fn of(pyramid: Pyramid, level: u8, channels: Channels) -> Option<Self> {
        let (width, height) = pyramid.size(level)?;
        let room = width as usize * height.min(TILE) as usize * channels.count();
        let mut samples = Vec::new();
        samples.try_reserve_exact(room).ok()?;
        Some(Self {
            level,
            width,
            height,
            channels,
            seen: 0,
            samples,
            halves: Squares::new(width as usize, 2, channels),
        })
    }

    fn is_complete(&self) -> bool {
        self.seen.is_multiple_of(TILE) || self.seen == self.height
    }

    /// Cuts the strip into its tiles and empties it.
    fn send(
        &mut self,
        send: &mut impl FnMut(Place, Pixels) -> Result<(), Stop>,
    ) -> Result<(), Stop> {
        let (width, count) = (self.width as usize, self.channels.count());
        let height = u32::try_from(self.samples.len() / (width * count)).unwrap_or(0);
        let y = self.seen.saturating_sub(1) / TILE;
        for (x, left) in (0..).zip((0..self.width).step_by(TILE as usize)) {
            let across = TILE.min(self.width - left);
            let (from, until) = (left as usize * count, (left + across) as usize * count);
            let rows = self.samples.chunks_exact(width * count);
            let samples = rows.filter_map(|row| row.get(from..until)).flatten();
            let pixels = Pixels {
                width: across,
                height,
                channels: self.channels,
                samples: samples.copied().collect(),
            };
            let level = self.level;
            send(Place { level, x, y }, pixels)?;
        }
        self.samples.clear();
        Ok(())
    }
}

/// Gives a row to the first level and, of every two, their average to the next.
fn feed(
    levels: &mut [Strip],
    row: &[u8],
    send: &mut impl FnMut(Place, Pixels) -> Result<(), Stop>,
) -> Result<(), Stop> {
    let Some((strip, coarser)) = levels.split_first_mut() else {
        return Ok(());
    };
    strip.samples.extend_from_slice(row);
    strip.seen += 1;
    if strip.is_complete() {
        strip.send(send)?;
    }
    if coarser.is_empty() {
        return Ok(());
    }
    if strip.halves.add(row) || strip.seen == strip.height {
        let mut half = Vec::with_capacity(row.len() / 2 + strip.channels.count());
        strip.halves.average(strip.width as usize, &mut half);
        feed(coarser, &half, send)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The rows of a picture in which each pixel tells its place.
    fn tiles_of(width: u32, height: u32) -> Vec<(Place, Pixels)> {
        let pyramid = Pyramid::of(width, height).unwrap();
        let mut levels: Vec<Strip> = (0..pyramid.levels())
            .map(|level| Strip::of(pyramid, level, Channels::Rgb).unwrap())
            .collect();
        let mut tiles = Vec::new();
        for y in 0..height {
            let row: Vec<u8> = (0..width)
                .flat_map(|x| [x.to_le_bytes()[0], y.to_le_bytes()[0], 200])
                .collect();
            let taken = feed(&mut levels, &row, &mut |place, pixels| {
                tiles.push((place, pixels));
                Ok(())
            });
            assert!(taken.is_ok());
        }
        tiles
    }

    #[test]
    fn every_tile_of_every_level_comes_once_with_its_own_pixels() {
        for (width, height) in [(2561, 700), (6001, 3), (3, 6001), (5120, 1024)] {
            let pyramid = Pyramid::of(width, height).unwrap();
            let tiles = tiles_of(width, height);
            let mut numbers: Vec<_> = tiles
                .iter()
                .map(|(place, _)| pyramid.number(*place).unwrap())
                .collect();
            numbers.sort_unstable();
            assert_eq!(numbers, (0..pyramid.tiles()).collect::<Vec<_>>());
            for (place, pixels) in tiles {
                let (level_width, level_height) = pyramid.size(place.level).unwrap();
                assert_eq!(pixels.width, TILE.min(level_width - place.x * TILE));
                assert_eq!(pixels.height, TILE.min(level_height - place.y * TILE));
                let size = pixels.width as usize * pixels.height as usize * 3;
                assert_eq!(pixels.samples.len(), size);
                if place.level == 0 {
                    let (x, y) = (
                        (place.x * TILE).to_le_bytes()[0],
                        (place.y * TILE).to_le_bytes()[0],
                    );
                    assert_eq!(pixels.samples[..3], [x, y, 200]);
                }
            }
        }
    }
}

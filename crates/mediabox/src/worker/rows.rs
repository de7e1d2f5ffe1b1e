//! A picture as rows from the top: upright, in sRGB, 8 bits per sample. A large PNG is decoded while
//! its rows are asked for and never lies in memory as a whole; other formats are decoded first.

use super::colour::ToSrgb;
use super::pictures::{self, EDGE, Picture};
use crate::protocol::FileFault;
use image::DynamicImage;
use image::metadata::Orientation;
use png::{ColorType, DecodingError, Transformations};
use std::io::Cursor;

/// Most pixels of a picture that never lies in memory as a whole.
const PIXELS: u64 = 1_000_000_000;
/// Most bytes that the decoder may keep for rows, palettes and profiles.
const BUFFERS: usize = 64 * 1024 * 1024;
/// Smaller pictures are decoded at once: that is faster, and what they need is bounded.
const LARGE: u64 = 16_000_000;

/// Which samples a pixel has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Channels {
    Rgb,
    Rgba,
}

impl Channels {
    pub(super) fn of(picture: &DynamicImage) -> Self {
        if picture.color().has_alpha() {
            Self::Rgba
        } else {
            Self::Rgb
        }
    }

    pub(super) fn count(self) -> usize {
        match self {
            Self::Rgb => 3,
            Self::Rgba => 4,
        }
    }
}

/// Rows of one picture.
pub(super) struct Rows<'a> {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) channels: Channels,
    /// The file itself loses nothing.
    pub(super) lossless: bool,
    source: Source<'a>,
    way: Option<ToSrgb>,
    row: Vec<u8>,
    converted: Vec<u8>,
}

enum Source<'a> {
    Stream(Box<png::Reader<Cursor<&'a [u8]>>>),
    Whole(Whole),
}

struct Whole {
    pixels: DynamicImage,
    orientation: Orientation,
    next: u32,
}

impl<'a> Rows<'a> {
    /// The rows of any picture.
    pub(super) fn of(file: &'a [u8]) -> Result<Self, FileFault> {
        match Self::stream(file)? {
            Some(rows) => Ok(rows),
            None => Ok(Self::whole(pictures::decode(file)?)),
        }
    }

    /// The rows of a large picture that can be decoded row by row; `None` for all others.
    pub(super) fn stream(file: &'a [u8]) -> Result<Option<Self>, FileFault> {
        if !file.starts_with(b"\x89PNG\r\n\x1a\n") {
            return Ok(None);
        }
        let limits = png::Limits { bytes: BUFFERS };
        let mut decoder = png::Decoder::new_with_limits(Cursor::new(file), limits);
        decoder.set_transformations(Transformations::normalize_to_color8());
        decoder.set_ignore_text_chunk(true);
        let reader = decoder.read_info().map_err(|error| fault(&error))?;
        let info = reader.info();
        let (width, height) = (info.width, info.height);
        let pixels = u64::from(width) * u64::from(height);
        // SECURITY: a header may claim anything; guarded by test hostile_files_end_in_a_clear_failure.
        if pixels > PIXELS || width.max(height) > EDGE {
            return Err(FileFault::TooLarge);
        }
        let turned = info.exif_metadata.is_some();
        if info.interlaced || turned || pixels < LARGE {
            return Ok(None);
        }
        let (colour, _) = reader.output_color_type();
        let channels = match colour {
            ColorType::Grayscale | ColorType::Rgb | ColorType::Indexed => Channels::Rgb,
            ColorType::GrayscaleAlpha | ColorType::Rgba => Channels::Rgba,
        };
        let profile = info.icc_profile.as_deref();
        let way = profile.and_then(|profile| ToSrgb::from(profile, channels));
        Ok(Some(Self {
            width,
            height,
            channels,
            lossless: true,
            source: Source::Stream(Box::new(reader)),
            way,
            row: Vec::new(),
            converted: Vec::new(),
        }))
    }

    fn whole(picture: Picture) -> Self {
        let (width, height) = pictures::upright_size(&picture);
        let channels = Channels::of(&picture.pixels);
        let profile = picture.profile.as_deref();
        Self {
            width,
            height,
            channels,
            lossless: picture.lossless,
            way: profile.and_then(|profile| ToSrgb::from(profile, channels)),
            source: Source::Whole(Whole {
                pixels: picture.pixels,
                orientation: picture.orientation,
                next: 0,
            }),
            row: Vec::new(),
            converted: Vec::new(),
        }
    }

    /// The next row; asking beyond the last one is a fault of the file that promised more.
    pub(super) fn next(&mut self) -> Result<&[u8], FileFault> {
        self.row.clear();
        match &mut self.source {
            Source::Stream(reader) => {
                let (colour, _) = reader.output_color_type();
                let row = reader.next_row().map_err(|error| fault(&error))?;
                let row = row.ok_or(FileFault::Damaged)?;
                spread(colour, row.data(), &mut self.row);
            }
            Source::Whole(whole) => whole.append(self.channels, &mut self.row)?,
        }
        if self.row.len() != self.width as usize * self.channels.count() {
            return Err(FileFault::Damaged);
        }
        let Some(way) = &self.way else {
            return Ok(&self.row);
        };
        self.converted.resize(self.row.len(), 0);
        if way.convert(&self.row, &mut self.converted) {
            Ok(&self.converted)
        } else {
            Ok(&self.row)
        }
    }
}

impl Whole {
    /// Cuts one row (or column, where the picture lies on its side) out and turns it upright.
    fn append(&mut self, channels: Channels, row: &mut Vec<u8>) -> Result<(), FileFault> {
        use Orientation::{
            FlipHorizontal, FlipVertical, NoTransforms, Rotate90, Rotate90FlipH, Rotate180,
            Rotate270, Rotate270FlipH,
        };
        let (width, height) = (self.pixels.width(), self.pixels.height());
        let at = self.next;
        self.next += 1;
        let from_end = |length: u32| length.checked_sub(at + 1).ok_or(FileFault::Damaged);
        let (line, backwards) = match self.orientation {
            NoTransforms => (self.pixels.crop_imm(0, at, width, 1), false),
            FlipHorizontal => (self.pixels.crop_imm(0, at, width, 1), true),
            Rotate180 => (self.pixels.crop_imm(0, from_end(height)?, width, 1), true),
            FlipVertical => (self.pixels.crop_imm(0, from_end(height)?, width, 1), false),
            Rotate90 => (self.pixels.crop_imm(at, 0, 1, height), true),
            Rotate90FlipH => (self.pixels.crop_imm(at, 0, 1, height), false),
            Rotate270 => (self.pixels.crop_imm(from_end(width)?, 0, 1, height), false),
            Rotate270FlipH => (self.pixels.crop_imm(from_end(width)?, 0, 1, height), true),
        };
        let samples = match channels {
            Channels::Rgb => line.into_rgb8().into_raw(),
            Channels::Rgba => line.into_rgba8().into_raw(),
        };
        if backwards {
            let pixels = samples.rchunks_exact(channels.count());
            row.extend(pixels.flatten());
        } else {
            row.extend_from_slice(&samples);
        }
        Ok(())
    }
}

/// Grey becomes red, green and blue.
fn spread(colour: ColorType, samples: &[u8], row: &mut Vec<u8>) {
    match colour {
        ColorType::Rgb | ColorType::Rgba | ColorType::Indexed => row.extend_from_slice(samples),
        ColorType::Grayscale => row.extend(samples.iter().flat_map(|&grey| [grey; 3])),
        ColorType::GrayscaleAlpha => {
            let (pixels, _) = samples.as_chunks::<2>();
            row.extend(
                pixels
                    .iter()
                    .flat_map(|&[grey, alpha]| [grey, grey, grey, alpha]),
            );
        }
    }
}

fn fault(error: &DecodingError) -> FileFault {
    match error {
        DecodingError::LimitsExceeded => FileFault::TooLarge,
        DecodingError::IoError(_) | DecodingError::Format(_) | DecodingError::Parameter(_) => {
            FileFault::Damaged
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_every_orientation_are_those_of_the_upright_picture() {
        let picture = image::RgbImage::from_fn(5, 3, |x, y| {
            image::Rgb([u8::try_from(x).unwrap(), u8::try_from(y).unwrap(), 9])
        });
        for exif in 1..=8 {
            let orientation = Orientation::from_exif(exif).unwrap();
            let mut upright = DynamicImage::ImageRgb8(picture.clone());
            upright.apply_orientation(orientation);
            let mut rows = Rows::whole(Picture {
                pixels: DynamicImage::ImageRgb8(picture.clone()),
                orientation,
                profile: None,
                lossless: true,
            });
            assert_eq!(
                (rows.width, rows.height),
                (upright.width(), upright.height())
            );
            for row in upright.to_rgb8().rows() {
                let wanted: Vec<u8> = row.flat_map(|pixel| pixel.0).collect();
                assert_eq!(rows.next().unwrap(), wanted, "orientation {exif}");
            }
        }
    }
}

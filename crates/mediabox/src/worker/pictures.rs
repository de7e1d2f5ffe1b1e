//! Raster pictures: decode under limits, scale, convert to sRGB, turn upright, encode.
//! Animations give their first frame, multi-page TIFF its first page.

use super::rows::Rows;
use super::{Rendered, colour, encode, reduce, scans};
use crate::preview::{DISPLAY_EDGE, PartName, SMALL_EDGE, THUMBNAIL_EDGE};
use crate::protocol::{FileFault, Measures};
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits};
use std::io::Cursor;

/// Most pixels of a picture: beyond a 150-megapixel back.
const PIXELS: u64 = 200_000_000;
/// Longest edge of a picture in pixels.
pub(super) const EDGE: u32 = 100_000;
/// Most bytes a decoder may hold at once.
const MEMORY: u64 = 1024 * 1024 * 1024;

pub(super) fn render(file: &[u8]) -> Result<Rendered, FileFault> {
    if let Some(mut rows) = Rows::stream(file)?
        && let factor @ 2.. = rows.width.max(rows.height) / DISPLAY_EDGE
    {
        let (width, height) = (rows.width, rows.height);
        let display = shrink_to(
            reduce::reduced(&mut rows, factor)?,
            fitting(width, height, DISPLAY_EDGE),
        )?;
        return parts((width, height), &encode::to_eight_bits(display), false);
    }
    let picture = decode(file)?;
    let (width, height) = upright_size(&picture);
    let display = shrink(picture.pixels, DISPLAY_EDGE)?;
    let mut display = encode::to_eight_bits(display);
    if let Some(profile) = &picture.profile {
        display = colour::to_srgb(display, profile);
    }
    display.apply_orientation(picture.orientation);
    let scaled = display.width() != width;
    parts((width, height), &display, picture.lossless && !scaled)
}

/// All pictures from the largest one, and the measures of the original.
pub(super) fn parts(
    (width, height): (u32, u32),
    display: &DynamicImage,
    crisp: bool,
) -> Result<Rendered, FileFault> {
    let thumbnail = shrink(display.clone(), THUMBNAIL_EDGE)?;
    let mut made = vec![encode::part(PartName::Thumbnail, &thumbnail, false)?];
    if display.width().max(display.height()) > SMALL_EDGE {
        let small = shrink(display.clone(), SMALL_EDGE)?;
        made.push(encode::part(PartName::Small, &small, false)?);
    }
    made.push(encode::part(PartName::Display, display, crisp)?);
    Ok(Rendered {
        measures: Measures {
            width,
            height,
            pages: 1,
            page_sizes: Vec::new(),
        },
        parts: made,
    })
}

/// A decoded picture as its file has it.
pub(super) struct Picture {
    pub(super) pixels: DynamicImage,
    pub(super) orientation: Orientation,
    pub(super) profile: Option<Vec<u8>>,
    pub(super) lossless: bool,
}

pub(super) fn decode(file: &[u8]) -> Result<Picture, FileFault> {
    let mut reader = ImageReader::new(Cursor::new(file))
        .with_guessed_format()
        .map_err(|_| FileFault::Damaged)?;
    let format = reader.format().ok_or(FileFault::Unsupported)?;
    if format == ImageFormat::Jpeg && scans::are_separate(file) {
        return Err(FileFault::Unsupported);
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(EDGE);
    limits.max_image_height = Some(EDGE);
    limits.max_alloc = Some(MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|error| fault(&error))?;
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    if pixels == 0 {
        return Err(FileFault::Damaged);
    }
    // SECURITY: a tiny file may claim a giant picture; refuse before any buffer is made;
    // guarded by test hostile_files_end_in_a_clear_failure.
    if pixels > PIXELS || decoder.total_bytes() > MEMORY {
        return Err(FileFault::TooLarge);
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let profile = decoder.icc_profile().unwrap_or(None);
    Ok(Picture {
        pixels: DynamicImage::from_decoder(decoder).map_err(|error| fault(&error))?,
        orientation,
        profile,
        lossless: matches!(
            format,
            ImageFormat::Png | ImageFormat::Gif | ImageFormat::Bmp
        ),
    })
}

fn fault(error: &ImageError) -> FileFault {
    match error {
        ImageError::Limits(_) => FileFault::TooLarge,
        ImageError::Unsupported(_) => FileFault::Unsupported,
        ImageError::Decoding(_)
        | ImageError::Encoding(_)
        | ImageError::Parameter(_)
        | ImageError::IoError(_) => FileFault::Damaged,
    }
}

pub(super) fn upright_size(picture: &Picture) -> (u32, u32) {
    let (width, height) = (picture.pixels.width(), picture.pixels.height());
    match picture.orientation {
        Orientation::Rotate90
        | Orientation::Rotate270
        | Orientation::Rotate90FlipH
        | Orientation::Rotate270FlipH => (height, width),
        Orientation::NoTransforms
        | Orientation::Rotate180
        | Orientation::FlipHorizontal
        | Orientation::FlipVertical => (width, height),
    }
}

/// Scales down so that the longer edge fits; never up.
fn shrink(picture: DynamicImage, edge: u32) -> Result<DynamicImage, FileFault> {
    let size = fitting(picture.width(), picture.height(), edge);
    shrink_to(picture, size)
}

/// Width and height with the longer edge at most `edge`.
fn fitting(width: u32, height: u32, edge: u32) -> (u32, u32) {
    let longest = width.max(height);
    if longest <= edge {
        return (width, height);
    }
    let scale = |side: u32| {
        let scaled = u64::from(side) * u64::from(edge) / u64::from(longest);
        u32::try_from(scaled).unwrap_or(edge).max(1)
    };
    (scale(width), scale(height))
}

fn shrink_to(
    picture: DynamicImage,
    (width, height): (u32, u32),
) -> Result<DynamicImage, FileFault> {
    if (picture.width(), picture.height()) == (width, height) {
        return Ok(picture);
    }
    let mut smaller = DynamicImage::new(width, height, picture.color());
    fast_image_resize::Resizer::new()
        .resize(&picture, &mut smaller, None)
        .map_err(|_| FileFault::Unsupported)?;
    Ok(smaller)
}

//! Raster pictures: decode under limits, scale, convert to sRGB, turn upright, encode.
//! Animations give their first frame, multi-page TIFF its first page.

use super::{Rendered, colour, encode};
use crate::preview::{DISPLAY_EDGE, PartName, THUMBNAIL_EDGE};
use crate::protocol::{FileFault, Measures};
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits};
use std::io::Cursor;

/// Most pixels of a picture: beyond a 150-megapixel back.
const PIXELS: u64 = 200_000_000;
/// Longest edge of a picture in pixels.
const EDGE: u32 = 100_000;
/// Most bytes a decoder may hold at once.
const MEMORY: u64 = 1024 * 1024 * 1024;

pub(super) fn render(file: &[u8]) -> Result<Rendered, FileFault> {
    let picture = decode(file)?;
    let (width, height) = upright_size(&picture);
    let display = shrink(picture.pixels, DISPLAY_EDGE)?;
    let mut display = encode::to_eight_bits(display);
    if let Some(profile) = &picture.profile {
        display = colour::to_srgb(display, profile);
    }
    display.apply_orientation(picture.orientation);
    let scaled = display.width() != width;
    let crisp = picture.lossless && !scaled;
    let thumbnail = shrink(display.clone(), THUMBNAIL_EDGE)?;
    Ok(Rendered {
        measures: Measures {
            width,
            height,
            pages: 1,
            page_sizes: Vec::new(),
        },
        parts: vec![
            encode::part(PartName::Thumbnail, &thumbnail, false)?,
            encode::part(PartName::Display, &display, crisp)?,
        ],
    })
}

struct Picture {
    pixels: DynamicImage,
    orientation: Orientation,
    profile: Option<Vec<u8>>,
    lossless: bool,
}

fn decode(file: &[u8]) -> Result<Picture, FileFault> {
    let mut reader = ImageReader::new(Cursor::new(file))
        .with_guessed_format()
        .map_err(|_| FileFault::Damaged)?;
    let format = reader.format().ok_or(FileFault::Unsupported)?;
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

fn upright_size(picture: &Picture) -> (u32, u32) {
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
    let longest = picture.width().max(picture.height());
    if longest <= edge {
        return Ok(picture);
    }
    let scale = |side: u32| {
        let scaled = u64::from(side) * u64::from(edge) / u64::from(longest);
        u32::try_from(scaled).unwrap_or(edge).max(1)
    };
    let (width, height) = (scale(picture.width()), scale(picture.height()));
    let mut smaller = DynamicImage::new(width, height, picture.color());
    fast_image_resize::Resizer::new()
        .resize(&picture, &mut smaller, None)
        .map_err(|_| FileFault::Unsupported)?;
    Ok(smaller)
}

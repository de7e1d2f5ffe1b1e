//! Turns finished pixels into the bytes of a part: JPEG, or PNG where JPEG would lose something.

use crate::preview::{MediaType, Part, PartName};
use crate::protocol::FileFault;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{DynamicImage, ImageEncoder};

/// JPEG quality of previews: artefacts stay below what a reviewer would comment on.
const QUALITY: u8 = 85;
/// A lossless display picture may cost this many times the JPEG, and at most this many bytes.
const CRISP_FACTOR: usize = 3;
const CRISP_BYTES: usize = 4 * 1024 * 1024;

/// 8-bit RGB, or RGBA when the picture really has transparent pixels.
pub(super) fn to_eight_bits(picture: DynamicImage) -> DynamicImage {
    if !picture.color().has_alpha() {
        return DynamicImage::ImageRgb8(picture.into_rgb8());
    }
    let pixels = picture.into_rgba8();
    let transparent = pixels.pixels().any(|pixel| pixel.0[3] < 255);
    let picture = DynamicImage::ImageRgba8(pixels);
    if transparent {
        picture
    } else {
        DynamicImage::ImageRgb8(picture.into_rgb8())
    }
}

/// Encodes a part from 8-bit RGB or RGBA. `crisp` asks for PNG where that stays affordable.
pub(super) fn part(name: PartName, picture: &DynamicImage, crisp: bool) -> Result<Part, FileFault> {
    let (media_type, bytes) = if picture.color().has_alpha() {
        (MediaType::Png, png(picture)?)
    } else {
        let lossy = jpeg(picture)?;
        match crisp.then(|| png(picture)).transpose()? {
            Some(exact) if exact.len() <= CRISP_BYTES.min(lossy.len() * CRISP_FACTOR) => {
                (MediaType::Png, exact)
            }
            Some(_) | None => (MediaType::Jpeg, lossy),
        }
    };
    Ok(Part {
        name,
        media_type,
        width: picture.width(),
        height: picture.height(),
        bytes,
    })
}

fn jpeg(picture: &DynamicImage) -> Result<Vec<u8>, FileFault> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, QUALITY)
        .encode_image(picture)
        .map_err(|_| FileFault::Damaged)?;
    Ok(bytes)
}

fn png(picture: &DynamicImage) -> Result<Vec<u8>, FileFault> {
    let mut bytes = Vec::new();
    PngEncoder::new_with_quality(&mut bytes, CompressionType::Default, FilterType::Adaptive)
        .write_image(
            picture.as_bytes(),
            picture.width(),
            picture.height(),
            picture.color().into(),
        )
        .map_err(|_| FileFault::Damaged)?;
    Ok(bytes)
}

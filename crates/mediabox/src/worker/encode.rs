//! Turns finished pixels into the bytes of a part or a tile: JPEG, or a lossless format where JPEG
//! would lose something.

use super::rows::Channels;
use crate::preview::{MediaType, Part, PartName};
use crate::protocol::FileFault;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::codecs::webp::WebPEncoder;
use image::{DynamicImage, ExtendedColorType, ImageEncoder};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

/// JPEG quality of previews: artefacts stay below what a reviewer would comment on.
const QUALITY: u8 = 85;
/// JPEG quality of the small display picture: somebody who looks closer gets the whole one.
const SMALL_QUALITY: u8 = 75;
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
        // Half the colours are not missed on a picture that is drawn smaller than it is.
        let (quality, sampling) = match name {
            PartName::Small => (SMALL_QUALITY, SamplingFactor::R_4_2_0),
            PartName::Thumbnail | PartName::Display => (QUALITY, SamplingFactor::R_4_4_4),
        };
        let (width, height) = (picture.width(), picture.height());
        let lossy = jpeg(picture.as_bytes(), (width, height), quality, sampling)?;
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

/// Pixels of a tile, without gaps.
pub(super) struct Pixels {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) channels: Channels,
    pub(super) samples: Vec<u8>,
}

/// Encodes a tile. `crisp` asks for a lossless one where that stays affordable, so that drawings
/// and screenshots show their own pixels at any zoom.
pub(super) fn tile(pixels: Pixels, crisp: bool) -> Result<(MediaType, Vec<u8>), FileFault> {
    let pixels = without_idle_alpha(pixels);
    if pixels.channels == Channels::Rgba {
        return Ok((MediaType::WebP, webp(&pixels)?));
    }
    let size = (pixels.width, pixels.height);
    let lossy = jpeg(&pixels.samples, size, QUALITY, SamplingFactor::R_4_4_4)?;
    // Noise costs several times as much without loss; that is known only afterwards.
    if crisp {
        let exact = webp(&pixels)?;
        if exact.len() <= lossy.len() * CRISP_FACTOR {
            return Ok((MediaType::WebP, exact));
        }
    }
    Ok((MediaType::Jpeg, lossy))
}

/// Three channels where no pixel is transparent.
fn without_idle_alpha(pixels: Pixels) -> Pixels {
    let opaque = |pixel: &[u8]| pixel.last() == Some(&255);
    if pixels.channels == Channels::Rgb || !pixels.samples.chunks_exact(4).all(opaque) {
        return pixels;
    }
    let colours = |pixel: &[u8; 4]| {
        let [red, green, blue, _] = *pixel;
        [red, green, blue]
    };
    let (whole, _) = pixels.samples.as_chunks::<4>();
    Pixels {
        samples: whole.iter().flat_map(colours).collect(),
        channels: Channels::Rgb,
        ..pixels
    }
}

fn webp(pixels: &Pixels) -> Result<Vec<u8>, FileFault> {
    let colour = match pixels.channels {
        Channels::Rgb => ExtendedColorType::Rgb8,
        Channels::Rgba => ExtendedColorType::Rgba8,
    };
    let mut bytes = Vec::new();
    WebPEncoder::new_lossless(&mut bytes)
        .encode(&pixels.samples, pixels.width, pixels.height, colour)
        .map_err(|_| FileFault::Damaged)?;
    Ok(bytes)
}

/// A baseline JPEG of RGB samples without gaps. Huffman tables of its own would save another tenth, but the encoder then
/// writes a scan for each component, which not every decoder reads.
fn jpeg(
    samples: &[u8],
    (width, height): (u32, u32),
    quality: u8,
    sampling: SamplingFactor,
) -> Result<Vec<u8>, FileFault> {
    let (Ok(width), Ok(height)) = (width.try_into(), height.try_into()) else {
        return Err(FileFault::Damaged);
    };
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, quality);
    encoder.set_sampling_factor(sampling);
    encoder
        .encode(samples, width, height, ColorType::Rgb)
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

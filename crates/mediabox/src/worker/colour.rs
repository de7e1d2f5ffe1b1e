//! Brings a decoded picture from its embedded profile to sRGB, so that previews look right
//! everywhere and carry no foreign profile. Profiles that do not fit the pixels are ignored.

use image::{DynamicImage, RgbImage, RgbaImage};
use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};

/// Converts a picture of 8-bit RGB or RGBA samples; returns it unchanged when the profile is of no use.
pub(super) fn to_srgb(picture: DynamicImage, profile: &[u8]) -> DynamicImage {
    let Ok(source) = ColorProfile::new_from_slice(profile) else {
        return picture;
    };
    if source.color_space != DataColorSpace::Rgb {
        return picture;
    }
    let layout = if picture.color().has_alpha() {
        Layout::Rgba
    } else {
        Layout::Rgb
    };
    let options = TransformOptions::default();
    let Ok(transform) =
        source.create_transform_8bit(layout, &ColorProfile::new_srgb(), layout, options)
    else {
        return picture;
    };
    let (width, height) = (picture.width(), picture.height());
    let mut samples = vec![0; picture.as_bytes().len()];
    if transform
        .transform(picture.as_bytes(), &mut samples)
        .is_err()
    {
        return picture;
    }
    let converted = if picture.color().has_alpha() {
        RgbaImage::from_raw(width, height, samples).map(DynamicImage::ImageRgba8)
    } else {
        RgbImage::from_raw(width, height, samples).map(DynamicImage::ImageRgb8)
    };
    converted.unwrap_or(picture)
}

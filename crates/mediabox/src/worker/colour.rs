//! Brings decoded samples from their embedded profile to sRGB, so that previews look right
//! everywhere and carry no foreign profile. Profiles that do not fit the pixels are ignored.

use super::rows::Channels;
use image::{DynamicImage, RgbImage, RgbaImage};
use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};
use std::sync::Arc;

/// The way from one profile to sRGB.
pub(super) struct ToSrgb(Arc<moxcms::Transform8BitExecutor>);

impl ToSrgb {
    /// `None` when the profile is of no use for such samples.
    pub(super) fn from(profile: &[u8], channels: Channels) -> Option<Self> {
        let source = ColorProfile::new_from_slice(profile).ok()?;
        if source.color_space != DataColorSpace::Rgb {
            return None;
        }
        let layout = match channels {
            Channels::Rgb => Layout::Rgb,
            Channels::Rgba => Layout::Rgba,
        };
        let (target, options) = (ColorProfile::new_srgb(), TransformOptions::default());
        let transform = source.create_transform_8bit(layout, &target, layout, options);
        transform.ok().map(Self)
    }

    /// Converts samples; `false` leaves the target worthless.
    pub(super) fn convert(&self, samples: &[u8], converted: &mut [u8]) -> bool {
        self.0.transform(samples, converted).is_ok()
    }
}

/// Converts a picture of 8-bit RGB or RGBA samples; returns it unchanged when the profile is of no use.
pub(super) fn to_srgb(picture: DynamicImage, profile: &[u8]) -> DynamicImage {
    let channels = Channels::of(&picture);
    let Some(way) = ToSrgb::from(profile, channels) else {
        return picture;
    };
    let (width, height) = (picture.width(), picture.height());
    let mut samples = vec![0; picture.as_bytes().len()];
    if !way.convert(picture.as_bytes(), &mut samples) {
        return picture;
    }
    let converted = match channels {
        Channels::Rgba => RgbaImage::from_raw(width, height, samples).map(DynamicImage::ImageRgba8),
        Channels::Rgb => RgbImage::from_raw(width, height, samples).map(DynamicImage::ImageRgb8),
    };
    converted.unwrap_or(picture)
}

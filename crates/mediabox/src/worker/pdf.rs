//! PDF: number and sizes of the pages, and a thumbnail of the first. The viewer draws the pages
//! themselves in the browser.

use super::{Rendered, encode};
use crate::preview::{PageSize, Part, PartName, THUMBNAIL_EDGE};
use crate::protocol::{FileFault, Measures, PAGE_SIZES};
use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::page::Page;
use hayro::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings};
use image::{DynamicImage, RgbImage};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Largest page edge in points: 200 inches, the limit of PDF 1.x readers, with room to spare.
const POINTS: f32 = 100_000.0;

pub(super) fn render(file: Vec<u8>) -> Result<Rendered, FileFault> {
    let document = Pdf::new(file).map_err(fault)?;
    let pages = document.pages();
    let first = pages.first().ok_or(FileFault::Damaged)?;
    let first_size = page_size(first).ok_or(FileFault::Damaged)?;
    let page_sizes = pages
        .iter()
        .take(PAGE_SIZES)
        .map(|page| page_size(page).unwrap_or(first_size))
        .collect();
    // A page that cannot be drawn still has a size and a number.
    let attempt = AssertUnwindSafe(|| thumbnail(first, first_size));
    let parts = catch_unwind(attempt).ok().flatten().into_iter().collect();
    Ok(Rendered {
        measures: Measures {
            width: whole_points(first_size.width),
            height: whole_points(first_size.height),
            pages: u32::try_from(pages.len()).map_err(|_| FileFault::TooLarge)?,
            page_sizes,
        },
        parts,
    })
}

fn fault(error: LoadPdfError) -> FileFault {
    match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => FileFault::Password,
        LoadPdfError::Decryption(DecryptionError::UnsupportedAlgorithm) => FileFault::Unsupported,
        LoadPdfError::Decryption(
            DecryptionError::MissingIDEntry | DecryptionError::InvalidEncryption,
        )
        | LoadPdfError::Invalid => FileFault::Damaged,
    }
}

fn page_size(page: &Page<'_>) -> Option<PageSize> {
    let (width, height) = page.render_dimensions();
    let sane = |edge: f32| edge.is_finite() && edge > 0.0 && edge <= POINTS;
    (sane(width) && sane(height)).then_some(PageSize { width, height })
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "checked to be positive and small by page_size"
)]
fn whole_points(points: f32) -> u32 {
    (points.round() as u32).max(1)
}

fn thumbnail<'a>(page: &'a Page<'a>, size: PageSize) -> Option<Part> {
    #[expect(clippy::cast_precision_loss, reason = "480 is exact")]
    let edge = THUMBNAIL_EDGE as f32;
    let scale = edge / size.width.max(size.height);
    // Very thin pages would round to nothing.
    let at_least_one = |side: f32| scale.max(1.0 / side);
    let settings = PixmapSettings {
        x_scale: at_least_one(size.width),
        y_scale: at_least_one(size.height),
        bg_color: WHITE,
    };
    let pixels = hayro::render(
        page,
        &RenderCache::new(),
        &InterpreterSettings::default(),
        &RenderSettings::default(),
        &settings,
    );
    let (width, height) = (u32::from(pixels.width()), u32::from(pixels.height()));
    // The ground is opaque white, so premultiplied is plain.
    let rgb = pixels
        .data()
        .iter()
        .flat_map(|pixel| [pixel.r, pixel.g, pixel.b])
        .collect();
    let picture = DynamicImage::ImageRgb8(RgbImage::from_raw(width, height, rgb)?);
    encode::part(PartName::Thumbnail, &picture, true).ok()
}

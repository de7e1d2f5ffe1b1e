//! Vector drawings: drawn once, as large as a display picture may be, so that zooming into a small
//! one stays sharp. Nothing outside the file is read: no linked picture, no entity, no font of the
//! machine; text in other fonts than the embedded ones is set in those.

use super::{Rendered, pictures, scans};
use crate::preview::DISPLAY_EDGE;
use crate::protocol::FileFault;
use image::{DynamicImage, ImageReader, RgbaImage};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{self, ImageHrefResolver, ImageKind, Options, Tree, fontdb, roxmltree};
use roxmltree::{Document, ParsingOptions};
use std::io::Cursor;
use std::sync::Arc;

/// Longest file: a drawing is text, and its tree takes many times as much memory.
const INPUT: usize = 32 * 1024 * 1024;
/// Most elements and attributes of a drawing.
const NODES: u32 = 500_000;
/// Most pixels of a picture inside a drawing.
const PIXELS: u64 = 40_000_000;
/// Longest edge in CSS pixels that a drawing may claim.
const LONGEST: f32 = 100_000.0;

const SANS: &[u8] = include_bytes!("../../../statement/fonts/Inter-Regular.ttf");
const SANS_BOLD: &[u8] = include_bytes!("../../../statement/fonts/Inter-SemiBold.ttf");
const SERIF: &[u8] = include_bytes!("../../../statement/fonts/Newsreader-Display.ttf");
const MONOSPACE: &[u8] = include_bytes!("../../../statement/fonts/GeistMono-Regular.ttf");

pub(super) fn render(file: &[u8]) -> Result<Rendered, FileFault> {
    if file.len() > INPUT {
        return Err(FileFault::TooLarge);
    }
    let text = std::str::from_utf8(file).map_err(|_| FileFault::Damaged)?;
    let parsing = ParsingOptions {
        // Drawing programs declare entities of their own; external ones are never resolved.
        allow_dtd: true,
        nodes_limit: NODES,
        ..ParsingOptions::default()
    };
    let document = Document::parse_with_options(text, parsing).map_err(|error| xml(&error))?;
    let tree = Tree::from_xmltree(&document, &options()).map_err(|error| drawing(&error))?;
    let size = tree.size();
    let (width, height) = (size.width(), size.height());
    let longest = width.max(height);
    if !longest.is_finite() || longest > LONGEST {
        return Err(FileFault::TooLarge);
    }
    let display = draw(&tree, edge() / longest)?;
    pictures::parts((pixels(width), pixels(height)), &display, true)
}

fn draw(tree: &Tree, scale: f32) -> Result<DynamicImage, FileFault> {
    let size = tree.size();
    let side = |length: f32| pixels(length * scale).min(DISPLAY_EDGE);
    let (width, height) = (side(size.width()), side(size.height()));
    let mut pixmap = Pixmap::new(width, height).ok_or(FileFault::TooLarge)?;
    resvg::render(
        tree,
        Transform::from_scale(scale, scale),
        &mut pixmap.as_mut(),
    );
    let pixels = RgbaImage::from_raw(width, height, pixmap.take_demultiplied());
    let pixels = pixels.ok_or(FileFault::Damaged)?;
    Ok(super::encode::to_eight_bits(DynamicImage::ImageRgba8(
        pixels,
    )))
}

fn options() -> Options<'static> {
    Options {
        resources_dir: None,
        font_family: "Inter".to_owned(),
        fontdb: Arc::new(fonts()),
        image_href_resolver: ImageHrefResolver {
            resolve_data: Box::new(|_, bytes, _| embedded(bytes)),
            // SECURITY: a drawing must not reach files or addresses; the sandbox would stop it, too;
            // guarded by test hostile_files_end_in_a_clear_failure.
            resolve_string: Box::new(|_, _| None),
        },
        ..Options::default()
    }
}

fn fonts() -> fontdb::Database {
    let mut fonts = fontdb::Database::new();
    for font in [SANS, SANS_BOLD, SERIF, MONOSPACE] {
        fonts.load_font_data(font.to_vec());
    }
    fonts.set_sans_serif_family("Inter");
    fonts.set_cursive_family("Inter");
    fonts.set_fantasy_family("Inter");
    fonts.set_serif_family("Newsreader Display");
    fonts.set_monospace_family("Geist Mono");
    fonts
}

/// A picture inside the drawing, when it is one that can be drawn within bounds.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "a format that is added there is one that is not drawn here"
)]
fn embedded(bytes: Arc<Vec<u8>>) -> Option<ImageKind> {
    let reader = ImageReader::new(Cursor::new(bytes.as_slice()));
    let reader = reader.with_guessed_format().ok()?;
    let format = reader.format()?;
    let (width, height) = reader.into_dimensions().ok()?;
    if u64::from(width) * u64::from(height) > PIXELS {
        return None;
    }
    if format == image::ImageFormat::Jpeg && scans::are_separate(&bytes) {
        return None;
    }
    match format {
        image::ImageFormat::Png => Some(ImageKind::PNG(bytes)),
        image::ImageFormat::Jpeg => Some(ImageKind::JPEG(bytes)),
        image::ImageFormat::Gif => Some(ImageKind::GIF(bytes)),
        image::ImageFormat::WebP => Some(ImageKind::WEBP(bytes)),
        _ => None,
    }
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "what is not a limit is damage, whatever it is called"
)]
fn xml(error: &roxmltree::Error) -> FileFault {
    match error {
        roxmltree::Error::NodesLimitReached
        | roxmltree::Error::AttributesLimitReached
        | roxmltree::Error::NamespacesLimitReached
        | roxmltree::Error::EntityReferenceLoop(_) => FileFault::TooLarge,
        _ => FileFault::Damaged,
    }
}

fn drawing(error: &usvg::Error) -> FileFault {
    match error {
        usvg::Error::ElementsLimitReached => FileFault::TooLarge,
        usvg::Error::ParsingFailed(error) => xml(error),
        usvg::Error::NotAnUtf8Str
        | usvg::Error::SvgzFeatureNotEnabled
        | usvg::Error::MalformedGZip
        | usvg::Error::InvalidSize => FileFault::Damaged,
    }
}

#[expect(clippy::cast_precision_loss, reason = "2560 is exact")]
fn edge() -> f32 {
    DISPLAY_EDGE as f32
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "checked to be positive and small"
)]
fn pixels(length: f32) -> u32 {
    (length.round() as u32).max(1)
}

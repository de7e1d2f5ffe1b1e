//! Drawing in page units: the page is 800 wide, as in the design, and scaled to A4 at the end.

use super::art;
use super::text::{Fonts, Line, Style};
use krilla::Data;
use krilla::color::rgb;
use krilla::geom::{Path, PathBuilder, Point, Rect, Size, Transform};
use krilla::graphic::Graphic;
use krilla::image::Image;
use krilla::num::NormalizedF32;
use krilla::paint::{Fill, FillRule, LineCap, LineJoin, Stroke, StrokeDash};
use krilla::surface::Surface;

/// Width and height of A4 in points.
pub(super) const A4: (f32, f32) = (595.276, 841.89);
/// Width of the page in page units.
pub(super) const WIDTH: f32 = 800.0;
/// Height of the page in page units.
pub(super) const HEIGHT: f32 = WIDTH / A4.0 * A4.1;

/// A colour as 0xRRGGBB.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Colour(pub(super) u32);

impl Colour {
    fn paint(self) -> krilla::paint::Paint {
        let [_, red, green, blue] = self.0.to_be_bytes();
        rgb::Color::new(red, green, blue).into()
    }
}

/// A box with its upper left corner.
#[derive(Debug, Clone, Copy)]
pub(super) struct Area {
    pub(super) x: f32,
    pub(super) y: f32,
    pub(super) width: f32,
    pub(super) height: f32,
}

/// Outline of a shape.
#[derive(Debug, Clone, Copy)]
pub(super) struct Outline {
    pub(super) colour: Colour,
    pub(super) width: f32,
    pub(super) dashed: bool,
}

impl Outline {
    pub(super) const fn solid(colour: Colour, width: f32) -> Self {
        Self {
            colour,
            width,
            dashed: false,
        }
    }
}

pub(super) struct Canvas<'a> {
    surface: Surface<'a>,
    pub(super) fonts: &'a Fonts,
}

impl<'a> Canvas<'a> {
    pub(super) fn new(mut surface: Surface<'a>, fonts: &'a Fonts) -> Self {
        let scale = A4.0 / WIDTH;
        surface.push_transform(&Transform::from_scale(scale, scale));
        Self { surface, fonts }
    }

    pub(super) fn finish(mut self) {
        self.surface.pop();
        self.surface.finish();
    }

    /// Draws a line with its baseline at `y` and returns where it ends.
    pub(super) fn line(&mut self, x: f32, y: f32, colour: Colour, line: &Line) -> f32 {
        self.fill(colour);
        let mut x = x;
        for run in &line.runs {
            let start = Point::from_xy(x, y);
            let font = run.font.clone();
            self.surface
                .draw_glyphs(start, &run.glyphs, font, &run.text, line.size, false);
            x += run.width;
        }
        x
    }

    /// Shapes and draws text on one line; returns where it ends.
    pub(super) fn text(&mut self, x: f32, y: f32, style: Style, colour: Colour, text: &str) -> f32 {
        let line = self.fonts.line(style, text);
        self.line(x, y, colour, &line)
    }

    /// A filled and outlined box with round corners.
    pub(super) fn panel(
        &mut self,
        area: Area,
        radius: f32,
        ground: Option<Colour>,
        outline: Option<Outline>,
    ) {
        let Some(path) = rounded(area, radius) else {
            return;
        };
        match ground {
            Some(colour) => self.fill(colour),
            None => self.surface.set_fill(None),
        }
        self.surface.set_stroke(outline.map(stroke));
        self.surface.draw_path(&path);
        self.surface.set_stroke(None);
    }

    /// A horizontal hairline.
    pub(super) fn rule(&mut self, x: f32, y: f32, width: f32, colour: Colour) {
        let mut builder = PathBuilder::new();
        builder.move_to(x, y);
        builder.line_to(x + width, y);
        self.stroked(builder, Outline::solid(colour, 1.0));
    }

    /// An open line through points, with round ends.
    pub(super) fn polyline(&mut self, points: &[(f32, f32)], outline: Outline) {
        let mut builder = PathBuilder::new();
        for (index, &(x, y)) in points.iter().enumerate() {
            if index == 0 {
                builder.move_to(x, y);
            } else {
                builder.line_to(x, y);
            }
        }
        self.stroked(builder, outline);
    }

    /// The two halves of the mark, `size` wide.
    pub(super) fn mark(&mut self, x: f32, y: f32, size: f32, colours: (Colour, Colour)) {
        let parts = [(art::MARK_UPPER, colours.0), (art::MARK_LOWER, colours.1)];
        self.placed(x, y, size / 32.0, |canvas| {
            for (file, colour) in parts {
                canvas.shape(file, colour);
            }
        });
    }

    /// The letters of the word mark beside a mark of `size`.
    pub(super) fn word(&mut self, x: f32, y: f32, size: f32, colour: Colour) {
        self.placed(x, y, size / 32.0, |canvas| canvas.shape(art::WORD, colour));
    }

    /// The rosette around a centre, visible only inside `window`.
    pub(super) fn rosette(
        &mut self,
        centre: (f32, f32),
        radius: f32,
        window: Area,
        outline: Outline,
    ) {
        let Some(clip) = rounded(window, 4.0) else {
            return;
        };
        self.surface.push_clip_path(&clip, &FillRule::NonZero);
        let scale = radius / 200.0;
        for ring in &art::ROSETTE {
            let Some(curve) = self.curve(ring.curve, outline) else {
                continue;
            };
            for turn in 0..art::TURNS {
                let turned = Transform::from_rotate(f32::from(turn) * ring.step);
                self.surface
                    .push_transform(&Transform::from_translate(centre.0, centre.1));
                self.surface
                    .push_transform(&Transform::from_scale(scale, scale));
                self.surface.push_transform(&turned);
                self.surface.draw_graphic(curve.clone());
                for _ in 0..3 {
                    self.surface.pop();
                }
            }
        }
        self.surface.pop();
    }

    /// A picture that covers the area, cut at its round corners. Returns whether it could be used.
    pub(super) fn picture(&mut self, area: Area, radius: f32, bytes: &[u8]) -> bool {
        let data: Data = bytes.to_vec().into();
        let image = match bytes.first() {
            Some(0xff) => Image::from_jpeg(data, false),
            _ => Image::from_png(data, false),
        };
        let (Ok(image), Some(clip)) = (image, rounded(area, radius)) else {
            return false;
        };
        let (width, height) = image.size();
        #[expect(
            clippy::cast_precision_loss,
            reason = "thumbnails are at most 480 wide"
        )]
        let (width, height) = (width as f32, height as f32);
        let scale = (area.width / width).max(area.height / height);
        let Some(size) = Size::from_wh(width * scale, height * scale) else {
            return false;
        };
        let x = area.x + (area.width - size.width()) / 2.0;
        let y = area.y + (area.height - size.height()) / 2.0;
        self.surface.push_clip_path(&clip, &FillRule::NonZero);
        self.surface
            .push_transform(&Transform::from_translate(x, y));
        self.surface.draw_image(image, size);
        self.surface.pop();
        self.surface.pop();
        true
    }

    /// One curve as an object of its own, so that the file holds it once.
    fn curve(&mut self, file: &str, outline: Outline) -> Option<Graphic> {
        let path = art::path(file)?;
        let mut builder = self.surface.stream_builder();
        let mut surface = builder.surface();
        surface.set_fill(None);
        surface.set_stroke(Some(stroke(outline)));
        surface.draw_path(&path);
        surface.finish();
        Some(Graphic::new(builder.finish(), false))
    }

    fn placed(&mut self, x: f32, y: f32, scale: f32, draw: impl FnOnce(&mut Self)) {
        self.surface
            .push_transform(&Transform::from_translate(x, y));
        self.surface
            .push_transform(&Transform::from_scale(scale, scale));
        draw(self);
        self.surface.pop();
        self.surface.pop();
    }

    fn shape(&mut self, file: &str, colour: Colour) {
        if let Some(path) = art::path(file) {
            self.fill(colour);
            self.surface.draw_path(&path);
        }
    }

    fn stroked(&mut self, builder: PathBuilder, outline: Outline) {
        if let Some(path) = builder.finish() {
            self.surface.set_fill(None);
            self.surface.set_stroke(Some(stroke(outline)));
            self.surface.draw_path(&path);
            self.surface.set_stroke(None);
        }
    }

    fn fill(&mut self, colour: Colour) {
        self.surface.set_fill(Some(Fill {
            paint: colour.paint(),
            opacity: NormalizedF32::ONE,
            rule: FillRule::NonZero,
        }));
    }
}

fn stroke(outline: Outline) -> Stroke {
    Stroke {
        paint: outline.colour.paint(),
        width: outline.width,
        line_cap: LineCap::Round,
        line_join: LineJoin::Round,
        dash: outline.dashed.then(|| StrokeDash {
            array: vec![2.5, 2.5],
            offset: 0.0,
        }),
        ..Stroke::default()
    }
}

/// Rectangle with round corners; a quarter circle is a cubic with this handle.
fn rounded(area: Area, radius: f32) -> Option<Path> {
    const HANDLE: f32 = 0.447_715;
    let Area {
        x,
        y,
        width,
        height,
    } = area;
    let radius = radius.min(width / 2.0).min(height / 2.0);
    if radius <= 0.0 {
        let mut builder = PathBuilder::new();
        builder.push_rect(Rect::from_xywh(x, y, width, height)?);
        return builder.finish();
    }
    let (right, bottom, handle) = (x + width, y + height, radius * HANDLE);
    let mut path = PathBuilder::new();
    path.move_to(x + radius, y);
    path.line_to(right - radius, y);
    path.cubic_to(right - handle, y, right, y + handle, right, y + radius);
    path.line_to(right, bottom - radius);
    path.cubic_to(
        right,
        bottom - handle,
        right - handle,
        bottom,
        right - radius,
        bottom,
    );
    path.line_to(x + radius, bottom);
    path.cubic_to(x + handle, bottom, x, bottom - handle, x, bottom - radius);
    path.line_to(x, y + radius);
    path.cubic_to(x, y + handle, x + handle, y, x + radius, y);
    path.close();
    path.finish()
}

//! The two small labels on the page: the verdict with its sign, and the identity level.

use super::canvas::{Area, Canvas, Colour, Outline};
use super::text::{Face, Style};
use crate::words::{Decision, Level};

const WHITE: Colour = Colour(0xff_ffff);
const GREY: Colour = Colour(0x53_555c);
const INK: Colour = Colour(0x37_3ea6);
const BRASS: Colour = Colour(0x83_6329);
const BORDER: Colour = Colour(0x84_868e);

/// Draws the verdict with its right edge at `right` and returns its left edge.
pub(super) fn verdict_chip(
    canvas: &mut Canvas<'_>,
    decision: Decision,
    right: f32,
    middle: f32,
) -> f32 {
    let (text, ground, solid) = match decision {
        Decision::Approve => (Colour(0x03_6035), Colour(0xdf_f8e7), Colour(0x13_804a)),
        Decision::ApproveWithChanges => (Colour(0x09_5a69), Colour(0xdd_f5fa), Colour(0x00_798e)),
        Decision::RequestChanges => (Colour(0x85_4a00), Colour(0xff_f0d9), Colour(0xb0_5f04)),
        Decision::Reject => (Colour(0xa0_1f1e), Colour(0xfd_edec), Colour(0xc9_302d)),
        Decision::Withdraw => (GREY, Colour(0xef_f0f3), GREY),
    };
    let line = canvas
        .fonts
        .line(Style::new(Face::SemiBold, 13.0), decision.label());
    let width = line.width + 42.0;
    let x = right - width;
    let area = Area {
        x,
        y: middle - 13.0,
        width,
        height: 26.0,
    };
    canvas.panel(area, 13.0, Some(ground), None);
    let dot = Area {
        x: x + 8.0,
        y: middle - 8.0,
        width: 16.0,
        height: 16.0,
    };
    canvas.panel(dot, 8.0, Some(solid), None);
    verdict_sign(canvas, decision, (x + 16.0, middle));
    canvas.line(x + 30.0, middle + 4.6, text, &line);
    x
}

/// The white sign inside the round: tick, tick with a dot, bar with a dot, cross, bar.
fn verdict_sign(canvas: &mut Canvas<'_>, decision: Decision, centre: (f32, f32)) {
    let pen = Outline::solid(WHITE, 1.8);
    let at = |dx: f32, dy: f32| (centre.0 + dx, centre.1 + dy);
    match decision {
        Decision::Approve | Decision::ApproveWithChanges => {
            canvas.polyline(&[at(-3.4, 0.3), at(-1.0, 2.7), at(3.5, -2.3)], pen);
        }
        Decision::RequestChanges => {
            canvas.polyline(&[at(0.0, -3.6), at(0.0, 0.6)], pen);
            canvas.polyline(&[at(0.0, 3.4), at(0.0, 3.5)], pen);
        }
        Decision::Reject => {
            canvas.polyline(&[at(-2.6, -2.6), at(2.6, 2.6)], pen);
            canvas.polyline(&[at(2.6, -2.6), at(-2.6, 2.6)], pen);
        }
        Decision::Withdraw => canvas.polyline(&[at(-3.4, 0.0), at(3.4, 0.0)], pen),
    }
}

/// The identity level; the weaker it is, the less it looks like a seal.
pub(super) fn level_chip(canvas: &mut Canvas<'_>, level: Level, x: f32, baseline: f32) {
    let (text, ground, border) = match level {
        Level::Link => (GREY, None, Some(BORDER)),
        Level::Mailbox => (GREY, Some(Colour(0xef_f0f3)), None),
        Level::Password | Level::Sso => (INK, Some(Colour(0xec_effe)), None),
        Level::Mfa | Level::Passkey => (WHITE, Some(INK), None),
        Level::Eid => (BRASS, Some(Colour(0xf8_f1de)), Some(BRASS)),
    };
    let line = canvas
        .fonts
        .line(Style::new(Face::SemiBold, 11.5), level.label());
    let area = Area {
        x,
        y: baseline - 14.5,
        width: line.width + 14.0,
        height: 20.0,
    };
    let outline = border.map(|colour| Outline {
        colour,
        width: 1.0,
        dashed: level == Level::Link,
    });
    canvas.panel(area, 4.0, ground, outline);
    canvas.line(x + 7.0, baseline - 0.5, text, &line);
}

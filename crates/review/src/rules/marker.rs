//! Where a comment points: W3C Web Annotation selectors in normalised page space, bound to a version's bytes.

use kernel::{Error, Result, VersionId};
use serde::{Deserialize, Serialize};

use super::name::is_hidden;

/// The most places one comment can point to.
const MARKERS: usize = 20;
/// The most selectors of one place.
const SELECTORS: usize = 8;
/// The most points of all drawings of one comment.
const POINTS: usize = 2_000;
/// The longest quotation in characters, and the longest text before and after it.
const QUOTE: usize = 4_000;
const AROUND: usize = 200;
/// The highest page number.
const PAGES: u32 = 100_000;
/// Positions are kept to a hundred-thousandth of the page.
const STEPS: f64 = 100_000.0;

/// One place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Marker {
    /// The bytes it lies on.
    pub target: Target,
    /// The place on them, described in one or more ways.
    pub selectors: Vec<Selector>,
}

/// The bytes a marker lies on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// The version.
    #[schema(value_type = String)]
    pub version: VersionId,
    /// The SHA-256 of its bytes, in lower-case hexadecimal.
    pub sha256: String,
}

/// One way to describe a place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "type", deny_unknown_fields)]
pub enum Selector {
    /// A page (`page=3`) or a rectangle of it in percent (`xywh=percent:10,20,30,40`; without size, a pin).
    FragmentSelector {
        /// The fragment.
        value: String,
    },
    /// A quotation.
    TextQuoteSelector {
        /// The text.
        exact: String,
        /// The text before it.
        prefix: String,
        /// The text after it.
        suffix: String,
    },
    /// A range of characters.
    TextPositionSelector {
        /// The first.
        start: u32,
        /// The one after the last.
        end: u32,
    },
    /// A drawing.
    SvgSelector {
        /// What was drawn.
        shape: Shape,
        /// Its points, from 0 to 1 of the page's width and height.
        #[schema(value_type = Vec<(f64, f64)>)]
        points: Vec<[f64; 2]>,
        /// The page, from 1.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schema(nullable = false)]
        page: Option<u32>,
    },
}

/// What was drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words say it")]
pub enum Shape {
    Rectangle,
    Ellipse,
    Arrow,
    Path,
}

/// The markers as they are stored: on this version's bytes, inside the page, rounded.
///
/// # Errors
/// [`Error::Invalid`] for a place on other bytes, outside the page, or described at unbearable length.
pub fn checked(markers: Vec<Marker>, version: VersionId, sha256: &str) -> Result<Vec<Marker>> {
    if markers.len() > MARKERS {
        return Err(too_much());
    }
    let points: usize = markers
        .iter()
        .flat_map(|marker| &marker.selectors)
        .map(count_points)
        .sum();
    if points > POINTS {
        return Err(too_much());
    }
    markers
        .into_iter()
        .map(|marker| checked_marker(marker, version, sha256))
        .collect()
}

fn checked_marker(marker: Marker, version: VersionId, sha256: &str) -> Result<Marker> {
    if marker.target.version != version || marker.target.sha256 != sha256 {
        return Err(Error::Conflict {
            code: "stale",
            detail: "The marker lies on other bytes than this review's version. Reload the page and mark again.",
        });
    }
    if marker.selectors.is_empty() || marker.selectors.len() > SELECTORS {
        return Err(too_much());
    }
    let selectors = marker
        .selectors
        .into_iter()
        .map(checked_selector)
        .collect::<Option<Vec<_>>>();
    Ok(Marker {
        target: marker.target,
        selectors: selectors.ok_or_else(outside)?,
    })
}

fn checked_selector(selector: Selector) -> Option<Selector> {
    match selector {
        Selector::FragmentSelector { value } => {
            fragment(&value).map(|value| Selector::FragmentSelector { value })
        }
        Selector::TextQuoteSelector {
            exact,
            prefix,
            suffix,
        } => {
            let fits = !exact.is_empty()
                && is_quote(&exact, QUOTE)
                && is_quote(&prefix, AROUND)
                && is_quote(&suffix, AROUND);
            fits.then_some(Selector::TextQuoteSelector {
                exact,
                prefix,
                suffix,
            })
        }
        Selector::TextPositionSelector { start, end } => {
            (start < end).then_some(Selector::TextPositionSelector { start, end })
        }
        Selector::SvgSelector {
            shape,
            points,
            page,
        } => {
            let enough = match shape {
                Shape::Rectangle | Shape::Ellipse | Shape::Arrow => points.len() == 2,
                Shape::Path => points.len() >= 2,
            };
            let page_fits = page.is_none_or(|page| (1..=PAGES).contains(&page));
            let points = points
                .into_iter()
                .map(rounded)
                .collect::<Option<Vec<_>>>()?;
            (enough && page_fits).then_some(Selector::SvgSelector {
                shape,
                points,
                page,
            })
        }
    }
}

fn fragment(value: &str) -> Option<String> {
    if let Some(page) = value.strip_prefix("page=") {
        let page: u32 = page.parse().ok()?;
        return (1..=PAGES).contains(&page).then(|| format!("page={page}"));
    }
    let numbers = value.strip_prefix("xywh=percent:")?;
    let numbers = numbers
        .split(',')
        .map(percent)
        .collect::<Option<Vec<_>>>()?;
    let [x, y, width, height] = numbers.try_into().ok()?;
    // Rounding in the browser may reach past the edge by the last digit.
    let inside = x + width <= 100.01 && y + height <= 100.01;
    inside.then(|| format!("xywh=percent:{x},{y},{width},{height}"))
}

fn percent(text: &str) -> Option<f64> {
    let plain = !text.is_empty()
        && text.len() <= 24
        && text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.');
    let value: f64 = plain.then(|| text.parse().ok())??;
    (0.0..=100.0)
        .contains(&value)
        .then(|| (value * 1000.0).round() / 1000.0)
}

fn rounded(point: [f64; 2]) -> Option<[f64; 2]> {
    // NaN and infinity are in no range.
    let inside = point.iter().all(|part| (0.0..=1.0).contains(part));
    inside.then(|| point.map(|part| (part * STEPS).round() / STEPS))
}

fn is_quote(text: &str, longest: usize) -> bool {
    text.chars().count() <= longest
        && !text
            .chars()
            .any(|letter| is_hidden(letter) && !letter.is_whitespace())
}

fn count_points(selector: &Selector) -> usize {
    match selector {
        Selector::SvgSelector { points, .. } => points.len(),
        Selector::FragmentSelector { .. }
        | Selector::TextQuoteSelector { .. }
        | Selector::TextPositionSelector { .. } => 0,
    }
}

fn too_much() -> Error {
    invalid(
        "too_much",
        "This marker is drawn with more detail than a comment can hold. Draw it more simply.",
    )
}

fn outside() -> Error {
    invalid(
        "outside",
        "The marker lies outside the page. Mark the place again.",
    )
}

fn invalid(code: &'static str, detail: &'static str) -> Error {
    Error::Invalid {
        field: "markers",
        code,
        detail,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn version() -> VersionId {
        VersionId::from_uuid(uuid::Uuid::from_u128(1))
    }

    fn check(selector: Selector) -> Option<Selector> {
        let target = Target {
            version: version(),
            sha256: "ab".to_owned(),
        };
        let marker = Marker {
            target,
            selectors: vec![selector],
        };
        checked(vec![marker], version(), "ab")
            .ok()?
            .pop()?
            .selectors
            .pop()
    }

    fn drawing(shape: Shape, points: Vec<[f64; 2]>) -> Selector {
        Selector::SvgSelector {
            shape,
            points,
            page: Some(1),
        }
    }

    #[test]
    fn a_fragment_is_a_page_or_a_rectangle_inside_it() {
        let cases = [
            ("page=3", Some("page=3")),
            ("page=0003", Some("page=3")),
            ("page=0", None),
            ("page=-1", None),
            ("page=100001", None),
            ("xywh=percent:10,20,30,40", Some("xywh=percent:10,20,30,40")),
            (
                "xywh=percent:10.12345,20,0,0",
                Some("xywh=percent:10.123,20,0,0"),
            ),
            ("xywh=percent:90,20,30,40", None),
            ("xywh=percent:10,20,30", None),
            ("xywh=percent:10,20,30,40,50", None),
            ("xywh=percent:1e1,20,30,40", None),
            ("xywh=percent:NaN,0,0,0", None),
            ("xywh=percent:-1,0,0,0", None),
            ("xywh=pixel:1,2,3,4", None),
            ("t=1,2", None),
            ("", None),
        ];
        for (value, expected) in cases {
            let found = check(Selector::FragmentSelector {
                value: value.to_owned(),
            });
            let expected = expected.map(|value| Selector::FragmentSelector {
                value: value.to_owned(),
            });
            assert_eq!(found, expected, "{value}");
        }
    }

    #[test]
    fn a_marker_lies_on_the_reviewed_bytes() {
        let selector = Selector::FragmentSelector {
            value: "page=1".to_owned(),
        };
        let other = VersionId::from_uuid(uuid::Uuid::from_u128(2));
        for (target, expected) in [
            ((version(), "ab"), true),
            ((other, "ab"), false),
            ((version(), "cd"), false),
        ] {
            let target = Target {
                version: target.0,
                sha256: target.1.to_owned(),
            };
            let marker = Marker {
                target,
                selectors: vec![selector.clone()],
            };
            assert_eq!(checked(vec![marker], version(), "ab").is_ok(), expected);
        }
    }

    #[test]
    fn drawings_have_as_many_points_as_their_shape_needs() {
        let cases = [
            (Shape::Rectangle, 2, true),
            (Shape::Rectangle, 1, false),
            (Shape::Ellipse, 3, false),
            (Shape::Arrow, 2, true),
            (Shape::Path, 1, false),
            (Shape::Path, 2_000, true),
            (Shape::Path, 2_001, false),
        ];
        for (shape, count, expected) in cases {
            let found = check(drawing(shape, vec![[0.5, 0.5]; count]));
            assert_eq!(found.is_some(), expected, "{shape:?} {count}");
        }
    }

    #[test]
    fn text_places_are_ranges_and_quotes_of_bearable_length() {
        let quote = |exact: String| Selector::TextQuoteSelector {
            exact,
            prefix: String::new(),
            suffix: "x".to_owned(),
        };
        assert!(check(quote("Hello".to_owned())).is_some());
        assert!(check(quote(String::new())).is_none());
        assert!(check(quote("a".repeat(4_001))).is_none());
        assert!(check(Selector::TextPositionSelector { start: 3, end: 4 }).is_some());
        assert!(check(Selector::TextPositionSelector { start: 4, end: 4 }).is_none());
    }

    proptest! {
        #[test]
        fn every_stored_point_lies_on_the_page(x in any::<f64>(), y in -1.0..2.0_f64) {
            if let Some(Selector::SvgSelector { points, .. }) = check(drawing(Shape::Path, vec![[x, y], [0.0, 1.0]])) {
                prop_assert!(points.iter().flatten().all(|part| (0.0..=1.0).contains(part)));
            }
        }
    }
}

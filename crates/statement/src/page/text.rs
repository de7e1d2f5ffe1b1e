//! Fonts, shaping, measuring and line breaking. A character that no font has is shown as U+FFFD;
//! the JSON holds the real text. Names come from strangers: the work grows with the length of the
//! text and no faster.

use krilla::text::{Font, GlyphId, KrillaGlyph};
use rustybuzz::{Direction, GlyphInfo, Script, ShapePlan, UnicodeBuffer, script};
use std::cell::RefCell;
use std::rc::Rc;
use unicode_normalization::char::is_combining_mark;

/// Marks drawn on one letter. No name needs more; a tower of them would cover the page around it.
const MOST_MARKS: usize = 8;

/// Which letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Face {
    Sans,
    SemiBold,
    Serif,
    Italic,
    Mono,
}

/// A face, its size in page units and its letter spacing in em.
#[derive(Debug, Clone, Copy)]
pub(super) struct Style {
    pub(super) face: Face,
    pub(super) size: f32,
    pub(super) spacing: f32,
}

impl Style {
    pub(super) const fn new(face: Face, size: f32) -> Self {
        Self {
            face,
            size,
            spacing: 0.0,
        }
    }
}

/// One font file, for drawing and for measuring.
struct Loaded {
    font: Font,
    shaper: rustybuzz::Face<'static>,
    /// Slow to make and the same for every text of a script.
    plans: RefCell<Vec<(Script, Rc<ShapePlan>)>>,
}

impl Loaded {
    fn new(file: &'static [u8]) -> Option<Self> {
        Some(Self {
            font: Font::new(file.to_vec().into(), 0)?,
            shaper: rustybuzz::Face::from_slice(file, 0)?,
            plans: RefCell::default(),
        })
    }

    fn plan(&self, buffer: &UnicodeBuffer) -> Rc<ShapePlan> {
        let mut plans = self.plans.borrow_mut();
        let script = buffer.script();
        if let Some((_, plan)) = plans.iter().find(|(known, _)| *known == script) {
            return Rc::clone(plan);
        }
        let known = Some(script).filter(|&script| script != script::UNKNOWN);
        let plan = ShapePlan::new(&self.shaper, buffer.direction(), known, None, &[]);
        let plan = Rc::new(plan);
        plans.push((script, Rc::clone(&plan)));
        plan
    }

    fn has(&self, character: char) -> bool {
        self.shaper.glyph_index(character).is_some()
    }
}

/// The fonts in the binary.
pub(super) struct Fonts {
    sans: Loaded,
    semibold: Loaded,
    serif: Loaded,
    italic: Loaded,
    mono: Loaded,
}

/// A stretch of one line in one font.
pub(super) struct Run {
    pub(super) font: Font,
    pub(super) text: String,
    pub(super) glyphs: Vec<KrillaGlyph>,
    /// In page units.
    pub(super) width: f32,
}

/// Letters that are drawn as one.
struct Cluster {
    text: String,
    /// In page units.
    width: f32,
}

/// A shaped line.
pub(super) struct Line {
    pub(super) runs: Vec<Run>,
    pub(super) size: f32,
    /// In page units.
    pub(super) width: f32,
}

impl Line {
    /// What it says, as drawn.
    pub(super) fn text(&self) -> String {
        self.runs.iter().map(|run| run.text.as_str()).collect()
    }
}

impl Fonts {
    pub(super) fn load() -> Option<Self> {
        Some(Self {
            sans: Loaded::new(include_bytes!("../../fonts/Inter-Regular.ttf"))?,
            semibold: Loaded::new(include_bytes!("../../fonts/Inter-SemiBold.ttf"))?,
            serif: Loaded::new(include_bytes!("../../fonts/Newsreader-Display.ttf"))?,
            italic: Loaded::new(include_bytes!("../../fonts/Newsreader-DisplayItalic.ttf"))?,
            mono: Loaded::new(include_bytes!("../../fonts/GeistMono-Regular.ttf"))?,
        })
    }

    /// One line, as long as it gets; marks beyond [`MOST_MARKS`] on a letter are left out.
    pub(super) fn line(&self, style: Style, text: &str) -> Line {
        let mut runs: Vec<Run> = Vec::new();
        let mut pending: Option<(&Loaded, String)> = None;
        for character in drawn(text) {
            let (font, character) = self.font_for(style.face, character);
            match &mut pending {
                Some((current, run)) if std::ptr::eq(*current, font) => run.push(character),
                _ => {
                    runs.extend(pending.take().map(|(font, run)| shape(font, style, run)));
                    pending = Some((font, character.to_string()));
                }
            }
        }
        runs.extend(pending.map(|(font, run)| shape(font, style, run)));
        Line {
            width: runs.iter().map(|run| run.width).sum(),
            size: style.size,
            runs,
        }
    }

    /// Whether the page can show every character of the text.
    pub(super) fn can_show(&self, text: &str) -> bool {
        text.chars()
            .all(|character| self.sans.has(character) && character != '\u{fffd}')
    }

    /// One line of at most `width`; what does not fit ends in an ellipsis.
    pub(super) fn clipped(&self, style: Style, text: &str, width: f32) -> Line {
        let whole = self.line(style, text);
        if whole.width <= width {
            return whole;
        }
        let fits = |kept: usize| {
            let kept: String = text.chars().take(kept).collect();
            let line = self.line(style, &format!("{}…", kept.trim_end()));
            (line.width <= width).then_some(line)
        };
        // Binary search for the longest beginning that fits.
        let (mut low, mut high) = (0, text.chars().count());
        while low + 1 < high {
            let middle = usize::midpoint(low, high);
            match fits(middle) {
                Some(_) => low = middle,
                None => high = middle,
            }
        }
        fits(low).unwrap_or_else(|| self.line(style, "…"))
    }

    /// Lines of at most `width`, broken at spaces, inside words only where a word is too long.
    pub(super) fn wrapped(&self, style: Style, text: &str, width: f32) -> Vec<Line> {
        let mut lines = Vec::new();
        let mut current = String::new();
        let text: String = drawn(text).collect();
        for word in text.split(' ').filter(|word| !word.is_empty()) {
            let longer = if current.is_empty() {
                word.to_owned()
            } else {
                format!("{current} {word}")
            };
            if self.line(style, &longer).width <= width {
                current = longer;
                continue;
            }
            if !current.is_empty() {
                lines.push(self.line(style, &current));
            }
            current = self.break_word(style, word, width, &mut lines);
        }
        if !current.is_empty() {
            lines.push(self.line(style, &current));
        }
        lines
    }

    /// Puts full lines of a long word into `lines` and returns the rest.
    ///
    /// SECURITY: a name of thousands of letters must not hold the processor, so the word is measured
    /// once instead of once per letter; guarded by test `a_long_word_is_shaped_a_few_times_only`.
    fn break_word(&self, style: Style, word: &str, width: f32, lines: &mut Vec<Line>) -> String {
        let clusters = self.clusters(style, word);
        let mut rest = clusters.as_slice();
        loop {
            let mut taken = 0.0;
            let fitting = rest.iter().take_while(|cluster| {
                taken += cluster.width;
                taken <= width
            });
            let mut count = fitting.count().max(1);
            let (line, piece) = loop {
                let piece: String = rest
                    .iter()
                    .take(count)
                    .map(|one| one.text.as_str())
                    .collect();
                let line = self.line(style, &piece);
                // Apart from its neighbours, a letter at the end may be a little wider.
                if line.width <= width || count == 1 {
                    break (line, piece);
                }
                count -= 1;
            };
            match rest.get(count..) {
                Some(after) if !after.is_empty() => rest = after,
                _ => return piece,
            }
            lines.push(line);
        }
    }

    /// The parts of a word that a line may end between. No letter of it may have too many marks.
    fn clusters(&self, style: Style, word: &str) -> Vec<Cluster> {
        let mut letters = word.chars();
        let mut clusters = Vec::new();
        for run in self.line(style, word).runs {
            let same = |one: &KrillaGlyph, next: &KrillaGlyph| one.text_range == next.text_range;
            for glyphs in run.glyphs.chunk_by(same) {
                let range = glyphs.first().map(|glyph| glyph.text_range.clone());
                let shown = range.and_then(|range| run.text.get(range));
                // What is shown may be the replacement, which is another letter but also one.
                let count = shown.map_or(0, |shown| shown.chars().count());
                let advance: f32 = glyphs.iter().map(|glyph| glyph.x_advance).sum();
                clusters.push(Cluster {
                    text: letters.by_ref().take(count).collect(),
                    width: advance * style.size,
                });
            }
        }
        clusters
    }

    /// The first font that has the character; the sans font has the replacement for all others.
    fn font_for(&self, face: Face, character: char) -> (&Loaded, char) {
        let first = match face {
            Face::Sans => &self.sans,
            Face::SemiBold => &self.semibold,
            Face::Serif => &self.serif,
            Face::Italic => &self.italic,
            Face::Mono => &self.mono,
        };
        if first.has(character) {
            return (first, character);
        }
        if self.sans.has(character) {
            return (&self.sans, character);
        }
        (&self.sans, '\u{fffd}')
    }
}

/// The text without the marks beyond [`MOST_MARKS`] in a row.
fn drawn(text: &str) -> impl Iterator<Item = char> {
    let mut marks = 0;
    text.chars().filter(move |&character| {
        marks = if is_combining_mark(character) {
            marks + 1
        } else {
            0
        };
        marks <= MOST_MARKS
    })
}

#[expect(clippy::cast_precision_loss, reason = "font units are far below 2^24")]
fn shape(loaded: &Loaded, style: Style, text: String) -> Run {
    #[cfg(test)]
    tests::note_shaping(&text);
    let mut buffer = UnicodeBuffer::new();
    buffer.push_str(&text);
    buffer.guess_segment_properties();
    // None of the fonts has a script that runs the other way.
    buffer.set_direction(Direction::LeftToRight);
    let plan = loaded.plan(&buffer);
    let shaped = rustybuzz::shape_with_plan(&loaded.shaper, &plan, buffer);
    let em = loaded.font.units_per_em();
    let glyphs: Vec<_> = shaped
        .glyph_infos()
        .iter()
        .zip(shaped.glyph_positions())
        .zip(cluster_ends(shaped.glyph_infos(), text.len()))
        .map(|((info, position), end)| {
            KrillaGlyph::new(
                GlyphId::new(info.glyph_id),
                position.x_advance as f32 / em + style.spacing,
                position.x_offset as f32 / em,
                position.y_offset as f32 / em,
                position.y_advance as f32 / em,
                info.cluster as usize..end,
                None,
            )
        })
        .collect();
    let advance: f32 = glyphs.iter().map(|glyph| glyph.x_advance).sum();
    Run {
        font: loaded.font.clone(),
        width: advance * style.size,
        glyphs,
        text,
    }
}

/// Where in the text the cluster of each glyph ends: where the next one begins. The shaper gives
/// clusters in rising order, and several glyphs may share one.
fn cluster_ends(glyphs: &[GlyphInfo], text_length: usize) -> Vec<usize> {
    let (mut end, mut next) = (text_length, text_length);
    let mut ends: Vec<usize> = glyphs
        .iter()
        .rev()
        .map(|glyph| {
            let start = glyph.cluster as usize;
            if start < next {
                end = next;
                next = start;
            }
            end
        })
        .collect();
    ends.reverse();
    ends
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    const STYLE: Style = Style::new(Face::Serif, 20.0);

    thread_local! {
        /// How often this test has shaped, and how many characters altogether.
        static SHAPED: Cell<(usize, usize)> = const { Cell::new((0, 0)) };
    }

    pub(super) fn note_shaping(text: &str) {
        let (calls, characters) = SHAPED.get();
        SHAPED.set((calls + 1, characters + text.chars().count()));
    }

    /// Wraps and clips; returns the number of shapings and of characters shaped.
    fn work(fonts: &Fonts, text: &str) -> (usize, usize) {
        SHAPED.set((0, 0));
        assert!(!fonts.wrapped(STYLE, text, 468.0).is_empty());
        assert!(fonts.clipped(STYLE, text, 468.0).width <= 468.0);
        SHAPED.get()
    }

    #[test]
    fn every_embedded_font_loads_and_has_the_letters_of_europe() {
        let fonts = Fonts::load().unwrap();
        for letter in "AÅÄÆØÞßŁŐČşğĦŋ€·…“”’–".chars() {
            for loaded in [
                &fonts.sans,
                &fonts.semibold,
                &fonts.serif,
                &fonts.italic,
                &fonts.mono,
            ] {
                assert!(loaded.has(letter), "{letter}");
            }
        }
        for letter in "ЖЩљΩώ\u{fffd}".chars() {
            assert!(
                fonts.sans.has(letter) && fonts.semibold.has(letter),
                "{letter}"
            );
        }
    }

    #[test]
    fn a_letter_that_no_font_has_is_replaced_visibly() {
        let fonts = Fonts::load().unwrap();
        let line = fonts.line(STYLE, "林 a");
        assert_eq!(line.runs.len(), 2);
        assert_eq!(line.runs[0].text, "\u{fffd}");
        assert!(line.runs[0].width > 5.0);
        assert!(
            fonts.can_show("Þórdís Ёлка") && !fonts.can_show("林") && !fonts.can_show("\u{fffd}")
        );
    }

    #[test]
    fn lines_never_exceed_their_width() {
        let fonts = Fonts::load().unwrap();
        let texts = [
            "one two three four five six",
            &"W".repeat(200),
            "",
            "   ",
            "Ω林Ж mixed",
        ];
        for text in texts {
            for line in fonts.wrapped(STYLE, text, 90.0) {
                assert!(line.width <= 90.0, "{text}");
            }
            assert!(fonts.clipped(STYLE, text, 90.0).width <= 90.0, "{text}");
        }
        let clipped = fonts.clipped(STYLE, "a long name of a file.png", 90.0);
        assert!(clipped.runs.last().unwrap().text.ends_with('…'));
    }

    #[test]
    fn a_long_word_is_shaped_a_few_times_only() {
        let fonts = Fonts::load().unwrap();
        let length = 20_000;
        for text in ["A".repeat(length), "Z\u{303}\u{323}i-".repeat(length / 5)] {
            let (calls, characters) = work(&fonts, &text);
            assert!(calls < length / 10, "{calls} shapings");
            assert!(characters < 6 * length, "{characters} characters");
        }
    }

    #[test]
    fn a_change_of_font_or_script_makes_no_new_plan() {
        let fonts = Fonts::load().unwrap();
        let length = 2_000;
        let (calls, characters) = work(&fonts, &"AЖ林\u{338}".repeat(length / 4));
        assert!(calls < 6 * length, "{calls} shapings");
        assert!(characters < 6 * length, "{characters} characters");
        for loaded in [&fonts.serif, &fonts.sans] {
            let plans = loaded.plans.borrow().len();
            assert!((1..=3).contains(&plans), "{plans} plans");
        }
    }

    #[test]
    fn marks_beyond_the_eighth_on_a_letter_are_not_drawn() {
        let fonts = Fonts::load().unwrap();
        let tower = format!("a{}b", "\u{303}\u{323}".repeat(1_000));
        let kept = format!("a{}b", "\u{303}\u{323}".repeat(4));
        assert_eq!(fonts.line(STYLE, &tower).text(), kept);
        let lines = fonts.wrapped(STYLE, &tower, 90.0);
        assert_eq!(lines.len(), 1);
        assert_eq!(lines[0].text(), kept);
        let (calls, characters) = work(&fonts, &tower);
        assert!(calls < 50 && characters < 200, "{calls}, {characters}");
        let vietnamese = "Nguyê\u{303}n Thi\u{323}";
        assert_eq!(fonts.line(STYLE, vietnamese).text(), vietnamese);
    }

    #[test]
    fn a_broken_word_keeps_every_letter_and_fills_its_lines() {
        let fonts = Fonts::load().unwrap();
        for word in ["AVAToffice".repeat(30), "Ж林i\u{301}1x2".repeat(30)] {
            let lines = fonts.wrapped(STYLE, &word, 90.0);
            let shown: String = lines.iter().map(Line::text).collect();
            assert_eq!(shown, word.replace('林', "\u{fffd}"));
            let (_, full) = lines.split_last().unwrap();
            assert!(
                full.iter()
                    .all(|line| line.width > 60.0 && line.width <= 90.0)
            );
        }
    }

    #[test]
    fn glyphs_that_share_a_cluster_end_together() {
        let fonts = Fonts::load().unwrap();
        let line = fonts.line(STYLE, "x\u{303}\u{323}yé\u{308}");
        let [run] = line.runs.as_slice() else {
            panic!("{} runs", line.runs.len());
        };
        let mut ranges: Vec<_> = run
            .glyphs
            .iter()
            .map(|glyph| glyph.text_range.clone())
            .collect();
        assert!(ranges.len() > 3);
        ranges.dedup();
        assert_eq!(ranges, [0..5, 5..6, 6..10]);
    }
}

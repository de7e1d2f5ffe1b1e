//! Fonts, shaping, measuring and line breaking. A character that no font has is shown as U+FFFD;
//! the JSON holds the real text.

use krilla::text::{Font, GlyphId, KrillaGlyph};
use rustybuzz::{Direction, UnicodeBuffer};

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
}

impl Loaded {
    fn new(file: &'static [u8]) -> Option<Self> {
        Some(Self {
            font: Font::new(file.to_vec().into(), 0)?,
            shaper: rustybuzz::Face::from_slice(file, 0)?,
        })
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

    /// One line, as long as it gets.
    pub(super) fn line(&self, style: Style, text: &str) -> Line {
        let mut runs: Vec<Run> = Vec::new();
        let mut pending: Option<(&Loaded, String)> = None;
        for character in text.chars() {
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
    fn break_word(&self, style: Style, word: &str, width: f32, lines: &mut Vec<Line>) -> String {
        let mut piece = String::new();
        for character in word.chars() {
            piece.push(character);
            if self.line(style, &piece).width > width {
                piece.pop();
                if !piece.is_empty() {
                    lines.push(self.line(style, &piece));
                }
                piece = character.to_string();
            }
        }
        piece
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

#[expect(clippy::cast_precision_loss, reason = "font units are far below 2^24")]
fn shape(loaded: &Loaded, style: Style, text: String) -> Run {
    let mut buffer = UnicodeBuffer::new();
    buffer.push_str(&text);
    buffer.guess_segment_properties();
    // None of the fonts has a script that runs the other way.
    buffer.set_direction(Direction::LeftToRight);
    let shaped = rustybuzz::shape(&loaded.shaper, &[], buffer);
    let em = loaded.font.units_per_em();
    let starts: Vec<usize> = shaped
        .glyph_infos()
        .iter()
        .map(|info| info.cluster as usize)
        .collect();
    let mut glyphs = Vec::with_capacity(starts.len());
    for (index, (info, position)) in shaped
        .glyph_infos()
        .iter()
        .zip(shaped.glyph_positions())
        .enumerate()
    {
        let start = info.cluster as usize;
        let next = starts.iter().skip(index).find(|&&next| next > start);
        let end = next.copied().unwrap_or(text.len());
        glyphs.push(KrillaGlyph::new(
            GlyphId::new(info.glyph_id),
            position.x_advance as f32 / em + style.spacing,
            position.x_offset as f32 / em,
            position.y_offset as f32 / em,
            position.y_advance as f32 / em,
            start..end,
            None,
        ));
    }
    let advance: f32 = glyphs.iter().map(|glyph| glyph.x_advance).sum();
    Run {
        font: loaded.font.clone(),
        width: advance * style.size,
        glyphs,
        text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STYLE: Style = Style::new(Face::Serif, 20.0);

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
}

//! PCRE's spelling of patterns in the spelling of `regex`: same meaning, other syntax.
//!
//! Rules mean bytes, a dot that matches line breaks and a dollar that matches only at the very end. What this engine
//! cannot say in its own spelling is refused, since a pattern that means something else guards nothing.

use std::fmt::Write as _;

/// A pattern that linear-time matching can run, or one that needs looking around.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// Can be run in linear time.
    Regular(String),
    /// Looks ahead, behind or back, or means less if it is not run as it is written.
    LooksAround(String),
}

/// The names of classes such as `[:alpha:]`.
const CLASSES: &[&[u8]] = &[
    b"alnum", b"alpha", b"ascii", b"blank", b"cntrl", b"digit", b"graph", b"lower", b"print",
    b"punct", b"space", b"upper", b"word", b"xdigit",
];

/// How much a rewritten pattern may match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// What it matches as it is written.
    Exact,
    /// That or more: possessive quantifiers and atomic groups may be ordinary ones.
    Wider,
}

/// Rewrites `pattern`, or says what in it is not understood.
pub(crate) fn rewrite(pattern: &str, meaning: Meaning) -> Result<Dialect, String> {
    let write = |backtracks| {
        let mut writer = Writer {
            rest: pattern.as_bytes(),
            text: String::with_capacity(pattern.len()),
            looks_around: false,
            is_wider: false,
            backtracks,
        };
        writer.run()?;
        Ok::<_, String>(writer)
    };
    let regular = write(false)?;
    let is_wrong = meaning == Meaning::Exact && regular.is_wider;
    Ok(if regular.looks_around || is_wrong {
        Dialect::LooksAround(write(true)?.text)
    } else {
        Dialect::Regular(regular.text)
    })
}

struct Writer<'a> {
    rest: &'a [u8],
    text: String,
    looks_around: bool,
    /// Whether something was left out that makes a pattern match less.
    is_wider: bool,
    /// Whether the text is for a matcher that backtracks, to which possessive quantifiers and atomic groups mean
    /// something.
    backtracks: bool,
}

impl Writer<'_> {
    fn next(&mut self) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }

    fn take(&mut self, prefix: &[u8]) -> bool {
        match self.rest.strip_prefix(prefix) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn run(&mut self) -> Result<(), String> {
        while let Some(byte) = self.next() {
            match byte {
                b'\\' => self.escape()?,
                b'[' => self.class()?,
                b'(' => self.group()?,
                b'{' => self.brace(),
                b'*' | b'+' | b'?' => {
                    self.text.push(char::from(byte));
                    self.possessive();
                }
                _ => self.literal(byte),
            }
        }
        Ok(())
    }

    fn literal(&mut self, byte: u8) {
        if byte.is_ascii_graphic() || byte == b' ' {
            self.text.push(char::from(byte));
        } else {
            self.hex(byte);
        }
    }

    fn hex(&mut self, byte: u8) {
        // Writing to a string cannot fail.
        let _ = write!(self.text, "\\x{byte:02X}");
    }

    fn group(&mut self) -> Result<(), String> {
        self.text.push('(');
        if self.take(b"?>") {
            self.is_wider = true;
            self.text
                .push_str(if self.backtracks { "?>" } else { "?:" });
            return Ok(());
        }
        let looks = [&b"?="[..], b"?!", b"?<=", b"?<!"];
        self.looks_around |= looks.iter().any(|look| self.rest.starts_with(look));
        // Other letters are unknown to one of both engines, or mean something else to it.
        let flags = self.rest.strip_prefix(b"?").unwrap_or_default();
        let letters = flags
            .iter()
            .take_while(|byte| byte.is_ascii_alphabetic() || **byte == b'-');
        let wrong = letters
            .clone()
            .find(|letter| !b"imsU-".contains(letter))
            .filter(|_| matches!(flags.get(letters.count()), Some(b':' | b')')));
        match wrong {
            Some(letter) => Err(format!(
                "the option {} of a group is not known",
                char::from(*letter)
            )),
            None => Ok(()),
        }
    }

    /// A brace that is no quantifier stands for itself.
    fn brace(&mut self) {
        let end = memchr::memchr(b'}', self.rest);
        let inside = end.and_then(|end| self.rest.get(..end)).unwrap_or_default();
        let (from, to) = match memchr::memchr(b',', inside) {
            Some(comma) => inside.split_at(comma),
            None => (inside, &b","[..]),
        };
        let digits = |text: &[u8]| text.iter().all(u8::is_ascii_digit);
        let counts = !from.is_empty() && digits(from) && digits(to.get(1..).unwrap_or_default());
        if !counts || self.text.is_empty() {
            self.text.push_str("\\{");
            return;
        }
        self.text.push('{');
        while let Some(byte) = self.next() {
            self.text.push(char::from(byte));
            if byte == b'}' {
                break;
            }
        }
        self.possessive();
    }

    /// The mark of a possessive quantifier: without backtracking it means the same language or a larger one.
    fn possessive(&mut self) {
        if self.take(b"+") {
            self.is_wider = true;
            if self.backtracks {
                self.text.push('+');
            }
        }
    }

    fn escape(&mut self) -> Result<(), String> {
        let Some(byte) = self.next() else {
            return Err("it ends with a backslash".to_owned());
        };
        match byte {
            b'1'..=b'9' => {
                if self.rest.first().is_some_and(u8::is_ascii_digit) {
                    return Err(format!(
                        "\\{} with a further digit is a group to some and a byte to others",
                        char::from(byte)
                    ));
                }
                self.looks_around = true;
                self.text.push('\\');
                self.text.push(char::from(byte));
            }
            b'b' | b'B' | b'A' | b'z' => {
                self.text.push('\\');
                self.text.push(char::from(byte));
            }
            b'Z' => self.text.push_str("(?:\\n?\\z)"),
            b'R' => self.text.push_str("(?:\\r\\n|[\\n\\x0B\\f\\r\\x85])"),
            b'N' => self.text.push_str("[\\x00-\\x09\\x0B-\\xFF]"),
            b'Q' => {
                while !self.rest.is_empty() && !self.take(b"\\E") {
                    if let Some(byte) = self.next() {
                        self.hex(byte);
                    }
                }
            }
            b'E' => {}
            _ => match self.atom(byte)? {
                Atom::Byte(byte) => self.hex(byte),
                Atom::Set(set) => {
                    self.text.push('[');
                    self.text.push_str(set);
                    self.text.push(']');
                }
            },
        }
        Ok(())
    }

    /// What an escape means wherever it stands.
    fn atom(&mut self, byte: u8) -> Result<Atom, String> {
        Ok(match byte {
            b'd' => Atom::Set("0-9"),
            b'D' => Atom::Set("\\x00-\\x2F\\x3A-\\xFF"),
            b'w' => Atom::Set("0-9A-Z_a-z"),
            b'W' => Atom::Set("\\x00-\\x2F\\x3A-\\x40\\x5B-\\x5E\\x60\\x7B-\\xFF"),
            b's' => Atom::Set("\\x09-\\x0D\\x20"),
            b'S' => Atom::Set("\\x00-\\x08\\x0E-\\x1F\\x21-\\xFF"),
            b'h' => Atom::Set("\\x09\\x20\\xA0"),
            b'H' => Atom::Set("\\x00-\\x08\\x0A-\\x1F\\x21-\\x9F\\xA1-\\xFF"),
            b'v' => Atom::Set("\\x0A-\\x0D\\x85"),
            b'V' => Atom::Set("\\x00-\\x09\\x0E-\\x84\\x86-\\xFF"),
            b'n' => Atom::Byte(b'\n'),
            b'r' => Atom::Byte(b'\r'),
            b't' => Atom::Byte(b'\t'),
            b'f' => Atom::Byte(0x0C),
            b'a' => Atom::Byte(0x07),
            b'e' => Atom::Byte(0x1B),
            b'x' => Atom::Byte(self.hexadecimal()?),
            b'0'..=b'7' => Atom::Byte(self.octal(byte)?),
            letter if letter.is_ascii_alphanumeric() => {
                return Err(format!(
                    "the escape \\{} is not known here",
                    char::from(letter)
                ));
            }
            other => Atom::Byte(other),
        })
    }

    /// Up to two more octal digits.
    fn octal(&mut self, first: u8) -> Result<u8, String> {
        let mut value = u32::from(first - b'0');
        for _ in 0..2 {
            let digit = self
                .rest
                .first()
                .and_then(|next| char::from(*next).to_digit(8));
            let Some(digit) = digit else { break };
            value = value * 8 + digit;
            self.next();
        }
        u8::try_from(value).map_err(|_| format!("\\{value:o} is no byte"))
    }

    /// Two digits, or any number of them within braces that is a byte.
    fn hexadecimal(&mut self) -> Result<u8, String> {
        let is_braced = self.take(b"{");
        let most = if is_braced { usize::MAX } else { 2 };
        let mut value = None;
        for _ in 0..most {
            let digit = self
                .rest
                .first()
                .and_then(|next| char::from(*next).to_digit(16));
            let Some(digit) = digit else { break };
            value = Some(
                value
                    .unwrap_or(0u32)
                    .saturating_mul(16)
                    .saturating_add(digit),
            );
            self.next();
        }
        let is_closed = !is_braced || self.take(b"}");
        value
            .filter(|_| is_closed)
            .and_then(|value| u8::try_from(value).ok())
            .ok_or_else(|| "\\x is followed by no byte, which has two digits".to_owned())
    }

    /// Writes a class with every member spelled out, because `regex` gives `[`, `&&`, `--` and `~~` meanings in it.
    fn class(&mut self) -> Result<(), String> {
        self.text.push('[');
        if self.take(b"^") {
            self.text.push('^');
        }
        let mut first = true;
        while let Some(byte) = self.next() {
            if byte == b']' && !first {
                self.text.push(']');
                return Ok(());
            }
            first = false;
            if byte == b'[' && self.posix()? {
                continue;
            }
            let low = self.member(byte)?;
            let Atom::Byte(low) = low else {
                if let Atom::Set(set) = low {
                    self.text.push_str(set);
                }
                continue;
            };
            self.hex(low);
            let ranges =
                self.rest.first() == Some(&b'-') && !matches!(self.rest.get(1), Some(b']') | None);
            if !ranges {
                continue;
            }
            self.next();
            let Some(byte) = self.next() else { break };
            match self.member(byte)? {
                Atom::Byte(high) => {
                    self.text.push('-');
                    self.hex(high);
                }
                Atom::Set(set) => {
                    self.hex(b'-');
                    self.text.push_str(set);
                }
            }
        }
        Err("a class in brackets does not end".to_owned())
    }

    fn member(&mut self, byte: u8) -> Result<Atom, String> {
        if byte != b'\\' {
            return Ok(Atom::Byte(byte));
        }
        match self.next() {
            Some(b'b') => Ok(Atom::Byte(0x08)),
            Some(escaped) => self.atom(escaped),
            None => Err("it ends with a backslash".to_owned()),
        }
    }

    /// `[:alpha:]` and its like.
    fn posix(&mut self) -> Result<bool, String> {
        let Some(inside) = self.rest.strip_prefix(b":") else {
            return Ok(false);
        };
        let inside = inside.strip_prefix(b"^").unwrap_or(inside);
        let length = inside
            .iter()
            .take_while(|byte| byte.is_ascii_alphabetic())
            .count();
        let (name, after) = inside.split_at_checked(length).unwrap_or((inside, &[]));
        let Some(rest) = after.strip_prefix(b":]").filter(|_| !name.is_empty()) else {
            return Ok(false);
        };
        if !CLASSES.contains(&name) {
            let name = String::from_utf8_lossy(name);
            return Err(format!("the class [:{name}:] is not known"));
        }
        let written = self.rest.len() - rest.len();
        self.text.push('[');
        self.text
            .extend(self.rest.iter().take(written).copied().map(char::from));
        self.rest = rest;
        Ok(true)
    }
}

enum Atom {
    Byte(u8),
    Set(&'static str),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_changes_and_meaning_stays() {
        let cases = [
            (r"a{2}b{,3}{", r"a{2}b\{,3}\{"),
            (r"\x{e2}\<", r"\xE2\x3C"),
            (r"[^]&&a-z\d-]", r"[^\x5D\x26\x26\x61-\x7A0-9\x2D]"),
            (r"[[:alpha:][]", r"[[:alpha:]\x5B]"),
            ("a++b*+(?>c)", "a+b*(?:c)"),
            ("´", r"\xC2\xB4"),
            (r"\/\_\010", r"\x2F\x5F\x08"),
            (r"\x{0041}\x4}\x7z", r"\x41\x04}\x07z"),
            (r"[\377\1\b]", r"[\xFF\x01\x08]"),
            (r"[[:^alpha:][::]", r"[[:^alpha:]\x5B\x3A\x3A]"),
            ("(?i-s)a(?im:b)", "(?i-s)a(?im:b)"),
        ];
        for (pattern, expected) in cases {
            assert_eq!(
                rewrite(pattern, Meaning::Wider),
                Ok(Dialect::Regular(expected.to_owned())),
                "{pattern}"
            );
        }
    }

    #[test]
    fn looking_around_is_noticed() {
        for pattern in ["a(?!b)", "(?<=a)b", r"(a)\1"] {
            assert!(
                matches!(
                    rewrite(pattern, Meaning::Wider),
                    Ok(Dialect::LooksAround(_))
                ),
                "{pattern}"
            );
        }
        assert!(matches!(
            rewrite("(?<name>a)(?i:b)", Meaning::Exact),
            Ok(Dialect::Regular(_))
        ));
    }

    #[test]
    fn what_would_match_more_is_kept_where_that_matters() {
        for pattern in ["a++", "a{2}+", "(?>a|ab)c"] {
            let exact = rewrite(pattern, Meaning::Exact);
            assert_eq!(exact, Ok(Dialect::LooksAround(pattern.to_owned())));
        }
    }

    #[test]
    fn what_has_no_meaning_here_is_refused() {
        for pattern in [
            r"a\Kb",
            r"\Gb",
            r"\pL",
            r"\PL",
            r"\X",
            r"\C",
            r"(a)\g1",
            r"(?<n>a)\k<n>",
            r"\cA",
            r"\o{101}",
            r"\u0041",
            r"\y",
            r"(a)\12",
            r"\x{20ac}",
            r"\x{}",
            r"\x{41",
            r"\xg",
            r"[\x{20ac}]",
            r"[\R]",
            r"[\N]",
            r"[\Q]",
            r"[\8]",
            r"[\777]",
            r"[[:letter:]]",
            "[a",
            r"[a\",
            r"a\",
            "(?x)a b",
            "(?R)",
            "(?i-x:a)",
        ] {
            assert!(rewrite(pattern, Meaning::Exact).is_err(), "{pattern}");
        }
    }
}

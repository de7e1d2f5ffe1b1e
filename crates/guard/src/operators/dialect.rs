//! PCRE's spelling of patterns in the spelling of `regex`: same meaning, other syntax.
//!
//! Rules mean bytes, a dot that matches line breaks and a dollar that matches only at the very end.

use std::fmt::Write as _;

/// A pattern that linear-time matching can run, or one that needs looking around.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// Can be run in linear time.
    Regular(String),
    /// Looks ahead, behind or back.
    LooksAround(String),
}

/// Rewrites `pattern`.
pub(crate) fn rewrite(pattern: &str) -> Dialect {
    let write = |backtracks| {
        let mut writer = Writer {
            rest: pattern.as_bytes(),
            text: String::with_capacity(pattern.len()),
            looks_around: false,
            backtracks,
        };
        writer.run();
        writer
    };
    let regular = write(false);
    if regular.looks_around {
        Dialect::LooksAround(write(true).text)
    } else {
        Dialect::Regular(regular.text)
    }
}

struct Writer<'a> {
    rest: &'a [u8],
    text: String,
    looks_around: bool,
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

    fn run(&mut self) {
        while let Some(byte) = self.next() {
            match byte {
                b'\\' => self.escape(),
                b'[' => self.class(),
                b'(' => self.group(),
                b'{' => self.brace(),
                b'*' | b'+' | b'?' => {
                    self.text.push(char::from(byte));
                    self.possessive();
                }
                _ => self.literal(byte),
            }
        }
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

    fn group(&mut self) {
        self.text.push('(');
        if self.take(b"?>") {
            self.text
                .push_str(if self.backtracks { "?>" } else { "?:" });
            return;
        }
        let looks = [&b"?="[..], b"?!", b"?<=", b"?<!"];
        self.looks_around |= looks.iter().any(|look| self.rest.starts_with(look));
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
        if self.take(b"+") && self.backtracks {
            self.text.push('+');
        }
    }

    fn escape(&mut self) {
        let Some(byte) = self.next() else {
            self.text.push_str("\\\\");
            return;
        };
        match byte {
            b'1'..=b'9' => {
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
            b'Q' => {
                while !self.rest.is_empty() && !self.take(b"\\E") {
                    if let Some(byte) = self.next() {
                        self.hex(byte);
                    }
                }
            }
            b'E' => {}
            _ => match self.atom(byte) {
                Atom::Byte(byte) => self.hex(byte),
                Atom::Set(set) => {
                    self.text.push('[');
                    self.text.push_str(set);
                    self.text.push(']');
                }
            },
        }
    }

    /// What an escape means wherever it stands.
    fn atom(&mut self, byte: u8) -> Atom {
        match byte {
            b'd' => Atom::Set("0-9"),
            b'D' => Atom::Set("\\x00-\\x2F\\x3A-\\xFF"),
            b'w' => Atom::Set("0-9A-Z_a-z"),
            b'W' => Atom::Set("\\x00-\\x2F\\x3A-\\x40\\x5B-\\x5E\\x60\\x7B-\\xFF"),
            b's' => Atom::Set("\\x09-\\x0D\\x20"),
            b'S' => Atom::Set("\\x00-\\x08\\x0E-\\x1F\\x21-\\xFF"),
            b'h' => Atom::Set("\\x09\\x20"),
            b'v' => Atom::Set("\\x0A-\\x0D\\x85"),
            b'N' => Atom::Set("\\x00-\\x09\\x0B-\\xFF"),
            b'n' => Atom::Byte(b'\n'),
            b'r' => Atom::Byte(b'\r'),
            b't' => Atom::Byte(b'\t'),
            b'f' => Atom::Byte(0x0C),
            b'a' => Atom::Byte(0x07),
            b'e' => Atom::Byte(0x1B),
            b'x' => Atom::Byte(self.hexadecimal()),
            b'0'..=b'7' => {
                let mut value = byte - b'0';
                for _ in 0..2 {
                    let Some(digit) = self
                        .rest
                        .first()
                        .filter(|next| (b'0'..=b'7').contains(next))
                    else {
                        break;
                    };
                    value = value.wrapping_mul(8).wrapping_add(digit - b'0');
                    self.next();
                }
                Atom::Byte(value)
            }
            other => Atom::Byte(other),
        }
    }

    fn hexadecimal(&mut self) -> u8 {
        let braced = self.take(b"{");
        let mut value = 0u8;
        for _ in 0..2 {
            let Some(digit) = self
                .rest
                .first()
                .and_then(|next| char::from(*next).to_digit(16))
            else {
                break;
            };
            value = value
                .wrapping_mul(16)
                .wrapping_add(u8::try_from(digit).unwrap_or(0));
            self.next();
        }
        if braced {
            self.take(b"}");
        }
        value
    }

    /// Writes a class with every member spelled out, because `regex` gives `[`, `&&`, `--` and `~~` meanings in it.
    fn class(&mut self) {
        self.text.push('[');
        if self.take(b"^") {
            self.text.push('^');
        }
        let mut first = true;
        while let Some(byte) = self.next() {
            if byte == b']' && !first {
                break;
            }
            first = false;
            if byte == b'[' && self.posix() {
                continue;
            }
            let low = self.member(byte);
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
            match self.member(byte) {
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
        self.text.push(']');
    }

    fn member(&mut self, byte: u8) -> Atom {
        if byte != b'\\' {
            return Atom::Byte(byte);
        }
        match self.next() {
            Some(b'b') => Atom::Byte(0x08),
            Some(escaped) => self.atom(escaped),
            None => Atom::Byte(b'\\'),
        }
    }

    /// `[:alpha:]` and its like.
    fn posix(&mut self) -> bool {
        if self.rest.first() != Some(&b':') {
            return false;
        }
        let Some(end) = memchr::memmem::find(self.rest, b":]") else {
            return false;
        };
        let (name, rest) = self
            .rest
            .split_at_checked(end + 2)
            .unwrap_or((self.rest, &[]));
        if !name
            .iter()
            .all(|byte| byte.is_ascii_alphabetic() || b":]^".contains(byte))
        {
            return false;
        }
        self.text.push('[');
        self.text.extend(name.iter().copied().map(char::from));
        self.rest = rest;
        true
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
        ];
        for (pattern, expected) in cases {
            assert_eq!(
                rewrite(pattern),
                Dialect::Regular(expected.to_owned()),
                "{pattern}"
            );
        }
    }

    #[test]
    fn looking_around_is_noticed() {
        for pattern in ["a(?!b)", "(?<=a)b", r"(a)\1"] {
            assert!(
                matches!(rewrite(pattern), Dialect::LooksAround(_)),
                "{pattern}"
            );
        }
        assert!(matches!(rewrite("(?<name>a)(?i:b)"), Dialect::Regular(_)));
    }
}

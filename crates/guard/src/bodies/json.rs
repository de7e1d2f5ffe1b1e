//! JSON as arguments: `{"a": [{"b": 1}]}` becomes `json.a.b` with the value `1`. Members of an array share its name.
//!
//! Own code, because numbers have to stay as they were written, duplicate keys all count, and nothing recurses.

use super::{Contents, LONGEST_NAME, Limits};

/// What every path begins with.
const ROOT: &[u8] = b"json";

/// Reads a JSON text.
///
/// SECURITY: where strict readers stop the body counts as unreadable, and what lenient ones see is shown to rules all the
/// same; guarded by test `json_that_strict_readers_stop_at_is_an_error`.
pub(super) fn read(body: &[u8], limits: &Limits, contents: &mut Contents) {
    let mut reader = Reader {
        rest: body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body),
        path: ROOT.to_vec(),
        open: Vec::new(),
        limits,
        has_controls: false,
    };
    if std::str::from_utf8(body).is_err() {
        contents.fail("JSON that is no UTF-8");
    }
    if let Err(reason) = reader.run(contents) {
        contents.fail(reason);
    }
    if reader.has_controls {
        contents.fail("a JSON text with control characters");
    }
}

/// An array or object that is not closed, and how long the path was before it.
struct Open {
    path: usize,
    is_array: bool,
}

struct Reader<'a> {
    rest: &'a [u8],
    path: Vec<u8>,
    open: Vec<Open>,
    limits: &'a Limits,
    /// Whether a text holds control characters that are not escaped.
    has_controls: bool,
}

impl Reader<'_> {
    fn blank(&mut self) {
        self.rest = self.rest.trim_ascii_start();
    }

    fn take(&mut self, byte: u8) -> bool {
        self.blank();
        match self.rest.split_first() {
            Some((first, rest)) if *first == byte => {
                self.rest = rest;
                true
            }
            _ => false,
        }
    }

    fn run(&mut self, contents: &mut Contents) -> Result<(), String> {
        loop {
            if self.value(contents)? {
                continue;
            }
            // A value has ended: close what ends with it, or go to its neighbour.
            loop {
                let Some(open) = self.open.last_mut() else {
                    self.blank();
                    return if self.rest.is_empty() {
                        Ok(())
                    } else {
                        Err("text after the end of the JSON".to_owned())
                    };
                };
                let (path, is_array) = (open.path, open.is_array);
                self.path.truncate(path);
                if self.take(b',') {
                    self.member(is_array)?;
                    break;
                }
                if !self.take(if is_array { b']' } else { b'}' }) {
                    return Err("a JSON array or object does not go on".to_owned());
                }
                self.open.pop();
            }
        }
    }

    /// Starts a member: in an object the path grows by its key.
    fn member(&mut self, is_array: bool) -> Result<(), String> {
        if is_array {
            return Ok(());
        }
        self.blank();
        let key = self.string()?;
        self.path.push(b'.');
        self.path.extend_from_slice(&key);
        if self.path.len() > LONGEST_NAME {
            return Err(format!("a JSON path longer than {LONGEST_NAME} bytes"));
        }
        if !self.take(b':') {
            return Err("a JSON key has no value".to_owned());
        }
        Ok(())
    }

    /// Reads a scalar, or enters an array or object and its first member; `true` if a value has to follow.
    fn value(&mut self, contents: &mut Contents) -> Result<bool, String> {
        self.blank();
        let value = match self.rest.first() {
            Some(b'{') => return self.enter(b'}', false, contents),
            Some(b'[') => return self.enter(b']', true, contents),
            Some(b'"') => self.string()?,
            Some(_) => self.scalar()?,
            None => return Err("the JSON ends too early".to_owned()),
        };
        self.add(value, contents)?;
        Ok(false)
    }

    fn add(&self, value: Vec<u8>, contents: &mut Contents) -> Result<(), String> {
        if contents.add(self.path.clone(), value, self.limits) {
            Ok(())
        } else {
            Err("too many values".to_owned())
        }
    }

    /// Enters an array or object; of an empty one the name alone is left to look at.
    fn enter(
        &mut self,
        close: u8,
        is_array: bool,
        contents: &mut Contents,
    ) -> Result<bool, String> {
        self.rest = self.rest.get(1..).unwrap_or_default();
        if self.open.len() >= self.limits.depth {
            return Err(format!("JSON nested deeper than {}", self.limits.depth));
        }
        if self.take(close) {
            if self.path != ROOT {
                self.add(Vec::new(), contents)?;
            }
            return Ok(false);
        }
        self.open.push(Open {
            path: self.path.len(),
            is_array,
        });
        self.member(is_array)?;
        Ok(true)
    }

    fn scalar(&mut self) -> Result<Vec<u8>, String> {
        let end = self
            .rest
            .iter()
            .position(|byte| !byte.is_ascii_alphanumeric() && !b"+-.".contains(byte))
            .unwrap_or(self.rest.len());
        let (text, rest) = self.rest.split_at_checked(end).unwrap_or((self.rest, &[]));
        self.rest = rest;
        match text {
            b"null" => Ok(Vec::new()),
            b"true" | b"false" => Ok(text.to_vec()),
            _ if is_number(text) => Ok(text.to_vec()),
            _ => Err("a JSON value is neither text, number, true, false nor null".to_owned()),
        }
    }

    fn string(&mut self) -> Result<Vec<u8>, String> {
        let mut text = Vec::new();
        let Some(rest) = self.rest.strip_prefix(b"\"") else {
            return Err("a JSON key is no text".to_owned());
        };
        self.rest = rest;
        loop {
            let plain = memchr::memchr2(b'"', b'\\', self.rest)
                .ok_or_else(|| "a JSON text does not end".to_owned())?;
            let (before, rest) = self
                .rest
                .split_at_checked(plain)
                .unwrap_or((self.rest, &[]));
            self.has_controls |= before.iter().any(|byte| *byte < b' ');
            text.extend_from_slice(before);
            match rest {
                [b'"', rest @ ..] => {
                    self.rest = rest;
                    return Ok(text);
                }
                [b'\\', b'u', rest @ ..] => {
                    self.rest = rest;
                    self.unicode(&mut text)?;
                }
                [b'\\', letter, rest @ ..] => {
                    text.push(match letter {
                        b'n' => b'\n',
                        b'r' => b'\r',
                        b't' => b'\t',
                        b'b' => 0x08,
                        b'f' => 0x0c,
                        b'"' | b'\\' | b'/' => *letter,
                        _ => return Err("a JSON text has an unknown escape".to_owned()),
                    });
                    self.rest = rest;
                }
                _ => return Err("a JSON text does not end".to_owned()),
            }
        }
    }

    fn unicode(&mut self, text: &mut Vec<u8>) -> Result<(), String> {
        let unit = self.unit()?;
        let mut units = vec![unit];
        if (0xd800..0xdc00).contains(&unit)
            && let Some(rest) = self.rest.strip_prefix(b"\\u")
        {
            self.rest = rest;
            units.push(self.unit()?);
        }
        let decoded = String::from_utf16_lossy(&units);
        text.extend_from_slice(decoded.as_bytes());
        Ok(())
    }

    fn unit(&mut self) -> Result<u16, String> {
        let wrong = || "a JSON text has an unknown escape".to_owned();
        let (digits, rest) = self.rest.split_at_checked(4).ok_or_else(wrong)?;
        self.rest = rest;
        digits.iter().try_fold(0u16, |unit, digit| {
            let digit = char::from(*digit).to_digit(16).ok_or_else(wrong)?;
            Ok(unit << 4 | u16::try_from(digit).unwrap_or_default())
        })
    }
}

/// Whether a text is a number as RFC 8259 writes it.
fn is_number(text: &[u8]) -> bool {
    let text = text.strip_prefix(b"-").unwrap_or(text);
    let (whole, text) = digits(text);
    let (fraction, text) = match text.strip_prefix(b".") {
        Some(text) => digits(text),
        None => (&b"0"[..], text),
    };
    let (exponent, text) = match text {
        [b'e' | b'E', b'+' | b'-', text @ ..] | [b'e' | b'E', text @ ..] => digits(text),
        _ => (&b"0"[..], text),
    };
    let starts = matches!(whole, b"0" | [b'1'..=b'9', ..]);
    starts && !fraction.is_empty() && !exponent.is_empty() && text.is_empty()
}

/// The digits that a text begins with, and the rest.
fn digits(text: &[u8]) -> (&[u8], &[u8]) {
    let count = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    text.split_at_checked(count).unwrap_or((text, &[]))
}

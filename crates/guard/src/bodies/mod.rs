//! From the bytes of a request's body to what rules can look at, within limits.

mod form;
mod json;
mod multipart;
mod xml;

pub(crate) use form::{decode, decode_path, pair, pairs};

/// Longest name of an argument, in bytes: names are compared and written down again and again.
pub(crate) const LONGEST_NAME: usize = 4096;

/// How much a body may hold before it counts as unreadable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes that are looked at.
    pub bytes: usize,
    /// Bytes of a body beside the files in it.
    pub bytes_beside_files: usize,
    /// Arguments from query and body together.
    pub arguments: usize,
    /// How deep JSON and XML may nest.
    pub depth: usize,
    /// Parts of a multipart body.
    pub parts: usize,
    /// Header lines of one part.
    pub part_headers: usize,
    /// Bytes that a request's values and all that rules make of them may take.
    pub memory: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 256 << 10,
            bytes_beside_files: 256 << 10,
            arguments: 1000,
            depth: 64,
            parts: 200,
            part_headers: 16,
            memory: 16 << 20,
        }
    }
}

/// How a body is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Processor {
    UrlEncoded,
    Multipart,
    Json,
    Xml,
}

impl Processor {
    /// The name that `REQBODY_PROCESSOR` shows.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::UrlEncoded => "URLENCODED",
            Self::Multipart => "MULTIPART",
            Self::Json => "JSON",
            Self::Xml => "XML",
        }
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        [Self::UrlEncoded, Self::Multipart, Self::Json, Self::Xml]
            .into_iter()
            .find(|known| known.name().eq_ignore_ascii_case(name))
    }

    /// The processor for a content type.
    pub(crate) fn of(content_type: &[u8]) -> Option<Self> {
        let kind = content_type
            .split(|byte| matches!(byte, b';' | b',' | b' ' | b'\t'))
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase();
        let subtype = kind.strip_prefix(b"application/");
        match kind.as_slice() {
            b"application/x-www-form-urlencoded" => Some(Self::UrlEncoded),
            b"multipart/form-data" => Some(Self::Multipart),
            b"text/xml" | b"application/xml" | b"application/soap+xml" => Some(Self::Xml),
            _ if subtype
                .is_some_and(|subtype| subtype == b"json" || subtype.ends_with(b"+json")) =>
            {
                Some(Self::Json)
            }
            _ => None,
        }
    }
}

/// A name and a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Argument {
    pub(crate) name: Vec<u8>,
    pub(crate) value: Vec<u8>,
}

/// A file in a multipart body: its field, its own name and its size.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct File {
    pub(crate) field: Vec<u8>,
    pub(crate) name: Vec<u8>,
    pub(crate) size: usize,
}

/// What a body holds.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Contents {
    pub(crate) arguments: Vec<Argument>,
    pub(crate) files: Vec<File>,
    /// The field of a part and one line of its headers.
    pub(crate) part_headers: Vec<(Vec<u8>, Vec<u8>)>,
    pub(crate) xml_text: Option<Vec<u8>>,
    pub(crate) xml_attributes: Vec<Vec<u8>>,
    /// Whether something looks like a boundary that is none.
    pub(crate) unmatched_boundary: bool,
    /// Why the body could not be read to its end.
    pub(crate) error: Option<String>,
}

impl Contents {
    /// Adds an argument unless there are too many or its name is too long; `false` stops the reader.
    fn add(&mut self, name: Vec<u8>, value: Vec<u8>, limits: &Limits) -> bool {
        if name.len() > LONGEST_NAME {
            self.fail(format!("a name longer than {LONGEST_NAME} bytes"));
            return false;
        }
        if self.arguments.len() >= limits.arguments {
            self.fail(format!("more than {} arguments", limits.arguments));
            return false;
        }
        self.arguments.push(Argument { name, value });
        true
    }

    fn fail(&mut self, reason: impl Into<String>) {
        self.error.get_or_insert(reason.into());
    }
}

/// Reads a body.
pub(crate) fn read(
    processor: Processor,
    content_type: &[u8],
    body: &[u8],
    limits: &Limits,
) -> Contents {
    let mut contents = Contents::default();
    let within = body.get(..limits.bytes).unwrap_or(body);
    match processor {
        Processor::UrlEncoded => {
            for (name, value) in pairs(within) {
                if !contents.add(decode(name), decode(value), limits) {
                    break;
                }
            }
        }
        Processor::Multipart => multipart::read(content_type, within, limits, &mut contents),
        Processor::Json => json::read(within, limits, &mut contents),
        Processor::Xml => xml::read(within, limits, &mut contents),
    }
    if within.len() < body.len() {
        contents.fail(format!("longer than {} bytes", limits.bytes));
    }
    contents
}

#[cfg(test)]
mod tests;

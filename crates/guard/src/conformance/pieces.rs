//! Single steps of the engine for whoever tries them with odd bytes: transformations and readers of bodies.

use crate::bodies::{Limits, Processor, read};
use crate::operators::ByteSet;
use crate::transformations::Transformation;

/// What a transformation made of a value.
#[derive(Debug)]
pub struct Transformed {
    /// The transformation's name.
    pub name: String,
    /// The changed value.
    pub bytes: Vec<u8>,
    /// What the same transformation makes of that.
    pub twice: Vec<u8>,
    /// Whether the engine would have asked at all: it does not where the value holds no byte that could change.
    pub could_change: bool,
}

/// All transformations of a value.
pub fn transform(value: &[u8]) -> Vec<Transformed> {
    let set = ByteSet::of(value);
    Transformation::ALL
        .iter()
        .map(|transformation| {
            let bytes = transformation.apply(value);
            Transformed {
                name: format!("{transformation:?}"),
                twice: transformation.apply(&bytes),
                bytes,
                could_change: transformation
                    .triggers()
                    .is_none_or(|triggers| triggers.meets(&set)),
            }
        })
        .collect()
}

/// What a reader found in a body.
#[derive(Debug, PartialEq, Eq)]
pub struct Members {
    /// Names and values of arguments.
    pub arguments: Vec<(Vec<u8>, Vec<u8>)>,
    /// Fields, names and sizes of files.
    pub files: Vec<(Vec<u8>, Vec<u8>, usize)>,
    /// Header lines of parts.
    pub part_headers: usize,
    /// Text and attributes of XML.
    pub xml: Vec<Vec<u8>>,
    /// Why the body could not be read to its end.
    pub error: Option<String>,
}

/// Reads a body as `processor` says: `URLENCODED`, `MULTIPART`, `JSON` or `XML`.
pub fn read_body(
    processor: &str,
    content_type: &[u8],
    body: &[u8],
    limits: &Limits,
) -> Option<Members> {
    let contents = read(Processor::named(processor)?, content_type, body, limits);
    let mut xml = contents.xml_attributes;
    xml.extend(contents.xml_text);
    Some(Members {
        arguments: contents
            .arguments
            .into_iter()
            .map(|argument| (argument.name, argument.value))
            .collect(),
        files: contents
            .files
            .into_iter()
            .map(|file| (file.field, file.name, file.size))
            .collect(),
        part_headers: contents.part_headers.len(),
        xml,
        error: contents.error,
    })
}

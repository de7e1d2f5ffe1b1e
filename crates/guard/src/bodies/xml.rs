//! XML as its text and its attributes. Nothing outside the body is ever loaded; a document type, with which a document
//! can name texts of its own, makes it unreadable.

use quick_xml::Reader;
use quick_xml::events::{BytesDecl, BytesStart, Event};

use super::{Contents, Limits};

/// Encodings in which every character of ASCII is its own byte.
const ENCODINGS: &[&[u8]] = &[b"utf-8", b"us-ascii", b"iso-8859-1", b"windows-1252"];

/// Reads an XML document.
pub(super) fn read(body: &[u8], limits: &Limits, contents: &mut Contents) {
    let mut reader = Reader::from_reader(body);
    reader.config_mut().check_end_names = true;
    if memchr::memchr(0, body).is_some() {
        // As in UTF-16 and its like.
        contents.fail("XML with zero bytes");
    }
    let mut text = Vec::new();
    let mut depth = 0usize;
    let mut elements = 0usize;
    loop {
        let Ok(event) = reader.read_event() else {
            // The error's own words quote the document.
            let at = reader.error_position();
            contents.fail(format!("the XML is not well formed at byte {at}"));
            break;
        };
        match event {
            Event::Start(start) => {
                depth += 1;
                elements += 1;
                attributes(&start, limits, contents);
            }
            Event::Empty(start) => {
                elements += 1;
                attributes(&start, limits, contents);
            }
            Event::End(_) => depth = depth.saturating_sub(1),
            Event::Text(part) if depth > 0 => text.extend_from_slice(&part),
            Event::CData(part) if depth > 0 => text.extend_from_slice(&part),
            Event::GeneralRef(name) if depth > 0 => reference(&name, &mut text),
            // SECURITY: entities and default attributes hide text from whoever does not expand them, guarded by test
            // `a_document_type_is_an_error`.
            Event::DocType(_) => contents.fail("XML with a document type"),
            // SECURITY: to rules, text in another encoding is noise, guarded by test
            // `xml_in_letters_of_its_own_is_an_error`.
            Event::Decl(declaration) if !contains_ascii(&declaration) => {
                contents.fail("XML in an encoding that is not read");
            }
            Event::Eof => break,
            Event::Text(_)
            | Event::CData(_)
            | Event::GeneralRef(_)
            | Event::Comment(_)
            | Event::Decl(_)
            | Event::PI(_) => {}
        }
        if depth > limits.depth {
            contents.fail(format!("XML nested deeper than {}", limits.depth));
            break;
        }
    }
    if depth > 0 || elements == 0 {
        contents.fail("the XML ends too early");
    }
    if elements > 0 {
        contents.xml_text = Some(text);
    }
}

/// Whether a document is in an encoding that holds ASCII as it is.
fn contains_ascii(declaration: &BytesDecl<'_>) -> bool {
    declaration.encoding().is_none_or(|encoding| {
        encoding.is_ok_and(|encoding| {
            ENCODINGS
                .iter()
                .any(|known| known.eq_ignore_ascii_case(&encoding))
        })
    })
}

fn attributes(start: &BytesStart<'_>, limits: &Limits, contents: &mut Contents) {
    for attribute in start.attributes().with_checks(false) {
        let Ok(attribute) = attribute else {
            contents.fail("an XML attribute has no value");
            return;
        };
        // Namespace declarations are no attributes to XPath.
        let name = attribute.key.as_ref();
        if name == b"xmlns" || name.starts_with(b"xmlns:") {
            continue;
        }
        if contents.xml_attributes.len() >= limits.arguments {
            contents.fail(format!("more than {} XML attributes", limits.arguments));
            return;
        }
        contents.xml_attributes.push(unescape(&attribute.value));
    }
}

fn unescape(value: &[u8]) -> Vec<u8> {
    let mut text = Vec::with_capacity(value.len());
    let mut rest = value;
    while let Some(at) = memchr::memchr(b'&', rest) {
        text.extend_from_slice(rest.get(..at).unwrap_or_default());
        rest = rest.get(at + 1..).unwrap_or_default();
        match memchr::memchr(b';', rest) {
            Some(end) => {
                reference(rest.get(..end).unwrap_or_default(), &mut text);
                rest = rest.get(end + 1..).unwrap_or_default();
            }
            None => text.push(b'&'),
        }
    }
    text.extend_from_slice(rest);
    text
}

/// Writes what a reference stands for; unknown ones stay as they are, so that rules can see them.
fn reference(name: &[u8], text: &mut Vec<u8>) {
    let number = name.strip_prefix(b"#").and_then(|digits| {
        let digits = std::str::from_utf8(digits).ok()?;
        let code = match digits.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16).ok()?,
            None => digits.parse().ok()?,
        };
        char::from_u32(code)
    });
    let known = match name {
        b"lt" => Some('<'),
        b"gt" => Some('>'),
        b"amp" => Some('&'),
        b"quot" => Some('"'),
        b"apos" => Some('\''),
        _ => number,
    };
    if let Some(character) = known {
        text.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
    } else {
        text.push(b'&');
        text.extend_from_slice(name);
        text.push(b';');
    }
}

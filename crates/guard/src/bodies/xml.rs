//! XML as its text and its attributes. Nothing outside the body is ever loaded; a document type, with which a document
//! can name texts of its own, makes it unreadable.

use quick_xml::Reader;
use quick_xml::events::{BytesDecl, BytesStart, Event};

use super::{Contents, Limits};

/// Encodings in which every character of ASCII is its own byte.
const ENCODINGS: &[&[u8]] = &[b"utf-8", b"us-ascii", b"iso-8859-1", b"windows-1252"];

/// What may stand before everything else.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// Reads an XML document.
///
/// SECURITY: where strict readers stop the body counts as unreadable, and what lenient ones see is shown to rules all the
/// same; guarded by test `xml_that_strict_readers_stop_at_is_an_error`.
pub(super) fn read(body: &[u8], limits: &Limits, contents: &mut Contents) {
    let mut reader = Reader::from_reader(body);
    reader.config_mut().check_end_names = true;
    check_bytes(body, contents);
    let mut text = Vec::new();
    let mut depth = 0usize;
    let mut elements = 0usize;
    let mut is_utf8 = true;
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
            Event::GeneralRef(name) if depth > 0 => reference(&name, &mut text, contents),
            // SECURITY: entities and default attributes hide text from whoever does not expand them, guarded by test
            // `a_document_type_is_an_error`.
            Event::DocType(_) => contents.fail("XML with a document type"),
            // SECURITY: to rules, text in another encoding is noise, guarded by test
            // `xml_in_letters_of_its_own_is_an_error`.
            Event::Decl(declaration) if !contains_ascii(&declaration) => {
                contents.fail("XML in an encoding that is not read");
            }
            Event::Decl(declaration) => is_utf8 = check_declaration(&declaration, contents),
            Event::Eof => break,
            Event::Text(part) if !part.trim_ascii().is_empty() && *part != *MARK => {
                contents.fail("XML with text outside of its elements");
            }
            Event::PI(instruction) => check_instruction(instruction.target(), contents),
            Event::Text(_) | Event::CData(_) | Event::GeneralRef(_) | Event::Comment(_) => {}
        }
        if depth > limits.depth {
            contents.fail(format!("XML nested deeper than {}", limits.depth));
            break;
        }
    }
    if is_utf8 && std::str::from_utf8(body).is_err() {
        contents.fail("XML that is no UTF-8");
    }
    if depth > 0 || elements == 0 {
        contents.fail("the XML ends too early");
    }
    if elements > 0 {
        contents.xml_text = Some(text);
    }
}

/// Notes bytes that no XML holds.
fn check_bytes(body: &[u8], contents: &mut Contents) {
    if memchr::memchr(0, body).is_some() {
        // As in UTF-16 and its like.
        contents.fail("XML with zero bytes");
    }
    if body
        .iter()
        .any(|byte| *byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r'))
    {
        contents.fail("XML with control characters");
    }
}

/// Notes an instruction that is a declaration in the wrong place or has no name.
fn check_instruction(target: &[u8], contents: &mut Contents) {
    if target.eq_ignore_ascii_case(b"xml") || !is_name(target) {
        contents.fail("XML with an instruction that is none");
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

/// Notes a declaration that strict readers stop at, and says whether it leaves the text in UTF-8.
fn check_declaration(declaration: &BytesDecl<'_>, contents: &mut Contents) -> bool {
    // The reader takes anything that begins like one.
    let text = String::from_utf8_lossy(declaration);
    let mut rest = text.strip_prefix("xml").unwrap_or_default();
    let mut is_utf8 = true;
    for (known, may_miss) in [("version", false), ("encoding", true), ("standalone", true)] {
        let Some((value, after)) = pseudo_attribute(rest, known) else {
            if !may_miss {
                contents.fail("XML with a declaration that is none");
                return is_utf8;
            }
            continue;
        };
        if known == "encoding" {
            is_utf8 = value.eq_ignore_ascii_case("utf-8") || value.eq_ignore_ascii_case("us-ascii");
        }
        let is_known = match known {
            "version" => matches!(value, "1.0" | "1.1"),
            "standalone" => matches!(value, "yes" | "no"),
            _ => true,
        };
        if !is_known {
            contents.fail("XML with a declaration that is none");
        }
        rest = after;
    }
    if !rest.trim_ascii().is_empty() {
        contents.fail("XML with a declaration that is none");
    }
    is_utf8
}

/// The value of ` name = "value"` at the beginning of a text, and what follows.
fn pseudo_attribute<'t>(text: &'t str, name: &str) -> Option<(&'t str, &'t str)> {
    let inner = text.trim_ascii_start();
    if inner.len() == text.len() {
        return None;
    }
    let rest = inner.strip_prefix(name)?.trim_ascii_start();
    let rest = rest.strip_prefix('=')?.trim_ascii_start();
    let quote = rest
        .chars()
        .next()
        .filter(|quote| matches!(quote, '\'' | '"'))?;
    rest.strip_prefix(quote)?.split_once(quote)
}

/// Whether bytes are a name as XML has them, as far as ASCII goes.
fn is_name(name: &[u8]) -> bool {
    let may =
        |byte: &u8| byte.is_ascii_alphanumeric() || !byte.is_ascii() || b"_:-.".contains(byte);
    name.iter().all(may)
        && name
            .first()
            .is_some_and(|byte| !byte.is_ascii_digit() && !matches!(byte, b'-' | b'.'))
}

fn attributes(start: &BytesStart<'_>, limits: &Limits, contents: &mut Contents) {
    if !is_name(start.name().as_ref()) {
        contents.fail("XML with an element whose name is none");
    }
    for attribute in start.attributes().with_checks(false) {
        let Ok(attribute) = attribute else {
            contents.fail("an XML attribute has no value");
            return;
        };
        let name = attribute.key.as_ref();
        if !is_name(name) {
            contents.fail("XML with an attribute whose name is none");
        }
        // Namespace declarations are no attributes to XPath.
        if name == b"xmlns" || name.starts_with(b"xmlns:") {
            continue;
        }
        if contents.xml_attributes.len() >= limits.arguments {
            contents.fail(format!("more than {} XML attributes", limits.arguments));
            return;
        }
        if memchr::memchr(b'<', &attribute.value).is_some() {
            contents.fail("an XML attribute with a tag in it");
        }
        let value = unescape(&attribute.value, contents);
        contents.xml_attributes.push(value);
    }
}

fn unescape(value: &[u8], contents: &mut Contents) -> Vec<u8> {
    let mut text = Vec::with_capacity(value.len());
    let mut rest = value;
    while let Some(at) = memchr::memchr(b'&', rest) {
        text.extend_from_slice(rest.get(..at).unwrap_or_default());
        rest = rest.get(at + 1..).unwrap_or_default();
        if let Some(end) = memchr::memchr(b';', rest) {
            reference(rest.get(..end).unwrap_or_default(), &mut text, contents);
            rest = rest.get(end + 1..).unwrap_or_default();
        } else {
            contents.fail("XML with an ampersand that begins no reference");
            text.push(b'&');
        }
    }
    text.extend_from_slice(rest);
    text
}

/// Writes what a reference stands for; unknown ones stay as they are, so that rules can see them.
fn reference(name: &[u8], text: &mut Vec<u8>, contents: &mut Contents) {
    let number = name.strip_prefix(b"#").and_then(|digits| {
        let digits = std::str::from_utf8(digits).ok()?;
        let code = match digits.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16).ok()?,
            None => digits.parse().ok()?,
        };
        char::from_u32(code)
    });
    if name.starts_with(b"#X") {
        // Only a small x is XML's, but some take both.
        contents.fail("XML with an ampersand that begins no reference");
    }
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
        if !is_name(name) {
            contents.fail("XML with an ampersand that begins no reference");
        }
        text.push(b'&');
        text.extend_from_slice(name);
        text.push(b';');
    }
}

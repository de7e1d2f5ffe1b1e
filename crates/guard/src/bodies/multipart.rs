//! Multipart forms: fields become arguments, files are named and measured, part headers are kept as lines.

use super::{Contents, File, LONGEST_NAME, Limits};

/// The longest boundary that RFC 2046 allows.
const LONGEST_BOUNDARY: usize = 70;

/// Reads a multipart body whose boundary stands in `content_type`.
///
/// SECURITY: where readers differ the body counts as unreadable, so that none of them sees a field that rules did
/// not see; guarded by tests `multipart_headers_that_readers_differ_on_are_an_error`, `a_part_has_a_name`,
/// `boundaries_that_readers_differ_on_are_an_error` and `a_part_has_a_line_break_of_its_own`.
pub(super) fn read(content_type: &[u8], body: &[u8], limits: &Limits, contents: &mut Contents) {
    let Some(boundary) = boundary(content_type, contents) else {
        return;
    };
    let delimiter = [b"--", boundary.as_slice()].concat();
    let after_return = [b"\r", delimiter.as_slice()].concat();
    if memchr::memmem::find(body, &after_return).is_some() {
        // To some a bare CR ends a line.
        contents.unmatched_boundary = true;
        contents.fail("a line of the multipart body begins like its boundary but is none");
    }
    let mut parts = 0usize;
    let mut start: Option<usize> = None;
    let mut at = 0usize;
    while at < body.len() {
        let line_end = memchr::memchr(b'\n', body.get(at..).unwrap_or_default())
            .map_or(body.len(), |end| at + end + 1);
        let line = body.get(at..line_end).unwrap_or_default();
        let before = body.get(..at).unwrap_or_default();
        if let Some(rest) = line.strip_prefix(delimiter.as_slice())
            && is_delimiter(before, rest, contents)
        {
            match start {
                Some(start) => part(body.get(start..at).unwrap_or_default(), limits, contents),
                None if !matches!(before, b"" | b"\r\n") => {
                    contents.fail("the multipart body has text before its first boundary");
                }
                None => {}
            }
            if rest.starts_with(b"--") {
                if !matches!(body.get(line_end..), None | Some(b"")) {
                    contents.fail("the multipart body has text after its last boundary");
                }
                return;
            }
            parts += 1;
            if parts > limits.parts {
                contents.fail(format!("more than {} parts", limits.parts));
                return;
            }
            start = Some(line_end);
        }
        at = line_end;
    }
    if let Some(start) = start {
        part(body.get(start..).unwrap_or_default(), limits, contents);
    }
    contents.fail("the multipart body does not end with its boundary");
}

/// The boundary, if there is one; what not everybody reads alike is noted.
fn boundary(content_type: &[u8], contents: &mut Contents) -> Option<Vec<u8>> {
    let Some(boundary) = parameter(content_type, b"boundary").filter(|found| !found.is_empty())
    else {
        contents.fail("the multipart body has no boundary");
        return None;
    };
    let allowed = |byte: &u8| byte.is_ascii_alphanumeric() || b"'()+_,-./:=? ".contains(byte);
    if !says_nothing_else(content_type)
        || boundary.len() > LONGEST_BOUNDARY
        || boundary.first() == Some(&b'\'')
        || !boundary.iter().all(allowed)
        || boundary.last() == Some(&b' ')
    {
        contents.fail("the boundary of the multipart body is not clear");
    }
    Some(boundary)
}

/// Whether a content type has one boundary and at most a character set beside it: readers that look for the boundary by
/// its name find others in other parameters.
fn says_nothing_else(content_type: &[u8]) -> bool {
    let kind = content_type
        .split(|byte| *byte == b';')
        .next()
        .unwrap_or_default();
    let parameters = content_type.get(kind.len()..).unwrap_or_default();
    kind.trim_ascii()
        .eq_ignore_ascii_case(b"multipart/form-data")
        && are_clear(parameters, &[b"boundary", b"charset"], b"()+_-./:=?")
        && parameter(content_type, b"charset").is_none_or(|charset| !charset.contains(&b'='))
}

/// Whether a line that begins like the boundary is one, where `rest` is what follows and `before` what stands before
/// the line. What only some readers take for a boundary is noted.
fn is_delimiter(before: &[u8], rest: &[u8], contents: &mut Contents) -> bool {
    let starts = before.is_empty() || before.ends_with(b"\r\n");
    if !starts || !matches!(rest, b"\r\n" | b"--" | b"--\r\n") {
        contents.unmatched_boundary = true;
        contents.fail("a line of the multipart body begins like its boundary but is none");
    }
    starts && matches!(rest.trim_ascii(), b"" | b"--")
}

fn part(bytes: &[u8], limits: &Limits, contents: &mut Contents) {
    let Some((headers, rest)) = headers(bytes, limits, contents) else {
        return;
    };
    let mut dispositions = headers
        .iter()
        .filter(|line| named(line, b"content-disposition"));
    let disposition = dispositions.next().map(Vec::as_slice).unwrap_or_default();
    if dispositions.next().is_some() || !headers.iter().all(|line| is_clear(line)) {
        contents.fail("the headers of a part can be read in more than one way");
    }
    let name = parameter(disposition, b"name").unwrap_or_else(|| {
        // Some leave such a part out, others call it by nothing.
        contents.fail("a part of the multipart body has no name");
        Vec::new()
    });
    if name.len() > LONGEST_NAME {
        contents.fail(format!("a name longer than {LONGEST_NAME} bytes"));
        return;
    }
    let file = parameter(disposition, b"filename").or_else(|| parameter(disposition, b"filename*"));
    let data = rest.strip_suffix(b"\r\n").unwrap_or_else(|| {
        // Some take the line break that ends the headers for the boundary's as well, others read on.
        contents.fail("a boundary of the multipart body has no line break of its own");
        rest
    });
    for line in headers {
        contents.part_headers.push((name.clone(), line));
    }
    match file {
        Some(file) => contents.files.push(File {
            field: name,
            name: file,
            size: data.len(),
        }),
        None => {
            contents.add(name, data.to_vec(), limits);
        }
    }
}

/// The header lines of a part and what follows them, unless there are too many lines.
fn headers<'a>(
    bytes: &'a [u8],
    limits: &Limits,
    contents: &mut Contents,
) -> Option<(Vec<Vec<u8>>, &'a [u8])> {
    let mut headers: Vec<Vec<u8>> = Vec::new();
    let mut rest = bytes;
    while !rest.is_empty() {
        let end = memchr::memchr(b'\n', rest).map_or(rest.len(), |at| at + 1);
        let (line, after) = rest.split_at_checked(end).unwrap_or((rest, &[]));
        rest = after;
        if !line.ends_with(b"\r\n") {
            contents.fail("a header line of a part does not end with CR and LF");
        }
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.is_empty() {
            return Some((headers, rest));
        }
        match headers.last_mut() {
            Some(last) if line.starts_with(b" ") || line.starts_with(b"\t") => {
                contents.fail("a header line of a part goes on in the next line");
                last.push(b' ');
                last.extend_from_slice(line.trim_ascii());
            }
            _ => headers.push(line.to_vec()),
        }
        if headers.len() > limits.part_headers {
            contents.fail(format!(
                "more than {} headers in a part",
                limits.part_headers
            ));
            return None;
        }
    }
    contents.fail("a part of the multipart body has no end of its headers");
    Some((headers, rest))
}

fn named(line: &[u8], name: &[u8]) -> bool {
    memchr::memchr(b':', line)
        .and_then(|at| line.get(..at))
        .is_some_and(|found| found.trim_ascii().eq_ignore_ascii_case(name))
}

/// Whether all readers of a header line understand the same: a name, and for the disposition `form-data`, `name` and
/// `filename` once each, in lower case, without blanks, single quotes, escapes or a second character set.
fn is_clear(line: &[u8]) -> bool {
    let Some(colon) = memchr::memchr(b':', line) else {
        return false;
    };
    let (name, value) = line.split_at_checked(colon).unwrap_or((line, b""));
    let is_name = !name.is_empty()
        && name
            .iter()
            .all(|byte| byte.is_ascii_graphic() && !b"()<>@,;\\\"/[]?={}".contains(byte));
    let is_text = value
        .iter()
        .all(|byte| !byte.is_ascii_control() || *byte == b'\t');
    if !is_name || !is_text {
        return false;
    }
    if !named(line, b"content-disposition") {
        return true;
    }
    let kind = value.get(1..).unwrap_or_default();
    let kind = kind.split(|byte| *byte == b';').next().unwrap_or_default();
    if kind.trim_ascii() != b"form-data" {
        return false;
    }
    let parameters = memchr::memchr(b';', value).and_then(|at| value.get(at..));
    are_clear(
        parameters.unwrap_or_default(),
        &[b"name", b"filename"],
        b"-._",
    )
}

/// Whether `; key=value` holds only `known` keys, once each, whose values are letters, digits and `bare` bytes, or stand
/// in double quotes without an escaped one.
fn are_clear(parameters: &[u8], known: &[&[u8]], bare: &[u8]) -> bool {
    let mut left = known.to_vec();
    let mut rest = parameters;
    while let Some((b';', text)) = rest.split_first() {
        let text = text.trim_ascii_start();
        let Some(equals) = memchr::memchr(b'=', text) else {
            return false;
        };
        let (key, text) = text.split_at_checked(equals).unwrap_or((text, b""));
        let Some(known) = left.iter().position(|known| *known == key) else {
            return false;
        };
        left.remove(known);
        let text = text.get(1..).unwrap_or_default();
        let end = match text.strip_prefix(b"\"") {
            Some(quoted) => match memchr::memchr(b'"', quoted) {
                Some(end) if !quoted.get(..end).is_some_and(|text| text.ends_with(b"\\")) => {
                    end + 2
                }
                _ => return false,
            },
            None => text
                .iter()
                .position(|byte| !byte.is_ascii_alphanumeric() && !bare.contains(byte))
                .unwrap_or(text.len()),
        };
        rest = text.get(end..).unwrap_or_default().trim_ascii_start();
    }
    rest.is_empty()
}

/// The value of `name=` in a header, with or without quotes.
fn parameter(header: &[u8], name: &[u8]) -> Option<Vec<u8>> {
    Parameters::of(header)
        .find(|found| found.key.eq_ignore_ascii_case(name))
        .map(|found| found.value)
}

/// One `key=value` of a header.
struct Parameter<'a> {
    key: &'a [u8],
    value: Vec<u8>,
}

/// What follows the first semicolon of a header. Blanks around names and values and quotes of either kind are taken, since
/// some reader takes them.
struct Parameters<'a> {
    rest: Option<&'a [u8]>,
}

impl<'a> Parameters<'a> {
    fn of(header: &'a [u8]) -> Self {
        Self {
            rest: memchr::memchr(b';', header).and_then(|at| header.get(at + 1..)),
        }
    }
}

impl<'a> Iterator for Parameters<'a> {
    type Item = Parameter<'a>;

    fn next(&mut self) -> Option<Parameter<'a>> {
        loop {
            let rest = self.rest.take()?.trim_ascii_start();
            let equals = memchr::memchr2(b'=', b';', rest)?;
            let (key, after) = rest.split_at_checked(equals)?;
            let (separator, after) = after.split_first()?;
            if *separator == b';' {
                self.rest = Some(after);
                continue;
            }
            let text = after.trim_ascii_start();
            let (value, after) = value(text);
            self.rest = memchr::memchr(b';', after).and_then(|at| after.get(at + 1..));
            return Some(Parameter {
                key: key.trim_ascii(),
                value,
            });
        }
    }
}

fn value(text: &[u8]) -> (Vec<u8>, &[u8]) {
    let Some((quote @ (b'"' | b'\''), quoted)) = text.split_first() else {
        let end = memchr::memchr(b';', text).unwrap_or(text.len());
        let (value, rest) = text.split_at_checked(end).unwrap_or((text, &[]));
        return (value.trim_ascii().to_vec(), rest);
    };
    let mut value = Vec::new();
    let mut rest = quoted;
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        if byte == quote {
            break;
        }
        // Only a quote is escaped: browsers send backslashes of paths as they are.
        if *byte == b'\\' && rest.first() == Some(quote) {
            value.push(*quote);
            rest = rest.get(1..).unwrap_or_default();
        } else {
            value.push(*byte);
        }
    }
    (value, rest)
}

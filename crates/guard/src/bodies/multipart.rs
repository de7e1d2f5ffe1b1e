//! Multipart forms: fields become arguments, files are named and measured, part headers are kept as lines.

use super::{Contents, File, Limits};

/// Reads a multipart body whose boundary stands in `content_type`.
pub(super) fn read(content_type: &[u8], body: &[u8], limits: &Limits, contents: &mut Contents) {
    let Some(boundary) = parameter(content_type, b"boundary").filter(|found| !found.is_empty())
    else {
        contents.fail("the multipart body has no boundary");
        return;
    };
    let delimiter = [b"--", boundary.as_slice()].concat();
    let mut parts = 0usize;
    let mut current: Option<&[u8]> = None;
    let mut closed = false;
    let mut at = 0usize;
    let mut start = 0usize;
    while at < body.len() && !closed {
        let line_end = memchr::memchr(b'\n', body.get(at..).unwrap_or_default())
            .map_or(body.len(), |end| at + end + 1);
        let line = body.get(at..line_end).unwrap_or_default();
        if let Some(rest) = line.strip_prefix(delimiter.as_slice())
            && matches!(rest.trim_ascii(), b"" | b"--")
        {
            if current.take().is_some() {
                part(body.get(start..at).unwrap_or_default(), limits, contents);
            }
            closed = rest.starts_with(b"--");
            parts += 1;
            if parts > limits.parts {
                contents.fail(format!("more than {} parts", limits.parts));
                return;
            }
            current = Some(line);
            start = line_end;
        }
        at = line_end;
    }
    if closed {
        return;
    }
    if current.is_some() {
        part(body.get(start..).unwrap_or_default(), limits, contents);
    }
    contents.fail("the multipart body does not end with its boundary");
}

fn part(bytes: &[u8], limits: &Limits, contents: &mut Contents) {
    let mut headers: Vec<Vec<u8>> = Vec::new();
    let mut rest = bytes;
    let mut ended = false;
    while !rest.is_empty() {
        let end = memchr::memchr(b'\n', rest).map_or(rest.len(), |at| at + 1);
        let (line, after) = rest.split_at_checked(end).unwrap_or((rest, &[]));
        rest = after;
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.is_empty() {
            ended = true;
            break;
        }
        match headers.last_mut() {
            Some(last) if line.starts_with(b" ") || line.starts_with(b"\t") => {
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
            return;
        }
    }
    if !ended {
        contents.fail("a part of the multipart body has no end of its headers");
    }
    let disposition = headers
        .iter()
        .find(|line| named(line, b"content-disposition"))
        .map(Vec::as_slice)
        .unwrap_or_default();
    let name = parameter(disposition, b"name").unwrap_or_default();
    let file = parameter(disposition, b"filename").or_else(|| parameter(disposition, b"filename*"));
    let data = rest
        .strip_suffix(b"\n")
        .map_or(rest, |rest| rest.strip_suffix(b"\r").unwrap_or(rest));
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

fn named(line: &[u8], name: &[u8]) -> bool {
    memchr::memchr(b':', line)
        .and_then(|at| line.get(..at))
        .is_some_and(|found| found.trim_ascii().eq_ignore_ascii_case(name))
}

/// The value of `name=` in a header, with or without quotes.
fn parameter(header: &[u8], name: &[u8]) -> Option<Vec<u8>> {
    let mut rest = header.get(memchr::memchr(b';', header)? + 1..)?;
    loop {
        rest = rest.trim_ascii_start();
        let equals = memchr::memchr2(b'=', b';', rest)?;
        let key = rest.get(..equals)?.trim_ascii();
        let separator = rest.get(equals).copied();
        rest = rest.get(equals + 1..)?;
        if separator == Some(b';') {
            continue;
        }
        rest = rest.trim_ascii_start();
        let (value, after) = value(rest);
        if key.eq_ignore_ascii_case(name) {
            return Some(value);
        }
        rest = after.get(memchr::memchr(b';', after)? + 1..)?;
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

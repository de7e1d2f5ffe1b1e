//! Raw requests, read as leniently as the tests intend: what is malformed is kept, not repaired.

/// A request's parts as they stood in its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawRequest {
    /// The whole first line.
    pub line: Vec<u8>,
    /// The method.
    pub method: Vec<u8>,
    /// The target.
    pub target: Vec<u8>,
    /// The protocol; the oldest one names none.
    pub protocol: Vec<u8>,
    /// Names and values in order.
    pub headers: Vec<(Vec<u8>, Vec<u8>)>,
    /// Header lines without a colon.
    pub broken: Vec<Vec<u8>>,
    /// The body, with chunks joined.
    pub body: Vec<u8>,
}

/// Reads a request.
pub fn parse(bytes: &[u8]) -> RawRequest {
    let (line, mut rest) = take_line(bytes);
    let (method, target, protocol) = split_line(line);
    let mut request = RawRequest {
        line: line.to_vec(),
        method: method.to_vec(),
        target: target.to_vec(),
        protocol: protocol.to_vec(),
        headers: Vec::new(),
        broken: Vec::new(),
        body: Vec::new(),
    };
    while !rest.is_empty() {
        let (line, after) = take_line(rest);
        rest = after;
        if line.is_empty() {
            break;
        }
        match request.headers.last_mut() {
            Some((_, value)) if line.starts_with(b" ") || line.starts_with(b"\t") => {
                value.push(b' ');
                value.extend_from_slice(line.trim_ascii());
            }
            _ => match memchr::memchr(b':', line) {
                Some(at) => request.headers.push((
                    line.get(..at).unwrap_or_default().to_vec(),
                    line.get(at + 1..).unwrap_or_default().trim_ascii().to_vec(),
                )),
                None => request.broken.push(line.to_vec()),
            },
        }
    }
    if request.header("Transfer-Encoding").is_some() {
        // Whoever reads chunks has no use for a length and takes it away.
        request
            .headers
            .retain(|(name, _)| !name.eq_ignore_ascii_case(b"content-length"));
    }
    if request.protocol.is_empty() {
        request.protocol = b"HTTP/0.9".to_vec();
    }
    request.body = body(&request, rest);
    request
}

impl RawRequest {
    /// The first value of a header.
    pub fn header(&self, name: &str) -> Option<&[u8]> {
        self.headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name.as_bytes()))
            .map(|(_, value)| value.as_slice())
    }
}

fn take_line(bytes: &[u8]) -> (&[u8], &[u8]) {
    let end = memchr::memchr(b'\n', bytes).unwrap_or(bytes.len());
    let line = bytes.get(..end).unwrap_or_default();
    let rest = bytes.get(end + 1..).unwrap_or_default();
    (line.strip_suffix(b"\r").unwrap_or(line), rest)
}

/// Method up to the first blank, protocol after the last, the target between.
fn split_line(line: &[u8]) -> (&[u8], &[u8], &[u8]) {
    let line = line.trim_ascii_start();
    let Some(first) = line.iter().position(u8::is_ascii_whitespace) else {
        return (line, b"", b"");
    };
    let (method, rest) = line.split_at_checked(first).unwrap_or((line, b""));
    let rest = rest.trim_ascii_start();
    let Some(last) = rest.iter().rposition(|byte| *byte == b' ') else {
        return (method, rest, b"");
    };
    let (target, protocol) = rest.split_at_checked(last).unwrap_or((rest, b""));
    (method, target.trim_ascii_end(), protocol.trim_ascii())
}

fn body(request: &RawRequest, rest: &[u8]) -> Vec<u8> {
    let chunked = request
        .header("Transfer-Encoding")
        .is_some_and(|value| value.to_ascii_lowercase().ends_with(b"chunked"));
    if chunked {
        return chunks(rest).unwrap_or_else(|| rest.to_vec());
    }
    let length = request
        .header("Content-Length")
        .and_then(|value| std::str::from_utf8(value).ok())
        .and_then(|value| value.parse::<usize>().ok());
    match length {
        Some(length) => rest.get(..length).unwrap_or(rest).to_vec(),
        // Without a length there is no body.
        None => Vec::new(),
    }
}

fn chunks(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut joined = Vec::new();
    loop {
        let (line, after) = take_line(rest);
        let digits = line.split(|byte| *byte == b';').next()?.trim_ascii();
        let size = usize::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
        if size == 0 {
            return Some(joined);
        }
        joined.extend_from_slice(after.get(..size)?);
        rest = take_line(after.get(size..)?).1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_headers_and_bodies_are_kept_as_they_are() {
        let request =
            parse(b"  GET /a b HTTP/1.1\r\nA:  x\r\n y\r\nbad\r\nContent-Length: 2\r\n\r\nabc");
        assert_eq!(request.line, b"  GET /a b HTTP/1.1");
        assert_eq!(request.method, b"GET");
        assert_eq!(request.target, b"/a b");
        assert_eq!(request.protocol, b"HTTP/1.1");
        assert_eq!(request.headers[0], (b"A".to_vec(), b"x y".to_vec()));
        assert_eq!(request.broken, [b"bad".to_vec()]);
        assert_eq!(request.body, b"ab");
    }

    #[test]
    fn chunks_are_joined() {
        let request = parse(b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
        assert_eq!(request.body, b"abcde");
    }
}

//! What an HTTP server refuses by itself, before any rule could see it.

use super::wire::RawRequest;

/// Why a strict server answers 400, if it does.
pub fn refusal(request: &RawRequest) -> Option<&'static str> {
    line(request).or_else(|| headers(request))
}

fn line(request: &RawRequest) -> Option<&'static str> {
    let parts: Vec<&[u8]> = request.line.split(|byte| *byte == b' ').collect();
    let [method, target, protocol] = parts.as_slice() else {
        return Some("the request line is not three words");
    };
    if method.is_empty() || !method.iter().all(|byte| is_token(*byte)) {
        return Some("the method is no token");
    }
    let [b'H', b'T', b'T', b'P', b'/', major, rest @ ..] = protocol else {
        return Some("the protocol is not HTTP");
    };
    let minor = match rest {
        [] => true,
        [b'.', digits @ ..] => !digits.is_empty() && digits.iter().all(u8::is_ascii_digit),
        _ => false,
    };
    if !(b'1'..=b'9').contains(major) || !minor {
        return Some("the protocol has no known version");
    }
    if target
        .iter()
        .any(|byte| byte.is_ascii_control() || *byte >= 0x7f)
    {
        return Some("the target holds control characters");
    }
    if target.contains(&b'#') {
        return Some("the target has a fragment");
    }
    let named = match *method {
        b"CONNECT" => memchr::memrchr(b':', target).is_some_and(|at| {
            let port = target.get(at + 1..).unwrap_or_default();
            !port.is_empty() && port.iter().all(u8::is_ascii_digit)
        }),
        b"OPTIONS" if *target == b"*" => true,
        _ => target.starts_with(b"/") || memchr::memmem::find(target, b"://").is_some(),
    };
    (!named).then_some("the target is neither a path nor a URL")
}

fn headers(request: &RawRequest) -> Option<&'static str> {
    if !request.broken.is_empty() {
        return Some("a header line has no colon");
    }
    for (name, value) in &request.headers {
        if name.is_empty() || !name.iter().all(|byte| is_token(*byte)) {
            return Some("a header's name is no token");
        }
        if value.iter().any(|byte| matches!(byte, 0 | b'\r' | b'\n')) {
            return Some("a header holds a line break or a null byte");
        }
    }
    let is_old = request.protocol == b"HTTP/1.0";
    match request.header("Host") {
        None if !is_old => return Some("there is no Host"),
        Some(host) if !(host_is_valid(host) || host.is_empty() && is_old) => {
            return Some("the Host is no host");
        }
        _ => {}
    }
    match request.header("Content-Length") {
        Some(length) if length.is_empty() || !length.iter().all(u8::is_ascii_digit) => {
            Some("the Content-Length is no number")
        }
        _ => None,
    }
}

fn host_is_valid(host: &[u8]) -> bool {
    !host.is_empty()
        && host
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-._:[]".contains(byte))
}

fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::super::wire::parse;
    use super::*;

    #[test]
    fn malformed_requests_are_refused_and_others_are_not() {
        let cases: &[(&str, bool)] = &[
            ("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", false),
            ("OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n", false),
            ("GET http://a/b HTTP/1.1\r\nHost: a:80\r\n\r\n", false),
            ("CONNECT 1.2.3.4:80 HTTP/1.1\r\nHost: a\r\n\r\n", false),
            ("CONNECT host HTTP/1.1\r\nHost: a\r\n\r\n", true),
            ("  GET / HTTP/1.1\r\nHost: a\r\n\r\n", true),
            ("GET / HTTP/0.9\r\nHost: a\r\n\r\n", true),
            ("GET /#x HTTP/1.1\r\nHost: a\r\n\r\n", true),
            ("GET / HTTP/1.1\r\n\r\n", true),
            ("GET / HTTP/1.0\r\n\r\n", false),
            ("GET / HTTP/1.1\r\nHost: a%00\r\n\r\n", true),
            (
                "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 3x\r\n\r\n",
                true,
            ),
            ("GET / HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n", true),
        ];
        for (text, refused) in cases {
            assert_eq!(
                refusal(&parse(text.as_bytes())).is_some(),
                *refused,
                "{text:?}"
            );
        }
    }
}

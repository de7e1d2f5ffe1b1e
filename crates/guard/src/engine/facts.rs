//! A request as the engine is told about it, and what follows from its line and headers alone.

use std::net::IpAddr;

use crate::bodies;

/// What a server knows once it has read a request's head. Nothing is decoded.
#[derive(Debug, Clone, Copy)]
pub struct Head<'a> {
    /// Who asks.
    pub client: IpAddr,
    /// The method, as written.
    pub method: &'a [u8],
    /// The request target, as written.
    pub target: &'a [u8],
    /// The protocol, such as `HTTP/1.1`.
    pub protocol: &'a [u8],
    /// Names and values in order.
    pub headers: &'a [(&'a [u8], &'a [u8])],
    /// The request's line as read, where that is known; otherwise it is put together.
    pub line: Option<&'a [u8]>,
    /// A name for this request that no other has.
    pub id: &'a str,
}

impl Head<'_> {
    /// The head of no request.
    pub(super) fn nobody() -> Self {
        Head {
            client: IpAddr::from([0, 0, 0, 0]),
            method: b"",
            target: b"",
            protocol: b"",
            headers: &[],
            line: None,
            id: "",
        }
    }

    pub(super) fn header(&self, name: &[u8]) -> Option<&[u8]> {
        self.headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| *value)
    }

    /// Method, target and protocol with blanks between them.
    pub(super) fn line(&self) -> Vec<u8> {
        if let Some(line) = self.line {
            return line.to_vec();
        }
        let mut line = [self.method, self.target].join(&b' ');
        if !self.protocol.is_empty() {
            line.push(b' ');
            line.extend_from_slice(self.protocol);
        }
        line
    }
}

/// The parts of a request target.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Target<'a> {
    /// Path and query, without scheme and host.
    pub(super) local: &'a [u8],
    pub(super) path: &'a [u8],
    pub(super) query: &'a [u8],
}

impl<'a> Target<'a> {
    pub(super) fn of(target: &'a [u8]) -> Self {
        let local = local(target);
        let without_fragment = until(local, b'#');
        let path = until(without_fragment, b'?');
        let query = without_fragment.get(path.len() + 1..).unwrap_or_default();
        Self { local, path, query }
    }
}

/// What follows the last slash of a path.
pub(super) fn base_name(path: &[u8]) -> &[u8] {
    match path.iter().rposition(|byte| matches!(byte, b'/' | b'\\')) {
        Some(at) => path.get(at + 1..).unwrap_or_default(),
        None => path,
    }
}

fn until(text: &[u8], byte: u8) -> &[u8] {
    memchr::memchr(byte, text).map_or(text, |at| text.get(..at).unwrap_or(text))
}

/// Cuts `http://host` off.
fn local(target: &[u8]) -> &[u8] {
    let Some(colon) = memchr::memmem::find(target, b"://") else {
        return target;
    };
    let scheme = target.get(..colon).unwrap_or_default();
    if scheme.is_empty() || !scheme.iter().all(u8::is_ascii_alphanumeric) {
        return target;
    }
    let rest = target.get(colon + 3..).unwrap_or_default();
    let path = rest
        .iter()
        .position(|byte| matches!(byte, b'/' | b'?' | b'#'));
    path.map_or(&b"/"[..], |at| rest.get(at..).unwrap_or_default())
}

/// Names and values of a `Cookie` header.
pub(super) fn cookies(header: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    header
        .split(|byte| *byte == b';')
        .map(<[u8]>::trim_ascii_start)
        .filter(|cookie| !cookie.is_empty())
        .map(bodies::pair)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_have_parts() {
        let cases: &[(&str, &str, &str, &str)] = &[
            ("/a/b.php?x=1&y#z", "/a/b.php", "x=1&y", "b.php"),
            ("http://host:80/a?b", "/a", "b", "a"),
            ("http://host", "/", "", ""),
            ("*", "*", "", "*"),
            ("/r?u=http://x/", "/r", "u=http://x/", "r"),
        ];
        for (target, path, query, base) in cases {
            let found = Target::of(target.as_bytes());
            assert_eq!(found.path, path.as_bytes(), "{target}");
            assert_eq!(found.query, query.as_bytes(), "{target}");
            assert_eq!(base_name(found.path), base.as_bytes(), "{target}");
        }
    }

    #[test]
    fn cookies_are_pairs() {
        let found: Vec<_> = cookies(b"a=1; $Version=2;b ; c=d=e").collect();
        assert_eq!(
            found,
            [
                (&b"a"[..], &b"1"[..]),
                (b"$Version", b"2"),
                (b"b ", b""),
                (b"c", b"d=e")
            ]
        );
    }
}

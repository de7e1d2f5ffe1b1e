//! The backend that the tests assume: it answers what the request's body asks for.

use base64::Engine as _;
use saphyr::{LoadableYamlNode as _, Yaml};

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Response {
    pub(super) status: u16,
    pub(super) headers: Vec<(Vec<u8>, Vec<u8>)>,
    pub(super) body: Vec<u8>,
}

/// The answer to a request for `path` with `body`.
pub(super) fn answer(path: &[u8], body: &[u8]) -> Response {
    let mut response = Response {
        status: 200,
        headers: Vec::new(),
        body: Vec::new(),
    };
    if path != b"/reflect" {
        return response;
    }
    // JSON is YAML, too.
    let text = String::from_utf8_lossy(body);
    let Ok(documents) = Yaml::load_from_str(&text) else {
        return response;
    };
    let Some(wanted) = documents.first() else {
        return response;
    };
    let field = |name: &str| wanted.as_mapping_get(name);
    if let Some(status) = field("status").and_then(Yaml::as_integer) {
        response.status = u16::try_from(status).unwrap_or(200);
    }
    let headers = field("headers").and_then(Yaml::as_mapping);
    for (name, value) in headers.into_iter().flatten() {
        let bytes = |node: &Yaml<'_>| node.as_str().unwrap_or_default().as_bytes().to_vec();
        response.headers.push((bytes(name), bytes(value)));
    }
    if let Some(text) = field("body").and_then(Yaml::as_str) {
        response.body = text.as_bytes().to_vec();
    }
    if let Some(text) = field("encodedBody").and_then(Yaml::as_str) {
        response.body = base64::engine::general_purpose::STANDARD
            .decode(text)
            .unwrap_or_default();
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_what_was_asked_for() {
        let found = answer(
            b"/reflect",
            br#"{"status": 500, "headers": {"A": "b"}, "encodedBody": "aGk="}"#,
        );
        assert_eq!(found.status, 500);
        assert_eq!(found.headers, [(b"A".to_vec(), b"b".to_vec())]);
        assert_eq!(found.body, b"hi");
        assert_eq!(answer(b"/get", b"{}").status, 200);
    }
}

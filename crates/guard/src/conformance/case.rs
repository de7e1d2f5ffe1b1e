//! One regression file: its tests, their stages, what goes in and what is expected.

use base64::Engine as _;
use saphyr::{LoadableYamlNode as _, Scalar, Yaml};

/// A test.
#[derive(Debug, Clone)]
pub struct Case {
    /// The rule that the file is about, and the test's number.
    pub name: String,
    /// Requests in order.
    pub stages: Vec<Stage>,
}

/// One request and what is expected of it.
#[derive(Debug, Clone)]
pub struct Stage {
    /// The bytes that a client sends.
    pub request: Vec<u8>,
    /// What shall come of it.
    pub expected: Expected,
}

/// What a stage expects.
#[derive(Debug, Clone, Default)]
pub struct Expected {
    /// An HTTP status.
    pub status: Option<u16>,
    /// Rules that shall fire.
    pub fired: Vec<u64>,
    /// Rules that shall not.
    pub silent: Vec<u64>,
    /// A pattern that some log line shall match.
    pub log: Option<String>,
    /// A pattern that no log line may match.
    pub no_log: Option<String>,
}

/// Reads the tests of a file.
pub fn read_cases(text: &str) -> Result<Vec<Case>, String> {
    let documents = Yaml::load_from_str(text).map_err(|error| error.to_string())?;
    let document = documents.first().ok_or("the file is empty")?;
    let rule = field(document, "rule_id")
        .and_then(words)
        .unwrap_or_default();
    let mut cases = Vec::new();
    for test in list(document, "tests") {
        let number = field(test, "test_id").and_then(words).unwrap_or_default();
        let stages = list(test, "stages")
            .map(stage)
            .collect::<Result<Vec<_>, _>>()
            .map_err(|reason| format!("test {number}: {reason}"))?;
        cases.push(Case {
            name: format!("{rule}-{number}"),
            stages,
        });
    }
    Ok(cases)
}

fn field<'y, 'i>(node: &'y Yaml<'i>, name: &str) -> Option<&'y Yaml<'i>> {
    node.as_mapping_get(name)
}

fn list<'y, 'i>(node: &'y Yaml<'i>, name: &str) -> impl Iterator<Item = &'y Yaml<'i>> {
    field(node, name)
        .and_then(Yaml::as_sequence)
        .into_iter()
        .flatten()
}

/// A scalar as it would be written.
fn words(node: &Yaml<'_>) -> Option<String> {
    let Yaml::Value(scalar) = node else {
        return None;
    };
    match scalar {
        Scalar::String(text) => Some(text.to_string()),
        Scalar::Integer(number) => Some(number.to_string()),
        Scalar::FloatingPoint(number) => Some(number.to_string()),
        Scalar::Boolean(value) => Some(value.to_string()),
        Scalar::Null => None,
    }
}

fn stage(node: &Yaml<'_>) -> Result<Stage, String> {
    let input = field(node, "input").ok_or("a stage has no input")?;
    let output = field(node, "output").ok_or("a stage has no output")?;
    Ok(Stage {
        request: request(input)?,
        expected: expected(output),
    })
}

fn expected(node: &Yaml<'_>) -> Expected {
    let status = field(node, "status").and_then(words);
    let log = field(node, "log");
    let ids = |name: &str| -> Vec<u64> {
        log.into_iter()
            .flat_map(|log| list(log, name))
            .filter_map(words)
            .filter_map(|id| id.parse().ok())
            .collect()
    };
    let text = |name: &str| log.and_then(|log| field(log, name)).and_then(words);
    Expected {
        status: status.and_then(|status| status.parse().ok()),
        fired: ids("expect_ids"),
        silent: ids("no_expect_ids"),
        log: text("match_regex"),
        no_log: text("no_match_regex"),
    }
}

/// Puts the request together as go-ftw sends it.
fn request(input: &Yaml<'_>) -> Result<Vec<u8>, String> {
    let text = |name: &str| field(input, name).and_then(words);
    if let Some(encoded) = text("encoded_request") {
        let compact: String = encoded.split_whitespace().collect();
        return base64::engine::general_purpose::STANDARD
            .decode(compact)
            .map_err(|error| format!("encoded_request: {error}"));
    }
    let mut data = text("data").unwrap_or_default().into_bytes();
    if let Some(encoded) = text("encoded_data") {
        data = base64::engine::general_purpose::STANDARD
            .decode(encoded.trim())
            .map_err(|error| format!("encoded_data: {error}"))?;
    }
    let completes = text("autocomplete_headers").is_none_or(|value| value != "false");
    let method = text("method").unwrap_or_else(|| "GET".to_owned());
    let mut headers: Vec<(String, String)> = field(input, "headers")
        .and_then(Yaml::as_mapping)
        .into_iter()
        .flatten()
        .filter_map(|(name, value)| Some((words(name)?, words(value).unwrap_or_default())))
        .collect();
    complete(&mut headers, &mut data, &method, completes);
    let uri = text("uri").unwrap_or_else(|| "/".to_owned());
    let version = text("version").unwrap_or_else(|| "HTTP/1.1".to_owned());
    let mut bytes = format!("{method} {uri} {version}\r\n").into_bytes();
    for (name, value) in headers {
        bytes.extend(format!("{name}: {value}\r\n").bytes());
    }
    bytes.extend_from_slice(b"\r\n");
    bytes.extend(data);
    Ok(bytes)
}

fn complete(
    headers: &mut Vec<(String, String)>,
    data: &mut Vec<u8>,
    method: &str,
    completes: bool,
) {
    let value = |headers: &[(String, String)], wanted: &str| {
        headers
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(wanted))
            .map(|(_, value)| value.clone())
    };
    let add = |headers: &mut Vec<(String, String)>, name: &str, text: String| {
        if value(headers, name).is_none() {
            headers.push((name.to_owned(), text));
        }
    };
    let form = "application/x-www-form-urlencoded";
    if completes && !data.is_empty() {
        add(headers, "Content-Type", form.to_owned());
        if value(headers, "Content-Type").as_deref() == Some(form) {
            *data = encode(data);
        }
    }
    let kind = value(headers, "Content-Type").unwrap_or_default();
    if kind.starts_with("multipart/form-data;") {
        *data = data
            .iter()
            .flat_map(|byte| {
                if *byte == b'\n' {
                    b"\r\n".to_vec()
                } else {
                    vec![*byte]
                }
            })
            .collect();
    }
    if completes {
        add(headers, "Connection", "close".to_owned());
        let has_body = ["POST", "PUT", "PATCH", "DELETE"].contains(&method);
        if has_body || !data.is_empty() {
            add(headers, "Content-Length", data.len().to_string());
        }
    }
}

/// URL-encodes form data that shows no sign of being encoded already.
fn encode(data: &[u8]) -> Vec<u8> {
    if memchr::memchr2(b'%', b'+', data).is_some() {
        return data.to_vec();
    }
    let mut encoded = Vec::with_capacity(data.len());
    for byte in data {
        match byte {
            b'&' | b'=' | b'-' | b'_' | b'.' | b'~' => encoded.push(*byte),
            b' ' => encoded.push(b'+'),
            _ if byte.is_ascii_alphanumeric() => encoded.push(*byte),
            _ => encoded.extend(format!("%{byte:02X}").bytes()),
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_become_requests_and_expectations() {
        let text = "rule_id: 1\ntests:\n  - test_id: 2\n    stages:\n      - input:\n          method: POST\n          uri: /post\n          headers:\n            Host: localhost\n            Content-Length: 3\n          data: \"a=b c\"\n        output:\n          status: 200\n          log:\n            expect_ids: [1]\n            no_match_regex: 'x'\n";
        let cases = read_cases(text).unwrap();
        assert_eq!(cases[0].name, "1-2");
        let stage = &cases[0].stages[0];
        assert_eq!(
            String::from_utf8_lossy(&stage.request),
            "POST /post HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nContent-Type: application/x-www-form-urlencoded\r\nConnection: close\r\n\r\na=b+c"
        );
        assert_eq!(stage.expected.status, Some(200));
        assert_eq!(stage.expected.fired, [1]);
        assert_eq!(stage.expected.no_log.as_deref(), Some("x"));
    }
}

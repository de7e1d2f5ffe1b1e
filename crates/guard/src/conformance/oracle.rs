//! A second engine to compare with: libmodsecurity, in a process of its own that `oracle/oracle.c` describes.

use std::io::{BufRead, BufReader, BufWriter, Error, Result, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

use super::RawRequest;

/// What libmodsecurity has to be told besides the rules, as Debian recommends it: nothing is written anywhere, bodies are
/// read as what their type says.
const SETTINGS: &str = r#"SecRequestBodyAccess On
SecResponseBodyAccess Off
SecAuditEngine Off
SecRequestBodyLimit 13107200
SecRequestBodyNoFilesLimit 13107200
SecRule REQUEST_HEADERS:Content-Type "@rx ^(?:application(?:/soap\+|/)|text/)xml" "id:200000,phase:1,t:none,t:lowercase,pass,nolog,ctl:requestBodyProcessor=XML"
SecRule REQUEST_HEADERS:Content-Type "@rx ^application/(?:[a-z0-9.-]+\+)?json" "id:200001,phase:1,t:none,t:lowercase,pass,nolog,ctl:requestBodyProcessor=JSON"
"#;

/// The running program.
#[derive(Debug)]
pub struct Oracle {
    child: Child,
    requests: Option<BufWriter<ChildStdin>>,
    replies: BufReader<ChildStdout>,
    /// CPU time of loading the rules.
    pub load: Duration,
}

/// What it says of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The median of its CPU time.
    pub cpu: Duration,
    /// The rules that fired, sorted, each once.
    pub fired: Vec<u64>,
}

/// A file of rules for the program: whether it may refuse requests, and the files or patterns in order.
pub fn configuration(may_refuse: bool, includes: &[String]) -> String {
    let mode = if may_refuse { "On" } else { "DetectionOnly" };
    let includes: Vec<String> = includes
        .iter()
        .map(|file| format!("Include {file}\n"))
        .collect();
    format!("SecRuleEngine {mode}\n{SETTINGS}{}", includes.concat())
}

impl Oracle {
    /// Starts the program with a file of rules.
    #[expect(
        clippy::disallowed_methods,
        reason = "the other engine is kept out of this process"
    )]
    pub fn start(program: &Path, rules: &Path) -> Result<Self> {
        let mut child = Command::new(program)
            .arg(rules)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| Error::other(format!("{}: {error}", program.display())))?;
        let gone = || Error::other("the oracle has no pipes");
        let requests = child.stdin.take().ok_or_else(gone)?;
        let replies = child.stdout.take().ok_or_else(gone)?;
        let mut oracle = Self {
            child,
            requests: Some(BufWriter::new(requests)),
            replies: BufReader::new(replies),
            load: Duration::ZERO,
        };
        oracle.load = oracle.reply()?.cpu;
        Ok(oracle)
    }

    /// Asks about a request, as often as `rounds` says.
    pub fn send(&mut self, request: &RawRequest, rounds: u32) -> Result<Reply> {
        let frame = frame(request, rounds);
        let requests = self
            .requests
            .as_mut()
            .ok_or_else(|| Error::other("the oracle has been told to end"))?;
        requests.write_all(&frame)?;
        requests.flush()?;
        self.reply()
    }

    fn reply(&mut self) -> Result<Reply> {
        let mut line = String::new();
        self.replies.read_line(&mut line)?;
        parse(&line).ok_or_else(|| Error::other(format!("the oracle says {line:?}")))
    }
}

impl Drop for Oracle {
    fn drop(&mut self) {
        // Without requests it ends by itself.
        self.requests = None;
        drop(self.child.wait());
    }
}

fn frame(request: &RawRequest, rounds: u32) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(request.body.len() + 2048);
    let number = |bytes: &mut Vec<u8>, value: usize| {
        bytes.extend(u32::try_from(value).unwrap_or(u32::MAX).to_le_bytes());
    };
    let text = |bytes: &mut Vec<u8>, text: &[u8]| {
        number(bytes, text.len());
        bytes.extend_from_slice(text);
    };
    let version = request
        .protocol
        .strip_prefix(b"HTTP/")
        .unwrap_or(&request.protocol);
    bytes.extend(rounds.to_le_bytes());
    for part in [&request.method, &request.target] {
        text(&mut bytes, part);
    }
    text(&mut bytes, version);
    text(&mut bytes, &request.body);
    number(&mut bytes, request.headers.len());
    for (name, value) in &request.headers {
        text(&mut bytes, name);
        text(&mut bytes, value);
    }
    bytes
}

fn parse(line: &str) -> Option<Reply> {
    let mut words = line.strip_suffix('\n')?.split(' ');
    let micros: f64 = words.next()?.parse().ok()?;
    let mut fired = words
        .map(|word| word.parse().ok())
        .collect::<Option<Vec<u64>>>()?;
    fired.sort_unstable();
    fired.dedup();
    Some(Reply {
        cpu: Duration::try_from_secs_f64(micros / 1e6).ok()?,
        fired,
    })
}

#[cfg(test)]
mod tests {
    use super::super::parse as request;
    use super::*;

    #[test]
    fn requests_are_framed_and_replies_are_read() {
        let request = request(b"PUT /a HTTP/1.1\r\nContent-Length: 1\r\n\r\nb");
        let frame = frame(&request, 2);
        assert!(frame.starts_with(b"\x02\0\0\0\x03\0\0\0PUT\x02\0\0\0/a\x03\0\0\x001.1"));
        assert!(frame.ends_with(b"\x01\0\0\0b\x01\0\0\0\x0e\0\0\0Content-Length\x01\0\0\x001"));
        let reply = parse("12.5 3 1 3\n").unwrap();
        assert_eq!(reply.fired, [1, 3]);
        assert_eq!(reply.cpu, Duration::from_nanos(12_500));
        assert_eq!(parse("12.5 3"), None);
        assert_eq!(parse("no\n"), None);
    }
}

//! A search for requests that cost the guard much more than ordinary ones of their size: texts that wake many rules,
//! in all places that carry text, alone and in pairs.

use std::fmt::Write as _;

use ::guard::conformance::{RawRequest, Runner, parse};

use super::time;
use crate::report::median;

/// What a class is called, and the bytes of its bodies or heads.
const CLASSES: &[(&str, usize)] = &[
    ("500 B", 480),
    ("5 KB", 5_000),
    ("64 KB", 64_000),
    ("250 KB", 250_000),
];

/// What values are made of.
const TEXTS: &[&str] = &[
    "'",
    "select union <script ../ ${jndi ",
    "' or 1=1 union select a from b -- ",
    "; $(cat /etc/passwd) | ${x} `id` ",
    "<a href=x onload=alert(1)>&lt;",
    "%u0027\\\\x27&#39;/**/..%2f",
    "PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    "&#x3c;&#115;cript&#62;&Tab;&colon;",
    "żółć мир 日本語 ",
    "aaaaaaaaaaaaaaaa",
    "1234567890 ",
    "a.b.c.d.e/../",
    "a=b&c[d]=e;f",
    "(((((((((((((((",
    "{{[[{{[[<!--#",
    "echo ping wget curl nc sh ",
    "O:8:\"stdClass\":1:{s:1:\"a\";i:0;}",
    "\\r\\nSet-Cookie: a=b\\r\\n\\r\\nHTTP/1.1 200 ",
    "java.lang.Runtime process.env require('x') ",
    "Please select the logo from the top and drop it; or delete the table of contents. ",
    "%25%32%35%%%20%",
    "\u{a0}\t \u{a0}\t ",
    "ldap://( |(&(a=*)(b=*",
    "x'||'y'||'z",
];

/// What carries them; `true` for a head, which is never large.
const CARRIERS: &[(&str, bool)] = &[
    ("query", true),
    ("path", true),
    ("header", true),
    ("cookies", true),
    ("JSON text", false),
    ("JSON list", false),
    ("JSON keys", false),
    ("JSON depth", false),
    ("form field", false),
    ("form fields", false),
    ("multipart", false),
    ("XML", false),
    ("plain body", false),
];

/// The largest head that is tried.
const LARGEST_HEAD: usize = 8_000;

struct Found {
    text: String,
    carrier: &'static str,
    micros: f64,
}

/// Prints the dearest requests of each class and returns the largest ratio to an ordinary one.
pub(super) fn search(runner: &Runner<'_>, quick: bool) -> f64 {
    println!("\n| class | ordinary request | dearest found | ratio | of |\n|---|---|---|---|---|");
    let mut highest = 0.0_f64;
    let classes = if quick { 2 } else { CLASSES.len() };
    for (class, size) in CLASSES.iter().take(classes) {
        let ordinary = ordinary(runner, *size);
        let dearest = dearest(runner, *size);
        let ratio = dearest.micros / ordinary;
        println!(
            "| {class} | {ordinary:.0} µs | {:.0} µs | {ratio:.1} | {}: {:.60?} |",
            dearest.micros, dearest.carrier, dearest.text
        );
        highest = highest.max(ratio);
    }
    println!();
    highest
}

/// The middle of what ordinary requests of a size cost: prose, records, forms.
fn ordinary(runner: &Runner<'_>, size: usize) -> f64 {
    let prose = "The headline sits too close to the picture. Could we move it up a little? ";
    let records: String = (0..)
        .map(|index| format!(r#"{{"id":"0190f3c2-{index:06}","name":"Poster {index} final.pdf","state":"in_review","pages":{index}}},"#))
        .scan(0, |used, record| {
            *used += record.len();
            (*used < size || *used == record.len()).then_some(record)
        })
        // More values than a policy reads would be refused.
        .take(240)
        .collect();
    let requests = [
        request("JSON text", prose, size),
        request("JSON list", prose, size),
        request("form field", "The+second+page+is+fine+as+it+is.+", size),
        request("form fields", "spring+campaign", size),
        json(&format!("[{}]", records.trim_end_matches(','))),
    ];
    let costs: Vec<f64> = requests
        .iter()
        .map(|bytes| cost(runner, bytes, 9))
        .collect();
    median(&costs)
}

/// The dearest request of a size: all texts in all carriers, then pairs of the texts that cost most.
fn dearest(runner: &Runner<'_>, size: usize) -> Found {
    let carriers = CARRIERS
        .iter()
        .filter(|(_, is_head)| !is_head || size <= LARGEST_HEAD);
    let mut found = Vec::new();
    for (carrier, _) in carriers {
        for text in TEXTS {
            found.push(attempt(runner, (*text).to_owned(), carrier, size, 3));
        }
    }
    found.sort_by(|left, right| right.micros.total_cmp(&left.micros));
    found.truncate(6);
    let pairs: Vec<Found> = found
        .iter()
        .flat_map(|first| found.iter().map(move |second| (first, second)))
        .filter(|(first, second)| first.text != second.text)
        .map(|(first, second)| {
            let text = format!("{}{}", first.text, second.text);
            attempt(runner, text, first.carrier, size, 3)
        })
        .collect();
    found.extend(pairs);
    found.sort_by(|left, right| right.micros.total_cmp(&left.micros));
    found.truncate(4);
    // What cost most may have been unlucky: the best ones are measured again.
    let again = found
        .into_iter()
        .map(|found| attempt(runner, found.text, found.carrier, size, 9));
    again
        .max_by(|left, right| left.micros.total_cmp(&right.micros))
        .unwrap_or(Found {
            text: String::new(),
            carrier: "nothing",
            micros: f64::NAN,
        })
}

fn attempt(
    runner: &Runner<'_>,
    text: String,
    carrier: &'static str,
    size: usize,
    rounds: u32,
) -> Found {
    let micros = cost(runner, &request(carrier, &text, size), rounds);
    Found {
        text,
        carrier,
        micros,
    }
}

fn cost(runner: &Runner<'_>, bytes: &[u8], rounds: u32) -> f64 {
    let request: RawRequest = parse(bytes);
    // Once without counting, so that patterns are there.
    time(runner, &request, 1);
    time(runner, &request, rounds)
}

/// A request whose carrier holds so many bytes of a text again and again.
fn request(carrier: &str, text: &str, size: usize) -> Vec<u8> {
    let whole = fill(text, size);
    let encoded = |text: &str| text.replace(['&', '+', '\r', '\n'], "%26");
    let in_head = |text: &str| text.replace([' ', '\t', '\r', '\n', '#', '?', '\u{a0}'], "%20");
    match carrier {
        "query" => get(&format!("/?a={}", in_head(&whole)), ""),
        "path" => get(&format!("/{}", in_head(&whole)), ""),
        "header" => get("/", &format!("X-Note: {whole}\r\n")),
        "cookies" => {
            let value = |piece: &str| piece.replace(';', ",");
            let cookies = numbered(text, size, |index, piece| {
                format!("c{index}={}", value(piece))
            });
            get("/", &format!("Cookie: {}\r\n", cookies.join("; ")))
        }
        "JSON text" => json(&format!("{{\"v\":{}}}", quoted(&whole))),
        "JSON list" => {
            let list = numbered(text, size, |_, piece| quoted(piece));
            json(&format!("{{\"v\":[{}]}}", list.join(",")))
        }
        "JSON keys" => {
            let keys = numbered(text, size, |_, piece| format!("{}:1", quoted(piece)));
            json(&format!("{{{}}}", keys.join(",")))
        }
        "JSON depth" => json(&deep(text, size)),
        "form field" => post(FORM, &format!("v={}", encoded(&whole))),
        "form fields" => {
            let fields = numbered(text, size, |index, piece| {
                format!("f{index}={}", encoded(piece))
            });
            post(FORM, &fields.join("&"))
        }
        "multipart" => multipart(text, size),
        "XML" => {
            let text = whole.replace('&', "&amp;").replace('<', "&lt;");
            let half = fill(&text, size / 2);
            let attribute = half.replace('"', "'");
            post(
                "application/xml",
                &format!("<a b=\"{attribute}\">{half}</a>"),
            )
        }
        _ => post("text/plain", &whole),
    }
}

/// Some hundred pieces of a text, each another one: fewer than a policy reads at most.
fn numbered(text: &str, size: usize, write: impl Fn(usize, &str) -> String) -> Vec<String> {
    let length = (size / 900).max(12);
    let mut pieces = Vec::new();
    let mut used = 0;
    while used < size {
        let index = pieces.len();
        let piece = format!("{}{index}", fill(text, length));
        used += piece.len() + 4;
        pieces.push(write(index, &piece));
    }
    pieces
}

/// Values below keys below keys: each repeats the path to it in its name.
fn deep(text: &str, size: usize) -> String {
    let key = quoted(&fill(text, (size / 120).clamp(4, 60)));
    let depth = (size / (key.len() * 2 + 8)).clamp(1, 60);
    let left = size.saturating_sub(depth * (key.len() + 3));
    let list = numbered(text, left, |_, piece| quoted(piece));
    let (open, close) = (format!("{{{key}:").repeat(depth), "}".repeat(depth));
    format!("{open}[{}]{close}", list.join(","))
}

fn multipart(text: &str, size: usize) -> Vec<u8> {
    let piece = fill(text, (size / 180).max(20));
    let mut parts = String::new();
    for index in 0..180 {
        if parts.len() + piece.len() > size {
            break;
        }
        _ = write!(
            parts,
            "--b\r\nContent-Disposition: form-data; name=\"f{index}\"\r\n\r\n{piece}{index}\r\n"
        );
    }
    post(
        "multipart/form-data; boundary=b",
        &format!("{parts}--b--\r\n"),
    )
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn json(body: &str) -> Vec<u8> {
    post("application/json", body)
}

/// A text again and again, cut to so many bytes.
fn fill(text: &str, size: usize) -> String {
    let mut filled = String::with_capacity(size);
    for letter in text.chars().cycle() {
        if filled.len() + letter.len_utf8() > size {
            break;
        }
        filled.push(letter);
    }
    filled
}

const FORM: &str = "application/x-www-form-urlencoded";

const HEADERS: &str = "Host: reviews.example.com\r\n\
    User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36\r\n\
    Accept: application/json, text/plain, */*\r\n";

fn get(target: &str, headers: &str) -> Vec<u8> {
    format!("GET {target} HTTP/1.1\r\n{HEADERS}{headers}\r\n").into_bytes()
}

fn post(kind: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("POST /api/v1/comments HTTP/1.1\r\n{HEADERS}Content-Type: {kind}\r\nContent-Length: {length}\r\n\r\n{body}")
        .into_bytes()
}

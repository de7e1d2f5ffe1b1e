//! Texts to ask both libinjections about, as an argument of a form: pieces of attacks and of prose, joined and altered.

use std::fmt::Write as _;

use guard::conformance::{RawRequest, parse};

use super::chance::Chance;

/// Rules that fire for the one and the other.
pub(crate) const RULES: &str = r#"SecRule ARGS:v "@detectSQLi" "id:1,phase:2,pass,log,t:none"
SecRule ARGS:v "@detectXSS" "id:2,phase:2,pass,log,t:none"
"#;

const PIECES: &[&str] = &[
    "'",
    "\"",
    "`",
    "\\",
    "1",
    "0x41",
    "1e3",
    "a",
    "id",
    "admin",
    " ",
    "\t",
    "\n",
    "\u{a0}",
    "or",
    "and",
    "not",
    "xor",
    "&&",
    "||",
    "=",
    "<",
    ">",
    "<=>",
    "!=",
    "<>",
    "like",
    "in",
    "is null",
    "between",
    "union",
    "all",
    "select",
    "from",
    "where",
    "group by",
    "having",
    "order by",
    "limit",
    "insert into",
    "values",
    "update",
    "set",
    "delete",
    "drop table",
    "exec",
    "waitfor delay",
    "sleep(5)",
    "benchmark(1,1)",
    "concat(",
    "char(39)",
    "version()",
    "@@version",
    "@a",
    "@`a`",
    "(",
    ")",
    ",",
    ";",
    "--",
    "-- -",
    "#",
    "/*",
    "*/",
    "/*!50000",
    "+",
    "-",
    "*",
    "/",
    "%",
    "^",
    "~",
    "|",
    "&",
    "{",
    "}",
    "[",
    "]",
    ":",
    "::",
    ":=",
    "?",
    "!",
    ".",
    "..",
    "$$",
    "$a$",
    "n'",
    "x'41'",
    "b'1'",
    "e'",
    "u&'",
    "q'[",
    "null",
    "true",
    "case when",
    "then",
    "else",
    "end",
    "information_schema.tables",
    "users",
    "<script>",
    "</script>",
    "<img src=",
    "x onerror=",
    "<svg/onload=",
    "<!--",
    "-->",
    "<![CDATA[",
    "<?xml",
    "<!DOCTYPE",
    "<!entity",
    "<a href=",
    "javascript:",
    "data:",
    "vbscript:",
    "view-source:",
    "style=",
    "xmlns=",
    "xlink:href=",
    "&#106;",
    "&#x6a",
    "&colon;",
    "alert(1)",
    "<iframe",
    "<%",
    "`'\"",
    "/>",
    "=x",
    " on",
    "onclick=",
    "please",
    "move",
    "the logo",
    "it's",
    "don't",
    "and/or",
    "page 3",
    "a=b",
    "5 > 3",
    "\0",
    "\u{e9}",
    "\u{201c}q\u{201d}",
];

/// The text of a number.
pub(crate) fn text(seed: u64, index: u64) -> Vec<u8> {
    let mut chance = Chance::new(seed, index);
    let mut text = Vec::new();
    for _ in 0..=chance.below(9) {
        let piece = chance.one(PIECES).copied().unwrap_or_default();
        text.extend_from_slice(piece.as_bytes());
        if chance.below(3) == 0 {
            text.push(b' ');
        }
    }
    for _ in 0..chance.below(3) {
        let other = chance.one(PIECES).copied().unwrap_or_default();
        chance.alter(&mut text, other.as_bytes());
    }
    text
}

/// A request that carries a text.
pub(crate) fn request(text: &[u8]) -> RawRequest {
    let mut body = String::new();
    for byte in text {
        _ = write!(body, "%{byte:02x}");
    }
    let length = body.len() + 2;
    parse(
        format!(
            "POST / HTTP/1.1\r\nHost: h\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\nv={body}"
        )
        .as_bytes(),
    )
}

//! Requests to measure with: what a browser sends all day, and what is meant to be costly.

/// Headers of a browser, with cookies.
const HEADERS: &str = "Host: reviews.example.com\r\n\
    User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36\r\n\
    Accept: application/json, text/plain, */*\r\n\
    Accept-Language: en-US,en;q=0.9,de;q=0.8\r\n\
    Accept-Encoding: gzip, deflate, br\r\n\
    Origin: https://reviews.example.com\r\n\
    Referer: https://reviews.example.com/projects/0190f3c2-7b1e-7c3a-9d52-2f4b6a8c1e00/files\r\n\
    Cookie: session=v1.f3a9c1d27b5e4a6088d1c2b3a4958677; csrf=8d1c2b3a49586771; theme=dark\r\n\
    Sec-Fetch-Site: same-origin\r\n\
    Sec-Fetch-Mode: cors\r\n\
    Sec-Fetch-Dest: empty\r\n\
    Connection: keep-alive\r\n";

/// Ordinary requests by name.
pub fn ordinary() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        (
            "GET list",
            get("/api/v1/projects/0190f3c2/files?page=2&per_page=50&sort=updated_at&state=open"),
        ),
        ("POST JSON 478 B", post("application/json", &json(478))),
        ("POST JSON 5 KB", post("application/json", &items(24))),
        (
            "POST form",
            post(
                "application/x-www-form-urlencoded",
                "name=Spring+campaign&due=2026-05-01&group=legal&notify=true",
            ),
        ),
        (
            "POST JSON SQL injection",
            post(
                "application/json",
                r#"{"id":"1' OR '1'='1' UNION SELECT name, password FROM users --","page":1}"#,
            ),
        ),
    ]
}

/// What costly values are made of.
const COSTLY: &[(&str, &str, usize)] = &[
    ("478 B of quotes", "'", 470),
    ("478 B of shell", "; $(cat /etc/passwd) | ${x} `id` ", 470),
    ("478 B of SQL", "' or 1=1 union select a from b -- ", 470),
    ("5 KB of quotes", "'", 5000),
    ("5 KB of shell", "; $(cat /etc/passwd) | ${x} `id` ", 5000),
    ("5 KB of SQL", "' or 1=1 union select a from b -- ", 5000),
    ("5 KB of markup", "<a href=x onload=alert(1)>&lt;", 5000),
    ("5 KB of escapes", "%u0027\\\\x27&#39;/**/..%2f", 5000),
    (
        "5 KB of prose",
        "Please select the logo from the top and drop it; or delete the table of contents. ",
        5000,
    ),
];

/// Requests that are meant to cost much, of the size classes of the ordinary ones.
pub fn costly() -> Vec<(&'static str, Vec<u8>)> {
    let mut requests: Vec<(&'static str, Vec<u8>)> = COSTLY
        .iter()
        .map(|(name, text, size)| {
            let mut value = text.repeat(size / text.len() + 1);
            value.truncate(*size);
            (
                *name,
                post("application/json", &format!("{{\"v\":{value:?}}}")),
            )
        })
        .collect();
    let keys: Vec<String> = (0..400)
        .map(|index| format!("k{index}=v;{index}"))
        .collect();
    let form = "application/x-www-form-urlencoded";
    requests.push(("5 KB of keys", post(form, &keys.join("&"))));
    requests
}

fn get(target: &str) -> Vec<u8> {
    format!("GET {target} HTTP/1.1\r\n{HEADERS}\r\n").into_bytes()
}

fn post(kind: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("POST /api/v1/comments HTTP/1.1\r\n{HEADERS}Content-Type: {kind}\r\nContent-Length: {length}\r\n\r\n{body}")
        .into_bytes()
}

fn json(size: usize) -> String {
    let text = "The headline sits too close to the picture. Could we move it up a little, and try the darker blue that \
        the legal team liked last week? The second page is fine as it is.";
    let mut body = format!(
        r#"{{"review":"0190f3c2-7b1e-7c3a-9d52-2f4b6a8c1e00","version":3,"page":2,"anchor":{{"x":0.412,"y":0.633,"w":0.1,"h":0.05}},"body":"{text}","mentions":["0190f3c2-7b1e-7c3a-9d52-2f4b6a8c1e01"],"state":"open","private":false}}"#
    );
    if body.len() < size {
        let padding = " Thanks!".repeat((size - body.len()) / 8);
        body = body.replace("as it is.", &format!("as it is.{padding}"));
    }
    body
}

fn items(count: usize) -> String {
    let items: Vec<String> = (0..count)
        .map(|index| {
            format!(
                r#"{{"id":"0190f3c2-7b1e-7c3a-9d52-{index:012}","name":"Poster {index} final.pdf","kind":"document","pages":{index},"size":{},"state":"in_review","owner":"Jane Doe","tags":["print","q3"],"updated":"2026-03-{:02}T10:00:00Z"}}"#,
                10_000 + index,
                index % 28 + 1
            )
        })
        .collect();
    format!(r#"{{"items":[{}]}}"#, items.join(","))
}

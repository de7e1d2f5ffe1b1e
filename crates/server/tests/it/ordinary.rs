//! How many ordinary texts the guard takes for an attack: comments, names, file names and links made from the
//! documentation of whatever Debian packages the machine has. One half is looked at when something is changed, the other
//! never; both may have one refusal in two hundred.
#![expect(
    clippy::print_stdout,
    reason = "what was found is worth knowing also where it is little enough"
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use guard::Decision;
use serde_json::{Value, json};
use server::guarding::{Guard, load};

use crate::guarding::{facts, releases};
use crate::world::guard_of;

/// Texts of each kind in each half, at most.
const MANY: usize = 260;
/// Texts in all without which nothing is claimed.
const ENOUGH: usize = 2_000;
/// Refusals: one in so many.
const RARE: usize = 200;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Comment,
    ProjectName,
    FileName,
    Link,
}

/// Which half a text belongs to, and its place in it: by its digest, so that neither depends on where it was found.
fn place(text: &str) -> (bool, [u8; 32]) {
    let digest = vault::sha256(text.as_bytes());
    (digest[0] & 1 == 1, digest)
}

/// The texts of each kind and half.
fn corpus() -> BTreeMap<(bool, Kind), Vec<String>> {
    let mut found: BTreeMap<(bool, Kind), BTreeMap<[u8; 32], String>> = BTreeMap::new();
    let mut add = |kind: Kind, text: &str| {
        let (half, digest) = place(text);
        let texts = found.entry((half, kind)).or_default();
        texts.insert(digest, text.to_owned());
        if texts.len() > MANY {
            texts.pop_last();
        }
    };
    for file in documentation(Path::new("/usr/share/doc"), 3) {
        let Ok(text) = std::fs::read_to_string(&file) else {
            continue;
        };
        for paragraph in text.split("\n\n") {
            let words: Vec<&str> = paragraph.split_whitespace().collect();
            let comment = words.join(" ");
            if (30..500).contains(&comment.len()) {
                add(Kind::Comment, &comment);
            }
            if let [first, second, third, ..] = words.as_slice() {
                add(Kind::ProjectName, &format!("{first} {second} {third}"));
            }
            let is_link =
                |word: &&&str| word.starts_with("http://") || word.starts_with("https://");
            for word in words.iter().filter(is_link) {
                add(Kind::Link, word);
            }
        }
    }
    for list in documentation(Path::new("/var/lib/dpkg/info"), 1) {
        let Ok(text) = std::fs::read_to_string(&list) else {
            continue;
        };
        for path in text.lines() {
            let name = path.rsplit('/').next().unwrap_or_default();
            if name.len() > 2 {
                add(Kind::FileName, name);
            }
        }
    }
    found
        .into_iter()
        .map(|(key, texts)| (key, texts.into_values().collect()))
        .collect()
}

/// Files of prose, and lists of what packages hold.
fn documentation(folder: &Path, depth: usize) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().to_lowercase();
        let ending = Path::new(&name)
            .extension()
            .and_then(|ending| ending.to_str());
        let names = ["readme", "copyright", "faq", "todo", "news", "changelog"];
        let is_prose = ["txt", "md", "list"].map(Some).contains(&ending)
            || names.iter().any(|begin| name.starts_with(begin));
        if path.is_dir() && depth > 0 && !path.is_symlink() {
            found.extend(documentation(&path, depth - 1));
        } else if is_prose && ending != Some("gz") {
            found.push(path);
        }
    }
    found
}

/// The request with which the interface sends such a text.
fn request(kind: Kind, text: &str) -> (&'static str, Value) {
    match kind {
        Kind::Comment => (
            "/api/v1/reviews/rev_01900000000070008000000000000000/comments",
            json!({ "body": { "blocks": [{ "spans": [{ "text": text }] }] }, "client_id": "01900000-0000-7000-8000-000000000000" }),
        ),
        Kind::Link => (
            "/api/v1/reviews/rev_01900000000070008000000000000000/comments",
            json!({ "body": { "blocks": [{ "spans": [{ "text": text, "link": text }] }] }, "client_id": "01900000-0000-7000-8000-000000000000" }),
        ),
        Kind::ProjectName => ("/api/v1/projects", json!({ "name": text })),
        Kind::FileName => (
            "/api/v1/files/fil_01900000000070008000000000000000",
            json!({ "name": text }),
        ),
    }
}

fn is_refused(guard: &Guard, kind: Kind, text: &str) -> bool {
    let (path, body) = request(kind, text);
    let headers = [
        ("host", "localhost:8443"),
        ("origin", "https://localhost:8443"),
        ("accept", "application/json"),
        ("user-agent", "Mozilla/5.0 (X11; Linux x86_64) Chromium/150"),
        ("content-type", "application/json"),
    ];
    let facts = facts(path, &headers.map(|(name, value)| (name, value.to_owned())));
    guard.judge(&facts, body.to_string().as_bytes()).decision != Decision::Pass
}

#[test]
fn ordinary_texts_are_rarely_taken_for_an_attack() {
    let corpus = corpus();
    let all: usize = corpus.values().map(Vec::len).sum();
    if all < ENOUGH {
        println!(
            "not run: the documentation on this machine gives {all} texts, and it takes {ENOUGH}"
        );
        return;
    }
    for named in releases() {
        let guard = guard_of(load(named).unwrap());
        let mut sums: BTreeMap<bool, (usize, usize)> = BTreeMap::new();
        for ((half, kind), texts) in &corpus {
            let refused: Vec<&String> = texts
                .iter()
                .filter(|text| is_refused(&guard, *kind, text))
                .collect();
            println!("{kind:?}, {half}: {} of {}", refused.len(), texts.len());
            // The half that nobody looks at is not shown.
            if !half {
                println!("{refused:#?}");
            }
            let sum = sums.entry(*half).or_default();
            *sum = (sum.0 + refused.len(), sum.1 + texts.len());
        }
        for (half, (refused, texts)) in sums {
            assert!(
                refused * RARE <= texts,
                "{named:?}, half {half}: {refused} of {texts} ordinary texts are refused"
            );
        }
    }
}

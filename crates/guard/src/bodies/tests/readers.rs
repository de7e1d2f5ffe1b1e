//! Other readers of multipart bodies, each with a habit of its own: they see what rules see, or the body is an error.

use proptest::prelude::*;

use super::contents;

/// A habit of a reader.
#[derive(Debug, Clone, Copy)]
struct Reader {
    /// What ends a line.
    ends: &'static [&'static str],
    /// Whether the line break that ends the headers may belong to the boundary as well.
    shares: bool,
    /// Whether the first boundary may stand within a line.
    anywhere: bool,
}

const READERS: &[Reader] = &[
    Reader {
        ends: &["\r\n"],
        shares: false,
        anywhere: true,
    },
    Reader {
        ends: &["\r\n"],
        shares: true,
        anywhere: false,
    },
    Reader {
        ends: &["\r\n", "\n"],
        shares: true,
        anywhere: false,
    },
    Reader {
        ends: &["\r\n", "\n", "\r"],
        shares: false,
        anywhere: false,
    },
];

impl Reader {
    /// The line break that a text begins with.
    fn line_break(self, text: &[u8]) -> Option<usize> {
        let ends = self
            .ends
            .iter()
            .filter(|end| text.starts_with(end.as_bytes()));
        ends.map(|end| end.len()).next()
    }

    /// Where a line ends, and where the next begins.
    fn line(self, text: &[u8]) -> Option<(usize, usize)> {
        (0..text.len()).find_map(|at| Some((at, at + self.line_break(&text[at..])?)))
    }

    /// Where the next boundary's line break begins, and where the boundary ends.
    fn boundary(self, text: &[u8]) -> Option<(usize, usize)> {
        (0..text.len()).find_map(|at| {
            let length = self.line_break(&text[at..])?;
            let is_boundary = text[at + length..].starts_with(b"--B");
            is_boundary.then_some((at, at + length + 3))
        })
    }

    /// The fields of a body that are no files, as `name=value`.
    fn fields(self, body: &[u8]) -> Vec<String> {
        let mut fields = Vec::new();
        let first = if self.anywhere {
            memchr::memmem::find(body, b"--B").map(|at| at + 3)
        } else if body.starts_with(b"--B") {
            Some(3)
        } else {
            self.boundary(body).map(|(_, end)| end)
        };
        let mut rest = &body[first.unwrap_or(body.len())..];
        while !rest.starts_with(b"--") {
            let Some((_, next)) = self.line(rest) else {
                break;
            };
            rest = &rest[next..];
            let mut disposition: &[u8] = b"";
            let mut data = None;
            while let Some((end, next)) = self.line(rest) {
                let line = &rest[..end];
                if line.is_empty() {
                    data = Some(if self.shares { end } else { next });
                    break;
                }
                if line
                    .to_ascii_lowercase()
                    .starts_with(b"content-disposition")
                {
                    disposition = line;
                }
                rest = &rest[next..];
            }
            let Some(data) = data else { break };
            let text = &rest[data..];
            let (end, next) = self.boundary(text).unwrap_or((text.len(), text.len()));
            let value = &text[..end];
            let value = if self.shares {
                &value[self.line_break(value).unwrap_or(0)..]
            } else {
                value
            };
            let disposition = String::from_utf8_lossy(disposition);
            if !disposition.contains("filename") {
                let value = String::from_utf8_lossy(value);
                fields.push(format!("{}={value}", name(&disposition)));
            }
            rest = &text[next..];
        }
        fields
    }
}

fn name(disposition: &str) -> &str {
    let after = disposition.split("name=\"").nth(1).unwrap_or_default();
    after.split('"').next().unwrap_or_default()
}

/// A well-formed body with a few pieces put in, taken out or doubled.
fn bodies() -> impl Strategy<Value = String> {
    let field = "Content-Disposition: form-data; name=\"a\"";
    let file = "Content-Disposition: form-data; name=\"f\"; filename=\"x\"";
    let end = "\r\n";
    let well_formed = vec![
        "--B", end, field, end, end, "one", end, "--B", end, file, end, end, "two", end, "--B",
        end, field, end, end, "three", end, "--B", "--", end,
    ];
    let pieces = prop::sample::select(vec![
        end, "\n", "\r", "--B", "--B--", "--", field, file, " ", "x", "X: y", ";",
    ]);
    let changes = prop::collection::vec((0usize..24, 0u8..3, pieces), 0..5);
    changes.prop_map(move |changes| {
        let mut body = well_formed.clone();
        for (at, kind, piece) in changes {
            let at = at % body.len();
            match kind {
                0 => body.insert(at, piece),
                1 => body[at] = piece,
                _ => {
                    body.remove(at);
                }
            }
        }
        body.concat()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn every_reader_sees_what_rules_see(body in bodies()) {
        let found = contents("multipart/form-data; boundary=B", body.as_bytes());
        if found.error.is_none() {
            let seen = super::arguments(&found);
            for reader in READERS {
                prop_assert_eq!(&reader.fields(body.as_bytes()), &seen, "{:?} {:?}", reader, body);
            }
        }
    }
}

//! The words of a comment: paragraphs of text, mentions and links. There is no HTML on either side.

use std::collections::BTreeSet;

use kernel::{Error, PersonId, Result};
use serde::{Deserialize, Serialize};

use super::name::is_hidden;

/// The longest comment in characters.
const LONGEST: usize = 20_000;
/// The most paragraphs.
const BLOCKS: usize = 1_000;
/// The most pieces of one paragraph.
const SPANS: usize = 500;
/// The most people one comment can call.
const MENTIONS: usize = 50;
/// The longest web address in bytes.
const ADDRESS: usize = 2_000;

/// The words of a comment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Body {
    /// Its paragraphs.
    pub blocks: Vec<Block>,
}

/// A paragraph.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Block {
    /// Its pieces.
    pub spans: Vec<Span>,
}

/// A piece of a paragraph.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(untagged, deny_unknown_fields)]
pub enum Span {
    /// A web address.
    Link {
        /// The address; `http` or `https`.
        link: String,
        /// What is shown for it.
        text: String,
    },
    /// Somebody who is called.
    Mention {
        /// Who.
        #[schema(value_type = String)]
        mention: PersonId,
        /// Their name as the reader may see it; never stored.
        name: String,
    },
    /// Plain text.
    Text {
        /// The text.
        text: String,
    },
}

impl Body {
    /// The body as it is stored: checked, without empty pieces, and without the names of mentioned people, which are
    /// theirs and are filled in for each reader.
    ///
    /// # Errors
    /// [`Error::Invalid`] when it says nothing, is too long, or contains what is neither text nor a web address.
    pub fn checked(self) -> Result<Self> {
        let mut blocks = Vec::with_capacity(self.blocks.len());
        if self.blocks.len() > BLOCKS {
            return Err(too_long());
        }
        for block in self.blocks {
            if block.spans.len() > SPANS {
                return Err(too_long());
            }
            let spans = block
                .spans
                .into_iter()
                .map(checked_span)
                .collect::<Result<Vec<_>>>()?;
            blocks.push(Block {
                spans: spans.into_iter().filter(|span| !is_empty(span)).collect(),
            });
        }
        let body = Self { blocks };
        let length: usize = body.spans().map(length).sum();
        if length > LONGEST {
            return Err(too_long());
        }
        if !body.spans().any(says_something) {
            return Err(invalid("empty", "Write something first."));
        }
        if body.mentions().len() > MENTIONS {
            return Err(invalid(
                "too_many_mentions",
                "A comment can call at most 50 people. Mention fewer.",
            ));
        }
        Ok(body)
    }

    /// Everybody who is called, once each.
    pub fn mentions(&self) -> BTreeSet<PersonId> {
        self.spans()
            .filter_map(|span| match span {
                Span::Mention { mention, .. } => Some(*mention),
                Span::Text { .. } | Span::Link { .. } => None,
            })
            .collect()
    }

    /// The same body with each mention's name as `name` gives it.
    #[must_use]
    pub fn named(mut self, mut name: impl FnMut(PersonId) -> String) -> Self {
        for span in self
            .blocks
            .iter_mut()
            .flat_map(|block| block.spans.iter_mut())
        {
            if let Span::Mention {
                mention,
                name: shown,
            } = span
            {
                *shown = name(*mention);
            }
        }
        self
    }

    fn spans(&self) -> impl Iterator<Item = &Span> {
        self.blocks.iter().flat_map(|block| block.spans.iter())
    }
}

fn checked_span(span: Span) -> Result<Span> {
    match span {
        Span::Text { text } => Ok(Span::Text {
            text: checked_text(text)?,
        }),
        Span::Mention { mention, .. } => Ok(Span::Mention {
            mention,
            name: String::new(),
        }),
        Span::Link { link, text } => {
            // SECURITY: javascript: and data: addresses; guarded by test `only_web_addresses_are_links`.
            if !is_web_address(&link) {
                return Err(invalid(
                    "not_a_link",
                    "A link in a comment must be a web address.",
                ));
            }
            Ok(Span::Link {
                link,
                text: checked_text(text)?,
            })
        }
    }
}

fn checked_text(text: String) -> Result<String> {
    if text
        .chars()
        .any(|letter| is_hidden(letter) && letter != '\t' && letter != '\n')
    {
        return Err(invalid(
            "hidden_characters",
            "The comment contains characters that cannot be seen. Type it again without them.",
        ));
    }
    Ok(text)
}

fn is_web_address(link: &str) -> bool {
    let rest = link
        .strip_prefix("https://")
        .or_else(|| link.strip_prefix("http://"));
    let host = rest
        .and_then(|rest| rest.split(['/', '?', '#']).next())
        .unwrap_or_default();
    link.len() <= ADDRESS
        && !host.is_empty()
        && !host.starts_with(':')
        && !link.chars().any(|letter| {
            letter.is_whitespace()
                || is_hidden(letter)
                || matches!(letter, '<' | '>' | '"' | '\'' | '`' | '\\')
        })
}

fn is_empty(span: &Span) -> bool {
    matches!(span, Span::Text { text } if text.is_empty())
}

fn length(span: &Span) -> usize {
    match span {
        Span::Text { text } => text.chars().count(),
        Span::Link { link, text } => text.chars().count() + link.chars().count(),
        Span::Mention { .. } => 1,
    }
}

fn says_something(span: &Span) -> bool {
    match span {
        Span::Text { text } => !text.trim().is_empty(),
        Span::Link { .. } | Span::Mention { .. } => true,
    }
}

fn too_long() -> Error {
    invalid(
        "too_long",
        "A comment can have 20,000 characters. Shorten it or write two.",
    )
}

fn invalid(code: &'static str, detail: &'static str) -> Error {
    Error::Invalid {
        field: "body",
        code,
        detail,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(spans: Vec<Span>) -> Body {
        Body {
            blocks: vec![Block { spans }],
        }
    }

    fn text(text: &str) -> Span {
        Span::Text {
            text: text.to_owned(),
        }
    }

    fn link(link: &str) -> Span {
        Span::Link {
            link: link.to_owned(),
            text: "here".to_owned(),
        }
    }

    #[test]
    fn a_comment_says_something_of_bearable_length() {
        let cases = [
            (vec![text("Move the logo.")], true),
            (vec![text("two\nlines\tand a tab")], true),
            (vec![], false),
            (vec![text("")], false),
            (vec![text(" \n ")], false),
            (vec![text("null\u{0}byte")], false),
            (vec![text("\u{202e}evil")], false),
            (vec![text(&"ж".repeat(20_000))], true),
            (vec![text(&"ж".repeat(20_001))], false),
            (vec![text("a"); 501], false),
        ];
        for (spans, expected) in cases {
            assert_eq!(
                body(spans.clone()).checked().is_ok(),
                expected,
                "{:?}",
                spans.first()
            );
        }
    }

    #[test]
    fn only_web_addresses_are_links() {
        let cases = [
            ("https://example.com/a?b#c", true),
            ("http://example.com:8080", true),
            ("javascript:alert(1)", false),
            ("data:text/html,x", false),
            ("//example.com", false),
            ("https://", false),
            ("https://:80/", false),
            ("https:///etc", false),
            ("https://example.com/ x", false),
            ("https://example.com/\"onclick", false),
            (" https://example.com", false),
            ("HTTPS://example.com", false),
        ];
        for (address, expected) in cases {
            assert_eq!(
                body(vec![link(address)]).checked().is_ok(),
                expected,
                "{address}"
            );
        }
    }

    #[test]
    fn a_mention_is_stored_without_the_name() {
        let person = PersonId::from_uuid(uuid::Uuid::from_u128(7));
        let called = Span::Mention {
            mention: person,
            name: "Ingrid".to_owned(),
        };

        let stored = body(vec![text("Look, "), called.clone(), called])
            .checked()
            .unwrap();

        assert!(!serde_json::to_string(&stored).unwrap().contains("Ingrid"));
        assert_eq!(stored.mentions().into_iter().collect::<Vec<_>>(), [person]);
        let shown = serde_json::to_string(&stored.named(|_| "Reviewer 2".to_owned())).unwrap();
        assert_eq!(shown.matches("Reviewer 2").count(), 2);
    }

    #[test]
    fn html_and_unknown_pieces_have_no_form() {
        for json in [
            r#"{"blocks":[{"spans":[{"html":"<b>"}]}]}"#,
            r#"{"blocks":[{"spans":[{"text":"a","bold":true}]}]}"#,
            r#"{"blocks":[{"spans":[{"mention":"fil_0","name":"x"}]}]}"#,
            r#"{"blocks":[],"style":""}"#,
        ] {
            assert!(serde_json::from_str::<Body>(json).is_err(), "{json}");
        }
    }
}

//! A letter before it has an address: paragraphs, quotes, entries and one button, written out as text and as HTML from
//! the same words. Everything is escaped here and nowhere else.

/// One piece of a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece {
    /// A paragraph.
    Paragraph(String),
    /// What somebody wrote.
    Quote(String),
    /// A code to type elsewhere, large and alone.
    Code(String),
    /// Something in a list: what it is, what is said of it, where it is.
    Entry(String, String, String),
}

/// A letter's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Draft {
    /// What it is about.
    pub(crate) subject: String,
    /// Whom it greets; may be empty.
    pub(crate) name: String,
    /// What it says.
    pub(crate) pieces: Vec<Piece>,
    /// What to press, and where that leads.
    pub(crate) button: Option<(String, String)>,
    /// Why it was written.
    pub(crate) reason: String,
    /// Where mails of this kind are ended.
    pub(crate) end: Option<String>,
}

/// Colours that hold in light and dark mail programs alike.
const INK: &str = "#1d2433";
const SOFT: &str = "#5b6475";
const LINE: &str = "#d9dde5";
const ACCENT: &str = "#2f4bd8";

impl Draft {
    /// The letter as text.
    pub(crate) fn text(&self) -> String {
        let mut text = format!("{}\n", self.greeting());
        for piece in &self.pieces {
            let written = match piece {
                Piece::Paragraph(words) => format!("\n{}\n", line(words)),
                Piece::Quote(words) => format!("\n> {}\n", line(words)),
                Piece::Code(code) => format!("\n    {}\n", line(code)),
                Piece::Entry(title, said, url) => {
                    format!("\n- {}\n  {}\n  {url}\n", line(title), line(said))
                }
            };
            text.push_str(&written);
        }
        if let Some((label, url)) = &self.button {
            let button = format!("\n{}:\n{url}\n", line(label));
            text.push_str(&button);
        }
        let signature = format!("\n-- \n{}\n", line(&self.reason));
        text.push_str(&signature);
        if let Some(end) = &self.end {
            let way_out = format!("No more mails like this one: {end}\n");
            text.push_str(&way_out);
        }
        text
    }

    /// The letter as HTML: no pictures, nothing that is fetched, so that opening it tells nobody.
    pub(crate) fn html(&self) -> String {
        let mut body = paragraph(&escaped(&self.greeting()));
        for piece in &self.pieces {
            let written = match piece {
                Piece::Paragraph(words) => paragraph(&escaped(words)),
                Piece::Quote(words) => format!(
                    "<blockquote style=\"margin:0 0 16px;padding:2px 0 2px 14px;border-left:3px solid {LINE}\">{}</blockquote>\n",
                    escaped(words)
                ),
                Piece::Code(code) => format!(
                    "<p style=\"margin:0 0 16px;font:600 28px/1.3 ui-monospace,Menlo,Consolas,monospace;letter-spacing:4px\">{}</p>\n",
                    escaped(code)
                ),
                Piece::Entry(title, said, url) => format!(
                    "<p style=\"margin:0 0 14px\"><a href=\"{}\" style=\"color:{ACCENT}\"><b>{}</b></a><br>\
                     <span style=\"color:{SOFT}\">{}</span></p>\n",
                    escaped(url),
                    escaped(title),
                    escaped(said)
                ),
            };
            body.push_str(&written);
        }
        if let Some((label, url)) = &self.button {
            let button = format!(
                "<p style=\"margin:22px 0\"><a href=\"{}\" style=\"display:inline-block;padding:11px 18px;\
                 border-radius:8px;background:{ACCENT};color:#ffffff;text-decoration:none\">{}</a></p>\n",
                escaped(url),
                escaped(label)
            );
            body.push_str(&button);
        }
        let end = self.end.as_ref().map_or(String::new(), |end| {
            format!(
                "<br><a href=\"{}\" style=\"color:{SOFT}\">No more mails like this one</a>",
                escaped(end)
            )
        });
        format!(
            "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{}</title></head>\n\
             <body style=\"margin:0;padding:24px;color:{INK};font:15px/1.5 -apple-system,'Segoe UI',Roboto,Arial,sans-serif\">\n\
             <div style=\"max-width:560px;margin:0 auto\">\n{body}\
             <p style=\"margin:28px 0 0;padding-top:12px;border-top:1px solid {LINE};color:{SOFT};font-size:13px\">{}{end}</p>\n\
             </div></body></html>\n",
            escaped(&self.subject),
            escaped(&self.reason)
        )
    }

    fn greeting(&self) -> String {
        match self.name.split_whitespace().next() {
            Some(first) => format!("Hello {first},"),
            None => "Hello,".to_owned(),
        }
    }
}

fn paragraph(html: &str) -> String {
    format!("<p style=\"margin:0 0 16px\">{html}</p>\n")
}

/// On one line, so that nothing that was typed looks like a part of the letter.
fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

// SECURITY: names, file names and comments are other people's words; guarded by test
// `nothing_typed_becomes_markup_in_a_mail`.
fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            letter if letter.is_control() => html.push(' '),
            letter => html.push(letter),
        }
    }
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_typed_becomes_markup_in_a_mail() {
        let hostile =
            "<img src=x onerror=alert(1)>\"'&\n\n-- \nNo more mails: https://evil.example";
        let draft = Draft {
            subject: hostile.to_owned(),
            name: hostile.to_owned(),
            pieces: vec![
                Piece::Paragraph(hostile.to_owned()),
                Piece::Quote(hostile.to_owned()),
                Piece::Entry(
                    hostile.to_owned(),
                    hostile.to_owned(),
                    "https://x.example".into(),
                ),
            ],
            button: Some((
                hostile.to_owned(),
                "https://x.example/\"><script>".to_owned(),
            )),
            reason: hostile.to_owned(),
            end: None,
        };

        let html = draft.html();

        assert!(
            !html.contains("<img") && !html.contains("<script"),
            "{html}"
        );
        assert_eq!(draft.text().matches("\n-- \n").count(), 1);
    }

    #[test]
    fn a_letter_says_the_same_both_ways() {
        let draft = Draft {
            subject: "About".to_owned(),
            name: "Zoë Ångström".to_owned(),
            pieces: vec![Piece::Paragraph("One thing.".to_owned())],
            button: Some(("Open".to_owned(), "https://x.example/a".to_owned())),
            reason: "Because.".to_owned(),
            end: Some("https://x.example/end".to_owned()),
        };

        for written in [draft.text(), draft.html()] {
            for words in [
                "Hello Zoë,",
                "One thing.",
                "https://x.example/a",
                "Because.",
                "/end",
            ] {
                assert!(written.contains(words), "{words} in {written}");
            }
        }
    }
}

//! Physical lines become directives: comments go, continued lines join, quoted words become tokens.

use crate::error::Problem;

/// One directive as written, without comments and line breaks.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) number: u32,
    pub(crate) text: String,
}

/// Joins lines that end with a backslash and drops comments and empty lines.
pub(crate) fn logical(text: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut open: Option<Line> = None;
    for (number, physical) in (1u32..).zip(text.lines()) {
        let trimmed = physical.trim();
        if open.is_none() && (trimmed.is_empty() || trimmed.starts_with('#')) {
            continue;
        }
        let (body, goes_on) = match trimmed.strip_suffix('\\') {
            Some(body) => (body, true),
            None => (trimmed, false),
        };
        let line = open.get_or_insert_with(|| Line {
            number,
            text: String::new(),
        });
        line.text.push_str(body);
        if !goes_on {
            lines.extend(open.take());
        }
    }
    lines.extend(open);
    lines
}

/// Splits a directive into words; quotes group, and a backslash keeps a quote or a backslash.
pub(crate) fn words(text: &str) -> Result<Vec<String>, Problem> {
    let mut words = Vec::new();
    let mut rest = text.trim_start().chars().peekable();
    while rest.peek().is_some() {
        let quote = rest.next_if(|next| matches!(next, '"' | '\''));
        let mut word = String::new();
        let mut closed = quote.is_none();
        while let Some(next) = rest.next() {
            match next {
                '\\' if quote.is_some() => match rest.peek() {
                    Some('\\') => word.extend(rest.next()),
                    Some(escaped) if Some(*escaped) == quote => word.extend(rest.next()),
                    _ => word.push('\\'),
                },
                _ if Some(next) == quote => {
                    closed = true;
                    break;
                }
                _ if quote.is_none() && next.is_ascii_whitespace() => break,
                _ => word.push(next),
            }
        }
        if !closed {
            return Err(Problem::new(
                "a quoted argument does not end",
                "a closing quote before the end of the directive",
            ));
        }
        words.push(word);
        while rest.next_if(char::is_ascii_whitespace).is_some() {}
    }
    Ok(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn continued_lines_join_and_keep_the_first_number() {
        let lines = logical("# note\n\nSecRule A \\\n  \"@rx b\" \\\n  \"id:1\"\nSecMarker X\n");
        assert_eq!(lines.len(), 2);
        assert_eq!(lines[0].number, 3);
        assert_eq!(lines[0].text, "SecRule A \"@rx b\" \"id:1\"");
        assert_eq!(lines[1].number, 6);
    }

    #[test]
    fn quotes_group_and_backslashes_keep_quotes() {
        let words = words(r#"SecRule ARGS "@rx a\"b\x5c\\d" 'c d'"#).unwrap();
        assert_eq!(words, ["SecRule", "ARGS", r#"@rx a"b\x5c\d"#, "c d"]);
    }

    #[test]
    fn an_open_quote_is_reported() {
        assert!(words("SecRule \"abc").is_err());
    }
}

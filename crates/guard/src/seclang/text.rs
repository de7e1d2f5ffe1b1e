//! Text with macros: `%{tx.limit}` stands for a variable's value when the rule runs.

use super::variable::Variable;
use crate::error::Problem;

/// A piece of such a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece {
    /// Stands for itself.
    Literal(String),
    /// The first value of a variable; the key is in lower case.
    Value(Variable, Option<String>),
}

/// Splits `text` at its macros.
pub(crate) fn pieces(text: &str) -> Result<Vec<Piece>, Problem> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("%{") {
        let Some((inside, after)) = after.split_once('}') else {
            return Err(Problem::new(
                format!("a macro in {text:?} does not end"),
                "a closing brace, as in %{tx.limit}",
            ));
        };
        if !before.is_empty() {
            pieces.push(Piece::Literal(before.to_owned()));
        }
        pieces.push(piece(inside)?);
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Literal(rest.to_owned()));
    }
    Ok(pieces)
}

fn piece(inside: &str) -> Result<Piece, Problem> {
    let (name, key) = match inside.split_once(['.', ':']) {
        Some((name, key)) => (name, Some(key.to_ascii_lowercase())),
        None => (inside, None),
    };
    match Variable::named(name) {
        Some(variable) => Ok(Piece::Value(variable, key)),
        // Unix time and the like: nothing that a pure engine knows.
        None if name.to_ascii_uppercase().starts_with("TIME") => Ok(Piece::Literal("0".to_owned())),
        None => Err(Problem::new(
            format!("the macro %{{{inside}}} names no variable"),
            "a variable of SecLang, as in %{tx.limit}",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn macros_split_text() {
        assert_eq!(
            pieces("a %{TX.Foo}b%{MATCHED_VAR}").unwrap(),
            [
                Piece::Literal("a ".into()),
                Piece::Value(Variable::Tx, Some("foo".into())),
                Piece::Literal("b".into()),
                Piece::Value(Variable::MatchedVar, None),
            ]
        );
        assert!(pieces("%{tx.a").is_err());
        assert!(pieces("%{nothing.a}").is_err());
    }
}

//! From an operator's name and argument to the operator.

use super::phrases::{lines, words};
use super::{Addresses, ByteSet, Comparison, Operator, Phrases, Relation, compile, compile_wider};
use crate::error::Problem;
use crate::seclang::program::Condition;
use crate::seclang::text::{Piece, pieces};

/// Gives the bytes of files that operators name.
pub(crate) type Operands<'a> = dyn Fn(&str) -> Result<Vec<u8>, Problem> + 'a;

/// Compiles an operator.
pub(crate) fn read(condition: &Condition, files: &Operands<'_>) -> Result<Operator, Problem> {
    let argument = condition.argument.as_str();
    let text = || pieces(argument);
    let compares = |comparison| Ok(Operator::Compares(comparison, pieces(argument.trim())?));
    let relates = |relation| Ok(Operator::Relates(relation, text()?));
    match condition.name.as_str() {
        "rx" => pattern(argument, condition.negated),
        "pm" => Ok(Operator::Phrases(Phrases::new(words(argument))?)),
        "pmfromfile" | "pmf" => phrase_files(argument, files),
        "eq" => compares(Comparison::Equal),
        "ge" => compares(Comparison::AtLeast),
        "gt" => compares(Comparison::More),
        "le" => compares(Comparison::AtMost),
        "lt" => compares(Comparison::Less),
        "beginswith" => relates(Relation::Begins),
        "contains" | "strmatch" => relates(Relation::Contains),
        "containsword" => relates(Relation::ContainsWord),
        "endswith" => relates(Relation::Ends),
        "streq" => relates(Relation::Equals),
        "within" => relates(Relation::Within),
        "validatebyterange" => Ok(Operator::BytesOutside(byte_range(argument)?)),
        "validateutf8encoding" => Ok(Operator::InvalidUtf8),
        "validateurlencoding" => Ok(Operator::InvalidUrlEncoding),
        "ipmatch" => Ok(Operator::Address(Addresses::parse(argument)?)),
        "ipmatchfromfile" | "ipmatchf" => {
            let bytes = files(argument.trim())?;
            Ok(Operator::Address(Addresses::parse(
                &String::from_utf8_lossy(&bytes),
            )?))
        }
        "detectsqli" => Ok(Operator::SqlInjection),
        "detectxss" => Ok(Operator::CrossSiteScripting),
        "unconditionalmatch" => Ok(Operator::Always),
        "nomatch" | "rbl" | "geolookup" | "gsblookup" => Ok(Operator::Never),
        other => Err(Problem::new(
            format!("the operator @{other} is not supported"),
            "an operator of the Core Rule Set, such as @rx or @pmFromFile",
        )),
    }
}

/// Whether the argument of an operator of that name is a list of files.
pub(crate) fn reads_files(name: &str) -> bool {
    matches!(name, "pmfromfile" | "pmf" | "ipmatchfromfile" | "ipmatchf")
}

fn pattern(argument: &str, negated: bool) -> Result<Operator, Problem> {
    // A pattern may hold "%{" by itself; only what names a variable is a macro.
    if argument.contains("%{")
        && let Ok(found) = pieces(argument)
        && found.iter().any(|piece| matches!(piece, Piece::Value(..)))
    {
        return Ok(Operator::MatchesText(found));
    }
    // A pattern that matches more makes a rule fire more often, and a negated one less.
    Ok(Operator::Matches(if negated {
        compile(argument, false)?
    } else {
        compile_wider(argument)?
    }))
}

fn phrase_files(argument: &str, files: &Operands<'_>) -> Result<Operator, Problem> {
    let mut list = Vec::new();
    for file in argument.split_ascii_whitespace() {
        list.extend(lines(&files(file)?));
    }
    Ok(Operator::Phrases(Phrases::new(list)?))
}

fn byte_range(argument: &str) -> Result<ByteSet, Problem> {
    let number = |text: &str| {
        text.trim().parse::<u8>().map_err(|_| {
            Problem::new(
                format!("{text:?} is no byte"),
                "bytes and ranges, as in 9,10,32-126",
            )
        })
    };
    let mut set = ByteSet::EMPTY;
    for part in argument.split(',') {
        match part.split_once('-') {
            Some((from, to)) => set.insert_range(number(from)?, number(to)?),
            None => set.insert(number(part)?),
        }
    }
    Ok(set)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn operator(text: &str) -> Result<Operator, Problem> {
        read(&Condition::parse(text), &|file| match file {
            "a.data" => Ok(b"one\n#two\nthree".to_vec()),
            _ => Err(Problem::new("no such file", "a file")),
        })
    }

    fn matches(text: &str, value: &[u8]) -> bool {
        operator(text)
            .unwrap()
            .run(value, true, &mut |pieces| match pieces.as_slice() {
                [Piece::Literal(text)] => text.as_bytes().to_vec(),
                _ => Vec::new(),
            })
            .is_some()
    }

    #[test]
    fn operators_hold_as_rules_mean_them() {
        let cases: &[(&str, &[u8], bool)] = &[
            ("@rx ^a", b"abc", true),
            ("^b", b"abc", false),
            ("@pmFromFile a.data", b"a THREE b", true),
            ("@pmFromFile a.data", b"two", false),
            ("@lt 5", b"4", true),
            ("@ge 5", b"4", false),
            ("@validateByteRange 32-126", b"a\n", true),
            ("@validateByteRange 32-126", b"ab", false),
            ("@detectSQLi", b"1' OR '1'='1", true),
            ("@detectXSS", b"<script>alert(1)</script>", true),
            ("@detectSQLi", b"plain words", false),
            ("@unconditionalMatch", b"", true),
            ("@rbl example.org", b"1.2.3.4", false),
        ];
        for (text, value, expected) in cases {
            assert_eq!(matches(text, value), *expected, "{text}");
        }
    }

    #[test]
    fn what_cannot_be_compiled_is_refused() {
        for text in [
            "@rx (",
            "@pmFromFile b.data",
            "@validateByteRange 1-300",
            "@fuzzyHash x",
            "@ipMatch x",
            "@pm ",
        ] {
            assert!(operator(text).is_err(), "{text}");
        }
    }
}

//! Registered SQL text and the seam between the two dialects.

use std::borrow::Cow;

/// One named statement in the portable subset of SQL. Made with [`statements!`](crate::statements).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Statement {
    /// Name of its constant, for errors and logs.
    pub name: &'static str,
    /// SQL text with `$1`… parameters, numbered without gaps.
    pub sql: &'static str,
}

/// Declares statements as constants, and `ALL`, the list that tests prepare on both engines.
#[macro_export]
macro_rules! statements {
    ($($(#[$meta:meta])* $visibility:vis $name:ident = $sql:expr;)*) => {
        $(
            $(#[$meta])*
            $visibility const $name: $crate::Statement =
                $crate::Statement { name: stringify!($name), sql: $sql };
        )*
        /// Every statement declared here.
        pub const ALL: &[&$crate::Statement] = &[$(&$name),*];
    };
}

const POSTGRES_MARK: &str = "/*postgres:";

impl Statement {
    /// Whether rows that it returns are rows that it changed.
    pub(crate) fn returns_changes(&self) -> bool {
        let word = b"RETURNING";
        self.sql
            .as_bytes()
            .windows(word.len())
            .any(|part| part.eq_ignore_ascii_case(word))
    }

    /// The text with `/*postgres: … */` comments turned into code.
    pub(crate) fn for_postgres(&self) -> Cow<'static, str> {
        if !self.sql.contains(POSTGRES_MARK) {
            return Cow::Borrowed(self.sql);
        }
        let mut text = String::with_capacity(self.sql.len());
        let mut rest = self.sql;
        while let Some((before, marked)) = rest.split_once(POSTGRES_MARK) {
            let (code, after) = marked.split_once("*/").unwrap_or((marked, ""));
            text.push_str(before);
            text.push_str(code);
            rest = after;
        }
        text.push_str(rest);
        Cow::Owned(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marked_comments_become_code_on_postgres_only() {
        let statement = Statement {
            name: "S",
            sql: "SELECT 1 /*postgres: FOR UPDATE */ -- end",
        };
        assert_eq!(statement.for_postgres(), "SELECT 1  FOR UPDATE  -- end");
    }

    #[test]
    fn returning_is_recognised_in_any_case() {
        assert!(
            Statement {
                name: "S",
                sql: "DELETE FROM t returning id"
            }
            .returns_changes()
        );
        assert!(
            !Statement {
                name: "S",
                sql: "SELECT id FROM t"
            }
            .returns_changes()
        );
    }
}

//! The reference of all settings as Markdown, made from the commented defaults, so that it cannot say anything else.

use std::fmt::Write;

/// One setting of the defaults.
struct Setting<'a> {
    key: &'a str,
    default: &'a str,
    words: String,
}

/// The whole page.
pub fn markdown(example: &str) -> String {
    let mut page = String::from(
        "# Configuration\n\nMade by `countersign config reference`; a test fails when it is out of date.\n\n\
         Settings come from `countersign.toml` (or the file given with `--config`) and from environment variables, which \
         win. `countersign config check` says what is wrong, `countersign config print` shows what is in force without \
         secrets, `countersign config example` prints a commented file to start from.\n",
    );
    for (section, settings) in sections(example) {
        let _ = write!(page, "\n## `[{section}]`\n");
        for setting in settings {
            let Setting {
                key,
                default,
                words,
            } = setting;
            let variable = format!("COUNTERSIGN_{section}__{key}").to_uppercase();
            let _ = write!(
                page,
                "\n### `{section}.{key}`\n\n{words}\n\nDefault `{default}` · variable `{variable}`\n"
            );
        }
    }
    page
}

fn sections(example: &str) -> Vec<(&str, Vec<Setting<'_>>)> {
    let mut sections: Vec<(&str, Vec<Setting<'_>>)> = Vec::new();
    let mut words: Vec<&str> = Vec::new();
    for line in example.lines() {
        if let Some(comment) = line.strip_prefix("# ") {
            words.push(comment);
        } else if let Some(name) = line
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'))
        {
            sections.push((name, Vec::new()));
            words.clear();
        } else if let (Some((key, default)), Some((_, settings))) =
            (line.split_once(" = "), sections.last_mut())
        {
            settings.push(Setting {
                key,
                default,
                words: std::mem::take(&mut words).join("\n"),
            });
        }
    }
    sections
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::EXAMPLE;

    #[test]
    fn every_setting_has_an_explanation() {
        let sections = sections(EXAMPLE);
        assert!(sections.len() >= 8);
        for (section, settings) in sections {
            assert!(!settings.is_empty(), "{section}");
            for setting in settings {
                assert!(
                    setting.words.len() > 20,
                    "{section}.{} is not explained",
                    setting.key
                );
            }
        }
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "compares with the page in docs")]
    fn the_page_in_docs_is_this_one() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/configuration.md");
        let found = std::fs::read(path).unwrap_or_default();
        assert!(
            String::from_utf8_lossy(&found) == markdown(EXAMPLE),
            "docs/configuration.md is out of date: countersign config reference > docs/configuration.md"
        );
    }
}

//! What the text of our sources may and may not say.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

const FORBIDDEN_NAMES: &[&str] = &[
    "utils.rs",
    "helpers.rs",
    "common.rs",
    "manager.rs",
    "service.rs",
    "misc.rs",
];
const LONGEST_FILE: usize = 600;

/// Checks every source file.
pub(crate) fn check() -> Result<Vec<String>> {
    let mut findings = Vec::new();
    let mut files = Vec::new();
    for root in ["crates", "xtask"] {
        collect(Path::new(root), &mut files)?;
    }
    let tests = test_names(&files)?;
    for path in &files {
        let text = read(path)?;
        findings.extend(check_file(path, &text));
        findings.extend(check_guards(path, &text, &tests));
    }
    findings.extend(check_page(Path::new("docs/impossible-bugs.md"), &tests)?);
    Ok(findings)
}

/// A page that names tests must name ones that exist.
fn check_page(path: &Path, tests: &[String]) -> Result<Vec<String>> {
    let text = read(path)?;
    let named = text.lines().filter(|line| line.starts_with('|'));
    let named = named.flat_map(|line| line.split('`').skip(1).step_by(2));
    let missing = named.filter(|name| !tests.iter().any(|test| test == name));
    let findings = missing.map(|name| format!("{}: test `{name}` does not exist", path.display()));
    Ok(findings.collect())
}

fn check_file(path: &Path, text: &str) -> Vec<String> {
    let shown = path.display();
    let mut findings = Vec::new();
    let name = path
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or_default();
    if FORBIDDEN_NAMES.contains(&name) {
        findings.push(format!("{shown}: a file is named after what it holds"));
    }
    let first = text.lines().next().unwrap_or_default();
    if !first.starts_with("//!") && !first.starts_with("#![doc = include_str!") {
        findings.push(format!(
            "{shown}: the first line does not say what the file is for"
        ));
    }
    if text.lines().count() > LONGEST_FILE && !is_test(path) {
        findings.push(format!(
            "{shown}: longer than {LONGEST_FILE} lines, two rooms would be clearer"
        ));
    }
    if is_test(path) {
        return findings;
    }
    if is_pure(path) {
        for word in ["async fn", "tokio::", "axum::", "db::"] {
            if text.contains(word) {
                findings.push(format!("{shown}: rules are pure and do not mention {word}"));
            }
        }
    }
    if !name.starts_with("sql")
        && !path.components().any(|part| part.as_os_str() == "sql")
        && holds_sql(text)
        && !owns_sql(path)
    {
        findings.push(format!("{shown}: SQL lives in sql.rs"));
    }
    if text.contains(".database()") && !may_reach_the_database(path) {
        findings.push(format!(
            "{shown}: areas reach rows through Tx and ReadTx only"
        ));
    }
    let answers_errors = text.contains("impl IntoResponse for") && text.contains("Error");
    if answers_errors && !path.starts_with("crates/webkit") && !path.starts_with("xtask") {
        findings.push(format!(
            "{shown}: only webkit::Problem turns an error into a response"
        ));
    }
    findings
}

fn holds_sql(text: &str) -> bool {
    text.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .any(|line| {
            ["\"SELECT ", "\"INSERT INTO ", "\"UPDATE ", "\"DELETE FROM "]
                .iter()
                .any(|verb| line.contains(verb))
        })
}

fn owns_sql(path: &Path) -> bool {
    path.starts_with("crates/db") || path.starts_with("xtask")
}

fn may_reach_the_database(path: &Path) -> bool {
    [
        // Activity of sessions and the throttle's counters: written before anybody is known.
        "crates/identity/src/sweep.rs",
        "crates/identity/src/sessions.rs",
        "crates/identity/src/throttle.rs",
        // How far the teller has come, and which mail is in hand.
        "crates/notify/src/bookkeeping.rs",
        "crates/kernel",
        "crates/audit",
        "crates/server",
        "crates/testkit",
        "xtask",
    ]
    .iter()
    .any(|crate_| path.starts_with(crate_))
}

fn is_pure(path: &Path) -> bool {
    path.components().any(|part| part.as_os_str() == "rules")
}

fn is_test(path: &Path) -> bool {
    path.components().any(|part| part.as_os_str() == "tests") || path.ends_with("tests.rs")
}

/// A comment that names the test guarding it must name one that exists.
fn check_guards(path: &Path, text: &str, tests: &[String]) -> Vec<String> {
    text.lines()
        .filter(|line| line.trim_start().starts_with("//"))
        .filter_map(|line| {
            line.split_once("test `")
                .and_then(|(_, rest)| rest.split_once('`'))
        })
        .filter(|(name, _)| !tests.iter().any(|test| test == name))
        .map(|(name, _)| {
            format!(
                "{}: guarded by test `{name}`, which does not exist",
                path.display()
            )
        })
        .collect()
}

fn test_names(files: &[PathBuf]) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for path in files {
        let text = read(path)?;
        let functions = text
            .lines()
            .filter_map(|line| line.trim_start().split_once("fn "))
            .map(|(_, rest)| rest);
        names.extend(
            functions
                .filter_map(|rest| rest.split_once('('))
                .map(|(name, _)| name.to_owned()),
        );
    }
    let mut specs = Vec::new();
    for root in ["e2e", "web/src"] {
        if Path::new(root).exists() {
            collect_with(Path::new(root), &["ts", "tsx"], &mut specs)?;
        }
    }
    for path in specs {
        let text = read(&path)?;
        names.extend(
            text.split("test('")
                .skip(1)
                .filter_map(|rest| rest.split_once('\''))
                .map(|(name, _)| name.to_owned()),
        );
    }
    Ok(names)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    collect_with(folder, &["rs"], files)
}

fn collect_with(folder: &Path, extensions: &[&str], files: &mut Vec<PathBuf>) -> Result<()> {
    for entry in
        std::fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))?
    {
        let path = entry?.path();
        if path.is_dir() {
            if !path.ends_with("node_modules") && !path.ends_with("target") {
                collect_with(&path, extensions, files)?;
            }
        } else if path
            .extension()
            .and_then(|extension| extension.to_str())
            .is_some_and(|found| extensions.contains(&found))
        {
            files.push(path);
        }
    }
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "tidy reads sources")]
fn read(path: &Path) -> Result<String> {
    let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

//! Where the rules come from: a pack of our own, and a release of the Core Rule Set where the machine has one.

use std::path::{Path, PathBuf};

use ::guard::{FileSystem, RuleSet, Sources};
use anyhow::{Context, Result, bail};

/// Where Debian's package `modsecurity-crs` puts its release.
const DEBIAN: &str = "/usr/share/modsecurity-crs";

/// What rules have to know about this server before they run, and the pack.
const OURS: [(&str, &str); 2] = [
    ("countersign/set-up.conf", include_str!("pack/set-up.conf")),
    ("countersign/pack.conf", include_str!("pack/pack.conf")),
];

/// Compiled rules and their origin.
#[derive(Debug)]
pub struct Loaded {
    /// The rules.
    pub rules: RuleSet,
    /// The folder of the release, if one was found.
    pub release: Option<PathBuf>,
}

/// Loads the pack and the release in `named`, or the one of Debian's package where nothing is named.
///
/// # Errors
/// A named folder that holds no release, and a rule that cannot be read, with its file and line.
pub fn load(named: &str) -> Result<Loaded> {
    load_with(release(named)?)
}

/// Loads the pack and this release, or the pack alone.
///
/// # Errors
/// A rule that cannot be read, with its file and line.
pub fn load_with(release: Option<PathBuf>) -> Result<Loaded> {
    let mut entries: Vec<String> = OURS.iter().map(|(name, _)| (*name).to_owned()).collect();
    if let Some(folder) = &release {
        entries.extend(entries_of(folder)?);
    }
    let entries: Vec<&str> = entries.iter().map(String::as_str).collect();
    let rules = RuleSet::load(&Files, &entries).context("a rule of the guard")?;
    Ok(Loaded { rules, release })
}

fn release(named: &str) -> Result<Option<PathBuf>> {
    if named.is_empty() {
        let debian = PathBuf::from(DEBIAN);
        return Ok(debian.join("rules").is_dir().then_some(debian));
    }
    let folder = PathBuf::from(named);
    if !folder.join("rules").is_dir() {
        bail!(
            "guard.crs_dir: {named} holds no release of the Core Rule Set: there is no folder `rules` in it"
        );
    }
    Ok(Some(folder))
}

/// The files of a release in the order in which they are read: its own list, or its set-up and then its rules.
fn entries_of(folder: &Path) -> Result<Vec<String>> {
    let named = |name: &str| folder.join(name).to_string_lossy().into_owned();
    if folder.join("owasp-crs.load").is_file() {
        return Ok(vec![named("owasp-crs.load")]);
    }
    let set_up = ["crs-setup.conf", "crs-setup.conf.example"]
        .into_iter()
        .find(|name| folder.join(name).is_file())
        .with_context(|| {
            format!(
                "guard.crs_dir: there is no crs-setup.conf in {}",
                folder.display()
            )
        })?;
    let rules = FileSystem.expand(&named("rules/*.conf"));
    Ok([vec![named(set_up)], rules].concat())
}

/// The file system, with our own rules beside it.
#[derive(Debug)]
struct Files;

impl Sources for Files {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        match OURS.iter().find(|(name, _)| *name == path) {
            Some((_, text)) => Ok(text.as_bytes().to_vec()),
            None => FileSystem.read(path),
        }
    }

    fn expand(&self, pattern: &str) -> Vec<String> {
        if OURS.iter().any(|(name, _)| *name == pattern) {
            return vec![pattern.to_owned()];
        }
        FileSystem.expand(pattern)
    }
}

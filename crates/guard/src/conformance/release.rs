//! Where a release of the Core Rule Set lies on this machine.

use std::path::{Path, PathBuf};

use super::oracle;
use crate::{FileSystem, LoadError, RuleSet, Sources};

/// A release's rules with the setup that goes before them.
#[derive(Debug, Clone)]
pub struct Release {
    /// The folder of its rules.
    pub rules: PathBuf,
    /// The setup, as it comes with the release.
    pub setup: PathBuf,
    /// The folder of its regression tests, which may be missing.
    pub tests: PathBuf,
    /// What it calls itself.
    pub version: String,
}

impl Release {
    /// The release in the folder that `named` says, or else beside the project, or else that of Debian.
    pub fn find(named: Option<PathBuf>) -> Option<Self> {
        let folders = match named {
            Some(folder) => vec![(folder.clone(), folder.join("crs-setup.conf.example"))],
            None => vec![
                (
                    PathBuf::from("../shared/crs"),
                    PathBuf::from("../shared/crs/crs-setup.conf.example"),
                ),
                (
                    PathBuf::from("/usr/share/modsecurity-crs"),
                    PathBuf::from("/etc/modsecurity/crs/crs-setup.conf"),
                ),
            ],
        };
        let (folder, setup) = folders
            .into_iter()
            .find(|(folder, setup)| folder.join("rules").is_dir() && setup.is_file())?;
        // The other engine takes paths from its own rule file.
        let absolute = |path: &Path| path.canonicalize().ok();
        let rules = absolute(&folder.join("rules"))?;
        Some(Self {
            version: version(&rules),
            tests: folder.join("tests"),
            setup: absolute(&setup)?,
            rules,
        })
    }

    /// Loads it. `test_setup` adds what its regression tests take for granted.
    pub fn load(&self, test_setup: bool) -> Result<RuleSet, LoadError> {
        super::load(&self.rules, Some(&self.setup), test_setup)
    }

    /// The same rules as a file for the other engine, with `also` after the setup.
    pub fn for_oracle(&self, may_refuse: bool, also: &str) -> String {
        let setup = oracle::configuration(may_refuse, &[self.setup.display().to_string()]);
        format!("{setup}{also}Include {}/*.conf\n", self.rules.display())
    }
}

impl Release {
    /// The ids of rules whose lists of variables name one.
    pub fn rules_about(&self, variable: &str) -> Vec<u64> {
        self.rules_where(|rule| {
            let variables = rule.split_whitespace().next().unwrap_or_default();
            variables.split('|').any(|found| found == variable)
        })
    }

    /// The ids of rules in which one of some texts stands.
    pub fn rules_with(&self, texts: &[&str]) -> Vec<u64> {
        self.rules_where(|rule| texts.iter().any(|text| rule.contains(text)))
    }

    /// The ids of rules of which some part, from its variables on, is what is looked for.
    fn rules_where(&self, is_it: impl Fn(&str) -> bool) -> Vec<u64> {
        let files = FileSystem.expand(&format!("{}/*.conf", self.rules.display()));
        let mut ids = Vec::new();
        for file in files {
            let bytes = FileSystem.read(&file).unwrap_or_default();
            let text = String::from_utf8_lossy(&bytes).into_owned();
            let mut id: Option<u64> = None;
            for rule in text.split("SecRule ").skip(1) {
                // A rule of a chain has no id of its own.
                id = rule
                    .split_once("id:")
                    .and_then(|(_, rest)| rest.split(',').next()?.trim().parse().ok())
                    .or(id);
                if is_it(rule) {
                    ids.extend(id);
                }
            }
        }
        ids
    }
}

/// The version in the first lines of a rule file.
fn version(rules: &Path) -> String {
    let pattern = format!("{}/REQUEST-901-*.conf", rules.display());
    FileSystem
        .expand(&pattern)
        .first()
        .and_then(|file| FileSystem.read(file).ok())
        .and_then(|text| {
            let text = String::from_utf8_lossy(&text).into_owned();
            let (_, rest) = text.split_once(" ver.")?;
            rest.split_whitespace().next().map(str::to_owned)
        })
        .unwrap_or_else(|| "of an unknown version".to_owned())
}

//! Where rule text and phrase files come from. The engine itself reads no file.

use std::collections::BTreeMap;

/// Gives the bytes of files by name.
pub trait Sources {
    /// The bytes of `path`, or why there are none.
    fn read(&self, path: &str) -> Result<Vec<u8>, String>;

    /// The files that `pattern` names, sorted. `*` stands for any run of characters within one folder.
    fn expand(&self, pattern: &str) -> Vec<String>;
}

/// Files in memory.
#[derive(Debug, Clone, Default)]
pub struct MemorySources {
    files: BTreeMap<String, Vec<u8>>,
}

impl MemorySources {
    /// No files.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file.
    #[must_use]
    pub fn with(mut self, path: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        self.files.insert(path.into(), bytes.into());
        self
    }
}

impl Sources for MemorySources {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        self.files
            .get(path)
            .cloned()
            .ok_or_else(|| "there is no such file".to_owned())
    }

    fn expand(&self, pattern: &str) -> Vec<String> {
        self.files
            .keys()
            .filter(|path| fits(pattern, path))
            .cloned()
            .collect()
    }
}

/// Whether `path` fits `pattern`, where `*` stands for any run of characters but `/`.
pub(crate) fn fits(pattern: &str, path: &str) -> bool {
    crate::glob::fits_path(pattern.as_bytes(), path.as_bytes())
}

/// The folder of `file` joined with `path`, unless `path` is absolute.
pub(crate) fn beside(file: &str, path: &str) -> String {
    if path.starts_with('/') {
        return path.to_owned();
    }
    match file.rsplit_once('/') {
        Some((folder, _)) => format!("{folder}/{path}"),
        None => path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_stay_within_a_folder() {
        assert!(fits("rules/*.conf", "rules/a.conf"));
        assert!(!fits("rules/*.conf", "rules/sub/a.conf"));
        assert!(!fits("rules/*.conf", "rules/a.conf.example"));
        assert!(fits("rules/REQUEST-*-X*.conf", "rules/REQUEST-9-XY.conf"));
    }

    #[test]
    fn relative_paths_start_beside_the_including_file() {
        assert_eq!(beside("a/b.conf", "c.data"), "a/c.data");
        assert_eq!(beside("b.conf", "c.data"), "c.data");
        assert_eq!(beside("a/b.conf", "/c.data"), "/c.data");
    }
}

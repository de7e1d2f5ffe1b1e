//! Rule files from the file system: the only I/O of this crate, outside the engine.

use std::path::Path;

use crate::seclang::source::{Sources, fits};

/// The file system as a source of rules.
#[derive(Debug, Clone, Copy, Default)]
pub struct FileSystem;

impl Sources for FileSystem {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is where rule files are read"
    )]
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        std::fs::read(path).map_err(|error| error.to_string())
    }

    fn expand(&self, pattern: &str) -> Vec<String> {
        let (folder, _) = pattern.rsplit_once('/').unwrap_or((".", pattern));
        if folder.contains('*') || !pattern.contains('*') {
            return if Path::new(pattern).is_file() {
                vec![pattern.to_owned()]
            } else {
                Vec::new()
            };
        }
        let Ok(entries) = std::fs::read_dir(folder) else {
            return Vec::new();
        };
        let prefix = if pattern.contains('/') {
            format!("{folder}/")
        } else {
            String::new()
        };
        let mut files: Vec<String> = entries
            .filter_map(Result::ok)
            .filter(|entry| entry.path().is_file())
            .map(|entry| format!("{prefix}{}", entry.file_name().to_string_lossy()))
            .filter(|path| fits(pattern, path))
            .collect();
        files.sort();
        files
    }
}

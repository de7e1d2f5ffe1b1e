//! What is wrong with the settings: all of it at once, each with the name of the setting and what to do.

use std::path::Path;

use crate::disk;

/// Collects what is wrong.
#[derive(Debug, Default)]
pub(crate) struct Findings(Vec<String>);

impl Findings {
    /// A setting and the rest of the sentence.
    pub(crate) fn add(&mut self, name: &str, what: impl AsRef<str>) {
        self.0.push(format!("{name} {}", what.as_ref()));
    }

    /// A file that has to be there when it is named.
    pub(crate) fn readable(&mut self, name: &str, file: &str) {
        if file.is_empty() {
            return;
        }
        if let Err(error) = disk::open(Path::new(file)) {
            self.add(name, format!("names {file}, which cannot be read: {error}"));
        }
    }

    /// The first line of a file that holds a secret, when one is named.
    pub(crate) fn secret_file(&mut self, name: &str, file: &str) -> Option<String> {
        if file.is_empty() {
            return None;
        }
        match disk::read_text(Path::new(file)) {
            Ok(text) if text.trim().is_empty() => {
                self.add(name, format!("names {file}, which is empty"));
                None
            }
            Ok(text) => Some(text.trim().to_owned()),
            Err(error) => {
                self.add(name, format!("names {file}, which cannot be read: {error}"));
                None
            }
        }
    }

    /// Nothing wrong, or all of it on lines of their own.
    pub(crate) fn into_result(self) -> anyhow::Result<()> {
        match self.0.as_slice() {
            [] => Ok(()),
            [one] => Err(anyhow::anyhow!("{one}")),
            many => Err(anyhow::anyhow!(
                "{} settings are wrong:\n  {}",
                many.len(),
                many.join("\n  ")
            )),
        }
    }
}

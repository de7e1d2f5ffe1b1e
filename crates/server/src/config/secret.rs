//! A setting that must not be shown.

use serde::{Deserialize, Serialize, Serializer};

/// Text that neither `config print` nor a log shows.
#[derive(Clone, Default, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// The text itself.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Whether nothing is set.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(shown(&self.0))
    }
}

// SECURITY: what is printed ends in tickets and chats; guarded by test `a_secret_is_never_shown`.
impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(shown(&self.0))
    }
}

fn shown(text: &str) -> &'static str {
    if text.is_empty() { "" } else { "…" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_never_shown() {
        let secret = Secret::from("otters".to_owned());
        assert!(!format!("{secret:?}").contains("otters"));
        assert!(!serde_json::to_string(&secret).unwrap().contains("otters"));
        assert_eq!(serde_json::to_string(&Secret::default()).unwrap(), "\"\"");
    }
}

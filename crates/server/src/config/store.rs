//! `[store]`: where sealed files lie.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};
use blobs::S3Settings;
use serde::{Deserialize, Serialize};

use super::{Findings, Secret};
use crate::disk;

/// `[store]`
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StoreConfig {
    /// `local` or `s3`.
    pub kind: StoreKind,
    /// Address of the service.
    pub endpoint: String,
    /// The bucket.
    pub bucket: String,
    /// The region that requests are signed for.
    pub region: String,
    /// Stands in front of every name.
    pub prefix: String,
    /// The name of the credentials.
    pub access_key: String,
    /// A file that holds it.
    pub access_key_file: String,
    /// The secret of the credentials.
    pub secret_key: Secret,
    /// A file that holds it.
    pub secret_key_file: String,
    /// Whether the bucket stands in the path.
    pub path_style: bool,
    /// Certificates to trust.
    pub ca_file: String,
    /// The longest time for one request.
    pub timeout_seconds: u64,
}

/// Where sealed files lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StoreKind {
    /// In `data.dir`.
    Local,
    /// In a bucket.
    S3,
}

impl StoreConfig {
    /// What the client of the service needs, with the files read.
    pub fn s3(&self) -> Result<S3Settings> {
        let authority = (!self.ca_file.is_empty())
            .then(|| disk::read_bytes(Path::new(&self.ca_file)))
            .transpose()
            .with_context(|| format!("store.ca_file: cannot read {}", self.ca_file))?;
        let credentials = (!self.access_key.is_empty())
            .then(|| (self.access_key.clone(), self.secret_key.reveal().to_owned()));
        Ok(S3Settings {
            endpoint: (!self.endpoint.is_empty()).then(|| self.endpoint.clone()),
            bucket: self.bucket.clone(),
            region: self.region.clone(),
            prefix: self.prefix.clone(),
            credentials,
            path_style: self.path_style,
            authority,
            timeout: Duration::from_secs(self.timeout_seconds),
        })
    }

    /// Reads the files that hold secrets.
    pub(super) fn resolve(&mut self, findings: &mut Findings) {
        let access = findings.secret_file("store.access_key_file", &self.access_key_file);
        if let Some(access) = access {
            self.access_key = access;
        }
        let secret = findings.secret_file("store.secret_key_file", &self.secret_key_file);
        if let Some(secret) = secret {
            self.secret_key = secret.into();
        }
    }

    pub(super) fn check(&self, findings: &mut Findings) {
        if self.kind == StoreKind::Local {
            return;
        }
        if self.bucket.is_empty() {
            findings.add(
                "store.bucket",
                "is empty: name the bucket that store.kind = \"s3\" writes to",
            );
        }
        if self.region.is_empty() {
            findings.add(
                "store.region",
                "is empty: a private service takes any, for example \"us-east-1\"",
            );
        }
        if self.access_key.is_empty() != self.secret_key.is_empty() {
            findings.add(
                "store.secret_key",
                "and store.access_key go together: set both, or neither for the role of the machine",
            );
        }
        // SECURITY: over plain http anybody on the way could answer in the service's place; guarded by test
        // `a_store_in_plain_text_is_refused_unless_it_is_this_machine`.
        if !self.endpoint.is_empty() && !is_safe(&self.endpoint) {
            findings.add(
                "store.endpoint",
                "must begin with https:// (http:// is accepted for 127.0.0.1, [::1] and localhost)",
            );
        }
        if self.prefix.starts_with('/') || self.prefix.ends_with('/') {
            findings.add(
                "store.prefix",
                "has no slash at its ends: \"countersign/production\"",
            );
        }
        if self.timeout_seconds == 0 {
            findings.add("store.timeout_seconds", "must be at least 1");
        }
        findings.readable("store.ca_file", &self.ca_file);
    }
}

fn is_safe(endpoint: &str) -> bool {
    if endpoint.starts_with("https://") {
        return true;
    }
    let Some(place) = endpoint.strip_prefix("http://") else {
        return false;
    };
    let host = place.split('/').next().unwrap_or_default();
    let host = host.rsplit_once(':').map_or(host, |(host, port)| {
        if port.bytes().all(|byte| byte.is_ascii_digit()) {
            host
        } else {
            place
        }
    });
    matches!(host, "127.0.0.1" | "[::1]" | "localhost")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_store_in_plain_text_is_refused_unless_it_is_this_machine() {
        for (endpoint, safe) in [
            ("https://s3.example.org", true),
            ("http://127.0.0.1:9000", true),
            ("http://localhost", true),
            ("http://[::1]:9000/", true),
            ("http://s3.example.org", false),
            ("http://localhost.example.org", false),
            ("http://127.0.0.1@evil.example", false),
            ("http://127.0.0.1:80@evil.example", false),
            ("s3.example.org", false),
        ] {
            assert_eq!(is_safe(endpoint), safe, "{endpoint}");
        }
    }
}

//! `[acme]`: the authority that certifies the server.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use super::{Findings, HttpConfig};

/// `[acme]`
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AcmeConfig {
    /// The authority; empty for none.
    pub directory: String,
    /// An e-mail address for it.
    pub contact: String,
    /// A certificate to trust for its directory.
    pub ca_file: String,
}

impl AcmeConfig {
    /// The address of the directory, where there is one.
    pub fn address(&self) -> Option<&str> {
        match self.directory.as_str() {
            "" => None,
            "letsencrypt" => Some("https://acme-v02.api.letsencrypt.org/directory"),
            "letsencrypt-staging" => Some("https://acme-staging-v02.api.letsencrypt.org/directory"),
            address => Some(address),
        }
    }

    pub(super) fn check(&self, http: &HttpConfig, findings: &mut Findings) {
        let Some(address) = self.address() else {
            return;
        };
        if !address.starts_with("https://") {
            findings.add(
                "acme.directory",
                "must be \"letsencrypt\", \"letsencrypt-staging\" or an https address",
            );
        }
        if !http.certificate.is_empty() {
            findings.add(
                "acme.directory",
                "and http.certificate exclude each other: empty one of them",
            );
        }
        let host = http.host();
        if !host.contains('.') || host.parse::<IpAddr>().is_ok() {
            findings.add(
                "acme.directory",
                format!(
                    "certifies names that the whole world knows; http.public_origin says {host:?}"
                ),
            );
        }
        if !self.contact.is_empty() && !self.contact.contains('@') {
            findings.add("acme.contact", "must be an e-mail address");
        }
        findings.readable("acme.ca_file", &self.ca_file);
    }
}

//! `[http]`: how people reach the server, and what stands between.

use std::net::SocketAddr;

use serde::{Deserialize, Serialize};

use super::{Findings, origin};
use crate::proxies::{ForwardedHeader, Networks};

/// `[http]`
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HttpConfig {
    /// Address and port.
    pub listen: String,
    /// What people type into the browser.
    pub public_origin: String,
    /// The certificate chain in PEM; empty for a self-signed one.
    pub certificate: String,
    /// Its private key in PEM.
    pub certificate_key: String,
    /// Connections served at once.
    pub max_connections: usize,
    /// Connections served at once from one address, or one /64 of IPv6; twice as many from one /48.
    pub max_connections_per_address: usize,
    /// Networks whose connections begin with a PROXY header.
    pub proxy_protocol_from: Networks,
    /// Networks whose `forwarded_header` is believed.
    pub trusted_proxies: Networks,
    /// The header that is believed.
    pub forwarded_header: ForwardedHeader,
    /// How long the health check announces the stop.
    pub announce_stop_seconds: u64,
    /// How long running requests may take when the server stops.
    pub drain_seconds: u64,
}

impl HttpConfig {
    /// The name in the address that people type.
    pub fn host(&self) -> &str {
        let place = self.public_origin.trim_start_matches("https://");
        let host = match place.rsplit_once(':') {
            Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
            _ => place,
        };
        host.trim_start_matches('[').trim_end_matches(']')
    }

    /// Brings the address that people type into the form that browsers send.
    // SECURITY: changes are taken from pages of this address alone (`webkit::origin`), and each of them would be refused
    // where it is written differently; guarded by test `an_origin_is_brought_into_the_form_that_browsers_send`.
    pub(super) fn resolve(&mut self, findings: &mut Findings) {
        match origin::normalised(&self.public_origin) {
            Ok(origin) => self.public_origin = origin,
            Err(why) => findings.add("http.public_origin", why),
        }
    }

    pub(super) fn check(&self, findings: &mut Findings) {
        let named = self.listen.rsplit_once(':');
        let named =
            named.is_some_and(|(host, port)| !host.is_empty() && port.parse::<u16>().is_ok());
        if self.listen.parse::<SocketAddr>().is_err() && !named {
            findings.add(
                "http.listen",
                format!(
                    "must be an address and a port such as \"0.0.0.0:8443\", it is {:?}",
                    self.listen
                ),
            );
        }
        if self.certificate.is_empty() != self.certificate_key.is_empty() {
            findings.add(
                "http.certificate",
                "and http.certificate_key go together: set both, or neither for a self-signed certificate",
            );
        }
        findings.readable("http.certificate", &self.certificate);
        findings.readable("http.certificate_key", &self.certificate_key);
        for (name, limit) in [
            ("http.max_connections", self.max_connections),
            (
                "http.max_connections_per_address",
                self.max_connections_per_address,
            ),
        ] {
            if limit == 0 {
                findings.add(name, "must be at least 1, or nobody gets in");
            }
        }
        // SECURITY: "every network" would let anybody name any address as their own; guarded by test
        // `proxies_are_never_everybody`.
        for (name, networks) in [
            ("http.proxy_protocol_from", &self.proxy_protocol_from),
            ("http.trusted_proxies", &self.trusted_proxies),
        ] {
            if networks.are_everything() {
                findings.add(name, "names every network there is: name the proxies' own");
            }
        }
    }
}

//! How the way to PostgreSQL is protected: `sslmode` and `sslrootcert` of an address with the meanings that PostgreSQL's
//! own tools give them, and the safe choice for hosts elsewhere when nothing is said.

use std::net::IpAddr;
use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme,
};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};
use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::{DbError, Result};

/// How the way to a database is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transport {
    /// It does not leave this machine: a file, a socket or the loopback network.
    ThisMachine,
    /// Plain text, or TLS only if the server likes.
    Plain,
    /// TLS, and nobody checks who answers.
    Unverified,
    /// TLS with a server that a trusted authority vouches for, under any name.
    Authority,
    /// TLS with the server of that name.
    Verified,
}

/// An address, taken apart.
#[derive(Clone)]
pub(crate) struct Address {
    pub(crate) config: Config,
    pub(crate) tls: MakeRustlsConnect,
    pub(crate) transport: Transport,
}

/// What `sslmode` asks for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Disable,
    Prefer,
    Require,
    VerifyCa,
    VerifyFull,
}

impl Address {
    /// Understands an address by URL or key-value string. `authority` holds certificates in PEM to trust instead of the
    /// system's.
    pub(crate) fn parse(address: &str, authority: Option<&[u8]>) -> Result<Self> {
        let (rest, parameters) = without(address, &["sslmode", "sslrootcert"])?;
        let config: Config = rest.parse().map_err(|error: tokio_postgres::Error| {
            DbError::Connection(error.to_string().into())
        })?;
        let [mode, root] = parameters;
        let root = root
            .filter(|root| root != "system")
            .map(|root| named_file(&root))
            .transpose()?;
        Self::of(config, mode.as_deref(), root.as_deref().or(authority))
    }

    /// An address whose parameters are set already, with TLS as the default has it.
    pub(crate) fn of(
        mut config: Config,
        mode: Option<&str>,
        authority: Option<&[u8]>,
    ) -> Result<Self> {
        let near = is_near(&config);
        let mode = match mode {
            None if near => Mode::Disable,
            None | Some("verify-full") => Mode::VerifyFull,
            Some("verify-ca") => Mode::VerifyCa,
            // As PostgreSQL's own tools: an authority that is named is asked.
            Some("require") if authority.is_some() => Mode::VerifyCa,
            Some("require") => Mode::Require,
            Some("prefer" | "allow") => Mode::Prefer,
            Some("disable") => Mode::Disable,
            Some(_) => {
                return Err(malformed(
                    "sslmode must be disable, prefer, require, verify-ca or verify-full",
                ));
            }
        };
        // A socket has no name to check and no network to protect.
        let mode = if only_sockets(&config) {
            Mode::Disable
        } else {
            mode
        };
        config.ssl_mode(match mode {
            Mode::Disable => SslMode::Disable,
            Mode::Prefer => SslMode::Prefer,
            Mode::Require | Mode::VerifyCa | Mode::VerifyFull => SslMode::Require,
        });
        let transport = match mode {
            _ if near => Transport::ThisMachine,
            Mode::Disable | Mode::Prefer => Transport::Plain,
            Mode::Require => Transport::Unverified,
            Mode::VerifyCa => Transport::Authority,
            Mode::VerifyFull => Transport::Verified,
        };
        Ok(Self {
            config,
            tls: MakeRustlsConnect::new(client(mode, authority)?),
            transport,
        })
    }
}

/// How the way to this address would be protected; `sqlite` stays on this machine.
///
/// # Errors
/// [`DbError::Connection`] for an address that cannot be understood.
pub fn transport(address: &str, authority: Option<&[u8]>) -> Result<Transport> {
    if address == "sqlite" {
        return Ok(Transport::ThisMachine);
    }
    Ok(Address::parse(address, authority)?.transport)
}

fn is_near(config: &Config) -> bool {
    let host_is_near = |host: &Host| match host {
        Host::Unix(_) => true,
        Host::Tcp(name) => {
            name == "localhost"
                || name
                    .parse()
                    .is_ok_and(|address: IpAddr| address.is_loopback())
        }
    };
    config.get_hosts().iter().all(host_is_near)
        && config.get_hostaddrs().iter().all(IpAddr::is_loopback)
}

fn only_sockets(config: &Config) -> bool {
    let socket = |host: &Host| matches!(host, Host::Unix(_));
    config.get_hostaddrs().is_empty() && config.get_hosts().iter().all(socket)
}

fn client(mode: Mode, authority: Option<&[u8]>) -> Result<ClientConfig> {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_protocol_versions(&[&rustls::version::TLS13, &rustls::version::TLS12])
        .map_err(|error| DbError::Connection(error.to_string().into()))?;
    if matches!(mode, Mode::Disable | Mode::Prefer | Mode::Require) {
        let anybody = Arc::new(Anybody(provider));
        return Ok(builder
            .dangerous()
            .with_custom_certificate_verifier(anybody)
            .with_no_client_auth());
    }
    let roots = Arc::new(roots(authority)?);
    let strict = WebPkiServerVerifier::builder_with_provider(roots, provider)
        .build()
        .map_err(|error| DbError::Connection(error.to_string().into()))?;
    let verifier: Arc<dyn ServerCertVerifier> = if mode == Mode::VerifyCa {
        Arc::new(AnyName(strict))
    } else {
        strict
    };
    Ok(builder
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_no_client_auth())
}

fn roots(authority: Option<&[u8]>) -> Result<RootCertStore> {
    let mut roots = RootCertStore::empty();
    match authority {
        Some(pem) => {
            for certificate in CertificateDer::pem_slice_iter(pem) {
                let added = certificate.ok().map(|certificate| roots.add(certificate));
                if !matches!(added, Some(Ok(()))) {
                    return Err(malformed("the certificates to trust are not PEM"));
                }
            }
        }
        None => {
            roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        }
    }
    if roots.is_empty() {
        return Err(malformed(
            "there is no certificate to trust: name the authority's with database.ca_file or sslrootcert",
        ));
    }
    Ok(roots)
}

#[expect(
    clippy::disallowed_methods,
    reason = "the operator names it in the address"
)]
fn named_file(path: &str) -> Result<Vec<u8>> {
    std::fs::read(path)
        .map_err(|error| DbError::Connection(format!("sslrootcert {path}: {error}").into()))
}

fn malformed(what: &'static str) -> DbError {
    DbError::Connection(what.into())
}

/// The address without these parameters, which the driver does not know, and their values.
fn without<const N: usize>(
    address: &str,
    names: &[&str; N],
) -> Result<(String, [Option<String>; N])> {
    let mut found = [const { None }; N];
    let mut keep = |name: &str, value: &str| match names.iter().position(|known| *known == name) {
        Some(place) => {
            if let Some(place) = found.get_mut(place) {
                *place = Some(value.to_owned());
            }
            false
        }
        None => true,
    };
    let rest = if address.contains("://") {
        let Some((place, query)) = address.split_once('?') else {
            return Ok((address.to_owned(), found));
        };
        let mut kept = Vec::new();
        for pair in query.split('&') {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            if keep(name, &decoded(value)?) {
                kept.push(pair);
            }
        }
        let mark = if kept.is_empty() { "" } else { "?" };
        format!("{place}{mark}{}", kept.join("&"))
    } else {
        let mut kept = Vec::new();
        for (pair, name, value) in pairs(address)? {
            if keep(name, &value) {
                kept.push(pair);
            }
        }
        kept.join(" ")
    };
    Ok((rest, found))
}

fn decoded(value: &str) -> Result<String> {
    let bytes = value.as_bytes();
    let mut plain = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let [first, after @ ..] = rest {
        if *first == b'%' {
            // Of itself the parser would take a sign.
            let digits = after
                .get(..2)
                .filter(|digits| digits.iter().all(u8::is_ascii_hexdigit))
                .and_then(|digits| std::str::from_utf8(digits).ok());
            let byte = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
            plain.push(byte.ok_or_else(|| malformed("the address has a stray %"))?);
            rest = after.get(2..).unwrap_or_default();
        } else {
            plain.push(*first);
            rest = after;
        }
    }
    String::from_utf8(plain).map_err(|_| malformed("the address is not UTF-8"))
}

/// `name=value` pairs as they stand, with names and values; a value may be quoted.
fn pairs(text: &str) -> Result<Vec<(&str, &str, String)>> {
    let mut pairs = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let unfinished = || malformed("the address is neither a URL nor name=value pairs");
        let (name, after) = rest.split_once('=').ok_or_else(unfinished)?;
        let (value, left) = quoted(after.trim_start()).ok_or_else(unfinished)?;
        let length = rest.len() - left.len();
        pairs.push((rest.get(..length).unwrap_or_default(), name.trim(), value));
        rest = left.trim_start();
    }
    Ok(pairs)
}

/// The value at the beginning of a text, and what follows it.
fn quoted(text: &str) -> Option<(String, &str)> {
    let (inside, quotes) = match text.strip_prefix('\'') {
        Some(inside) => (inside, true),
        None => (text, false),
    };
    let mut value = String::new();
    let mut letters = inside.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '\\' => value.push(letters.next()?.1),
            '\'' if quotes => return Some((value, inside.get(at + 1..)?)),
            letter if letter.is_whitespace() && !quotes => return Some((value, inside.get(at..)?)),
            letter => value.push(letter),
        }
    }
    (!quotes).then_some((value, ""))
}

type Checked<T> = std::result::Result<T, rustls::Error>;

/// Takes any certificate: what `sslmode=require` means. It keeps out listeners, not impostors, and `doctor` says so.
#[derive(Debug)]
struct Anybody(Arc<CryptoProvider>);

impl ServerCertVerifier for Anybody {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Checked<ServerCertVerified> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Checked<HandshakeSignatureValid> {
        let algorithms = &self.0.signature_verification_algorithms;
        rustls::crypto::verify_tls12_signature(message, certificate, signed, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Checked<HandshakeSignatureValid> {
        let algorithms = &self.0.signature_verification_algorithms;
        rustls::crypto::verify_tls13_signature(message, certificate, signed, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}

/// Checks everything but the name: what `sslmode=verify-ca` means.
#[derive(Debug)]
struct AnyName(Arc<WebPkiServerVerifier>);

impl ServerCertVerifier for AnyName {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        chain: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Checked<ServerCertVerified> {
        let verified = self
            .0
            .verify_server_cert(certificate, chain, name, ocsp, now);
        match verified {
            // The name is looked at last, after the chain and the times.
            Err(rustls::Error::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            )) => Ok(ServerCertVerified::assertion()),
            verified => verified,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Checked<HandshakeSignatureValid> {
        self.0.verify_tls12_signature(message, certificate, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Checked<HandshakeSignatureValid> {
        self.0.verify_tls13_signature(message, certificate, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.supported_verify_schemes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sslmode_means_what_it_means_elsewhere() {
        use Transport::{Authority, Plain, ThisMachine, Unverified, Verified};
        let made = rcgen::generate_simple_self_signed(["db".to_owned()]).unwrap();
        let pem = made.cert.pem();
        for (address, authority, expected) in [
            ("postgres://db.example/rows", true, Verified),
            (
                "postgres://db.example/rows?sslmode=verify-full",
                true,
                Verified,
            ),
            ("host=db.example sslmode=verify-ca", true, Authority),
            ("host=db.example sslmode = 'require'", true, Authority),
            ("host=db.example sslmode=require", false, Unverified),
            (
                "postgres://u:p@db.example/rows?sslmode=prefer&connect_timeout=3",
                false,
                Plain,
            ),
            ("postgres://db.example/rows?sslmode=disable", false, Plain),
            ("postgres://localhost/rows", false, ThisMachine),
            ("host=127.0.0.1 sslmode=require", false, ThisMachine),
            ("host=/run/postgresql sslmode=require", false, ThisMachine),
            ("host=localhost,db.example sslmode=disable", false, Plain),
            ("sqlite", false, ThisMachine),
        ] {
            let authority = authority.then_some(pem.as_bytes());
            assert_eq!(
                transport(address, authority).unwrap(),
                expected,
                "{address}"
            );
        }
        for wrong in [
            "postgres://db.example/rows?sslmode=sometimes",
            "host=db.example sslrootcert=/nowhere/ca.pem",
            "host=db.example sslmode='require",
            "postgres://db.example/rows?sslrootcert=%zz",
        ] {
            assert!(transport(wrong, None).is_err(), "{wrong}");
        }
        for wrong in ["%", "%4", "%zz", "%+f"] {
            assert!(decoded(wrong).is_err(), "{wrong}");
        }
        assert!(transport("postgres://db.example/rows", Some(b"no PEM")).is_err());
    }

    #[test]
    fn parameters_are_taken_out_and_the_rest_stays() {
        let (rest, [mode, root]) = without(
            "host=h  password='a \\'b\\' sslmode=disable' sslrootcert='/a b/c' dbname=d",
            &["sslmode", "sslrootcert"],
        )
        .unwrap();
        assert_eq!(rest, "host=h password='a \\'b\\' sslmode=disable' dbname=d");
        assert_eq!((mode, root.as_deref()), (None, Some("/a b/c")));
        let (rest, [mode]) =
            without("postgres://h/d?a=b&sslmode=require&c=d", &["sslmode"]).unwrap();
        assert_eq!(
            (rest.as_str(), mode.as_deref()),
            ("postgres://h/d?a=b&c=d", Some("require"))
        );
    }
}

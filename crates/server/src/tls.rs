//! TLS 1.2 and 1.3 on aws-lc-rs, post-quantum key exchange first; certificates from files or self-signed on first
//! start. The private key lies with the root key, never in the data folder.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs;
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::TlsAcceptor;

use crate::disk;

/// Where the certificate comes from.
#[derive(Debug, Clone)]
pub enum CertificateSource {
    /// PEM files that the operator keeps.
    Files {
        /// The chain, leaf first.
        chain: std::path::PathBuf,
        /// The private key.
        key: std::path::PathBuf,
    },
    /// Made here for these names, kept in this folder.
    SelfSigned {
        /// The folder of `tls-certificate.pem` and `tls-key.pem`.
        folder: std::path::PathBuf,
        /// Host names and addresses.
        names: Vec<String>,
    },
}

/// Reads or makes the certificate and returns what the listener accepts with.
pub fn acceptor(source: &CertificateSource) -> Result<TlsAcceptor> {
    let (chain, key) = match source {
        CertificateSource::Files { chain, key } => (read(chain)?, read(key)?),
        CertificateSource::SelfSigned { folder, names } => self_signed(folder, names)?,
    };
    let certificates: Vec<CertificateDer<'static>> =
        CertificateDer::pem_slice_iter(chain.as_bytes())
            .collect::<Result<_, _>>()
            .context("the TLS certificate is not PEM")?;
    if certificates.is_empty() {
        bail!("the TLS certificate file holds no certificate");
    }
    let key = PrivateKeyDer::from_pem_slice(key.as_bytes()).context("the TLS key is not PEM")?;
    let provider = Arc::new(aws_lc_rs::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS13, &rustls::version::TLS12])
        .context("TLS versions")?
        .with_no_client_auth()
        .with_single_cert(certificates, key)
        .context("the TLS certificate and key do not fit together")?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    config.max_early_data_size = 0;
    Ok(TlsAcceptor::from(Arc::new(config)))
}

fn read(path: &Path) -> Result<String> {
    disk::read_text(path).with_context(|| format!("cannot read {}", path.display()))
}

fn self_signed(folder: &Path, names: &[String]) -> Result<(String, String)> {
    let (chain, key) = (
        folder.join("tls-certificate.pem"),
        folder.join("tls-key.pem"),
    );
    if chain.exists() && key.exists() {
        return Ok((read(&chain)?, read(&key)?));
    }
    let made =
        rcgen::generate_simple_self_signed(names.to_vec()).context("cannot make a certificate")?;
    let (chain_pem, key_pem) = (made.cert.pem(), made.signing_key.serialize_pem());
    disk::write_private(&key, key_pem.as_bytes())?;
    disk::write_private(&chain, chain_pem.as_bytes())?;
    Ok((chain_pem, key_pem))
}

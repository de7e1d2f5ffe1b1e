//! TLS 1.2 and 1.3 on aws-lc-rs, post-quantum key exchange first; certificates from files or self-signed on first
//! start. The private key lies with the root key, never in the data folder. Changed files are taken up while the server
//! runs; broken ones are refused and the certificate in force stays. One that came early is taken up when it begins.

mod own;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs;
use rustls::server::{ClientHello, ParsedCertificate, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use tokio::signal::unix::{SignalKind, signal};
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;
use x509_cert::der::Decode;

use crate::disk;

/// How often the files are looked at.
const LOOK: Duration = Duration::from_mins(1);

/// What an authority speaks when it looks for the proof.
pub const PROOF: &[u8] = b"acme-tls/1";

/// Where the certificate comes from.
#[derive(Debug, Clone)]
pub enum CertificateSource {
    /// PEM files that the operator keeps.
    Files {
        /// The chain, leaf first.
        chain: PathBuf,
        /// The private key.
        key: PathBuf,
    },
    /// One PEM file with key and chain that an authority fills (`acme`); until then as `SelfSigned`.
    Authority {
        /// The file.
        file: PathBuf,
        /// What is shown before there is one.
        until: Box<CertificateSource>,
    },
    /// Made here for these names, kept in this folder.
    SelfSigned {
        /// The folder of `tls-certificate.pem` and `tls-key.pem`.
        folder: PathBuf,
        /// Host names and addresses.
        names: Vec<String>,
    },
}

/// The certificate in force, which the files may replace.
#[derive(Debug)]
pub struct Certificates {
    source: CertificateSource,
    current: RwLock<Arc<CertifiedKey>>,
    seen: Mutex<Seen>,
    /// The name that an authority is asked to certify, and what proves that it leads here.
    proof: RwLock<Option<(String, Arc<CertifiedKey>)>>,
    now: fn() -> i64,
}

/// The files as they were last looked at.
#[derive(Debug)]
struct Seen {
    /// Their digest, good or bad, so that each change is told once.
    digest: [u8; 32],
    /// From when on they count, where they came too early; then they are looked at again.
    begins: Option<i64>,
}

/// What became of a look at the files.
#[derive(Debug)]
pub enum Reload {
    /// They are as they were.
    Unchanged,
    /// New connections get the new certificate.
    Changed,
    /// They cannot be used; the certificate in force stays.
    Refused(anyhow::Error),
}

/// What a certificate says about itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Validity {
    /// UTC milliseconds from which it counts.
    pub begins: i64,
    /// UTC milliseconds until which it counts.
    pub ends: i64,
}

impl Certificates {
    /// Reads the certificate, or makes it when it is self-signed and missing.
    pub fn open(source: CertificateSource, now: fn() -> i64) -> Result<Arc<Self>> {
        source.prepare(now())?;
        Self::look(source, now)
    }

    /// Reads the certificate that is there, and makes none.
    pub fn look(source: CertificateSource, now: fn() -> i64) -> Result<Arc<Self>> {
        let (chain, key) = source.read()?;
        let current = Arc::new(certified(&chain, &key)?);
        Ok(Arc::new(Self {
            source,
            current: RwLock::new(current),
            seen: Mutex::new(Seen {
                digest: digest(&chain, &key),
                begins: None,
            }),
            proof: RwLock::default(),
            now,
        }))
    }

    /// What the listener accepts with.
    pub fn acceptor(self: &Arc<Self>) -> Result<TlsAcceptor> {
        let provider = Arc::new(aws_lc_rs::default_provider());
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_protocol_versions(&[&rustls::version::TLS13, &rustls::version::TLS12])
            .context("TLS versions")?
            .with_no_client_auth()
            .with_cert_resolver(Arc::clone(self) as Arc<dyn ResolvesServerCert>);
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        if matches!(self.source, CertificateSource::Authority { .. }) {
            config.alpn_protocols.push(PROOF.to_vec());
        }
        config.max_early_data_size = 0;
        // The strongest that both sides have, whatever a peer likes best.
        config.ignore_client_order = true;
        Ok(TlsAcceptor::from(Arc::new(config)))
    }

    /// Looks at the files once.
    pub fn reload(&self) -> Reload {
        let now = (self.now)();
        let prepared = self.source.prepare(now);
        let read = prepared.and_then(|()| self.source.read());
        let digest = match &read {
            Ok((chain, key)) => digest(chain, key),
            Err(_) => [0; 32],
        };
        {
            let mut seen = self.seen();
            let counts_by_now = seen.begins.is_some_and(|begins| begins <= now);
            if seen.digest == digest && !counts_by_now {
                return Reload::Unchanged;
            }
            *seen = Seen {
                digest,
                begins: None,
            };
        }
        match read.and_then(|(chain, key)| self.usable(&chain, &key)) {
            Ok(certified) => {
                let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
                *current = Arc::new(certified);
                Reload::Changed
            }
            Err(error) => Reload::Refused(error),
        }
    }

    fn usable(&self, chain: &str, key: &str) -> Result<CertifiedKey> {
        let certified = certified(chain, key)?;
        let validity = validity(&certified)?;
        let now = (self.now)();
        if validity.ends <= now {
            bail!("the new TLS certificate has expired already");
        }
        if validity.begins > now {
            self.seen().begins = Some(validity.begins);
            bail!("the new TLS certificate is not valid yet: is the clock of this machine right?");
        }
        Ok(certified)
    }

    /// Shows whoever asks for it a certificate that proves to an authority that this name leads here (RFC 8737).
    pub fn prove(&self, name: &str, digest: &[u8]) -> Result<()> {
        if digest.len() != 32 {
            bail!("the proof has a wrong length");
        }
        let mut wanted = rcgen::CertificateParams::new([name.to_owned()]).context("the proof")?;
        wanted.custom_extensions = vec![rcgen::CustomExtension::new_acme_identifier(digest)];
        let key = rcgen::KeyPair::generate().context("the proof")?;
        let made = wanted.self_signed(&key).context("the proof")?;
        // Not through the checks that a certificate for people has to pass: the proof's own extension is critical and means
        // nothing outside of this protocol.
        let secret = PrivateKeyDer::Pkcs8(key.serialize_der().into());
        let secret = aws_lc_rs::sign::any_supported_type(&secret).context("the proof")?;
        let shown = Arc::new(CertifiedKey::new(vec![made.der().clone()], secret));
        let mut proof = self.proof.write().unwrap_or_else(PoisonError::into_inner);
        *proof = Some((name.to_owned(), shown));
        Ok(())
    }

    /// The authority has looked.
    pub fn proven(&self) {
        *self.proof.write().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Looks at the files every minute and on SIGHUP, until told to stop.
    pub async fn watch(self: Arc<Self>, stop: CancellationToken) {
        let mut hangup = match signal(SignalKind::hangup()) {
            Ok(hangup) => hangup,
            Err(error) => {
                tracing::error!(cause = %error, "certificates are not looked at again");
                return;
            }
        };
        loop {
            tokio::select! {
                () = tokio::time::sleep(LOOK) => {}
                _ = hangup.recv() => tracing::info!("told to look at the certificate files"),
                () = stop.cancelled() => return,
            }
            let certificates = Arc::clone(&self);
            match tokio::task::spawn_blocking(move || certificates.reload()).await {
                Ok(Reload::Changed) => tracing::info!("the TLS certificate was replaced"),
                Ok(Reload::Refused(error)) => {
                    tracing::warn!(cause = %format!("{error:#}"), "the changed TLS certificate cannot be used; the old one stays");
                }
                Ok(Reload::Unchanged) => {}
                Err(error) => {
                    tracing::error!(cause = %error, "the certificate files were not looked at");
                }
            }
        }
    }

    /// From when until when the certificate in force counts.
    pub fn validity(&self) -> Result<Validity> {
        validity(&self.in_force())
    }

    /// Whether the certificate in force names this host or address.
    pub fn names(&self, host: &str) -> bool {
        let certified = self.in_force();
        let named = || {
            let leaf = ParsedCertificate::try_from(certified.end_entity_cert().ok()?).ok()?;
            let name = ServerName::try_from(host).ok()?;
            rustls::client::verify_server_name(&leaf, &name).ok()
        };
        named().is_some()
    }

    /// Whether it was made here, so that browsers warn about it.
    pub fn is_self_signed(&self) -> bool {
        own::made_here(&self.in_force()).unwrap_or(false)
    }

    /// From when on the certificate in the files counts, where it was refused because it came too early.
    pub fn awaited(&self) -> Option<i64> {
        self.seen().begins
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn in_force(&self) -> Arc<CertifiedKey> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }
}

impl ResolvesServerCert for Certificates {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        if hello
            .alpn()
            .is_some_and(|mut offered| offered.any(|word| word == PROOF))
        {
            let proof = self.proof.read().unwrap_or_else(PoisonError::into_inner);
            let (name, shown) = proof.as_ref()?;
            return (hello.server_name() == Some(name.as_str())).then(|| Arc::clone(shown));
        }
        Some(self.in_force())
    }
}

impl CertificateSource {
    fn prepare(&self, now: i64) -> Result<()> {
        match self {
            Self::Files { .. } => Ok(()),
            Self::Authority { until, .. } => until.prepare(now),
            Self::SelfSigned { folder, names } => own::make(folder, names, now),
        }
    }

    /// Whether there is something to read.
    pub fn is_there(&self) -> bool {
        let (chain, key) = self.files();
        chain.exists() && key.exists()
    }

    fn files(&self) -> (PathBuf, PathBuf) {
        match self {
            Self::Authority { file, .. } if file.exists() => (file.clone(), file.clone()),
            Self::Authority { until, .. } => until.files(),
            Self::Files { chain, key } => (chain.clone(), key.clone()),
            Self::SelfSigned { folder, .. } => (
                folder.join("tls-certificate.pem"),
                folder.join("tls-key.pem"),
            ),
        }
    }

    fn read(&self) -> Result<(String, String)> {
        let (chain, key) = self.files();
        Ok((read(&chain)?, read(&key)?))
    }
}

fn certified(chain: &str, key: &str) -> Result<CertifiedKey> {
    let certificates: Vec<CertificateDer<'static>> =
        CertificateDer::pem_slice_iter(chain.as_bytes())
            .collect::<Result<_, _>>()
            .context("the TLS certificate is not PEM")?;
    if certificates.is_empty() {
        bail!("the TLS certificate file holds no certificate");
    }
    let key = PrivateKeyDer::from_pem_slice(key.as_bytes()).context("the TLS key is not PEM")?;
    CertifiedKey::from_der(certificates, key, &aws_lc_rs::default_provider())
        .context("the TLS certificate and key do not fit together")
}

fn leaf(certified: &CertifiedKey) -> Result<x509_cert::Certificate> {
    let leaf = certified.end_entity_cert().context("no certificate")?;
    x509_cert::Certificate::from_der(leaf).context("the TLS certificate is damaged")
}

fn validity(certified: &CertifiedKey) -> Result<Validity> {
    let validity = leaf(certified)?.tbs_certificate.validity;
    let millis = |time: x509_cert::time::Time| {
        i64::try_from(time.to_unix_duration().as_millis()).unwrap_or(i64::MAX)
    };
    Ok(Validity {
        begins: millis(validity.not_before),
        ends: millis(validity.not_after),
    })
}

fn digest(chain: &str, key: &str) -> [u8; 32] {
    vault::sha256([chain, "\0", key].concat().as_bytes())
}

fn read(path: &Path) -> Result<String> {
    disk::read_text(path).with_context(|| format!("cannot read {}", path.display()))
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicI64, Ordering};

    use super::*;

    /// 2027-05-18 12:32:07 UTC.
    fn now() -> i64 {
        1_810_643_527_000
    }

    type Date = (i32, u8, u8);

    const SPRING: Date = (2027, 5, 1);
    const SUMMER: Date = (2027, 8, 16);

    /// A certificate for a name that counts from and until these days, and its key.
    fn made(name: &str, begins: Date, ends: Date) -> (String, String) {
        let mut wanted = rcgen::CertificateParams::new([name.to_owned()]).unwrap();
        wanted.not_before = rcgen::date_time_ymd(begins.0, begins.1, begins.2);
        wanted.not_after = rcgen::date_time_ymd(ends.0, ends.1, ends.2);
        let key = rcgen::KeyPair::generate().unwrap();
        let certificate = wanted.self_signed(&key).unwrap();
        (certificate.pem(), key.serialize_pem())
    }

    struct Files {
        folder: tempfile::TempDir,
    }

    impl Files {
        fn with(pair: &(String, String)) -> Self {
            let files = Self {
                folder: tempfile::tempdir().unwrap(),
            };
            files.write(&pair.0, &pair.1);
            files
        }

        fn write(&self, chain: &str, key: &str) {
            let at = |name: &str| self.folder.path().join(name);
            disk::write_private(&at("chain.pem"), chain.as_bytes()).unwrap();
            disk::write_private(&at("key.pem"), key.as_bytes()).unwrap();
        }

        fn open(&self, now: fn() -> i64) -> Arc<Certificates> {
            let source = CertificateSource::Files {
                chain: self.folder.path().join("chain.pem"),
                key: self.folder.path().join("key.pem"),
            };
            Certificates::open(source, now).unwrap()
        }
    }

    #[test]
    fn a_changed_certificate_is_taken_up_and_a_broken_one_is_not() {
        let old = made("old.example", SPRING, (2027, 6, 20));
        let new = made("new.example", SPRING, SUMMER);
        let files = Files::with(&old);
        let certificates = files.open(now);
        assert!(matches!(certificates.reload(), Reload::Unchanged));
        let expired = made("new.example", (2027, 1, 1), (2027, 5, 17));
        let early = made("new.example", (2027, 5, 19), SUMMER);

        for (chain, key, why) in [
            ("", new.1.as_str(), "no certificate"),
            ("nonsense", &new.1, "no certificate"),
            (new.0.get(..300).unwrap(), &new.1, "certificate"),
            (&new.0, "nonsense", "PEM"),
            // One of two files was replaced so far.
            (&new.0, &old.1, "fit together"),
            (&expired.0, &expired.1, "expired"),
            (&early.0, &early.1, "not valid yet"),
        ] {
            files.write(chain, key);
            let Reload::Refused(error) = certificates.reload() else {
                panic!("{why}: a broken certificate was taken up");
            };
            assert!(format!("{error:#}").contains(why), "{why}: {error:#}");
            assert!(
                matches!(certificates.reload(), Reload::Unchanged),
                "told once"
            );
            assert!(certificates.names("old.example"));
        }
        std::fs::remove_file(files.folder.path().join("key.pem")).unwrap();
        assert!(matches!(certificates.reload(), Reload::Refused(_)));

        files.write(&new.0, &new.1);
        assert!(matches!(certificates.reload(), Reload::Changed));
        assert!(certificates.names("new.example") && !certificates.names("old.example"));
        // 2027-08-16 00:00:00 UTC.
        assert_eq!(certificates.validity().unwrap().ends, 1_818_374_400_000);
    }

    #[test]
    fn a_certificate_that_came_early_is_taken_up_when_it_begins() {
        static NOW: AtomicI64 = AtomicI64::new(0);
        fn moved() -> i64 {
            NOW.load(Ordering::Relaxed)
        }
        NOW.store(now(), Ordering::Relaxed);
        let old = made("old.example", SPRING, (2027, 6, 20));
        let early = made("new.example", (2027, 5, 19), SUMMER);
        let files = Files::with(&old);
        let certificates = files.open(moved);

        files.write(&early.0, &early.1);
        assert!(matches!(certificates.reload(), Reload::Refused(_)));
        let begins = certificates.awaited().unwrap();
        // 2027-05-19 00:00:00 UTC.
        assert_eq!(begins, 1_810_684_800_000);
        NOW.store(begins - 1, Ordering::Relaxed);
        let looked = certificates.reload();
        assert!(matches!(looked, Reload::Unchanged), "told once");

        NOW.store(begins, Ordering::Relaxed);
        assert!(matches!(certificates.reload(), Reload::Changed));
        assert!(certificates.names("new.example"));
        assert_eq!(certificates.awaited(), None);
        assert!(matches!(certificates.reload(), Reload::Unchanged));
    }

    #[test]
    fn a_certificate_and_the_key_of_another_do_not_start() {
        let files = Files::with(&(
            made("a.example", SPRING, SUMMER).0,
            made("a.example", SPRING, SUMMER).1,
        ));
        let source = CertificateSource::Files {
            chain: files.folder.path().join("chain.pem"),
            key: files.folder.path().join("key.pem"),
        };
        let error = Certificates::open(source, now).unwrap_err();
        assert!(format!("{error:#}").contains("fit together"), "{error:#}");
    }
}

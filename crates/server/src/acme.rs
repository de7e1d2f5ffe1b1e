//! Certificates from an authority that speaks ACME (RFC 8555): ordered for the name in `http.public_origin`, proven
//! over the server's own TLS port (TLS-ALPN-01, RFC 8737), renewed after two thirds of their life. The account's key is
//! sealed under the root key; everything lies in a folder beside it, one for each authority.

mod folders;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use instant_acme::{
    Account, AccountBuilder, AccountCredentials, AuthorizationStatus, ChallengeType, Identifier,
    NewAccount, NewOrder, OrderStatus, RetryPolicy,
};
use kernel::Clock;
use tokio_util::sync::CancellationToken;
use vault::KeyProvider;

use crate::disk;
use crate::tls::{Certificates, Reload, Validity};

use folders::{account_file, account_key, certificate_file, context, read_account};
pub use folders::{certificate_of, folder_of, settle};

/// The longest sleep, so that a clock that was set right is noticed.
const LOOK: Duration = Duration::from_hours(1);
/// How long after a failure the next try comes; doubled with each one up to a day.
const AFTER_FAILURE: Duration = Duration::from_mins(10);
/// How long an authority may take to look and to sign.
const PATIENCE: RetryPolicy = RetryPolicy::new()
    .initial_delay(Duration::from_millis(500))
    .timeout(Duration::from_mins(3));

/// Which authority, and for whom.
#[derive(Debug, Clone)]
pub struct Authority {
    /// Address of its directory.
    pub directory: String,
    /// An e-mail address for it to write to; may be empty.
    pub contact: String,
    /// A certificate in PEM to trust for the directory instead of the system's.
    pub root: Option<PathBuf>,
    /// The name to have certified.
    pub host: String,
    /// Where account and certificate are kept.
    pub folder: PathBuf,
}

/// Keeps a certificate of the authority in force.
pub struct Renewal {
    authority: Authority,
    certificates: Arc<Certificates>,
    provider: Arc<dyn KeyProvider>,
    clock: Arc<dyn Clock>,
}

impl Renewal {
    /// Prepares; nothing is asked of the authority yet.
    pub fn new(
        authority: Authority,
        certificates: Arc<Certificates>,
        provider: Arc<dyn KeyProvider>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self {
            authority,
            certificates,
            provider,
            clock,
        }
    }

    /// Orders when it is time, until told to stop.
    pub async fn run(self, stop: CancellationToken) {
        let chance =
            f64::from(u32::from_be_bytes(vault::random_bytes::<4>())) / f64::from(u32::MAX);
        let mut failures = 0_u32;
        loop {
            let mut wait = self.until_due(chance).min(LOOK);
            if wait.is_zero() {
                let ordered = tokio::select! {
                    ordered = self.order() => ordered,
                    () = stop.cancelled() => return,
                };
                wait = match ordered {
                    Ok(()) => {
                        failures = 0;
                        tracing::info!(http.host = %self.authority.host, "the authority certified this server");
                        // Whatever it made, it is not asked again at once.
                        LOOK
                    }
                    Err(error) => {
                        self.certificates.proven();
                        failures += 1;
                        tracing::error!(cause = %format!("{error:#}"), "no certificate from the authority; it will be tried again");
                        after(failures)
                    }
                };
            }
            tokio::select! {
                () = tokio::time::sleep(wait) => {}
                () = stop.cancelled() => return,
            }
        }
    }

    /// Nothing, when there is no certificate of the authority in force or it has to be renewed. One that came early is
    /// waited for: the next would count no sooner.
    fn until_due(&self, chance: f64) -> Duration {
        let now = self.clock.now();
        if self.certificates.awaited().is_some()
            && matches!(self.certificates.reload(), Reload::Changed)
        {
            tracing::info!("the TLS certificate was replaced");
        }
        if let Some(begins) = self.certificates.awaited() {
            return between(now, begins);
        }
        let certificates = &self.certificates;
        let there = certificate_file(&self.authority.folder).exists();
        if !there || certificates.is_self_signed() || !certificates.names(&self.authority.host) {
            return Duration::ZERO;
        }
        let Ok(validity) = certificates.validity() else {
            return Duration::ZERO;
        };
        between(now, due(validity, chance))
    }

    async fn order(&self) -> Result<()> {
        let account = self
            .account()
            .await
            .context("the account at the authority")?;
        let host = self.authority.host.clone();
        let names = [Identifier::Dns(host.clone())];
        let order = account.new_order(&NewOrder::new(&names)).await;
        let mut order = order.context("the order")?;
        let mut authorizations = order.authorizations();
        while let Some(authorization) = authorizations.next().await {
            let mut authorization = authorization.context("the authority's question")?;
            if authorization.status == AuthorizationStatus::Valid {
                continue;
            }
            if authorization.status != AuthorizationStatus::Pending {
                bail!("the authority refuses the name {host}");
            }
            let mut challenge = authorization
                .challenge(ChallengeType::TlsAlpn01)
                .context("the authority does not offer TLS-ALPN-01")?;
            let digest = challenge.key_authorization().digest().as_ref().to_vec();
            self.certificates.prove(&host, &digest)?;
            challenge.set_ready().await.context("the proof")?;
        }
        let ready = order.poll_ready(&PATIENCE).await.with_context(|| {
            format!("the authority could not check {host}: it connects to port 443 of that name, which has to lead here")
        });
        self.certificates.proven();
        ensure!(
            ready? == OrderStatus::Ready,
            "the authority found no proof at port 443 of {host}"
        );
        let key = rcgen::KeyPair::generate().context("a key")?;
        let request = rcgen::CertificateParams::new([host])
            .and_then(|mut wanted| {
                // A request speaks of the names of the order and of nothing else.
                wanted.distinguished_name = rcgen::DistinguishedName::new();
                wanted.serialize_request(&key)
            })
            .context("the request")?;
        order
            .finalize_csr(request.der())
            .await
            .context("the request")?;
        let chain = order
            .poll_certificate(&PATIENCE)
            .await
            .context("the certificate")?;
        self.keep(&chain, &key.serialize_pem())
    }

    fn keep(&self, chain: &str, key: &str) -> Result<()> {
        let file = certificate_file(&self.authority.folder);
        disk::replace_private(&file, format!("{key}{chain}").as_bytes())?;
        match self.certificates.reload() {
            Reload::Changed | Reload::Unchanged => {}
            Reload::Refused(error) => return Err(error),
        }
        let named = self.certificates.names(&self.authority.host);
        ensure!(named, "the authority's certificate names somebody else");
        // Whoever watches the files may have been the one to refuse it.
        let in_force = !self.certificates.is_self_signed();
        ensure!(in_force, "the authority's certificate cannot be used");
        Ok(())
    }

    /// The account of this installation, made on first use.
    async fn account(&self) -> Result<Account> {
        let provider = self.provider.as_ref();
        let file = account_file(&self.authority.folder);
        if file.exists() {
            let plain = read_account(&file, provider)?;
            let credentials: AccountCredentials = serde_json::from_slice(&plain)?;
            return Ok(self.client()?.from_credentials(credentials).await?);
        }
        let contact = format!("mailto:{}", self.authority.contact);
        let contacts: &[&str] = if self.authority.contact.is_empty() {
            &[]
        } else {
            &[&contact]
        };
        let new = NewAccount {
            contact: contacts,
            terms_of_service_agreed: true,
            only_return_existing: false,
        };
        let directory = self.authority.directory.clone();
        let (account, credentials) = self.client()?.create(&new, directory, None).await?;
        let plain = serde_json::to_vec(&credentials)?;
        let sealed = vault::seal(&account_key(provider), &context(), &plain)?;
        disk::replace_private(&file, sealed.as_bytes())?;
        Ok(account)
    }

    fn client(&self) -> Result<AccountBuilder> {
        Ok(match &self.authority.root {
            Some(root) => Account::builder_with_root(root)?,
            None => Account::builder()?,
        })
    }
}

/// When to renew: after two thirds of the life, a little earlier by chance so that not everybody comes at once.
fn due(validity: Validity, chance: f64) -> i64 {
    let life = validity.ends.saturating_sub(validity.begins);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        reason = "a twentieth of a life, by chance"
    )]
    let earlier = (life as f64 / 20.0 * chance) as i64;
    validity
        .begins
        .saturating_add(life / 3 * 2)
        .saturating_sub(earlier)
}

fn between(now: i64, then: i64) -> Duration {
    Duration::from_millis(u64::try_from(then.saturating_sub(now)).unwrap_or_default())
}

/// How long to wait after so many failures in a row.
fn after(failures: u32) -> Duration {
    let doubled = AFTER_FAILURE.saturating_mul(1 << failures.saturating_sub(1).min(10));
    doubled.min(Duration::from_hours(24))
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::atomic::{AtomicI64, Ordering};

    use vault::FileKeyProvider;

    use super::*;
    use crate::tls::CertificateSource;

    const DAY: i64 = 86_400_000;
    const HOST: &str = "review.example";
    const DIRECTORY: &str = "https://authority.example/directory";

    /// A clock that a test moves.
    #[derive(Debug)]
    struct Hands(fn() -> i64);

    impl Clock for Hands {
        fn now(&self) -> i64 {
            (self.0)()
        }
    }

    /// A server that shows its own certificate so far.
    fn renewal(directory: &str, folder: &Path, now: fn() -> i64) -> Renewal {
        let keys = folder.join("keys");
        let provider = FileKeyProvider::open_or_create(&keys).unwrap();
        let authority = Authority {
            directory: directory.to_owned(),
            contact: String::new(),
            root: None,
            host: HOST.to_owned(),
            folder: folder_of(directory, &keys),
        };
        let source = CertificateSource::Authority {
            file: certificate_of(directory, &keys),
            until: Box::new(CertificateSource::SelfSigned {
                folder: keys,
                names: vec![HOST.to_owned()],
            }),
        };
        let certificates = Certificates::open(source, now).unwrap();
        Renewal::new(
            authority,
            certificates,
            Arc::new(provider),
            Arc::new(Hands(now)),
        )
    }

    /// What an authority would make, and its key.
    fn certified(begins: (i32, u8, u8), ends: (i32, u8, u8)) -> (String, String) {
        let mut wanted = rcgen::CertificateParams::new([HOST.to_owned()]).unwrap();
        wanted.distinguished_name = rcgen::DistinguishedName::new();
        wanted.not_before = rcgen::date_time_ymd(begins.0, begins.1, begins.2);
        wanted.not_after = rcgen::date_time_ymd(ends.0, ends.1, ends.2);
        let key = rcgen::KeyPair::generate().unwrap();
        let chain = wanted.self_signed(&key).unwrap().pem();
        (chain, key.serialize_pem())
    }

    /// 2027-05-18 12:32:07 UTC.
    const NOON: i64 = 1_810_643_527_000;

    #[test]
    fn after_a_change_of_authority_a_certificate_is_ordered_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let (chain, key) = certified((2027, 5, 1), (2027, 8, 1));
        let before = renewal(DIRECTORY, folder.path(), || NOON);
        before.keep(&chain, &key).unwrap();

        let other = renewal("https://other.example/directory", folder.path(), || NOON);
        assert_eq!(other.until_due(0.0), Duration::ZERO);

        let back = renewal(DIRECTORY, folder.path(), || NOON);
        assert!(back.until_due(0.0) > Duration::from_hours(24), "kept");
    }

    #[test]
    fn a_first_certificate_that_was_refused_is_ordered_again() {
        let folder = tempfile::tempdir().unwrap();
        let renewal = renewal(DIRECTORY, folder.path(), || NOON);
        assert_eq!(renewal.until_due(0.0), Duration::ZERO, "there is none");

        let (chain, key) = certified((2027, 1, 1), (2027, 5, 1));
        renewal.keep(&chain, &key).unwrap_err();
        assert_eq!(renewal.until_due(0.0), Duration::ZERO, "it was refused");

        let (chain, key) = certified((2027, 5, 1), (2027, 8, 1));
        renewal.keep(&chain, &key).unwrap();
        assert!(renewal.until_due(0.0) > Duration::from_hours(24));
    }

    #[test]
    fn a_certificate_that_came_early_is_waited_for_and_no_other_is_ordered() {
        static NOW: AtomicI64 = AtomicI64::new(NOON);
        let folder = tempfile::tempdir().unwrap();
        let renewal = renewal(DIRECTORY, folder.path(), || NOW.load(Ordering::Relaxed));
        let (chain, key) = certified((2027, 5, 19), (2027, 8, 16));

        let error = renewal.keep(&chain, &key).unwrap_err();

        assert!(format!("{error:#}").contains("not valid yet"), "{error:#}");
        let wait = renewal.until_due(0.0);
        assert!(wait > Duration::from_hours(11) && wait < Duration::from_hours(12));
        assert!(renewal.certificates.is_self_signed());
        NOW.fetch_add(DAY / 2, Ordering::Relaxed);
        assert!(renewal.until_due(0.0) > Duration::from_hours(24));
        assert!(!renewal.certificates.is_self_signed());
    }

    #[test]
    fn a_certificate_is_renewed_after_two_thirds_of_its_life() {
        let validity = |days: i64| Validity {
            begins: 1_000 * DAY,
            ends: (1_000 + days) * DAY,
        };
        assert_eq!(due(validity(90), 0.0), 1_060 * DAY);
        assert_eq!(due(validity(90), 1.0), 1_060 * DAY - 90 * DAY / 20);
        assert_eq!(due(validity(6), 0.0), 1_004 * DAY);
        for chance in [0.0, 0.3, 1.0] {
            let left = validity(90).ends - due(validity(90), chance);
            assert!(left >= 30 * DAY, "a month is left to find out why it fails");
        }
    }

    #[test]
    fn an_authority_that_fails_is_not_pestered() {
        let minutes: Vec<u64> = (1..=12)
            .map(|failures| after(failures).as_secs() / 60)
            .collect();
        assert_eq!(
            minutes,
            [10, 20, 40, 80, 160, 320, 640, 1280, 1440, 1440, 1440, 1440]
        );
    }
}

//! The certificate that a server makes for itself, so that it starts with TLS before anybody certifies it.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};
use rustls::sign::CertifiedKey;

use super::{certified, leaf, read, validity};
use crate::disk;

const DAY: i64 = 24 * 3_600_000;

/// How long a certificate made here counts. Some browsers take none that counts longer than 398 days.
const LIFE: i64 = 396 * DAY;

/// How long before its end it is replaced.
const EARLY: i64 = 30 * DAY;

/// The subject of certificates made here: what `rcgen` calls those that nobody names. Browsers look at the other names.
const OUR_SUBJECT: &str = "CN=rcgen self signed cert";

/// Makes the certificate when it is missing, and again before it ends. One that somebody else put into its place is theirs
/// to renew, however it ends.
pub(super) fn make(folder: &Path, names: &[String], now: i64) -> Result<()> {
    let (chain, key) = (
        folder.join("tls-certificate.pem"),
        folder.join("tls-key.pem"),
    );
    if chain.exists() && key.exists() {
        let kept = read(&chain)?;
        // Nothing is in it when a crash interrupted what stands below.
        if !kept.is_empty() {
            let kept = certified(&kept, &read(&key)?)?;
            if !made_here(&kept)? || validity(&kept)?.ends > now + EARLY {
                return Ok(());
            }
        }
        disk::write_private(&chain, b"")?;
    }
    let mut wanted =
        rcgen::CertificateParams::new(names.to_vec()).context("the names of a certificate")?;
    // From yesterday on, for clocks that are a little behind.
    let epoch = rcgen::date_time_ymd(1970, 1, 1);
    let since = |at: i64| Duration::from_millis(u64::try_from(at).unwrap_or_default());
    wanted.not_before = epoch + since(now - DAY);
    wanted.not_after = epoch + since(now + LIFE);
    let pair = rcgen::KeyPair::generate().context("cannot make a key")?;
    let made = wanted
        .self_signed(&pair)
        .context("cannot make a certificate")?;
    disk::write_private(&key, pair.serialize_pem().as_bytes())?;
    disk::write_private(&chain, made.pem().as_bytes())
}

pub(super) fn made_here(certified: &CertifiedKey) -> Result<bool> {
    let leaf = leaf(certified)?.tbs_certificate;
    Ok(leaf.issuer == leaf.subject && leaf.subject.to_string() == OUR_SUBJECT)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::{CertificateSource, Certificates};
    use super::*;

    /// 2027-05-18 12:32:07 UTC.
    fn now() -> i64 {
        1_810_643_527_000
    }

    fn self_signed(folder: &Path, now: fn() -> i64) -> Arc<Certificates> {
        let source = CertificateSource::SelfSigned {
            folder: folder.to_owned(),
            names: vec!["localhost".to_owned()],
        };
        Certificates::open(source, now).unwrap()
    }

    #[test]
    fn a_certificate_of_our_own_counts_a_year_and_is_replaced_before_it_ends() {
        fn a_month_before_the_end() -> i64 {
            now() + LIFE - EARLY
        }
        let folder = tempfile::tempdir().unwrap();
        let first = self_signed(folder.path(), now).validity().unwrap();
        assert!(first.begins <= now() && first.ends - first.begins <= 398 * DAY);
        assert_eq!(self_signed(folder.path(), now).validity().unwrap(), first);

        let second = self_signed(folder.path(), a_month_before_the_end);
        let renewed = second.validity().unwrap();
        assert!(renewed.ends > first.ends + 300 * DAY, "{renewed:?}");
        assert!(second.names("localhost"));

        // A crash between the two files.
        disk::write_private(&folder.path().join("tls-certificate.pem"), b"").unwrap();
        assert!(self_signed(folder.path(), now).names("localhost"));
    }

    #[test]
    fn a_certificate_that_somebody_else_put_there_stays_however_it_ends() {
        let folder = tempfile::tempdir().unwrap();
        assert!(self_signed(folder.path(), now).is_self_signed());
        let mut wanted = rcgen::CertificateParams::new(["review.example".to_owned()]).unwrap();
        wanted.distinguished_name = rcgen::DistinguishedName::new();
        wanted
            .distinguished_name
            .push(rcgen::DnType::CommonName, "review.example");
        wanted.not_after = rcgen::date_time_ymd(2027, 5, 20);
        let key = rcgen::KeyPair::generate().unwrap();
        let theirs = wanted.self_signed(&key).unwrap().pem();
        for (name, text) in [
            ("tls-certificate.pem", theirs.clone()),
            ("tls-key.pem", key.serialize_pem()),
        ] {
            disk::write_private(&folder.path().join(name), text.as_bytes()).unwrap();
        }
        let kept = self_signed(folder.path(), now);
        assert!(kept.names("review.example") && !kept.is_self_signed());
        let stays = disk::read_text(&folder.path().join("tls-certificate.pem")).unwrap();
        assert_eq!(stays, theirs);
    }
}

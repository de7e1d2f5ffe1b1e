//! Where the account and the certificate of each authority lie, beside the root key.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use vault::{KeyProvider, Sealed};
use zeroize::Zeroizing;

use crate::disk;

/// The folder of all of them.
const FOLDER: &str = "acme";

/// The file of the certificate and its key: one, so that they can only change together.
pub(super) fn certificate_file(folder: &Path) -> PathBuf {
    folder.join("certificate.pem")
}

/// Where what belongs to one authority is kept: another directory has another account and another certificate.
pub fn folder_of(directory: &str, keys: &Path) -> PathBuf {
    let digest = vault::hex(&vault::sha256(directory.as_bytes()));
    let name = digest.get(..16).unwrap_or(&digest);
    keys.join(FOLDER).join(name)
}

/// The certificate file of an authority. Until [`settle`] ran, what an earlier version left counts.
pub fn certificate_of(directory: &str, keys: &Path) -> PathBuf {
    let own = certificate_file(&folder_of(directory, keys));
    let former = certificate_file(&keys.join(FOLDER));
    if !own.exists() && former.exists() {
        former
    } else {
        own
    }
}

/// Earlier versions kept one account and one certificate, whatever the authority. They go to the folder of the authority
/// that the account names, or aside, where nobody looks for them, when that cannot be told.
pub fn settle(keys: &Path, provider: &dyn KeyProvider) -> Result<()> {
    let former = keys.join(FOLDER);
    let (account, certificate) = (account_file(&former), certificate_file(&former));
    if !account.exists() && !certificate.exists() {
        return Ok(());
    }
    let named = read_account(&account, provider).and_then(|plain| {
        let account: Named = serde_json::from_slice(&plain)?;
        Ok(account.directory)
    });
    let place = match named {
        Ok(directory) => folder_of(&directory, keys),
        Err(error) => {
            tracing::warn!(cause = %format!("{error:#}"), "whose the kept ACME account is cannot be told; it is set aside, and a new one is made");
            former.join("aside")
        }
    };
    // The account last: it tells where the rest belongs when this is interrupted.
    for (from, to) in [
        (certificate, certificate_file(&place)),
        (account, account_file(&place)),
    ] {
        if from.exists() {
            disk::move_private(&from, &to)?;
        }
    }
    Ok(())
}

/// The part of an account that says whose it is.
#[derive(serde::Deserialize)]
struct Named {
    directory: String,
}

pub(super) fn account_file(folder: &Path) -> PathBuf {
    folder.join("account.sealed")
}

pub(super) fn read_account(file: &Path, provider: &dyn KeyProvider) -> Result<Zeroizing<Vec<u8>>> {
    let sealed = Sealed::from_stored(disk::read_bytes(file)?);
    vault::open(&account_key(provider), &context(), &sealed)
        .context("the account does not open with this root key")
}

pub(super) fn account_key(provider: &dyn KeyProvider) -> vault::Key {
    provider.derive("acme account")
}

pub(super) fn context() -> vault::Context {
    vault::Context::new(
        uuid::Uuid::nil(),
        None,
        "server",
        uuid::Uuid::nil(),
        "acme",
        0,
    )
}

#[cfg(test)]
mod tests {
    use vault::FileKeyProvider;

    use super::*;

    const DIRECTORY: &str = "https://authority.example/directory";

    /// What an earlier version left: an account of whoever these words name, and a certificate.
    fn left_by_an_earlier_version(keys: &Path, account: &str) -> FileKeyProvider {
        let provider = FileKeyProvider::open_or_create(keys).unwrap();
        let former = keys.join(FOLDER);
        let key = account_key(&provider);
        let sealed = vault::seal(&key, &context(), account.as_bytes()).unwrap();
        disk::write_private(&account_file(&former), sealed.as_bytes()).unwrap();
        disk::write_private(&certificate_file(&former), b"kept").unwrap();
        provider
    }

    #[test]
    fn what_an_earlier_version_kept_goes_to_the_authority_that_its_account_names() {
        const OTHER: &str = "https://other.example/directory";
        let folder = tempfile::tempdir().unwrap();
        let keys = folder.path().join("keys");
        let words = format!(r#"{{"id":"1","key_pkcs8":"","directory":"{DIRECTORY}"}}"#);
        let provider = left_by_an_earlier_version(&keys, &words);
        let former = certificate_file(&keys.join(FOLDER));
        assert_eq!(certificate_of(DIRECTORY, &keys), former, "not settled yet");

        // The second time there is nothing left to do.
        for _ in 0..2 {
            settle(&keys, &provider).unwrap();
        }

        let own = folder_of(DIRECTORY, &keys);
        assert_eq!(certificate_of(DIRECTORY, &keys), certificate_file(&own));
        assert!(certificate_file(&own).exists() && account_file(&own).exists());
        let plain = read_account(&account_file(&own), &provider).unwrap();
        assert_eq!(*plain, words.as_bytes());
        assert!(!certificate_of(OTHER, &keys).exists(), "so one is ordered");
        assert!(!account_file(&folder_of(OTHER, &keys)).exists());
    }

    #[test]
    fn an_account_of_nobody_knows_whom_is_set_aside_and_a_new_one_made() {
        for words in ["nonsense", r#"{"id":"1","key_pkcs8":""}"#] {
            let folder = tempfile::tempdir().unwrap();
            let keys = folder.path().join("keys");
            let provider = left_by_an_earlier_version(&keys, words);

            settle(&keys, &provider).unwrap();

            assert!(!certificate_of(DIRECTORY, &keys).exists());
            assert!(!account_file(&folder_of(DIRECTORY, &keys)).exists());
            let aside = keys.join(FOLDER).join("aside");
            assert!(account_file(&aside).exists(), "nothing is thrown away");
        }
    }
}

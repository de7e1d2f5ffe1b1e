//! The text form of a key file: one line, with a checksum, or sealed under a passphrase.

use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use zeroize::Zeroizing;

use crate::{Context, Key, Sealed, VaultError, random_bytes, sha256};

/// First word of a file; another form needs another word. The second one fixes the cost as well.
const PLAIN: &str = "countersign-key-1";
const SEALED: &str = "countersign-sealed-key-1";
const SALT: usize = 16;

/// What protects a key inside its file.
#[derive(Clone, Copy)]
pub(super) enum Secret<'a> {
    None,
    Passphrase(&'a str),
}

pub(super) fn encode(key: &Key, secret: Secret<'_>) -> Result<Zeroizing<String>, VaultError> {
    let Secret::Passphrase(passphrase) = secret else {
        let text = Zeroizing::new(URL_SAFE_NO_PAD.encode(key.expose()));
        return Ok(Zeroizing::new(format!(
            "{PLAIN} {} {}\n",
            text.as_str(),
            checksum(key)
        )));
    };
    let salt: [u8; SALT] = random_bytes();
    let sealed = crate::seal(&stretch(passphrase, &salt)?, &context(), key.expose())?;
    let [salt, sealed] = [&salt, sealed.as_bytes()].map(|bytes| URL_SAFE_NO_PAD.encode(bytes));
    Ok(Zeroizing::new(format!("{SEALED} {salt} {sealed}\n")))
}

/// Reads a file; `what` names it in errors.
pub(super) fn decode(
    text: &str,
    secret: Secret<'_>,
    what: &'static str,
) -> Result<Key, VaultError> {
    let malformed = || VaultError::Malformed { what };
    let mut words = text.split_ascii_whitespace();
    let (Some(form), Some(second), Some(third), None) =
        (words.next(), words.next(), words.next(), words.next())
    else {
        return Err(malformed());
    };
    let second = URL_SAFE_NO_PAD
        .decode(second)
        .map(Zeroizing::new)
        .map_err(|_| malformed())?;
    match (form, secret) {
        (PLAIN, Secret::None) => {
            let key = Key::from_slice(&second).ok_or_else(malformed)?;
            if checksum(&key) == third {
                Ok(key)
            } else {
                Err(malformed())
            }
        }
        (SEALED, Secret::Passphrase(passphrase)) => {
            let salt = second.as_slice().try_into().map_err(|_| malformed())?;
            let sealed = URL_SAFE_NO_PAD.decode(third).map_err(|_| malformed())?;
            let stretched = stretch(passphrase, salt)?;
            let key = crate::open(&stretched, &context(), &Sealed::from_stored(sealed))?;
            Key::from_slice(&key).ok_or_else(malformed)
        }
        (SEALED, Secret::None) => Err(VaultError::PassphraseNeeded),
        (PLAIN, Secret::Passphrase(_)) => Err(VaultError::PassphraseUnused),
        _ => Err(malformed()),
    }
}

fn checksum(key: &Key) -> String {
    let hash = sha256(key.expose());
    URL_SAFE_NO_PAD.encode(hash.first_chunk::<6>().unwrap_or(&[0; 6]))
}

fn context() -> Context {
    Context::from_foreign(b"countersign/1 key file".to_vec())
}

/// Argon2id with 64 MiB, three passes and four lanes (RFC 9106 section 4, second choice): it runs
/// once per start.
fn stretch(passphrase: &str, salt: &[u8; SALT]) -> Result<Key, VaultError> {
    let failed = |_| VaultError::Library {
        what: "stretching a passphrase",
    };
    let params = Params::new(64 * 1024, 3, 4, Some(32)).map_err(failed)?;
    let mut output = Zeroizing::new([0; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(passphrase.as_bytes(), salt, &mut *output)
        .map_err(failed)?;
    Ok(Key::from_bytes(*output))
}

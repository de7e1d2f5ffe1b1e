//! Hashing of passwords (Argon2id) and judging how hard they are to guess. Sealing the hash, counting
//! attempts and moving the work off the async threads are the caller's part.

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, PasswordHasher, PasswordVerifier, Version};
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use crate::{VaultError, random_bytes};

mod strength;

pub use strength::{MAX_LENGTH, MIN_LENGTH, Strength, missing_classes, strength};

/// Cost of one hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Params {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub iterations: u32,
    /// Lanes; one thread fills them all.
    pub parallelism: u32,
}

impl Default for Params {
    /// 19 MiB, two passes, one lane: the OWASP minimum for Argon2id (RFC 9106).
    fn default() -> Self {
        Self {
            memory_kib: 19 * 1024,
            iterations: 2,
            parallelism: 1,
        }
    }
}

/// Hashes a password into a PHC string with a fresh salt. Takes tens of milliseconds of one core.
///
/// # Errors
/// [`VaultError::TooLong`] above [`MAX_LENGTH`] characters, [`VaultError::Malformed`] for
/// impossible parameters.
pub fn hash(password: &str, params: &Params) -> Result<String, VaultError> {
    let normal = normalise(password).ok_or(VaultError::TooLong {
        limit: MAX_LENGTH as u64,
    })?;
    let hasher = hasher(params)?;
    let salt: [u8; 16] = random_bytes();
    let hash: PasswordHash = hasher
        .hash_password_with_salt(normal.as_bytes(), &salt)
        .map_err(|_| VaultError::Library {
            what: "hashing a password",
        })?;
    Ok(hash.to_string())
}

/// Whether the password belongs to the PHC string, at the cost the string names.
pub fn verify(password: &str, phc: &str) -> bool {
    let Some(normal) = normalise(password) else {
        return false;
    };
    let Ok(hash) = PasswordHash::new(phc) else {
        return false;
    };
    hash.algorithm.as_str() == Algorithm::Argon2id.as_str()
        && Argon2::default()
            .verify_password(normal.as_bytes(), &hash)
            .is_ok()
}

/// Does the work of [`verify`] for an account that does not exist, so that the time of an answer
/// does not tell which accounts do. Always `false`.
pub fn verify_dummy(password: &str, params: &Params) -> bool {
    // SECURITY: user enumeration by timing. Guarded by test
    // an_unknown_account_costs_as_much_as_a_wrong_password.
    let mut output = Zeroizing::new([0_u8; 32]);
    if let (Some(normal), Ok(hasher)) = (normalise(password), hasher(params)) {
        let worked = hasher.hash_password_into(normal.as_bytes(), &[0; 16], &mut *output);
        std::hint::black_box(worked.is_ok());
    }
    false
}

/// Whether a stored hash was made with other parameters and should be replaced at the next sign-in.
pub fn needs_rehash(phc: &str, params: &Params) -> bool {
    let made_with = |hash: PasswordHash| {
        let made = argon2::Params::try_from(&hash).ok()?;
        Some(Params {
            memory_kib: made.m_cost(),
            iterations: made.t_cost(),
            parallelism: made.p_cost(),
        })
    };
    PasswordHash::new(phc).ok().and_then(made_with) != Some(*params)
}

fn hasher(params: &Params) -> Result<Argon2<'static>, VaultError> {
    argon2::Params::new(
        params.memory_kib,
        params.iterations,
        params.parallelism,
        Some(32),
    )
    .map(|params| Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
    .map_err(|_| VaultError::Malformed {
        what: "password parameters",
    })
}

/// NFKC, so that a password typed on another keyboard is the same (NIST SP 800-63B-4).
fn normalise(password: &str) -> Option<Zeroizing<String>> {
    // Normalising expands a character to at most 18; the count bounds the work before it begins.
    if password.chars().take(MAX_LENGTH + 1).count() > MAX_LENGTH {
        return None;
    }
    let mut normal = Zeroizing::new(String::with_capacity(password.len() * 2));
    normal.extend(password.nfkc());
    Some(normal)
}

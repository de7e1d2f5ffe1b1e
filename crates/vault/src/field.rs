//! Sealing of one field or one row envelope. Files are sealed by `chunked`, keys are kept elsewhere.

use zeroize::Zeroizing;

use crate::chunked::{open_message, seal_message};
use crate::{Context, Key, Sealed, VaultError};

/// Longest plaintext of a field, in bytes.
pub const FIELD_MAX: usize = 64 * 1024;

/// Plaintext is padded to multiples of this many bytes, so that a length tells little.
const STEP: usize = 64;
const LENGTH_BYTES: usize = 4;

/// Seals a field of at most [`FIELD_MAX`] bytes.
///
/// # Errors
/// [`VaultError::TooLong`] above the limit.
pub fn seal(key: &Key, context: &Context, plain: &[u8]) -> Result<Sealed, VaultError> {
    let too_long = || VaultError::TooLong {
        limit: FIELD_MAX as u64,
    };
    if plain.len() > FIELD_MAX {
        return Err(too_long());
    }
    let length = u32::try_from(plain.len()).map_err(|_| too_long())?;
    let padded_length = (LENGTH_BYTES + plain.len()).next_multiple_of(STEP);
    let mut padded = Zeroizing::new(Vec::with_capacity(padded_length));
    padded.extend_from_slice(&length.to_be_bytes());
    padded.extend_from_slice(plain);
    padded.resize(padded_length, 0);
    seal_message(key, context, &padded).map(Sealed::from_stored)
}

/// Opens what [`seal`] made under the same key and context.
///
/// # Errors
/// [`VaultError::Refused`] or [`VaultError::Length`] for any other key, context or bytes.
pub fn open(
    key: &Key,
    context: &Context,
    sealed: &Sealed,
) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    let mut plain = open_message(key, context, sealed.as_bytes())?;
    let length = plain
        .first_chunk::<LENGTH_BYTES>()
        .and_then(|bytes| usize::try_from(u32::from_be_bytes(*bytes)).ok())
        .filter(|length| *length <= plain.len() - LENGTH_BYTES)
        .ok_or(VaultError::Malformed { what: "field" })?;
    plain.copy_within(LENGTH_BYTES..LENGTH_BYTES + length, 0);
    plain.truncate(length);
    Ok(plain)
}

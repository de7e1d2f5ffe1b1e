//! Cobblestone-256 (<https://c2sp.org/chunked-encryption>): messages of 16 KiB chunks, each sealed
//! with AES-256-GCM under a key derived per message. Files and their storage are not here.
//!
//! ```text
//! key' ‖ nonce ‖ commitment = HKDF-Expand-SHA-512(key, label ‖ salt ‖ context, 32 + 12 + 32)
//! message = salt (24) ‖ commitment (32) ‖ Σ AES-256-GCM(key', nonce XOR i, chunk i)
//! ```
//!
//! All chunks but the last are full, the last one is never full (it may be empty), so that a cut at
//! a chunk boundary is noticed.

mod derive;
mod layout;
mod opener;
mod sealer;

pub use layout::{CHUNK, HEADER, Layout, MAX_PLAIN, SEALED_CHUNK, TAG};
pub use opener::Opener;
pub use sealer::Sealer;

use zeroize::Zeroizing;

use crate::{Context, Key, VaultError};

/// Seals a whole message under a fresh salt.
///
/// # Errors
/// [`VaultError::TooLong`] above 64 TiB.
pub fn seal_message(key: &Key, context: &Context, plain: &[u8]) -> Result<Vec<u8>, VaultError> {
    let layout = Layout::of_plain(plain.len() as u64)?;
    let mut sealed = Vec::with_capacity(to_usize(layout.sealed_length())?);
    Sealer::new(key, context)?.seal_whole(plain, &mut sealed)?;
    Ok(sealed)
}

/// Opens a whole message; nothing is returned unless every chunk is genuine.
///
/// # Errors
/// [`VaultError::Length`] for an impossible length, [`VaultError::Refused`] for everything else.
pub fn open_message(
    key: &Key,
    context: &Context,
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    let Some((header, body)) = sealed.split_first_chunk::<HEADER>() else {
        return Err(VaultError::Length);
    };
    // All chunks are opened before any byte leaves, which authenticates the length as well.
    let layout = Layout::of_sealed(sealed.len() as u64)?;
    let opener = Opener::with_authenticated_length(key, context, header, layout.plain_length())?;
    let mut plain = Zeroizing::new(Vec::with_capacity(body.len()));
    for (index, chunk) in (0_u64..).zip(body.chunks(SEALED_CHUNK)) {
        let start = plain.len();
        plain.extend_from_slice(chunk);
        let place = plain.get_mut(start..).ok_or(VaultError::Length)?;
        let length = opener.open_chunk_in_place(index, place)?;
        plain.truncate(start + length);
    }
    Ok(plain)
}

fn to_usize(length: u64) -> Result<usize, VaultError> {
    usize::try_from(length).map_err(|_| VaultError::Length)
}

//! The few files that the binary itself reads and writes: configuration, certificates, what `verify` is pointed at.

use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use anyhow::{Context, Result};

/// Reads a small text file.
#[expect(
    clippy::disallowed_methods,
    reason = "configuration and certificates are read here"
)]
pub fn read_text(path: &Path) -> std::io::Result<String> {
    String::from_utf8(std::fs::read(path)?)
        .map_err(|error| std::io::Error::new(std::io::ErrorKind::InvalidData, error))
}

/// Reads a file whole.
#[expect(
    clippy::disallowed_methods,
    reason = "certificates to verify are read here"
)]
pub fn read_bytes(path: &Path) -> std::io::Result<Vec<u8>> {
    std::fs::read(path)
}

/// Opens a file to be read in pieces.
#[expect(clippy::disallowed_methods, reason = "files to verify are read here")]
pub fn open(path: &Path) -> std::io::Result<std::fs::File> {
    std::fs::File::open(path)
}

/// Writes a file that only the owner may read.
pub fn write_private(path: &Path, bytes: &[u8]) -> Result<()> {
    let folder = path.parent().context("a file needs a folder")?;
    std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(path)
        .with_context(|| format!("cannot write {}", path.display()))?;
    file.write_all(bytes)?;
    file.sync_all()
        .with_context(|| format!("cannot write {}", path.display()))
}

/// Writes a file that only the owner may read beside its place and puts it there, so that a reader sees the old one or
/// the new one, also after a power loss.
pub fn replace_private(path: &Path, bytes: &[u8]) -> Result<()> {
    let beside = path.with_extension("new");
    write_private(&beside, bytes)?;
    move_private(&beside, path)
}

/// Moves a file within a file system, also into a folder that is not there yet, so that a power loss does not undo it.
pub fn move_private(from: &Path, to: &Path) -> Result<()> {
    let folder = to.parent().context("a file needs a folder")?;
    std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    std::fs::rename(from, to).with_context(|| format!("cannot write {}", to.display()))?;
    open(folder)
        .and_then(|folder| folder.sync_all())
        .with_context(|| format!("cannot write {}", folder.display()))
}

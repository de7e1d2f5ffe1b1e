//! Reading and writing key files durably, with the right modes, one process at a time.

use std::collections::BTreeMap;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::form::{Secret, decode, encode};
use crate::{Key, VaultError, random_bytes};

const ROOT: &str = "root.key";
const EPOCHS: &str = "epochs";
/// Exists from before the first key is written until all are: keys beside it were never used.
const FIRST_RUN: &str = "first-run";
/// Longer than any key file.
const MAX_FILE: u64 = 1024;

pub(super) struct Folder {
    path: PathBuf,
    epochs: PathBuf,
}

impl Folder {
    pub(super) fn open(path: &Path) -> Result<Self, VaultError> {
        let epochs = path.join(EPOCHS);
        make_private_folder(path)?;
        make_private_folder(&epochs)?;
        Ok(Self {
            path: path.to_path_buf(),
            epochs,
        })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Writes the first keys when there are none. A crash in between leaves the marker, and the
    /// next start begins again; any other half-empty folder is for the operator to restore.
    pub(super) fn finish_first_run(&self, secret: Secret<'_>) -> Result<(), VaultError> {
        let _held = self.lock()?;
        let root = self.path.join(ROOT);
        let marker = self.path.join(FIRST_RUN);
        let failed = || VaultError::io("prepare the key folder");
        let has_root = root.try_exists().map_err(failed())?;
        let epochs = self.epoch_numbers()?;
        if marker.try_exists().map_err(failed())? {
            for epoch in epochs {
                fs::remove_file(self.epoch_path(epoch)).map_err(failed())?;
            }
            if has_root {
                fs::remove_file(&root).map_err(failed())?;
            }
        } else if has_root {
            return Ok(());
        } else if epochs.is_empty() {
            write_new(&marker, b"")?;
            sync_folder(&self.path)?;
        } else {
            return Err(VaultError::Missing {
                what: "the root key",
            });
        }
        write_new(
            &self.epoch_path(1),
            encode(&Key::random(), Secret::None)?.as_bytes(),
        )?;
        sync_folder(&self.epochs)?;
        write_new(&root, encode(&Key::random(), secret)?.as_bytes())?;
        sync_folder(&self.path)?;
        fs::remove_file(&marker).map_err(failed())?;
        sync_folder(&self.path)
    }

    pub(super) fn read_root(&self, secret: Secret<'_>) -> Result<Key, VaultError> {
        read_key(&self.path.join(ROOT), secret, "the root key")
    }

    pub(super) fn read_epochs(&self) -> Result<BTreeMap<u64, Key>, VaultError> {
        let mut keys = BTreeMap::new();
        for epoch in self.epoch_numbers()? {
            keys.insert(epoch, self.read_epoch(epoch)?);
        }
        Ok(keys)
    }

    /// Makes the next epoch, also when another process made some since this one started.
    pub(super) fn write_next_epoch(&self, known: u64) -> Result<(u64, Key), VaultError> {
        let _held = self.lock()?;
        let epoch = self.epoch_numbers()?.into_iter().fold(known, u64::max) + 1;
        let key = Key::random();
        write_new(
            &self.epoch_path(epoch),
            encode(&key, Secret::None)?.as_bytes(),
        )?;
        sync_folder(&self.epochs)?;
        Ok((epoch, key))
    }

    /// Overwrites and removes. Logical deletion: copy-on-write file systems and disks may keep it.
    pub(super) fn destroy_epoch(&self, epoch: u64) -> Result<(), VaultError> {
        let _held = self.lock()?;
        let failed = || VaultError::io("destroy an erasure-epoch key");
        let path = self.epoch_path(epoch);
        let mut file = match OpenOptions::new().write(true).open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(failed()(error)),
        };
        let length = file.metadata().map_err(failed())?.len();
        let length = usize::try_from(length).unwrap_or(0);
        file.write_all(&vec![0; length]).map_err(failed())?;
        file.sync_all().map_err(failed())?;
        fs::remove_file(&path).map_err(failed())?;
        sync_folder(&self.epochs)
    }

    pub(super) fn read_epoch(&self, epoch: u64) -> Result<Key, VaultError> {
        match read_key(
            &self.epoch_path(epoch),
            Secret::None,
            "an erasure-epoch key",
        ) {
            Err(VaultError::Missing { .. }) => Err(VaultError::EpochGone { epoch }),
            other => other,
        }
    }

    pub(super) fn shares_file_system(&self, data: &Path) -> Result<bool, VaultError> {
        let failed = || VaultError::io("look at the data folder");
        let keys = fs::metadata(&self.path).map_err(failed())?;
        let data = fs::metadata(data).map_err(failed())?;
        Ok(keys.dev() == data.dev())
    }

    fn epoch_path(&self, epoch: u64) -> PathBuf {
        self.epochs.join(format!("{epoch:010}.key"))
    }

    fn epoch_numbers(&self) -> Result<Vec<u64>, VaultError> {
        let failed = || VaultError::io("list the erasure-epoch keys");
        let mut numbers = Vec::new();
        for entry in fs::read_dir(&self.epochs).map_err(failed())? {
            let name = entry.map_err(failed())?.file_name();
            let number = name.to_str().and_then(|name| name.strip_suffix(".key"));
            if let Some(number) = number.and_then(|number| number.parse().ok()) {
                numbers.push(number);
            }
        }
        numbers.sort_unstable();
        Ok(numbers)
    }

    /// Held while files change; given back when dropped or when the process dies.
    fn lock(&self) -> Result<File, VaultError> {
        let open = OpenOptions::new().read(true).open(&self.path);
        open.and_then(|folder| folder.lock().map(|()| folder))
            .map_err(VaultError::io("lock the key folder"))
    }
}

fn make_private_folder(path: &Path) -> Result<(), VaultError> {
    let failed = || VaultError::io("prepare the key folder");
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(path)
        .map_err(failed())?;
    let mode = fs::metadata(path).map_err(failed())?.permissions().mode();
    // SECURITY: whoever can write here can plant a key of their own. Guarded by test
    // a_key_that_others_can_read_is_refused.
    if closed_to_others(mode) {
        Ok(())
    } else {
        Err(VaultError::Exposed {
            what: "the key folder",
        })
    }
}

/// Writes a file under a temporary name and renames it into place, so that it is never seen half
/// written. The folder's lock is held, so nobody else makes the same file meanwhile.
fn write_new(path: &Path, bytes: &[u8]) -> Result<(), VaultError> {
    let failed = || VaultError::io("write a key file");
    if path.try_exists().map_err(failed())? {
        return Err(failed()(io::Error::from(ErrorKind::AlreadyExists)));
    }
    let temporary = path.with_extension(format!("{:016x}", u64::from_ne_bytes(random_bytes())));
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&temporary)
        .map_err(failed())?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    let moved = written.and_then(|()| fs::rename(&temporary, path));
    if moved.is_err() {
        drop(fs::remove_file(&temporary));
    }
    moved.map_err(failed())
}

fn read_key(path: &Path, secret: Secret<'_>, what: &'static str) -> Result<Key, VaultError> {
    let failed = || VaultError::io("read a key file");
    let file = match OpenOptions::new().read(true).open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return Err(VaultError::Missing { what });
        }
        Err(error) => return Err(failed()(error)),
    };
    let metadata = file.metadata().map_err(failed())?;
    // SECURITY: a key that other accounts can read protects nothing. Guarded by test
    // a_key_that_others_can_read_is_refused.
    if !closed_to_others(metadata.permissions().mode()) {
        return Err(VaultError::Exposed { what });
    }
    let mut bytes = Zeroizing::new(Vec::with_capacity(1024));
    file.take(MAX_FILE)
        .read_to_end(&mut bytes)
        .map_err(failed())?;
    let text = std::str::from_utf8(&bytes).map_err(|_| VaultError::Malformed { what })?;
    decode(text, secret, what)
}

fn closed_to_others(mode: u32) -> bool {
    let others = mode & 0o077;
    others == 0
}

fn sync_folder(path: &Path) -> Result<(), VaultError> {
    OpenOptions::new()
        .read(true)
        .open(path)
        .and_then(|folder| folder.sync_all())
        .map_err(VaultError::io("write the key folder"))
}

//! Reading and writing key files durably and with the right modes.

use std::collections::BTreeMap;
use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use zeroize::Zeroizing;

use crate::{Key, VaultError, random_bytes, sha256};

/// First word of a key file; another form needs another word.
const FORM: &str = "countersign-key-1";
const ROOT: &str = "root.key";
const EPOCHS: &str = "epochs";
/// Exists from before the first key is written until all are: keys beside it were never used.
const FIRST_RUN: &str = "first-run";

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
    pub(super) fn finish_first_run(&self) -> Result<(), VaultError> {
        let root = self.path.join(ROOT);
        let marker = self.path.join(FIRST_RUN);
        let failed = || VaultError::io("prepare the key folder");
        let has_root = root.try_exists().map_err(failed())?;
        let has_epochs = !self.epoch_numbers()?.is_empty();
        if marker.try_exists().map_err(failed())? {
            for epoch in self.epoch_numbers()? {
                fs::remove_file(self.epoch_path(epoch)).map_err(failed())?;
            }
            if has_root {
                fs::remove_file(&root).map_err(failed())?;
            }
        } else if has_root {
            return Ok(());
        } else if has_epochs {
            return Err(VaultError::Missing {
                what: "the root key",
            });
        }
        write_new(&marker, b"")?;
        sync_folder(&self.path)?;
        self.write_epoch(1, &Key::random())?;
        write_key(&root, &Key::random())?;
        sync_folder(&self.path)?;
        fs::remove_file(&marker).map_err(failed())?;
        sync_folder(&self.path)
    }

    pub(super) fn read_root(&self) -> Result<Key, VaultError> {
        read_key(&self.path.join(ROOT), "the root key")
    }

    pub(super) fn read_epochs(&self) -> Result<BTreeMap<u64, Key>, VaultError> {
        let mut keys = BTreeMap::new();
        for epoch in self.epoch_numbers()? {
            keys.insert(
                epoch,
                read_key(&self.epoch_path(epoch), "an erasure-epoch key")?,
            );
        }
        Ok(keys)
    }

    pub(super) fn write_epoch(&self, epoch: u64, key: &Key) -> Result<(), VaultError> {
        write_key(&self.epoch_path(epoch), key)?;
        sync_folder(&self.epochs)
    }

    /// Overwrites and removes. Logical deletion: copy-on-write file systems and disks may keep it.
    pub(super) fn destroy_epoch(&self, epoch: u64) -> Result<(), VaultError> {
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

fn write_key(path: &Path, key: &Key) -> Result<(), VaultError> {
    let check = sha256(key.expose());
    let key = Zeroizing::new(URL_SAFE_NO_PAD.encode(key.expose()));
    let check = URL_SAFE_NO_PAD.encode(check.first_chunk::<6>().unwrap_or(&[0; 6]));
    let line = Zeroizing::new(format!("{FORM} {} {check}\n", key.as_str()));
    write_new(path, line.as_bytes())
}

/// Writes a file under a temporary name and links it into place, so that it is never seen half
/// written and never replaces another one.
fn write_new(path: &Path, bytes: &[u8]) -> Result<(), VaultError> {
    let failed = || VaultError::io("write a key file");
    let temporary = path.with_extension(format!("{:016x}", u64::from_ne_bytes(random_bytes())));
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&temporary)
        .map_err(failed())?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    let linked = written.and_then(|()| match fs::hard_link(&temporary, path) {
        // The marker of an interrupted first run may stand already.
        Err(error) if error.kind() == ErrorKind::AlreadyExists && bytes.is_empty() => Ok(()),
        other => other,
    });
    fs::remove_file(&temporary).map_err(failed())?;
    linked.map_err(failed())
}

fn read_key(path: &Path, what: &'static str) -> Result<Key, VaultError> {
    let file = match OpenOptions::new().read(true).open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return Err(VaultError::Missing { what });
        }
        Err(error) => return Err(VaultError::io("read a key file")(error)),
    };
    let metadata = file.metadata().map_err(VaultError::io("read a key file"))?;
    // SECURITY: a key that other accounts can read protects nothing. Guarded by test
    // a_key_that_others_can_read_is_refused.
    if !closed_to_others(metadata.permissions().mode()) {
        return Err(VaultError::Exposed { what });
    }
    let mut line = Zeroizing::new(String::with_capacity(256));
    file.take(256)
        .read_to_string(&mut line)
        .map_err(VaultError::io("read a key file"))?;
    parse_key(&line).ok_or(VaultError::Malformed { what })
}

fn closed_to_others(mode: u32) -> bool {
    let others = mode & 0o077;
    others == 0
}

fn parse_key(line: &str) -> Option<Key> {
    let mut words = line.split_ascii_whitespace();
    let (form, key, check) = (words.next()?, words.next()?, words.next()?);
    let bytes = Zeroizing::new(URL_SAFE_NO_PAD.decode(key).ok()?);
    let key = Key::from_slice(&bytes)?;
    let expected = sha256(key.expose());
    let expected = URL_SAFE_NO_PAD.encode(expected.first_chunk::<6>()?);
    (form == FORM && check == expected && words.next().is_none()).then_some(key)
}

fn sync_folder(path: &Path) -> Result<(), VaultError> {
    OpenOptions::new()
        .read(true)
        .open(path)
        .and_then(|folder| folder.sync_all())
        .map_err(VaultError::io("write the key folder"))
}

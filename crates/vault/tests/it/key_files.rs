//! The folder of key files: modes, missing parts, epochs, interrupted first runs.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use tempfile::TempDir;
use uuid::Uuid;
use vault::{Context, FileKeyProvider, Key, KeyProvider, Protection, VaultError};

fn place(row: u128) -> Context {
    Context::new(
        Uuid::from_u128(1),
        None,
        "keystore_keys",
        Uuid::from_u128(row),
        "key",
        1,
    )
}

fn folder() -> (TempDir, std::path::PathBuf) {
    let parent = tempfile::tempdir().unwrap();
    let path = parent.path().join("keys");
    (parent, path)
}

#[tokio::test]
async fn a_wrapped_key_opens_after_reopening_the_folder() {
    let (_parent, path) = folder();
    let key = Key::random();
    let provider = FileKeyProvider::open_or_create(&path).unwrap();
    let sealed = provider.wrap(&place(1), &key).await.unwrap();
    let digest = provider.digest("session", b"token");
    drop(provider);

    let provider = FileKeyProvider::open_or_create(&path).unwrap();
    assert_eq!(provider.unwrap(&place(1), &sealed).await.unwrap(), key);
    assert!(provider.unwrap(&place(2), &sealed).await.is_err());
    assert_eq!(provider.digest("session", b"token"), digest);
}

#[tokio::test]
async fn purposes_never_share_a_key() {
    let (_parent, path) = folder();
    let provider = FileKeyProvider::open_or_create(&path).unwrap();
    assert_ne!(
        provider.digest("session", b"x"),
        provider.digest("link", b"x")
    );
    assert_ne!(provider.derive("session"), provider.derive("link"));
    let derived = provider.derive("session");
    let plain_hmac = vault::hmac_sha256(derived.expose(), b"x");
    assert_ne!(provider.digest("session", b"x").as_bytes(), &plain_hmac);
    let (_other_parent, other_path) = folder();
    let other = FileKeyProvider::open_or_create(&other_path).unwrap();
    assert_ne!(provider.derive("session"), other.derive("session"));
}

#[tokio::test]
async fn a_destroyed_epoch_stays_gone_and_the_current_one_cannot_be_destroyed() {
    let (_parent, path) = folder();
    let provider = FileKeyProvider::open_or_create(&path).unwrap();
    assert_eq!(provider.current_epoch().await.unwrap(), 1);
    let first = provider.epoch_key(1).await.unwrap();
    assert_eq!(provider.advance_epoch().await.unwrap(), 2);
    assert_ne!(provider.epoch_key(2).await.unwrap(), first);
    let refused = provider.destroy_epoch(2).await;
    assert!(matches!(
        refused,
        Err(VaultError::EpochCurrent { epoch: 2 })
    ));
    provider.destroy_epoch(1).await.unwrap();
    provider.destroy_epoch(1).await.unwrap();
    assert!(matches!(
        provider.epoch_key(1).await,
        Err(VaultError::EpochGone { epoch: 1 })
    ));

    let provider = FileKeyProvider::open_or_create(&path).unwrap();
    assert_eq!(provider.epochs().await.unwrap(), [2]);
    assert_eq!(provider.advance_epoch().await.unwrap(), 3);
}

#[test]
fn a_key_that_others_can_read_is_refused() {
    let table = [
        ("", 0o755),
        ("epochs", 0o750),
        ("root.key", 0o644),
        ("epochs/0000000001.key", 0o640),
    ];
    for (name, mode) in table {
        let (_parent, path) = folder();
        drop(FileKeyProvider::open_or_create(&path).unwrap());
        let exposed = path.join(name);
        fs::set_permissions(&exposed, fs::Permissions::from_mode(mode)).unwrap();
        let answer = FileKeyProvider::open_or_create(&path);
        assert!(
            matches!(answer, Err(VaultError::Exposed { .. })),
            "{name}: {answer:?}"
        );
    }
}

#[test]
fn new_files_are_for_their_owner_only() {
    let (_parent, path) = folder();
    drop(FileKeyProvider::open_or_create(&path).unwrap());
    for (name, mode) in [("", 0o700), ("epochs", 0o700), ("root.key", 0o600)] {
        let found = fs::metadata(path.join(name)).unwrap().permissions().mode() & 0o777;
        assert_eq!(found, mode, "{name}");
    }
    assert_eq!(
        fs::read_dir(&path).unwrap().count(),
        2,
        "something temporary was left behind"
    );
}

#[test]
fn a_lost_part_is_never_replaced_by_a_new_key() {
    let remove: [&dyn Fn(&Path); 2] = [
        &|path| fs::remove_file(path.join("root.key")).unwrap(),
        &|path| fs::remove_file(path.join("epochs/0000000001.key")).unwrap(),
    ];
    for remove in remove {
        let (_parent, path) = folder();
        drop(FileKeyProvider::open_or_create(&path).unwrap());
        remove(&path);
        let answer = FileKeyProvider::open_or_create(&path);
        assert!(
            matches!(answer, Err(VaultError::Missing { .. })),
            "{answer:?}"
        );
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the test damages files as a crash would"
)]
fn overwrite(path: &Path, text: &str) {
    fs::write(path, text).unwrap();
}

#[test]
fn an_interrupted_first_run_begins_again() {
    let (_parent, path) = folder();
    drop(FileKeyProvider::open_or_create(&path).unwrap());
    // As after a crash between the epoch's key and the root key.
    fs::remove_file(path.join("root.key")).unwrap();
    overwrite(&path.join("first-run"), "");
    drop(FileKeyProvider::open_or_create(&path).unwrap());
    assert!(path.join("root.key").exists());
    assert!(!path.join("first-run").exists());
}

#[tokio::test]
async fn a_sealed_root_key_opens_with_its_passphrase_only() {
    let (parent, path) = folder();
    let key = Key::random();
    let provider = FileKeyProvider::open_or_create_sealed(&path, "four words of luck").unwrap();
    assert_eq!(
        provider.beside(parent.path()).unwrap().protection(),
        Protection::Passphrase
    );
    let provider = FileKeyProvider::open_or_create_sealed(&path, "four words of luck").unwrap();
    let sealed = provider.wrap(&place(1), &key).await.unwrap();
    let again = FileKeyProvider::open_or_create_sealed(&path, "four words of luck").unwrap();
    assert_eq!(again.unwrap(&place(1), &sealed).await.unwrap(), key);

    let wrong = FileKeyProvider::open_or_create_sealed(&path, "four words of lack");
    assert!(matches!(wrong, Err(VaultError::Refused)));
    let none = FileKeyProvider::open_or_create(&path);
    assert!(matches!(none, Err(VaultError::PassphraseNeeded)));
    let (_parent, plain) = folder();
    drop(FileKeyProvider::open_or_create(&plain).unwrap());
    let unused = FileKeyProvider::open_or_create_sealed(&plain, "four words of luck");
    assert!(matches!(unused, Err(VaultError::PassphraseUnused)));
}

#[tokio::test]
async fn two_processes_over_one_folder_see_each_others_epochs() {
    let (_parent, path) = folder();
    let [one, other] = [(); 2].map(|()| FileKeyProvider::open_or_create(&path).unwrap());
    assert_eq!(one.advance_epoch().await.unwrap(), 2);
    assert_eq!(other.advance_epoch().await.unwrap(), 3);
    let key = other.epoch_key(3).await.unwrap();
    assert_eq!(one.epoch_key(3).await.unwrap(), key);
    assert_eq!(one.advance_epoch().await.unwrap(), 4);
    let unknown = one.epoch_key(9).await;
    assert!(matches!(unknown, Err(VaultError::EpochGone { epoch: 9 })));
}

#[test]
fn first_runs_at_the_same_time_agree_on_the_keys() {
    let (_parent, path) = folder();
    let start = || {
        FileKeyProvider::open_or_create(&path)
            .unwrap()
            .derive("test")
    };
    let keys = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(start)).collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect::<Vec<_>>()
    });
    assert!(keys.iter().all(|key| *key == keys[0]));
}

#[test]
fn a_damaged_key_file_is_refused() {
    let (_parent, path) = folder();
    drop(FileKeyProvider::open_or_create(&path).unwrap());
    let root = path.join("root.key");
    let text = fs::read_to_string(&root).unwrap();
    assert!(text.starts_with("countersign-key-1 "));
    for damaged in [
        "",
        "countersign-key-1",
        &text.replacen("-1 ", "-2 ", 1),
        text.split_at(40).0,
    ] {
        overwrite(&root, damaged);
        let answer = FileKeyProvider::open_or_create(&path);
        assert!(
            matches!(answer, Err(VaultError::Malformed { .. })),
            "{damaged:?}"
        );
    }
}

#[test]
fn a_folder_beside_the_data_is_called_so() {
    let (parent, path) = folder();
    let provider = FileKeyProvider::open_or_create(&path).unwrap();
    assert_eq!(provider.protection(), Protection::BesideData);
    let provider = provider.beside(parent.path()).unwrap();
    assert_eq!(provider.protection(), Protection::BesideData);
    let elsewhere = provider.beside("/proc").unwrap();
    assert_eq!(elsewhere.protection(), Protection::SeparateFile);
}

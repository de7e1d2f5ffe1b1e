//! What an erasure takes with it, and what an old copy of the keystore still knows.

use std::path::Path;

use db::{Database, Options};
use keystore::{EPOCH_RETENTION_MS, ErasureUnit, KeyKind, KeystoreError, LEASE_MS};
use vault::{Digest, VaultError};

use crate::house::{DAY, House, START, erasure, id, new};

fn digest(byte: u8) -> Digest {
    Digest::from_stored(&[byte; 32]).unwrap()
}

#[tokio::test]
async fn erasing_a_team_takes_everything_below_it_and_nothing_else() {
    for house in House::all().await {
        let [team, project, blob] = house.tree(1).await;
        let [_, _, foreign] = house.tree(2).await;
        let guest = id(40);
        house
            .store
            .create(&[new(guest, KeyKind::Person, Some(team))])
            .await
            .unwrap();
        let author = house
            .store
            .ensure_author_key(guest.0, project.0)
            .await
            .unwrap();
        let erased = house
            .store
            .erase(&[team], erasure(1, ErasureUnit::Team, team))
            .await
            .unwrap();
        assert_eq!(erased.keys, 5);
        assert_eq!(erased.complete_at, START + LEASE_MS);
        for gone in [team, project, blob, guest, author] {
            let answer = house.store.key(gone).await;
            assert!(matches!(answer, Err(KeystoreError::Missing)), "{gone:?}");
        }
        assert_eq!(
            house.store.author_key(guest.0, project.0).await.unwrap(),
            None
        );
        assert!(house.store.key(foreign).await.is_ok());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_made_below_a_key_while_it_is_erased_goes_with_it() {
    for house in House::all().await {
        for round in 1..20 {
            let [team, project, _] = house.tree(round).await;
            let store = house.store.clone();
            let make = async {
                for number in 0..10 {
                    let blob = id((round * 100 + number) << 32);
                    let made = store
                        .create(&[new(blob, KeyKind::Blob, Some(project))])
                        .await;
                    assert!(
                        matches!(made, Ok(()) | Err(KeystoreError::Missing)),
                        "{made:?}"
                    );
                }
            };
            let doomed = [team];
            let journal = erasure(round, ErasureUnit::Team, team);
            let erase = house.store.erase(&doomed, journal);
            let ((), erased) = tokio::join!(make, erase);
            erased.unwrap();
        }
        assert_eq!(house.count("SELECT COUNT(*) FROM keystore_keys").await, 0);
    }
}

#[tokio::test]
async fn erasing_an_identity_keeps_the_words_unless_they_are_named() {
    for house in House::all().await {
        let [_, project, _] = house.tree(1).await;
        let (ada, bob) = (house.person(50).await, house.person(51).await);
        let adas = house
            .store
            .ensure_author_key(ada.0, project.0)
            .await
            .unwrap();
        let bobs = house
            .store
            .ensure_author_key(bob.0, project.0)
            .await
            .unwrap();
        house
            .store
            .erase(&[ada], erasure(1, ErasureUnit::Identity, ada))
            .await
            .unwrap();
        assert!(house.store.key(adas).await.is_ok());
        let mut ids = house.store.author_keys(bob.0).await.unwrap();
        ids.push(bob);
        house
            .store
            .erase(&ids, erasure(2, ErasureUnit::IdentityAndWords, bob))
            .await
            .unwrap();
        assert!(matches!(
            house.store.key(bobs).await,
            Err(KeystoreError::Missing)
        ));
    }
}

#[tokio::test]
async fn an_erased_id_never_gets_a_key_or_an_address_again() {
    for house in House::all().await {
        let [_, project, _] = house.tree(1).await;
        let ada = house.person(50).await;
        house
            .store
            .erase(&[ada], erasure(1, ErasureUnit::Identity, ada))
            .await
            .unwrap();
        let identity = house.store.identity_key().await.unwrap();
        let again = house
            .store
            .create(&[new(ada, KeyKind::Person, Some(identity))])
            .await;
        assert!(matches!(again, Err(KeystoreError::Erased)));
        let words = house.store.ensure_author_key(ada.0, project.0).await;
        assert!(matches!(words, Err(KeystoreError::Erased)));
        let address = house.store.bind_address(digest(1), ada.0).await;
        assert!(matches!(address, Err(KeystoreError::Erased)));
    }
}

#[tokio::test]
async fn an_address_belongs_to_one_person_until_it_is_freed_or_erased() {
    for house in House::all().await {
        let (ada, bob) = (house.person(50).await, house.person(51).await);
        house.store.bind_address(digest(1), ada.0).await.unwrap();
        house.store.bind_address(digest(1), ada.0).await.unwrap();
        let taken = house.store.bind_address(digest(1), bob.0).await;
        assert!(matches!(taken, Err(KeystoreError::AddressTaken)));
        assert_eq!(
            house.store.person_by_address(digest(1)).await.unwrap(),
            Some(ada.0)
        );
        assert_eq!(
            house.store.person_by_address(digest(2)).await.unwrap(),
            None
        );

        assert!(!house.store.unbind_address(digest(1), bob.0).await.unwrap());
        assert!(house.store.unbind_address(digest(1), ada.0).await.unwrap());
        house.store.bind_address(digest(1), bob.0).await.unwrap();
        house
            .store
            .erase(&[bob], erasure(1, ErasureUnit::Identity, bob))
            .await
            .unwrap();
        assert_eq!(
            house.store.person_by_address(digest(1)).await.unwrap(),
            None
        );
    }
}

#[tokio::test]
async fn the_journal_names_what_was_erased_and_why() {
    for house in House::all().await {
        let [_, project, blob] = house.tree(1).await;
        let first = erasure(1, ErasureUnit::File, blob);
        house.store.erase(&[blob], first).await.unwrap();
        house.later(DAY);
        let second = erasure(2, ErasureUnit::Project, project);
        house.store.erase(&[project], second).await.unwrap();
        let journal = house.store.journal(0).await.unwrap();
        let seen: Vec<_> = journal
            .iter()
            .map(|e| (e.entry, e.erased_at, e.keys.clone()))
            .collect();
        assert_eq!(
            seen,
            [
                (first, START, vec![blob]),
                (second, START + DAY, vec![project])
            ]
        );
        assert_eq!(house.store.journal(START + 1).await.unwrap().len(), 1);
    }
}

/// A SQLite keystore in a folder of its own, so that it can be copied as a backup would.
async fn in_folder(folder: &Path) -> House {
    let db = Database::sqlite(folder.join("keystore.db"), Options::default())
        .await
        .unwrap();
    House::on(db, None).await
}

fn copy(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

#[tokio::test]
async fn an_old_copy_is_unreadable_once_its_epoch_is_destroyed() {
    let [live, backup] = [(); 2].map(|()| tempfile::tempdir().unwrap());
    let house = in_folder(live.path()).await;
    let [_, project, blob] = house.tree(1).await;
    let [_, _, kept] = house.tree(2).await;
    copy(live.path(), backup.path());
    house
        .store
        .erase(&[project], erasure(1, ErasureUnit::Project, project))
        .await
        .unwrap();

    let old = Database::sqlite(backup.path().join("keystore.db"), Options::default());
    let old = old.await.unwrap();
    let restored = house.open(&old).await.unwrap();
    assert!(
        restored.key(blob).await.is_ok(),
        "the backup must be good for this to prove anything"
    );

    // A day later the rows move on; the old epoch is still there for the backups.
    house.later(DAY);
    let report = house.store.advance_epoch().await.unwrap();
    assert_eq!((report.current, report.destroyed), (2, vec![]));
    assert!(house.open(&old).await.unwrap().key(blob).await.is_ok());

    house.later(EPOCH_RETENTION_MS);
    let report = house.store.advance_epoch().await.unwrap();
    assert_eq!((report.current, report.destroyed), (3, vec![1]));
    let restored = house.open(&old).await.unwrap();
    for id in [blob, kept] {
        let answer = restored.key(id).await;
        let gone = Err(KeystoreError::Vault(VaultError::EpochGone { epoch: 1 }));
        assert_eq!(
            format!("{answer:?}"),
            format!("{:?}", gone as Result<(), _>)
        );
    }
    house.store.sweep();
    assert!(
        house.store.key(kept).await.is_ok(),
        "what was not erased stays readable"
    );
}

#[tokio::test]
async fn a_restored_copy_erases_again_what_the_journal_names() {
    let [live, backup] = [(); 2].map(|()| tempfile::tempdir().unwrap());
    let house = in_folder(live.path()).await;
    let ada = house.person(50).await;
    house.store.bind_address(digest(1), ada.0).await.unwrap();
    let [_, _, kept] = house.tree(2).await;
    copy(live.path(), backup.path());
    house
        .store
        .erase(&[ada], erasure(1, ErasureUnit::Identity, ada))
        .await
        .unwrap();
    let journal = house.store.journal(0).await.unwrap();

    let old = Database::sqlite(backup.path().join("keystore.db"), Options::default());
    let restored = house.open(&old.await.unwrap()).await.unwrap();
    restored.renew_incarnation().await.unwrap();
    assert!(restored.key(ada).await.is_ok());
    assert_eq!(restored.replay(&journal).await.unwrap(), 1);
    assert!(matches!(
        restored.key(ada).await,
        Err(KeystoreError::Missing)
    ));
    assert_eq!(restored.person_by_address(digest(1)).await.unwrap(), None);
    assert_eq!(restored.journal(0).await.unwrap(), journal);
    assert_eq!(restored.replay(&journal).await.unwrap(), 0);
    assert!(restored.key(kept).await.is_ok());
}

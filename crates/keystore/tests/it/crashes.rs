//! A process that dies between the steps of making and erasing keys.

use std::collections::HashSet;

use keystore::{ErasureUnit, KeyId, KeyKind, KeystoreError, PENDING_MS, PendingKey, RepairReport};

use crate::house::{House, erasure, id, new};

async fn repair(house: &House, in_use: &[KeyId]) -> RepairReport {
    let in_use: HashSet<KeyId> = in_use.iter().copied().collect();
    let answer = |asked: Vec<PendingKey>| {
        let ids = asked.into_iter().map(|key| key.id);
        let found: HashSet<KeyId> = ids.filter(|id| in_use.contains(id)).collect();
        async move { Ok::<_, std::io::Error>(found) }
    };
    house.store.repair(answer).await.unwrap()
}

const PENDING: &str = "SELECT COUNT(*) FROM keystore_keys WHERE state = 'pending'";

#[tokio::test]
async fn stopped_before_the_main_commit_a_key_goes_after_a_day() {
    for mut house in House::all().await {
        let [_, project, _] = house.tree(1).await;
        house
            .store
            .create(&[new(id(50), KeyKind::Blob, Some(project))])
            .await
            .unwrap();
        house.restart().await;
        house.later(PENDING_MS);
        assert_eq!(
            repair(&house, &[]).await,
            RepairReport {
                kept: 1,
                ..Default::default()
            }
        );
        assert!(
            house.store.key(id(50)).await.is_ok(),
            "a pending key is usable"
        );
        house.later(1);
        assert_eq!(
            repair(&house, &[]).await,
            RepairReport {
                removed: 1,
                ..Default::default()
            }
        );
        assert!(matches!(
            house.store.key(id(50)).await,
            Err(KeystoreError::Missing)
        ));
        // Nothing was promised to anybody: the id may be used again.
        house
            .store
            .create(&[new(id(50), KeyKind::Blob, Some(project))])
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn stopped_after_the_main_commit_a_key_becomes_active_however_late() {
    for mut house in House::all().await {
        let [_, project, _] = house.tree(1).await;
        house
            .store
            .create(&[new(id(50), KeyKind::Blob, Some(project))])
            .await
            .unwrap();
        let key = house.store.key(id(50)).await.unwrap();
        house.restart().await;
        house.later(10 * PENDING_MS);
        let report = repair(&house, &[id(50)]).await;
        assert_eq!(
            report,
            RepairReport {
                activated: 1,
                ..Default::default()
            }
        );
        assert_eq!(house.count(PENDING).await, 0);
        assert_eq!(house.store.key(id(50)).await.unwrap(), key);
        assert_eq!(repair(&house, &[]).await, RepairReport::default());
    }
}

#[tokio::test]
async fn activating_twice_is_fine_and_activating_nothing_is_not() {
    for house in House::all().await {
        let [team, project, _] = house.tree(1).await;
        house.store.activate(&[team, project]).await.unwrap();
        let answer = house.store.activate(&[id(999), team]).await;
        assert!(matches!(answer, Err(KeystoreError::Missing)));
        assert_eq!(house.count(PENDING).await, 0);
    }
}

#[tokio::test]
async fn a_whole_unreferenced_tree_goes_from_the_leaves_up() {
    for house in House::all().await {
        let keys = [
            new(id(1), KeyKind::Team, None),
            new(id(2), KeyKind::Project, Some(id(1))),
            new(id(3), KeyKind::Blob, Some(id(2))),
        ];
        house.store.create(&keys).await.unwrap();
        house.later(PENDING_MS + 1);
        assert_eq!(
            repair(&house, &[]).await,
            RepairReport {
                removed: 3,
                ..Default::default()
            }
        );
    }
}

#[tokio::test]
async fn an_unreferenced_parent_of_a_referenced_key_stays() {
    for house in House::all().await {
        let keys = [
            new(id(1), KeyKind::Team, None),
            new(id(2), KeyKind::Project, Some(id(1))),
        ];
        house.store.create(&keys).await.unwrap();
        house.later(PENDING_MS + 1);
        let report = repair(&house, &[id(2)]).await;
        assert_eq!(
            report,
            RepairReport {
                activated: 1,
                removed: 0,
                kept: 1
            }
        );
        assert!(house.store.key(id(2)).await.is_ok());
    }
}

#[tokio::test]
async fn pending_keys_of_an_earlier_incarnation_are_kept() {
    for mut house in House::all().await {
        house
            .store
            .create(&[new(id(1), KeyKind::Team, None)])
            .await
            .unwrap();
        house.store.renew_incarnation().await.unwrap();
        house.restart().await;
        house.later(100 * PENDING_MS);
        assert_eq!(
            repair(&house, &[]).await,
            RepairReport {
                kept: 1,
                ..Default::default()
            }
        );
        assert!(house.store.key(id(1)).await.is_ok());
    }
}

#[tokio::test]
async fn nothing_is_removed_when_references_are_unknown() {
    for house in House::all().await {
        house
            .store
            .create(&[new(id(1), KeyKind::Team, None)])
            .await
            .unwrap();
        house.later(PENDING_MS + 1);
        let unknown = |_| async { Err(std::io::Error::other("main database is down")) };
        let answer = house.store.repair(unknown).await;
        assert!(matches!(answer, Err(KeystoreError::References(_))));
        assert!(house.store.key(id(1)).await.is_ok());
    }
}

#[tokio::test]
async fn many_pending_keys_are_all_looked_at() {
    for house in House::all().await {
        let keys: Vec<_> = (1..=450).map(|n| new(id(n), KeyKind::Team, None)).collect();
        house.store.create(&keys).await.unwrap();
        let report = repair(&house, &[id(1), id(250), id(450)]).await;
        assert_eq!(
            report,
            RepairReport {
                activated: 3,
                removed: 0,
                kept: 447
            }
        );
    }
}

#[tokio::test]
async fn stopped_before_completion_an_erasure_is_repeated() {
    for mut house in House::all().await {
        let [_, project, blob] = house.tree(1).await;
        let journal = erasure(1, ErasureUnit::Project, project);
        // The main database holds the intent; the keystore was never reached, or the answer was
        // lost: either way the intent is replayed.
        let first = house.store.erase(&[project], journal).await.unwrap();
        house.restart().await;
        let second = house.store.erase(&[project], journal).await.unwrap();
        assert_eq!((first.keys, second.keys), (2, 0));
        assert!(matches!(
            house.store.key(blob).await,
            Err(KeystoreError::Missing)
        ));
        assert_eq!(house.store.journal(0).await.unwrap().len(), 1);
    }
}

#[tokio::test]
async fn an_erasure_that_is_cut_off_happened_or_did_not() {
    for mut house in House::all().await {
        for number in 1..20_u32 {
            let [team, _, blob] = house.tree(number.into()).await;
            let journal = erasure(number.into(), ErasureUnit::Team, team);
            let ids = [team];
            let work = house.store.erase(&ids, journal);
            let patience = std::time::Duration::from_micros(u64::from(number) * 100);
            drop(tokio::time::timeout(patience, work).await);
            house.restart().await;
            // Let a commit that was under way finish before looking.
            house.store.activate(&[]).await.unwrap();
            let gone = matches!(house.store.key(blob).await, Err(KeystoreError::Missing));
            let entries = house.store.journal(0).await.unwrap();
            let journaled = entries.iter().any(|entry| entry.entry == journal);
            assert_eq!(gone, journaled);
        }
    }
}

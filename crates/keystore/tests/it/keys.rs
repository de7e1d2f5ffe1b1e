//! Making and reading keys, and what happens to rows that somebody changed.

use db::args;
use db::testing::columns_per_engine;
use keystore::{KeyId, KeyKind, KeystoreError, LEASE_MS, MIGRATIONS, NewKey};
use vault::Key;

use crate::house::{House, id, new};

#[tokio::test]
async fn every_statement_is_accepted_by_every_engine() {
    for house in House::all().await {
        house.db.prepare_all(keystore::ALL).await.unwrap();
    }
}

#[tokio::test]
async fn both_dialects_make_the_same_columns() {
    let lists = columns_per_engine(MIGRATIONS).await.unwrap();
    assert!(lists[0].len() > 20);
    assert!(lists.iter().all(|list| *list == lists[0]));
}

#[tokio::test]
async fn keys_are_the_same_after_a_restart() {
    for mut house in House::all().await {
        let ids = house.tree(1).await;
        let mut before = Vec::new();
        for id in ids {
            before.push(house.store.key(id).await.unwrap());
        }
        let instance = house.store.instance();
        house.restart().await;
        assert_eq!(house.store.instance(), instance);
        for (id, key) in ids.into_iter().zip(before) {
            assert_eq!(house.store.key(id).await.unwrap(), key);
        }
        assert!(matches!(
            house.store.key(id(999)).await,
            Err(KeystoreError::Missing)
        ));
    }
}

#[tokio::test]
async fn a_key_hangs_only_below_its_kind_of_parent() {
    for house in House::all().await {
        let [team, project, blob] = house.tree(1).await;
        let identity = house.store.identity_key().await.unwrap();
        let table = [
            (KeyKind::Team, Some(team)),
            (KeyKind::Team, Some(blob)),
            (KeyKind::Project, None),
            (KeyKind::Project, Some(identity)),
            (KeyKind::Project, Some(project)),
            (KeyKind::Blob, Some(team)),
            (KeyKind::Blob, None),
            (KeyKind::Person, Some(project)),
            (KeyKind::Person, None),
            (KeyKind::Identity, Some(team)),
            (KeyKind::Issuer, Some(identity)),
            // Author keys need an owner.
            (KeyKind::Author, Some(project)),
        ];
        for (kind, parent) in table {
            let answer = house.store.create(&[new(id(500), kind, parent)]).await;
            assert!(
                matches!(answer, Err(KeystoreError::Parent)),
                "{kind:?} {parent:?}"
            );
        }
        let owned = NewKey {
            owner: Some(id(7).0),
            ..new(id(500), KeyKind::Blob, Some(project))
        };
        assert!(matches!(
            house.store.create(&[owned]).await,
            Err(KeystoreError::Parent)
        ));
        let orphan = new(id(500), KeyKind::Blob, Some(id(999)));
        assert!(matches!(
            house.store.create(&[orphan]).await,
            Err(KeystoreError::Missing)
        ));
    }
}

#[tokio::test]
async fn a_batch_is_kept_whole_or_not_at_all() {
    for house in House::all().await {
        let [_, project, blob] = house.tree(1).await;
        let twice = [
            new(id(600), KeyKind::Blob, Some(project)),
            new(blob, KeyKind::Blob, Some(project)),
        ];
        assert!(matches!(
            house.store.create(&twice).await,
            Err(KeystoreError::Db(_))
        ));
        assert!(matches!(
            house.store.key(id(600)).await,
            Err(KeystoreError::Missing)
        ));
    }
}

#[tokio::test]
async fn a_cached_key_needs_no_database_until_its_lease_ends() {
    for house in House::all().await {
        let [_, _, blob] = house.tree(1).await;
        let key = house.store.key(blob).await.unwrap();
        house.db.close().await.unwrap();
        house.later(LEASE_MS - 1);
        assert_eq!(house.store.key(blob).await.unwrap(), key);
        house.later(1);
        assert!(matches!(
            house.store.key(blob).await,
            Err(KeystoreError::Db(_))
        ));
        assert_eq!(house.store.sweep(), 0);
    }
}

#[tokio::test]
async fn several_keys_come_without_those_that_are_gone() {
    for house in House::all().await {
        let [team, _, blob] = house.tree(1).await;
        let found = house.store.keys(&[team, id(999), blob]).await.unwrap();
        let mut ids: Vec<KeyId> = found.into_keys().collect();
        ids.sort_unstable();
        assert_eq!(ids, [team, blob]);
    }
}

#[tokio::test]
async fn a_moved_key_stays_the_same_and_survives_its_old_parent() {
    for mut house in House::all().await {
        let [_, _, blob] = house.tree(1).await;
        let [other_team, other_project, _] = house.tree(2).await;
        let key = house.store.key(blob).await.unwrap();
        let wrong = house.store.move_key(blob, other_team).await;
        assert!(matches!(wrong, Err(KeystoreError::Parent)));
        house.store.move_key(blob, other_project).await.unwrap();
        house.restart().await;
        assert_eq!(house.store.key(blob).await.unwrap(), key);
        let journal = crate::house::erasure(1, keystore::ErasureUnit::Team, id(17));
        house.store.erase(&[id(17)], journal).await.unwrap();
        assert_eq!(house.store.key(blob).await.unwrap(), key);
    }
}

#[tokio::test]
async fn the_issuer_and_identity_keys_are_made_once() {
    for mut house in House::all().await {
        let (first, second) = tokio::join!(house.store.issuer_key(), house.store.issuer_key());
        let public = first.unwrap().verifying_key();
        assert_eq!(second.unwrap().verifying_key(), public);
        let (first, second) = tokio::join!(house.store.identity_key(), house.store.identity_key());
        assert_eq!(first.unwrap(), second.unwrap());
        house.restart().await;
        assert_eq!(
            house.store.issuer_key().await.unwrap().verifying_key(),
            public
        );
        let extra = house
            .store
            .create(&[new(id(700), KeyKind::Issuer, None)])
            .await;
        assert!(extra.is_err());
    }
}

#[tokio::test]
async fn each_person_has_one_author_key_per_project() {
    for house in House::all().await {
        let [_, project, _] = house.tree(1).await;
        let [_, other_project, _] = house.tree(2).await;
        let (ada, bob) = (house.person(800).await.0, house.person(801).await.0);
        assert_eq!(house.store.author_key(ada, project.0).await.unwrap(), None);
        let (first, second) = tokio::join!(
            house.store.ensure_author_key(ada, project.0),
            house.store.ensure_author_key(ada, project.0),
        );
        let first = first.unwrap();
        assert_eq!(second.unwrap(), first);
        assert_eq!(
            house.store.author_key(ada, project.0).await.unwrap(),
            Some(first)
        );
        let elsewhere = house
            .store
            .ensure_author_key(ada, other_project.0)
            .await
            .unwrap();
        let bobs = house.store.ensure_author_key(bob, project.0).await.unwrap();
        assert!(first != elsewhere && first != bobs);
        let mut adas = vec![first, elsewhere];
        adas.sort_unstable();
        assert_eq!(house.store.author_keys(ada).await.unwrap(), adas);
        let unknown = house.store.ensure_author_key(ada, id(999).0).await;
        assert!(matches!(unknown, Err(KeystoreError::Missing)));
    }
}

#[tokio::test]
async fn another_root_key_is_refused_at_once() {
    for house in House::all().await {
        house.tree(1).await;
        let elsewhere = tempfile::tempdir().unwrap();
        let foreign = crate::house::provider(&elsewhere);
        let answer = house.open_with(&house.db, foreign).await;
        assert!(matches!(answer, Err(KeystoreError::ForeignRoot)));
    }
}

#[tokio::test]
async fn a_row_that_was_changed_or_swapped_is_refused() {
    let swaps: [&'static str; 5] = [
        "UPDATE keystore_keys SET wrapped = (SELECT other.wrapped FROM keystore_keys other
             WHERE other.id = $2) WHERE id = $1",
        "UPDATE keystore_keys SET parent = (SELECT other.parent FROM keystore_keys other
             WHERE other.id = $2) WHERE id = $1",
        "UPDATE keystore_keys SET owner = $2 WHERE id = $1",
        "UPDATE keystore_keys SET kind = 'person' WHERE id = $1 AND id <> $2",
        "UPDATE keystore_keys SET epoch = epoch + 1 WHERE id = $1 AND id <> $2",
    ];
    for sql in swaps {
        for mut house in House::all().await {
            let [_, _, blob] = house.tree(1).await;
            let [_, _, other] = house.tree(2).await;
            house.store.provider().advance_epoch().await.unwrap();
            assert_eq!(house.meddle(sql, &args![blob.0, other.0]).await, 1);
            house.restart().await;
            let answer = house.store.key(blob).await;
            assert!(
                matches!(answer, Err(KeystoreError::Vault(_))),
                "{sql}: {answer:?}"
            );
            assert!(house.store.key(other).await.is_ok());
            let (refused, end) = house.store.unreadable(None, 100).await.unwrap();
            assert_eq!(refused, [blob]);
            let last = house.store.unreadable(end, 100).await.unwrap();
            assert_eq!(last, (vec![], None));
        }
    }
}

#[tokio::test]
async fn an_author_key_given_to_another_person_is_refused() {
    for mut house in House::all().await {
        let [_, project, _] = house.tree(1).await;
        let (ada, bob) = (house.person(800).await.0, house.person(801).await.0);
        let key = house.store.ensure_author_key(ada, project.0).await.unwrap();
        let sql = "UPDATE keystore_keys SET owner = $2 WHERE id = $1";
        assert_eq!(house.meddle(sql, &args![key.0, bob]).await, 1);
        house.restart().await;
        assert_eq!(
            house.store.author_key(bob, project.0).await.unwrap(),
            Some(key)
        );
        assert!(matches!(
            house.store.key(key).await,
            Err(KeystoreError::Vault(_))
        ));
    }
}

#[tokio::test]
async fn no_two_keys_are_alike() {
    for house in House::all().await {
        let mut keys: Vec<Key> = Vec::new();
        for number in 1..4 {
            for id in house.tree(number).await {
                keys.push(house.store.key(id).await.unwrap());
            }
        }
        for (index, key) in keys.iter().enumerate() {
            assert!(!keys[..index].contains(key));
        }
    }
}

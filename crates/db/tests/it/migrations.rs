//! Forward-only, checked and equal in both dialects.

use db::testing::{TestDatabase, columns_per_engine};
use db::{DbError, Migration};

use crate::NOTES;

const SECOND: Migration = Migration {
    number: 2,
    name: "more",
    sqlite: "CREATE TABLE more (id BLOB PRIMARY KEY NOT NULL)",
    postgres: "CREATE TABLE more (id BYTEA PRIMARY KEY)",
};

#[tokio::test]
async fn migrations_apply_once_and_continue_where_they_ended() {
    for test in TestDatabase::all().await.unwrap() {
        let database = test.database();
        database.migrate(&[NOTES]).await.unwrap();
        database.migrate(&[SECOND, NOTES]).await.unwrap();
        database.migrate(&[NOTES, SECOND]).await.unwrap();
        let columns = database.columns().await.unwrap();
        assert!(
            columns
                .iter()
                .any(|column| column.table == "more" && column.kind == "bytes")
        );
    }
}

#[tokio::test]
async fn what_is_still_to_apply_can_be_asked_without_applying_it() {
    for test in TestDatabase::all().await.unwrap() {
        let database = test.database();
        let asked = async |list: &[Migration]| -> Vec<String> {
            let pending = database.pending(list).await.unwrap();
            pending.iter().map(ToString::to_string).collect()
        };
        let both = [SECOND, NOTES];
        let all = asked(&both).await;
        assert_eq!(all.last().map(String::as_str), Some("0002_more"));
        assert_eq!(all.len(), 2);
        assert_eq!(database.columns().await.unwrap(), [], "not even our table");

        database.migrate(&[NOTES]).await.unwrap();
        let before = database.columns().await.unwrap();
        assert_eq!(asked(&both).await, ["0002_more"]);
        assert_eq!(database.columns().await.unwrap(), before);

        database.migrate(&both).await.unwrap();
        assert!(asked(&both).await.is_empty());
        assert!(
            database.pending(&[NOTES]).await.is_err(),
            "an older program"
        );
    }
}

#[tokio::test]
async fn two_nodes_that_start_at_once_migrate_once() {
    for test in TestDatabase::all().await.unwrap() {
        let database = test.database();
        let outcome = tokio::join!(database.migrate(&[NOTES]), database.migrate(&[NOTES]));
        assert!(outcome.0.is_ok() && outcome.1.is_ok(), "{outcome:?}");
    }
}

#[tokio::test]
async fn a_changed_or_unknown_migration_is_refused() {
    for test in TestDatabase::all().await.unwrap() {
        let database = test.database();
        database.migrate(&[NOTES, SECOND]).await.unwrap();
        let changed = Migration {
            sqlite: "CREATE TABLE more (id BLOB)",
            postgres: "CREATE TABLE more (id BYTEA)",
            ..SECOND
        };
        for list in [[NOTES, changed].as_slice(), &[NOTES]] {
            let refused = database.migrate(list).await.unwrap_err();
            let DbError::Migration { name, .. } = refused else {
                panic!("{refused}")
            };
            assert_eq!(&*name, "0002_more");
        }
    }
}

#[tokio::test]
async fn a_failing_migration_leaves_nothing_of_itself() {
    for test in TestDatabase::all().await.unwrap() {
        let database = test.database();
        let text = "CREATE TABLE half (id BIGINT); CREATE TABLE half (id BIGINT);";
        let half = Migration {
            number: 2,
            name: "half",
            sqlite: text,
            postgres: text,
        };
        database.migrate(&[NOTES, half]).await.unwrap_err();
        let columns = database.columns().await.unwrap();
        assert!(columns.iter().all(|column| column.table != "half"));
        database.migrate(&[NOTES]).await.unwrap();
    }
}

#[tokio::test]
async fn a_deferrable_constraint_is_refused() {
    let test = TestDatabase::sqlite().await.unwrap();
    let text = "CREATE TABLE t (a BIGINT REFERENCES t (a) DEFERRABLE INITIALLY DEFERRED)";
    let deferred = Migration {
        number: 1,
        name: "t",
        sqlite: text,
        postgres: text,
    };
    test.database().migrate(&[deferred]).await.unwrap_err();
}

#[tokio::test]
async fn both_dialects_make_the_same_columns() {
    let lists = columns_per_engine(&[NOTES, SECOND]).await.unwrap();
    assert!(lists.iter().all(|list| *list == lists[0]), "{lists:#?}");
    assert!(
        lists[0]
            .iter()
            .any(|c| c.table == "notes" && c.name == "sealed" && c.nullable)
    );
}

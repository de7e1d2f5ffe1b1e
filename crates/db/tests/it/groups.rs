//! Group commit of the SQLite engine: isolation of members, and what a lost group tells them.

use db::testing::TestDatabase;
use db::{DbError, Execute, Query, Statement, args};

use crate::*;

const LIMIT_PAGES: Statement = Statement {
    name: "LIMIT_PAGES",
    sql: "PRAGMA max_page_count = 12",
};
const INSERT_LARGE: Statement = Statement {
    name: "INSERT_LARGE",
    sql: "INSERT INTO notes (id, slot, kind, sealed) VALUES ($1, $2, 'memo', zeroblob(200000))",
};

async fn notes() -> TestDatabase {
    let test = TestDatabase::sqlite().await.unwrap();
    test.database().migrate(&[NOTES]).await.unwrap();
    test
}

#[tokio::test]
async fn a_member_that_rolls_back_takes_no_other_with_it() {
    let test = notes().await;
    let database = test.database();
    let mut first = database.write().await.unwrap();
    first
        .execute(&INSERT_NOTE, &args![id(), 1, "memo"])
        .await
        .unwrap();
    let mut first = Box::pin(first.commit());
    // The next writers are already in line when the first is released, so they join its group.
    let mut second = Box::pin(database.write());
    let mut third = Box::pin(database.write());
    assert!(futures::poll!(second.as_mut()).is_pending());
    assert!(futures::poll!(third.as_mut()).is_pending());
    assert!(futures::poll!(first.as_mut()).is_pending());

    let mut second = second.await.unwrap();
    assert_eq!(
        second.one::<i64>(&COUNT_NOTES, &[]).await.unwrap(),
        1,
        "the group sees its members"
    );
    second
        .execute(&INSERT_NOTE, &args![id(), 2, "memo"])
        .await
        .unwrap();
    drop(second);
    let mut third = third.await.unwrap();
    third
        .execute(&INSERT_NOTE, &args![id(), 3, "memo"])
        .await
        .unwrap();
    third.commit().await.unwrap();
    first.await.unwrap();
    let mut reader = database.read().await.unwrap();
    assert_eq!(
        reader.rows::<i64>(&SELECT_SLOTS, &[]).await.unwrap(),
        vec![1, 3]
    );
}

#[tokio::test]
async fn readers_never_see_what_is_not_yet_durable() {
    let test = notes().await;
    let database = test.database();
    let mut writer = database.write().await.unwrap();
    writer
        .execute(&INSERT_NOTE, &args![id(), 1, "memo"])
        .await
        .unwrap();
    let mut commit = Box::pin(writer.commit());
    let mut next = Box::pin(database.write());
    assert!(futures::poll!(next.as_mut()).is_pending());
    assert!(futures::poll!(commit.as_mut()).is_pending());
    // `next` has the seat now, so that the committer waits behind it.
    let next = next.await.unwrap();
    let mut reader = database.read().await.unwrap();
    assert_eq!(reader.one::<i64>(&COUNT_NOTES, &[]).await.unwrap(), 0);
    // It read the group's rows, so its own commit waits for the group's.
    let mut next = Box::pin(next.commit());
    assert!(futures::poll!(next.as_mut()).is_pending());
    next.await.unwrap();
    commit.await.unwrap();
}

#[tokio::test]
async fn a_full_disk_is_told_to_the_members_it_hits_and_the_next_group_works() {
    let test = notes().await;
    let database = test.database();
    let mut tx = database.write().await.unwrap();
    tx.rows::<i64>(&LIMIT_PAGES, &[]).await.unwrap();
    let full = tx.execute(&INSERT_LARGE, &args![id(), 1]).await;
    assert!(matches!(full, Err(DbError::Full)), "{full:?}");
    assert!(matches!(tx.commit().await, Err(DbError::Aborted)));

    let mut small = database.write().await.unwrap();
    small
        .execute(&INSERT_NOTE, &args![id(), 2, "memo"])
        .await
        .unwrap();
    let mut small = Box::pin(small.commit());
    let mut large = Box::pin(database.write());
    assert!(futures::poll!(large.as_mut()).is_pending());
    assert!(futures::poll!(small.as_mut()).is_pending());
    let mut large = large.await.unwrap();
    assert!(matches!(
        large.execute(&INSERT_LARGE, &args![id(), 3]).await,
        Err(DbError::Full)
    ));
    drop(large);
    // Whether SQLite undid the statement or the whole group, the answer is the truth.
    let kept = small.await.is_ok();
    let mut reader = database.read().await.unwrap();
    assert_eq!(
        reader.one::<i64>(&COUNT_NOTES, &[]).await.unwrap(),
        i64::from(kept)
    );
}

#[tokio::test]
async fn a_group_lost_by_the_engine_fails_for_every_member() {
    let test = notes().await;
    let database = test.database();
    let mut first = database.write().await.unwrap();
    first
        .execute(&INSERT_NOTE, &args![id(), 1, "memo"])
        .await
        .unwrap();
    let mut first = Box::pin(first.commit());
    let mut second = Box::pin(database.write());
    assert!(futures::poll!(second.as_mut()).is_pending());
    assert!(futures::poll!(first.as_mut()).is_pending());
    let mut second = second.await.unwrap();
    second
        .execute(&INSERT_NOTE, &args![id(), 2, "memo"])
        .await
        .unwrap();
    // What an I/O error does: the statement fails and the engine has rolled everything back.
    let rollback = Statement {
        name: "LOSE",
        sql: "INSERT OR ROLLBACK INTO notes (id, slot, kind) VALUES ($1, 2, 'memo')",
    };
    second.execute(&rollback, &args![id()]).await.unwrap_err();
    assert!(matches!(second.commit().await, Err(DbError::Aborted)));
    first.await.unwrap_err();
    let mut reader = database.read().await.unwrap();
    assert_eq!(reader.one::<i64>(&COUNT_NOTES, &[]).await.unwrap(), 0);
    drop(reader);
    let mut next = database.write().await.unwrap();
    next.execute(&INSERT_NOTE, &args![id(), 1, "memo"])
        .await
        .unwrap();
    next.commit().await.unwrap();
}

#[tokio::test]
async fn a_commit_survives_the_drop_of_every_handle() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("x.db");
    let database = Database::sqlite(&path, db::Options::default())
        .await
        .unwrap();
    database.migrate(&[NOTES]).await.unwrap();
    let mut tx = database.write().await.unwrap();
    tx.execute(&INSERT_NOTE, &args![id(), 1, "memo"])
        .await
        .unwrap();
    let mut commit = Box::pin(tx.commit());
    assert!(futures::poll!(commit.as_mut()).is_pending());
    drop(database);
    commit.await.unwrap();
    let database = Database::sqlite(&path, db::Options::default())
        .await
        .unwrap();
    let mut reader = database.read().await.unwrap();
    assert_eq!(reader.one::<i64>(&COUNT_NOTES, &[]).await.unwrap(), 1);
}

#[tokio::test]
async fn the_file_is_private_and_the_checkpoint_empties_the_log() {
    use std::os::unix::fs::PermissionsExt;
    let test = notes().await;
    let file = test.file().unwrap();
    assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    let log = file.with_file_name("test.db-wal");
    assert!(log.metadata().unwrap().len() > 0);
    assert_eq!(log.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    test.database().checkpoint().await.unwrap();
    assert_eq!(log.metadata().unwrap().len(), 0);
}

#[tokio::test]
async fn connections_are_durable_and_wipe_what_they_delete() {
    let test = notes().await;
    let database = test.database();
    for (name, expected) in [
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("secure_delete", 1),
    ] {
        let sql = match name {
            "synchronous" => "SELECT synchronous FROM pragma_synchronous",
            "foreign_keys" => "SELECT foreign_keys FROM pragma_foreign_keys",
            _ => "SELECT secure_delete FROM pragma_secure_delete",
        };
        let setting = Statement {
            name: "SETTING",
            sql,
        };
        let mut writer = database.write().await.unwrap();
        assert_eq!(
            writer.one::<i64>(&setting, &[]).await.unwrap(),
            expected,
            "{name}"
        );
        writer.commit().await.unwrap();
    }
}

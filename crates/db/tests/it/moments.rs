//! Whether anything was committed since.

use std::collections::HashMap;
use std::time::Duration;

use db::testing::TestDatabase;
use db::{Database, Engine, Execute, Options, Query, args};

use crate::*;

async fn write(database: &Database, slot: i64) -> db::WriteTx {
    let mut tx = database.write().await.unwrap();
    tx.execute(&INSERT_NOTE, &args![id(), slot, "memo"])
        .await
        .unwrap();
    tx
}

#[tokio::test]
async fn a_commit_is_another_moment_before_it_is_answered() {
    let fixture = TestDatabase::sqlite().await.unwrap();
    fixture.database().migrate(&[NOTES]).await.unwrap();
    let database = fixture.database();
    let mut seen = Vec::new();

    for slot in 0..20 {
        seen.push(database.moment().unwrap());
        write(&database, slot).await.commit().await.unwrap();
        let now = database.moment().unwrap();
        assert!(!seen.contains(&now), "commit {slot}");
    }
}

#[tokio::test]
async fn nobody_reads_a_commit_at_the_moment_before_it() {
    let fixture = TestDatabase::sqlite().await.unwrap();
    fixture.database().migrate(&[NOTES]).await.unwrap();
    let database = fixture.database();
    let writing = async {
        for slot in 0..200 {
            write(&database, slot).await.commit().await.unwrap();
        }
    };
    let reading = async {
        let mut counted = 0;
        let mut seen = HashMap::new();
        while counted < 200 {
            let before = database.moment();
            let mut reader = database.read().await.unwrap();
            counted = reader.one::<i64>(&COUNT_NOTES, &[]).await.unwrap();
            drop(reader);
            if let (Some(moment), true) = (before, before == database.moment()) {
                assert_eq!(
                    *seen.entry(format!("{moment:?}")).or_insert(counted),
                    counted
                );
            }
            tokio::task::yield_now().await;
        }
        assert!(seen.len() > 1, "moments were seen");
    };
    tokio::join!(writing, reading);
}

#[tokio::test]
async fn a_commit_of_another_process_is_noticed_within_a_second() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("x.db");
    let here = Database::sqlite(&path, Options::default()).await.unwrap();
    here.migrate(&[NOTES]).await.unwrap();
    tokio::time::sleep(Duration::from_millis(1_050)).await;
    let before = here.moment().unwrap();
    // Nothing is shared but the file, as with another process.
    let elsewhere = Database::sqlite(&path, Options::default()).await.unwrap();

    write(&elsewhere, 1).await.commit().await.unwrap();
    tokio::time::sleep(Duration::from_millis(1_050)).await;

    assert_ne!(here.moment(), Some(before));
}

#[tokio::test]
async fn a_moment_lasts_while_nothing_is_committed() {
    let fixture = TestDatabase::sqlite().await.unwrap();
    fixture.database().migrate(&[NOTES]).await.unwrap();
    let database = fixture.database();
    let before = database.moment().unwrap();

    let mut reader = database.read().await.unwrap();
    assert_eq!(reader.one::<i64>(&COUNT_NOTES, &[]).await.unwrap(), 0);
    drop(reader);
    database.write().await.unwrap().commit().await.unwrap();
    let unfinished = write(&database, 1).await;
    assert_eq!(database.moment(), Some(before));
    drop(unfinished);

    assert_eq!(database.moment(), Some(before));
}

#[tokio::test]
async fn what_several_nodes_share_has_no_moments() {
    on_each_engine(|database| async move {
        let told = database.engine() == Engine::Sqlite;
        assert_eq!(database.moment().is_some(), told);
    })
    .await;
}

//! What every area relies on, the same on both engines.

use std::time::Duration;

use db::testing::TestDatabase;
use db::{DbError, Execute, Query, Value, args};
use uuid::Uuid;
use vault::Sealed;

use crate::*;

#[tokio::test]
async fn every_statement_prepares() {
    on_each_engine(|database| async move { database.prepare_all(ALL).await.unwrap() }).await;
}

#[tokio::test]
async fn a_misspelt_statement_or_a_gap_in_its_parameters_is_found() {
    on_each_engine(|database| async move {
        for sql in [
            "SELECT nothing FROM notes",
            "SELECT slot FROM notes WHERE slot = $2",
        ] {
            let wrong = db::Statement { name: "WRONG", sql };
            database.prepare_all(&[&wrong]).await.unwrap_err();
        }
    })
    .await;
}

#[tokio::test]
async fn committed_rows_are_seen_by_the_next_reader() {
    on_each_engine(|database| async move {
        let note = id();
        let mut tx = database.write().await.unwrap();
        assert!(!tx.wrote());
        assert_eq!(
            tx.execute(&INSERT_NOTE, &args![note, 7, "memo"])
                .await
                .unwrap(),
            1
        );
        assert!(tx.wrote());
        tx.commit().await.unwrap();

        let mut tx = database.read().await.unwrap();
        let kind: Option<Kind> = tx.row(&SELECT_KIND, &args![100, 7]).await.unwrap();
        assert_eq!(kind, Some(Kind("memo".to_owned())));
        assert_eq!(
            tx.row::<Kind>(&SELECT_KIND, &args![100, 8]).await.unwrap(),
            None
        );
        assert_eq!(tx.one::<i64>(&SUM_SLOTS, &[]).await.unwrap(), 7);
    })
    .await;
}

#[derive(Debug, PartialEq)]
struct Kind(String);

impl db::FromRow for Kind {
    fn from_row(row: &db::Row) -> db::Result<Self> {
        Ok(Self(row.text(0)?.to_owned()))
    }
}

#[tokio::test]
async fn a_dropped_transaction_leaves_nothing() {
    on_each_engine(|database| async move {
        let mut tx = database.write().await.unwrap();
        tx.execute(&INSERT_NOTE, &args![id(), 1, "memo"])
            .await
            .unwrap();
        drop(tx);
        let mut tx = database.write().await.unwrap();
        assert_eq!(tx.one::<i64>(&COUNT_NOTES, &[]).await.unwrap(), 0);
        tx.commit().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn returned_rows_count_as_writes_and_found_rows_do_not() {
    on_each_engine(|database| async move {
        let note = id();
        let mut tx = database.write().await.unwrap();
        let returned: (i64, Uuid) = tx.one(&INSERT_RETURNING, &args![note, 3]).await.unwrap();
        assert_eq!(returned, (3, note));
        assert!(tx.wrote());
        tx.commit().await.unwrap();

        let mut tx = database.write().await.unwrap();
        assert_eq!(tx.rows::<i64>(&LOCK_SLOTS, &[]).await.unwrap(), vec![3]);
        assert_eq!(
            tx.execute(&UPDATE_KIND, &args![99, "memo"]).await.unwrap(),
            0
        );
        assert!(!tx.wrote(), "an update that met no row wrote nothing");
        tx.commit().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_unique_violation_ends_the_transaction_clearly() {
    on_each_engine(|database| async move {
        let mut tx = database.write().await.unwrap();
        tx.execute(&INSERT_NOTE, &args![id(), 1, "memo"])
            .await
            .unwrap();
        let refused = tx
            .execute(&INSERT_NOTE, &args![id(), 1, "memo"])
            .await
            .unwrap_err();
        let DbError::Unique {
            constraint: Some(constraint),
        } = refused
        else {
            panic!("{refused}")
        };
        assert!(constraint.contains("slot"), "{constraint}");
        assert!(matches!(
            tx.one::<i64>(&COUNT_NOTES, &[]).await,
            Err(DbError::Aborted)
        ));
        assert!(matches!(tx.commit().await, Err(DbError::Aborted)));

        let mut tx = database.write().await.unwrap();
        assert_eq!(
            tx.one::<i64>(&COUNT_NOTES, &[]).await.unwrap(),
            0,
            "the first row went too"
        );
        for expected in [1, 0] {
            let taken = tx
                .execute(&INSERT_UNLESS_TAKEN, &args![id(), 1])
                .await
                .unwrap();
            assert_eq!(taken, expected);
        }
        tx.commit().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_foreign_key_is_enforced() {
    on_each_engine(|database| async move {
        let mut tx = database.write().await.unwrap();
        let refused = tx.execute(&INSERT_LINE, &args![id(), id()]).await;
        assert!(matches!(refused, Err(DbError::ForeignKey)));
    })
    .await;
}

#[tokio::test]
async fn a_reader_keeps_its_snapshot() {
    on_each_engine(|database| async move {
        let mut reader = database.read().await.unwrap();
        assert_eq!(reader.one::<i64>(&COUNT_NOTES, &[]).await.unwrap(), 0);
        let mut tx = database.write().await.unwrap();
        tx.execute(&INSERT_NOTE, &args![id(), 1, "memo"])
            .await
            .unwrap();
        tx.commit().await.unwrap();
        assert_eq!(reader.one::<i64>(&COUNT_NOTES, &[]).await.unwrap(), 0);
        drop(reader);
        let mut reader = database.read().await.unwrap();
        assert_eq!(reader.one::<i64>(&COUNT_NOTES, &[]).await.unwrap(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_reader_cannot_write() {
    on_each_engine(|database| async move {
        let mut reader = database.read().await.unwrap();
        reader
            .rows::<(i64, Uuid)>(&INSERT_RETURNING, &args![id(), 1])
            .await
            .unwrap_err();
    })
    .await;
}

#[tokio::test]
async fn a_wrong_type_or_a_missing_argument_is_inconsistent() {
    on_each_engine(|database| async move {
        let mut tx = database.write().await.unwrap();
        tx.execute(&INSERT_NOTE, &args![id(), 1, "memo"])
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let mut reader = database.read().await.unwrap();
        let wrong = reader.rows::<Sealed>(&SELECT_SLOTS, &[]).await.map(drop);
        assert!(matches!(
            wrong,
            Err(DbError::Inconsistent {
                statement: "SELECT_SLOTS",
                ..
            })
        ));
        let mut reader = database.read().await.unwrap();
        reader
            .rows::<i64>(&SELECT_KIND, &args![1])
            .await
            .unwrap_err();
    })
    .await;
}

#[tokio::test]
async fn concurrent_writers_lose_nothing() {
    on_each_engine(|database| async move {
        let writers = (0..40).map(|slot| {
            let database = database.clone();
            async move {
                for round in 0..5 {
                    let mut tx = database.write().await.unwrap();
                    let slot = slot * 100 + round;
                    tx.execute(&INSERT_NOTE, &args![id(), slot, "memo"])
                        .await
                        .unwrap();
                    tx.execute(&UPDATE_KIND, &args![slot, "final"])
                        .await
                        .unwrap();
                    if round == 4 {
                        drop(tx);
                    } else {
                        tx.commit().await.unwrap();
                    }
                }
            }
        });
        futures::future::join_all(writers).await;
        let mut reader = database.read().await.unwrap();
        assert_eq!(reader.one::<i64>(&COUNT_NOTES, &[]).await.unwrap(), 160);
    })
    .await;
}

/// Polls a commit once and forgets it: the change is made all the same, completely.
#[tokio::test]
async fn a_commit_that_was_polled_happens_without_its_listener() {
    on_each_engine(|database| async move {
        for slot in 0..20 {
            let mut tx = database.write().await.unwrap();
            tx.execute(&INSERT_NOTE, &args![id(), slot, "memo"])
                .await
                .unwrap();
            let mut commit = Box::pin(tx.commit());
            drop(futures::poll!(commit.as_mut()));
            drop(commit);
        }
        let mut unpolled = database.write().await.unwrap();
        unpolled
            .execute(&INSERT_NOTE, &args![id(), 99, "memo"])
            .await
            .unwrap();
        drop(unpolled.commit());
        // A later commit is queued behind the forgotten ones.
        database.write().await.unwrap().commit().await.unwrap();
        let slots = async || {
            let mut reader = database.read().await.unwrap();
            reader.rows::<i64>(&SELECT_SLOTS, &[]).await.unwrap()
        };
        for _ in 0..100 {
            if slots().await.len() == 20 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        assert_eq!(slots().await, (0..20).collect::<Vec<_>>());
    })
    .await;
}

#[tokio::test]
async fn a_cancelled_statement_leaves_the_connection_in_order() {
    on_each_engine(|database| async move {
        for slot in 0..50 {
            let mut tx = database.write().await.unwrap();
            let arguments = args![id(), slot, "memo"];
            let mut insert = Box::pin(tx.execute(&INSERT_NOTE, &arguments));
            let done = matches!(
                futures::poll!(insert.as_mut()),
                std::task::Poll::Ready(Ok(_))
            );
            drop(insert);
            let committed = tx.commit().await;
            assert_eq!(
                committed.is_ok(),
                done,
                "an unfinished statement must not be committed"
            );
        }
        database.write().await.unwrap().commit().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_second_transaction_of_the_same_task_fails_as_busy_instead_of_hanging() {
    let directory = tempfile::tempdir().unwrap();
    let options = db::Options {
        connections: 1,
        wait: Duration::from_millis(50),
    };
    let database = Database::sqlite(directory.path().join("x.db"), options)
        .await
        .unwrap();
    let tx = database.write().await.unwrap();
    assert!(matches!(database.write().await, Err(DbError::Busy)));
    drop(tx);
    let reader = database.read().await.unwrap();
    assert!(matches!(database.read().await, Err(DbError::Busy)));
    drop(reader);
    database.close().await.unwrap();
    assert!(matches!(
        database.write().await,
        Err(DbError::Connection(_))
    ));
    assert!(matches!(database.read().await, Err(DbError::Connection(_))));
}

#[test]
fn printing_an_argument_shows_no_bytes() {
    let shown = format!(
        "{:?}",
        args![Sealed::from_stored(b"secret".to_vec()), 42, "token"]
    );
    assert_eq!(shown, "[Bytes(6), Int(..), Text(token)]");
    assert_eq!(Value::from(None::<Uuid>), Value::Null);
}

#[tokio::test]
async fn a_turn_has_one_writer_on_all_nodes() {
    for test in TestDatabase::all().await.unwrap() {
        let (here, there) = (test.database(), test.node().await.unwrap());
        let (turn, other) = (id(), id());
        let both = [other, turn];
        // A connection that was used before waits like a new one.
        drop(there.read().await.unwrap());
        let first = here.write_in_turn(&[turn]).await.unwrap();
        for node in [&here, &there] {
            let waiting = node.write_in_turn(&both);
            let waited = tokio::time::timeout(Duration::from_millis(100), waiting).await;
            assert!(waited.is_err(), "{:?}", node.engine());
        }
        if here.engine() == db::Engine::Postgres {
            there.write_in_turn(&[other]).await.unwrap();
        }

        first.commit().await.unwrap();

        for node in [&here, &there] {
            node.write_in_turn(&both).await.unwrap();
        }
    }
}

#[tokio::test]
async fn who_waits_for_a_turn_takes_no_connection() {
    let Some(test) = TestDatabase::all().await.unwrap().into_iter().nth(1) else {
        return;
    };
    let database = test.database();
    let turn = id();
    let _first = database.write_in_turn(&[turn]).await.unwrap();
    // More than the pool has connections.
    let waiting: Vec<_> = (0..20)
        .map(|_| {
            let database = database.clone();
            tokio::spawn(async move { database.write_in_turn(&[turn]).await.map(drop) })
        })
        .collect();
    tokio::task::yield_now().await;

    database.read().await.unwrap();
    database.write().await.unwrap();

    for waiting in waiting {
        waiting.abort();
    }
}

#[tokio::test]
async fn who_no_longer_waits_leaves_the_connection_free() {
    let Some(test) = TestDatabase::all().await.unwrap().into_iter().nth(1) else {
        return;
    };
    let (here, there) = (test.database(), test.node().await.unwrap());
    let turn = id();
    let _first = here.write_in_turn(&[turn]).await.unwrap();
    for _ in 0..10 {
        let waiting = there.write_in_turn(std::slice::from_ref(&turn));
        let waited = tokio::time::timeout(Duration::from_millis(50), waiting).await;
        assert!(waited.is_err());
    }

    let read = tokio::time::timeout(Duration::from_secs(3), there.read()).await;

    read.expect("a connection").unwrap();
}

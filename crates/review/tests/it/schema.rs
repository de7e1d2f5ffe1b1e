//! The SQL on both engines.

use db::Migration;
use db::testing::{TestDatabase, columns_per_engine};

#[tokio::test]
async fn every_statement_can_be_prepared() {
    for test in TestDatabase::all().await.unwrap() {
        test.database().migrate(&migrations()).await.unwrap();
        test.database()
            .prepare_all(review::STATEMENTS)
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn both_dialects_make_the_same_columns() {
    let lists = columns_per_engine(&migrations()).await.unwrap();
    assert!(
        lists.windows(2).all(|pair| pair[0] == pair[1]),
        "{lists:#?}"
    );
}

fn migrations() -> Vec<Migration> {
    // The flag of shown reviews follows the files.
    [files::MIGRATIONS, review::MIGRATIONS].concat()
}

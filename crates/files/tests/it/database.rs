//! The schema and the statements on both engines.

use db::testing::{TestDatabase, columns_per_engine};

#[tokio::test]
async fn every_statement_can_be_prepared() {
    for test in TestDatabase::all().await.unwrap() {
        let migrations = [kernel::MIGRATIONS, jobs::MIGRATIONS, files::MIGRATIONS].concat();
        test.database().migrate(&migrations).await.unwrap();
        test.database()
            .prepare_all(files::STATEMENTS)
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn both_dialects_make_the_same_tables() {
    let lists = columns_per_engine(files::MIGRATIONS).await.unwrap();

    for list in &lists {
        assert_eq!(list, &lists[0]);
    }
}

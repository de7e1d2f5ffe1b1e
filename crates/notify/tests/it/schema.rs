//! Every statement of this area can be prepared on each engine.

use db::testing::TestDatabase;

#[tokio::test]
async fn every_statement_can_be_prepared_on_each_engine() {
    let migrations = [
        kernel::MIGRATIONS,
        identity::MIGRATIONS,
        access::MIGRATIONS,
        files::MIGRATIONS,
        review::MIGRATIONS,
        notify::MIGRATIONS,
    ]
    .concat();
    for test in TestDatabase::all().await.unwrap() {
        test.database().migrate(&migrations).await.unwrap();

        test.database()
            .prepare_all(notify::STATEMENTS)
            .await
            .unwrap();
    }
}

//! One schema in two dialects, and every statement prepared on both.

use db::testing::{TestDatabase, columns_per_engine};
use server::schema::{migrations, statements};

#[tokio::test]
async fn every_statement_can_be_prepared_on_each_engine() {
    for test in TestDatabase::all().await.unwrap() {
        test.database().migrate(&migrations()).await.unwrap();

        test.database().prepare_all(&statements()).await.unwrap();
    }
}

#[tokio::test]
async fn both_dialects_make_the_same_tables_and_columns() {
    let lists = columns_per_engine(&migrations()).await.unwrap();

    for list in &lists {
        assert_eq!(Some(list), lists.first());
    }
}

#[test]
fn no_column_can_hold_what_somebody_typed() {
    for migration in migrations() {
        for line in migration
            .sqlite
            .lines()
            .filter(|line| line.contains(" TEXT"))
        {
            let before = line.split(" TEXT").next().unwrap_or_default();
            let name = before
                .split_whitespace()
                .next_back()
                .unwrap_or_default()
                .trim_start_matches('(');
            let enums = [
                "kind", "state", "status", "verdict", "level", "role", "reason", "stream",
                "origin", "capacity", "door", "due_zone", "switches", "media", "purpose", "proof",
                "detail",
            ];
            assert!(
                enums.contains(&name),
                "{} of {}: a text column holds words of our own enums only",
                name,
                migration.name
            );
        }
    }
}

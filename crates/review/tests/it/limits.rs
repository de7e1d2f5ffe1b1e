//! How much of everything there can be.

use db::{Execute, Query, Statement, args};
use uuid::Uuid;

use crate::studio::{Studio, code, new_comment};

#[tokio::test]
async fn a_review_takes_five_thousand_comments() {
    let studio = Studio::new().await;
    let first = new_comment("The first");
    let said = studio
        .say_on(&studio.owner, studio.review, first.clone())
        .await
        .unwrap();
    let read = Statement {
        name: "WORDS",
        sql: "SELECT sealed FROM review_comments WHERE id = $1",
    };
    let mut tx = studio.app.database().write().await.unwrap();
    let sealed: vault::Sealed = tx.one(&read, &args![said.id]).await.unwrap();
    for _ in 0..4_998 {
        let arguments = args![
            Uuid::from_bytes(vault::random_bytes()),
            studio.team,
            studio.project,
            studio.review,
            None::<Uuid>,
            Studio::person(&studio.owner),
            Uuid::from_bytes(vault::random_bytes()),
            Uuid::from_bytes(vault::random_bytes()),
            false,
            0_i64,
            sealed.clone()
        ];
        tx.execute(statement("INSERT_COMMENT"), &arguments)
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();

    assert_eq!(code(studio.say(&studio.owner, "The last").await), "ok");
    assert_eq!(
        code(studio.say(&studio.owner, "One more").await),
        "too_many"
    );
    // What was stored before is still answered.
    let again = studio.say_on(&studio.owner, studio.review, first).await;
    assert_eq!(again.unwrap().id, said.id);
}

fn statement(name: &str) -> &'static Statement {
    review::STATEMENTS
        .iter()
        .find(|statement| statement.name == name)
        .unwrap()
}

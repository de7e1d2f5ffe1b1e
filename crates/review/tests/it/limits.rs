//! How much of everything there can be.

use db::{Execute, Query, Statement, args};
use uuid::Uuid;

use crate::studio::{Guest, Studio, code, new_comment, open};

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
            sealed.clone(),
            None::<u32>,
            None::<u32>
        ];
        tx.execute(statement("INSERT_COMMENT"), &arguments)
            .await
            .unwrap();
        let counted = args![studio.review, true, true, 5_000_i64];
        let _: (u32, u32) = tx.one(statement("COUNT_COMMENT"), &counted).await.unwrap();
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

#[tokio::test]
async fn guests_who_walked_in_take_no_place_of_the_invited() {
    let studio = Studio::new().await;
    crowd(&studio, 999).await;

    studio
        .invite(studio.group, "Ingrid", "ingrid@client.example")
        .await;

    let last = studio.guest(studio.group).await;
    let named = last
        .identify(&studio.app, studio.group, "Paul", "paul@client.example")
        .await;
    assert_eq!(code(named), "ok");
    let late = studio.guest(studio.group).await;
    let named = late
        .identify(&studio.app, studio.group, "Quentin", "q@client.example")
        .await;
    assert_eq!(code(named), "too_many");
}

#[tokio::test]
async fn opening_a_link_over_and_over_is_slowed_down() {
    let studio = Studio::new().await;
    let url = studio.url(studio.group).await;
    let known = Guest::open(&studio.app, &url, None).await.unwrap();
    for _ in 1..60 {
        open(&studio.app, &url, None, None).await.unwrap();
    }

    assert_eq!(code(open(&studio.app, &url, None, None).await), "too_many");
    // A browser that has its session leaves nothing more behind.
    assert!(
        open(&studio.app, &url, None, Some(known.token))
            .await
            .is_ok()
    );
    studio.test.clock.advance(2_100);
    assert!(open(&studio.app, &url, None, None).await.is_ok());
}

/// So many guests who said who they are.
async fn crowd(studio: &Studio, size: i64) {
    let mut tx = studio.app.database().write().await.unwrap();
    for number in 1..=size {
        let arguments = args![
            studio.group,
            Uuid::from_bytes(vault::random_bytes()),
            number + 10,
            "link",
            true,
            0_i64,
            None::<Uuid>
        ];
        tx.execute(statement("INSERT_REVIEWER"), &arguments)
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
}

fn statement(name: &str) -> &'static Statement {
    review::STATEMENTS
        .iter()
        .find(|statement| statement.name == name)
        .unwrap()
}

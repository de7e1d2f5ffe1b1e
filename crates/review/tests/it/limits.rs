//! How much of everything there can be.

use db::{Execute, Query, Statement, args};
use kernel::{Actor, CommentId, DecisionId, Error, Result};
use review::decisions;
use review::rules::verdict::Verdict;
use review::wire::{DecisionDto, NewDecision, Withdrawal};
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
    many_comments(&studio, said.id, 4_998).await;

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
async fn guests_leave_members_room_for_comments() {
    let studio = Studio::new().await;
    let (_, guest) = studio
        .invited_guest(studio.group, "Ingrid", "ingrid@client.example")
        .await;
    let ingrid = guest.actor(&studio.app).await;
    let first = new_comment("The first");
    let said = studio
        .say_on(&ingrid, studio.review, first.clone())
        .await
        .unwrap();
    many_comments(&studio, said.id, 3_998).await;

    assert_eq!(code(studio.say(&ingrid, "The last").await), "ok");
    let full = studio.say(&ingrid, "One more").await;
    assert!(
        matches!(
            full,
            Err(Error::Conflict {
                code: "too_many",
                ..
            })
        ),
        "{full:?}"
    );
    let with_comment = NewDecision {
        comments: vec![new_comment("Kept until the decision")],
        ..studio.decision(Verdict::Approve)
    };
    let decided = decisions::decide(&studio.app, &ingrid, studio.review, with_comment).await;
    assert_eq!(code(decided), "too_many");
    assert_eq!(code(change_mind(&studio, &ingrid, None).await), "ok");
    assert_eq!(code(studio.say(&studio.owner, "Noted").await), "ok");
    let again = studio.say_on(&ingrid, studio.review, first).await;
    assert_eq!(again.unwrap().id, said.id);
}

#[tokio::test]
async fn a_guest_who_comments_without_pause_is_slowed_down() {
    let studio = Studio::new().await;
    let (_, guest) = studio
        .invited_guest(studio.group, "Ingrid", "ingrid@client.example")
        .await;
    let ingrid = guest.actor(&studio.app).await;
    for number in 0..60 {
        let said = studio.say(&ingrid, &format!("Comment {number}")).await;
        assert_eq!(code(said), "ok");
    }

    let slowed = studio.say(&ingrid, "At once").await;
    assert!(matches!(slowed, Err(Error::TooMany { .. })), "{slowed:?}");
    let said = studio.say(&studio.owner, "Of the team").await;
    assert_eq!(code(said), "ok");
    studio.test.clock.advance(2_100);
    assert_eq!(code(studio.say(&ingrid, "A moment later").await), "ok");
}

/// So many comments more, with the words of one that is there.
async fn many_comments(studio: &Studio, like: CommentId, size: u32) {
    let read = Statement {
        name: "WORDS",
        sql: "SELECT sealed FROM review_comments WHERE id = $1",
    };
    let mut tx = studio.app.database().write().await.unwrap();
    let sealed: vault::Sealed = tx.one(&read, &args![like]).await.unwrap();
    for _ in 0..size {
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

#[tokio::test]
async fn one_person_decides_fifty_times_and_can_still_withdraw() {
    let studio = Studio::new().await;
    let (_, guest) = studio
        .invited_guest(studio.group, "Ingrid", "ingrid@client.example")
        .await;
    let ingrid = guest.actor(&studio.app).await;
    let mut last = None;
    for _ in 0..50 {
        last = Some(change_mind(&studio, &ingrid, last).await.unwrap().id);
    }

    let more = change_mind(&studio, &ingrid, last).await;
    assert!(
        matches!(
            more,
            Err(Error::Conflict {
                code: "too_many",
                ..
            })
        ),
        "{more:?}"
    );
    let withdrawn = withdraw(&studio, &ingrid, last.unwrap()).await.unwrap();
    assert_eq!(withdrawn.verdict, Verdict::Withdraw);
    let again = change_mind(&studio, &ingrid, Some(withdrawn.id)).await;
    assert_eq!(code(again), "too_many");
    // Somebody else has decisions of their own.
    assert_eq!(code(change_mind(&studio, &studio.owner, None).await), "ok");
}

#[tokio::test]
async fn a_guest_who_decides_without_pause_is_slowed_down() {
    let studio = Studio::new().await;
    let (_, guest) = studio
        .invited_guest(studio.group, "Ingrid", "ingrid@client.example")
        .await;
    let ingrid = guest.actor(&studio.app).await;
    let first = change_mind(&studio, &ingrid, None).await.unwrap().id;
    for _ in 1..60 {
        let stale = change_mind(&studio, &ingrid, None).await;
        assert_eq!(code(stale), "stale");
    }

    let slowed = change_mind(&studio, &ingrid, Some(first)).await;
    assert!(matches!(slowed, Err(Error::TooMany { .. })), "{slowed:?}");
    let slowed = withdraw(&studio, &ingrid, first).await;
    assert!(matches!(slowed, Err(Error::TooMany { .. })), "{slowed:?}");
    studio.test.clock.advance(2_100);
    assert!(change_mind(&studio, &ingrid, Some(first)).await.is_ok());
    for _ in 0..70 {
        let stale = change_mind(&studio, &studio.owner, Some(first)).await;
        assert_eq!(code(stale), "stale", "members are not slowed down");
    }
}

#[tokio::test]
async fn those_who_came_by_the_link_keep_nobody_from_deciding() {
    let studio = Studio::new().await;
    let paul = studio
        .named_guest(studio.group, "Paul", "paul@client.example")
        .await
        .actor(&studio.app)
        .await;
    let decided = change_mind(&studio, &paul, None).await.unwrap();
    let read = Statement {
        name: "HALVES",
        sql: "SELECT record, sealed FROM review_decisions WHERE id = $1",
    };
    let crowd = crowd(&studio, 998).await;
    let mut tx = studio.app.database().write().await.unwrap();
    let (record, sealed): (vault::Sealed, vault::Sealed) =
        tx.one(&read, &args![decided.id]).await.unwrap();
    for person in crowd {
        let arguments = args![
            Uuid::from_bytes(vault::random_bytes()),
            studio.team,
            studio.project,
            studio.review,
            person,
            Uuid::from_bytes(vault::random_bytes()),
            "reviewer",
            "approve",
            "link",
            0_i64,
            None::<Uuid>,
            record.clone(),
            sealed.clone()
        ];
        tx.execute(statement("INSERT_DECISION"), &arguments)
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();

    let last = change_mind(&studio, &paul, Some(decided.id)).await.unwrap();
    let more = change_mind(&studio, &paul, Some(last.id)).await;
    assert_eq!(code(more), "too_many");
    let late = studio
        .named_guest(studio.group, "Quentin", "q@client.example")
        .await
        .actor(&studio.app)
        .await;
    assert_eq!(code(change_mind(&studio, &late, None).await), "too_many");
    assert_eq!(code(withdraw(&studio, &paul, last.id).await), "ok");
    let (_, guest) = studio
        .invited_guest(studio.group, "Ingrid", "ingrid@client.example")
        .await;
    let ingrid = guest.actor(&studio.app).await;
    assert_eq!(code(change_mind(&studio, &ingrid, None).await), "ok");
    assert_eq!(code(change_mind(&studio, &studio.owner, None).await), "ok");
}

async fn change_mind(
    studio: &Studio,
    who: &Actor,
    predecessor: Option<DecisionId>,
) -> Result<DecisionDto> {
    let decision = NewDecision {
        predecessor,
        ..studio.decision(Verdict::Approve)
    };
    decisions::decide(&studio.app, who, studio.review, decision).await
}

async fn withdraw(studio: &Studio, who: &Actor, id: DecisionId) -> Result<DecisionDto> {
    let words = Withdrawal {
        sentence: None,
        locale: "en".to_owned(),
        zone: "Europe/Berlin".to_owned(),
    };
    decisions::withdraw(&studio.app, who, id, words).await
}

/// So many guests who said who they are.
async fn crowd(studio: &Studio, size: i64) -> Vec<Uuid> {
    let mut people = Vec::new();
    let mut tx = studio.app.database().write().await.unwrap();
    for number in 1..=size {
        let person = Uuid::from_bytes(vault::random_bytes());
        people.push(person);
        let arguments = args![
            studio.group,
            person,
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
    people
}

fn statement(name: &str) -> &'static Statement {
    review::STATEMENTS
        .iter()
        .find(|statement| statement.name == name)
        .unwrap()
}

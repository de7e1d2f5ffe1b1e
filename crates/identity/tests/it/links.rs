//! One-time sign-in links.

use identity::{NewPerson, links, persons};
use kernel::{Actor, App, Error, PersonId};

use crate::people::{commit, mara, start, team, write};

#[tokio::test]
async fn a_link_works_once() {
    let test = start().await;
    let person = mara(&test.app).await;
    let token = links::create(&test.app, &Actor::system(), person)
        .await
        .unwrap();

    assert_eq!(redeem(&test.app, &token.to_text()).await, Some(person));
    assert_eq!(redeem(&test.app, &token.to_text()).await, None);
    assert_eq!(redeem(&test.app, "no token at all").await, None);
}

#[tokio::test]
async fn a_link_is_not_used_up_by_a_transaction_that_fails() {
    let test = start().await;
    let person = mara(&test.app).await;
    let token = links::create(&test.app, &Actor::system(), person)
        .await
        .unwrap();

    let mut tx = write(&test.app).await;
    assert_eq!(
        links::redeem(&mut tx, &token.to_text()).await.unwrap(),
        Some(person)
    );
    drop(tx);

    assert_eq!(redeem(&test.app, &token.to_text()).await, Some(person));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_at_once_exactly_one_gets_in() {
    let test = start().await;
    let person = mara(&test.app).await;
    let token = links::create(&test.app, &Actor::system(), person)
        .await
        .unwrap();
    let text = token.to_text();

    let tries = (0..50).map(|_| redeem(&test.app, &text));
    let through = futures::future::join_all(tries)
        .await
        .into_iter()
        .flatten()
        .count();

    assert_eq!(through, 1);
}

#[tokio::test]
async fn a_link_lives_ten_minutes() {
    let test = start().await;
    let person = mara(&test.app).await;
    let first = links::create(&test.app, &Actor::system(), person)
        .await
        .unwrap();
    test.clock.advance(599_999);
    let second = links::create(&test.app, &Actor::system(), person)
        .await
        .unwrap();
    test.clock.advance(1);

    assert_eq!(redeem(&test.app, &first.to_text()).await, None);
    assert_eq!(redeem(&test.app, &second.to_text()).await, Some(person));
}

#[tokio::test]
async fn a_link_never_makes_an_account() {
    let test = start().await;
    let team = team(&test.app).await;
    let mut tx = write(&test.app).await;
    let new = NewPerson {
        team: Some(team),
        name: "Ed".into(),
        email: Some("ed@client.example".into()),
        verified: true,
    };
    let guest = persons::create(&mut tx, &new).await.unwrap();
    commit(tx).await;

    for person in [guest, test.app.mint()] {
        let link = links::create(&test.app, &Actor::system(), person).await;
        assert!(matches!(link, Err(Error::NotFound)));
    }
}

async fn redeem(app: &App, token: &str) -> Option<PersonId> {
    let mut tx = write(app).await;
    let person = links::redeem(&mut tx, token).await.unwrap();
    if person.is_some() {
        commit(tx).await;
    }
    person
}

//! Signing in as a member.

use access::sign_in;
use identity::{NewPerson, links, passwords, persons};
use kernel::{Actor, Event, EventKind, PersonId};
use testkit::TestApp;

use crate::people::{MARA, PASSWORD, code_of, facts, owner, secret, start, try_password};

const EVA: &str = "eva@elsewhere.example";

#[tokio::test]
async fn a_sign_in_code_never_activates_an_uninvited_address() {
    let test = start().await;
    owner(&test.app).await;
    let eva = account(&test).await;
    let link = links::create(&test.app, &Actor::system(), eva)
        .await
        .unwrap();

    for _ in 0..2 {
        let entered = sign_in::with_link(&test.app, &secret(&link.to_text()), &facts(), None).await;
        assert_eq!(code_of(entered), "link_expired");
    }
    let mut reader = test.app.read(&Actor::anonymous()).await.unwrap();
    assert!(
        access::teams::membership(&mut reader, eva)
            .await
            .unwrap()
            .is_none()
    );
}

#[tokio::test]
async fn a_right_password_without_a_membership_answers_like_a_wrong_one() {
    let test = start().await;
    owner(&test.app).await;
    account(&test).await;

    for _ in 0..3 {
        assert!(
            try_password(&test.app, EVA, PASSWORD)
                .await
                .unwrap()
                .is_none()
        );
    }
    assert_eq!(
        code_of(try_password(&test.app, EVA, PASSWORD).await),
        "too_many"
    );
}

#[tokio::test]
async fn a_sign_in_link_opens_one_session() {
    let test = start().await;
    let owner = owner(&test.app).await;
    let link = links::create(&test.app, &Actor::system(), owner.person)
        .await
        .unwrap();

    let entered = sign_in::with_link(&test.app, &secret(&link.to_text()), &facts(), None)
        .await
        .unwrap();

    assert_eq!(
        (entered.member.person, entered.member.role),
        (owner.person, owner.role)
    );
    let again = sign_in::with_link(&test.app, &secret(&link.to_text()), &facts(), None).await;
    assert_eq!(code_of(again), "link_expired");
}

#[tokio::test]
async fn tokens_of_other_purposes_are_no_sign_in_links() {
    let test = start().await;
    let owner = owner(&test.app).await;
    let entered = try_password(&test.app, MARA, PASSWORD)
        .await
        .unwrap()
        .unwrap();
    let invitation = crate::people::invite(&test.app, &owner, EVA, kernel::Role::Member)
        .await
        .unwrap();

    for other in [
        entered.opened.session.token().to_string(),
        crate::people::fragment(&invitation),
    ] {
        let refused = sign_in::with_link(&test.app, &secret(&other), &facts(), None).await;
        assert_eq!(code_of(refused), "link_expired");
    }
}

#[tokio::test]
async fn signing_in_again_ends_the_session_that_the_browser_had() {
    let test = start().await;
    let owner = owner(&test.app).await;
    let first = try_password(&test.app, MARA, PASSWORD)
        .await
        .unwrap()
        .unwrap();
    let link = links::create(&test.app, &Actor::system(), owner.person)
        .await
        .unwrap();

    let second = sign_in::with_link(
        &test.app,
        &secret(&link.to_text()),
        &facts(),
        Some(&first.member),
    )
    .await
    .unwrap();

    let (old, new) = (first.opened.session.token(), second.opened.session.token());
    assert_ne!(old, new);
    assert!(
        access::door::member(&test.app, &old)
            .await
            .unwrap()
            .is_none()
    );
    assert!(
        access::door::member(&test.app, &new)
            .await
            .unwrap()
            .is_some()
    );
}

/// An account that belongs to no team: somebody who left.
async fn account(test: &TestApp) -> PersonId {
    let hash = passwords::hash(&secret(PASSWORD)).await.unwrap();
    let mut tx = test.app.write(&Actor::system()).await.unwrap();
    let new = NewPerson {
        team: None,
        name: "Eva".into(),
        email: Some(EVA.into()),
        verified: true,
    };
    let person = persons::create(&mut tx, &new).await.unwrap();
    passwords::set(&mut tx, person, &hash).await.unwrap();
    tx.emit(Event::installation(EventKind::DemoSeeded));
    tx.commit().await.unwrap();
    person
}

//! Judging and changing passwords.

use identity::passwords::Changed;
use identity::{links, passwords};
use kernel::{Actor, App, Error, Member, Result};

use crate::people::{
    MARA, PASSWORD, facts, is_alive, mara, secret, session, start, try_password, write,
};

const NEW: &str = "violet-gravel-omnibus-7";

async fn change(app: &App, member: &Member) -> Result<Changed> {
    let (current, new) = (secret(PASSWORD), secret(NEW));
    passwords::change(app, member, &current, &new, &facts(1)).await
}

#[tokio::test]
async fn changing_the_password_ends_everything_the_old_one_opened() {
    let test = start().await;
    let person = mara(&test.app).await;
    let (_, elsewhere) = session(&test.app, person).await;
    let link = links::create(&test.app, &Actor::system(), person)
        .await
        .unwrap();
    let (member, before) = session(&test.app, person).await;

    let changed = change(&test.app, &member).await.unwrap();

    assert!(is_alive(&test.app, &changed.session.token()).await);
    assert_eq!(changed.session.id, member.session);
    assert!(
        !is_alive(&test.app, &before).await,
        "the token is a new one"
    );
    assert!(!is_alive(&test.app, &elsewhere).await);
    let mut tx = write(&test.app).await;
    assert_eq!(links::redeem(&mut tx, &link.to_text()).await.unwrap(), None);
    drop(tx);
    assert!(
        try_password(&test.app, MARA, PASSWORD, 2)
            .await
            .unwrap()
            .is_none()
    );
    assert!(
        try_password(&test.app, MARA, NEW, 2)
            .await
            .unwrap()
            .is_some()
    );
}

/// Checking a password takes long; it may be changed meanwhile.
#[tokio::test]
async fn the_old_password_opens_nothing_that_began_before_it_was_changed() {
    let test = start().await;
    let person = mara(&test.app).await;
    let (member, _) = session(&test.app, person).await;
    let begun = try_password(&test.app, MARA, PASSWORD, 2).await;
    let begun = begun.unwrap().unwrap();

    change(&test.app, &member).await.unwrap();

    let mut tx = write(&test.app).await;
    let opened = begun.open(&mut tx, test.app.mint(), &facts(2)).await;
    assert!(opened.unwrap().is_none());
    drop(tx);
    let now = try_password(&test.app, MARA, NEW, 2).await;
    let now = now.unwrap().unwrap();
    let mut tx = write(&test.app).await;
    let opened = now.open(&mut tx, test.app.mint(), &facts(2)).await;
    assert!(opened.unwrap().is_some());
}

#[tokio::test]
async fn of_two_changes_from_one_password_one_is_made() {
    let test = start().await;
    let person = mara(&test.app).await;
    let (member, _) = session(&test.app, person).await;
    let (current, facts) = (secret(PASSWORD), facts(1));
    let (first, second) = (secret(NEW), secret("copper-lantern-fjord-41"));
    let change = |new| passwords::change(&test.app, &member, &current, new, &facts);

    let outcomes = tokio::join!(change(&first), change(&second));

    let made = [outcomes.0.is_ok(), outcomes.1.is_ok()];
    assert!(made[0] != made[1], "{made:?}");
}

#[tokio::test]
async fn a_stolen_session_cannot_change_the_password_or_guess_it() {
    let test = start().await;
    let (member, token) = session(&test.app, mara(&test.app).await).await;

    for _ in 0..3 {
        let refused = passwords::change(
            &test.app,
            &member,
            &secret("guess"),
            &secret(NEW),
            &facts(1),
        )
        .await;
        assert!(matches!(
            refused,
            Err(Error::Invalid {
                field: "current",
                code: "wrong_password",
                ..
            })
        ));
    }
    let fourth = change(&test.app, &member).await;

    assert!(matches!(fourth, Err(Error::TooMany { .. })));
    assert!(is_alive(&test.app, &token).await);
}

#[tokio::test]
async fn a_password_that_is_easy_to_guess_is_refused() {
    let test = start().await;
    let (member, _) = session(&test.app, mara(&test.app).await).await;

    for weak in [
        "short",
        "password123",
        "Lindqvist2026",
        "larkfield!",
        "qwertyuiop",
    ] {
        let refused = passwords::change(
            &test.app,
            &member,
            &secret(PASSWORD),
            &secret(weak),
            &facts(1),
        )
        .await;
        assert!(
            matches!(
                refused,
                Err(Error::Invalid {
                    code: "weak_password",
                    ..
                })
            ),
            "{weak}"
        );
    }
    assert!(
        try_password(&test.app, MARA, PASSWORD, 2)
            .await
            .unwrap()
            .is_some()
    );
}

#[tokio::test]
async fn a_password_of_any_size_is_answered() {
    let long = secret(&"ø".repeat(5_000));
    assert!(!passwords::matches(None, &long).await.unwrap());
    assert!(matches!(
        passwords::hash(&long).await,
        Err(Error::Invalid {
            code: "too_long",
            ..
        })
    ));
    assert!(passwords::require_strong(&long, Vec::new()).await.is_err());
}

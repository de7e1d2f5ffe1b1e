//! Passwords of review links.

use kernel::Action;
use review::rules::verdict::Verdict;
use review::{comments, group_page, groups, page, reviews};

use crate::studio::{Studio, code, open, secret_of, words};

#[tokio::test]
async fn a_link_password_is_asked_by_every_operation() {
    let studio = Studio::new().await;
    let url = studio.url(studio.group).await;
    let inside = studio
        .named_guest(studio.group, "Ingrid", "ingrid@client.example")
        .await;
    let comment = studio
        .say(&inside.actor(&studio.app).await, "Before the password")
        .await
        .unwrap();
    groups::set_password(
        &studio.app,
        &studio.owner,
        studio.group,
        Some(secret_of("violet anchor 41 pines")),
    )
    .await
    .unwrap();

    // Whoever was in is out of everything until they know the password.
    let who = inside.actor(&studio.app).await;
    assert!(who.grants().is_empty());
    let outcomes = [
        code(page::show(&studio.app, &who, studio.review).await),
        code(comments::list(&studio.app, &who, studio.review).await),
        code(studio.say(&who, "Without").await),
        code(comments::edit(&studio.app, &who, comment.id, words("Changed")).await),
        code(comments::delete(&studio.app, &who, comment.id).await),
        code(comments::resolve(&studio.app, &who, comment.id, true).await),
        code(studio.decide(&who, Verdict::Approve).await),
        code(reviews::version_for(&studio.app, &who, Action::See, studio.file.version).await),
        code(
            inside
                .identify(&studio.app, studio.group, "Ingrid", "ingrid@client.example")
                .await,
        ),
    ];
    assert_eq!(outcomes, ["not_found"; 9]);
    assert_eq!(
        code(open(&studio.app, &url, None, None).await),
        "password_needed"
    );
    assert_eq!(
        code(open(&studio.app, &url, Some("wrong"), None).await),
        "wrong_password"
    );

    let again = open(
        &studio.app,
        &url,
        Some("violet anchor 41 pines"),
        Some(inside.token.clone()),
    )
    .await
    .unwrap();
    assert!(again.cookie.is_none());
    let who = inside.actor(&studio.app).await;
    assert!(
        page::show(&studio.app, &who, studio.review)
            .await
            .unwrap()
            .me
            .person
            .is_some()
    );
}

#[tokio::test]
async fn guessing_a_link_password_is_slowed_down() {
    let studio = Studio::new().await;
    let url = studio.url(studio.group).await;
    groups::set_password(
        &studio.app,
        &studio.owner,
        studio.group,
        Some(secret_of("violet anchor 41 pines")),
    )
    .await
    .unwrap();

    let mut answers = Vec::new();
    for guess in 0..6 {
        answers.push(code(
            open(&studio.app, &url, Some(&format!("guess {guess}")), None).await,
        ));
    }

    assert!(answers.contains(&"too_many"), "{answers:?}");
    assert_eq!(
        code(open(&studio.app, &url, Some("violet anchor 41 pines"), None).await),
        "too_many"
    );
}

#[tokio::test]
async fn wrong_link_passwords_lock_out_nobody_who_was_in() {
    let studio = Studio::new().await;
    let url = studio.url(studio.group).await;
    let password = "violet anchor 41 pines";
    let inside = studio.guest(studio.group).await;
    let set = Some(secret_of(password));
    groups::set_password(&studio.app, &studio.owner, studio.group, set)
        .await
        .unwrap();

    for _ in 0..12 {
        studio.test.clock.advance(60_000);
        let guess = open(&studio.app, &url, Some("guess"), None).await;
        assert_eq!(code(guess), "wrong_password");
    }

    assert_eq!(
        code(open(&studio.app, &url, Some(password), None).await),
        "too_many"
    );
    let again = open(
        &studio.app,
        &url,
        Some(password),
        Some(inside.token.clone()),
    )
    .await;
    assert_eq!(code(again), "ok");
    studio.test.clock.advance(60_000);
    assert_eq!(
        code(open(&studio.app, &url, Some(password), None).await),
        "ok"
    );
}

#[tokio::test]
async fn a_browser_that_was_in_guesses_no_faster() {
    let studio = Studio::new().await;
    let url = studio.url(studio.group).await;
    let inside = studio.guest(studio.group).await;
    let set = Some(secret_of("violet anchor 41 pines"));
    groups::set_password(&studio.app, &studio.owner, studio.group, set)
        .await
        .unwrap();

    let mut answers = Vec::new();
    for _ in 0..6 {
        let guess = open(&studio.app, &url, Some("guess"), Some(inside.token.clone())).await;
        answers.push(code(guess));
    }

    assert_eq!(answers.last(), Some(&"too_many"), "{answers:?}");
}

#[tokio::test]
async fn a_link_password_is_never_shown_and_never_stored_in_the_clear() {
    let studio = Studio::new().await;
    let password = "violet anchor 41 pines";
    groups::set_password(
        &studio.app,
        &studio.owner,
        studio.group,
        Some(secret_of(password)),
    )
    .await
    .unwrap();

    let shown = group_page::show(&studio.app, &studio.owner, studio.group)
        .await
        .unwrap();

    assert!(shown.group.settings.password_set);
    assert!(!format!("{shown:?}").contains(password));
    studio.test.assert_nowhere(password);
    studio.test.assert_nowhere("$argon2id$");
}

//! Starting reviews, due dates, status by hand.

use kernel::Role;
use review::rules::status::Status;
use review::rules::verdict::Verdict;
use review::wire::{ChangeReview, StartReviews};
use review::{page, reviews};

use crate::studio::{Studio, code, upload};

const HOUR: i64 = 3_600_000;

#[tokio::test]
async fn starting_twice_is_starting_once() {
    let studio = Studio::new().await;
    let legal = studio.group("Legal").await;
    let second = upload(
        &studio.app,
        &studio.owner,
        studio.project,
        None,
        "flyer.pdf",
        b"%PDF-1.7 flyer",
    )
    .await;
    let input = || StartReviews {
        versions: vec![studio.file.version, second.version],
        groups: vec![studio.group, legal],
        due_at: Some(studio.app.now() + HOUR),
        due_zone: Some("Europe/Berlin".to_owned()),
    };

    let first = reviews::start(&studio.app, &studio.owner, input())
        .await
        .unwrap();
    let again = reviews::start(&studio.app, &studio.owner, input())
        .await
        .unwrap();

    assert_eq!(first, again);
    assert_eq!(first.len(), 4);
    assert_eq!(first[0], studio.review);
    let page = page::show(&studio.app, &studio.owner, studio.review)
        .await
        .unwrap();
    assert_eq!(
        page.review.due_at, None,
        "what was started before stays as it is"
    );
    assert_eq!(page.groups.len(), 2);
    assert_eq!((page.siblings.position, page.siblings.total), (1, 2));
}

#[tokio::test]
async fn a_version_is_reviewed_in_groups_of_its_own_project() {
    let studio = Studio::new().await;
    let other = files::projects::create(&studio.app, &studio.owner, "Other")
        .await
        .unwrap();
    let group = review::groups::create(&studio.app, &studio.owner, other, "Client")
        .await
        .unwrap()
        .id;
    let input = StartReviews {
        versions: vec![studio.file.version],
        groups: vec![group],
        due_at: None,
        due_zone: None,
    };

    assert_eq!(
        code(reviews::start(&studio.app, &studio.owner, input).await),
        "not_found"
    );
}

#[tokio::test]
async fn a_review_becomes_overdue_and_stops_with_the_decision() {
    let studio = Studio::new().await;
    let due = ChangeReview {
        due_at: Some(Some(studio.app.now() + HOUR)),
        due_zone: Some("Europe/Berlin".to_owned()),
        ..ChangeReview::default()
    };
    let changed = reviews::change(&studio.app, &studio.owner, studio.review, due)
        .await
        .unwrap();
    assert_eq!(
        (changed.due_zone, changed.overdue),
        (Some("Europe/Berlin"), false)
    );

    studio.test.clock.advance(2 * HOUR);
    assert!(
        page::show(&studio.app, &studio.owner, studio.review)
            .await
            .unwrap()
            .review
            .overdue
    );
    studio
        .decide(&studio.owner, Verdict::Approve)
        .await
        .unwrap();
    assert!(
        !page::show(&studio.app, &studio.owner, studio.review)
            .await
            .unwrap()
            .review
            .overdue
    );

    let none = ChangeReview {
        due_at: Some(None),
        ..ChangeReview::default()
    };
    assert_eq!(
        reviews::change(&studio.app, &studio.owner, studio.review, none)
            .await
            .unwrap()
            .due_at,
        None
    );
}

#[tokio::test]
async fn a_status_set_by_hand_stays_until_the_next_decision() {
    let studio = Studio::new().await;
    let member = studio
        .member("Henrik", "henrik@larkfield.example", Role::Member)
        .await;
    let by_hand = || ChangeReview {
        status: Some(Status::Approve),
        ..ChangeReview::default()
    };

    assert_eq!(
        code(reviews::change(&studio.app, &member, studio.review, by_hand()).await),
        "forbidden"
    );
    reviews::change(&studio.app, &studio.owner, studio.review, by_hand())
        .await
        .unwrap();
    assert_eq!(studio.status().await, Status::Approve);

    studio
        .decide(&member, Verdict::RequestChanges)
        .await
        .unwrap();
    assert_eq!(studio.status().await, Status::Request);
}

#[tokio::test]
async fn guests_change_nothing_about_a_review() {
    let studio = Studio::new().await;
    let who = studio
        .named_guest(studio.group, "Ingrid", "ingrid@client.example")
        .await
        .actor(&studio.app)
        .await;
    let changes = [
        ChangeReview {
            status: Some(Status::Approve),
            ..ChangeReview::default()
        },
        ChangeReview {
            due_at: Some(None),
            ..ChangeReview::default()
        },
        ChangeReview {
            locked: Some(true),
            ..ChangeReview::default()
        },
    ];
    for change in changes {
        assert_eq!(
            code(reviews::change(&studio.app, &who, studio.review, change).await),
            "forbidden"
        );
    }
    let page = page::show(&studio.app, &who, studio.review).await.unwrap();
    assert_eq!(page.abilities, ["comment", "decide"]);
    let input = StartReviews {
        versions: vec![studio.file.version],
        groups: vec![studio.group],
        due_at: None,
        due_zone: None,
    };
    assert_eq!(
        code(reviews::start(&studio.app, &who, input).await),
        "forbidden"
    );
}

//! Versions that reviewers add: where the group allows it, to what they review, and nowhere else.

use std::convert::Infallible;
use std::sync::Arc;

use bytes::Bytes;
use futures::future::BoxFuture;
use futures::{FutureExt, StreamExt, stream};
use kernel::{Actor, Clock as _, PersonId, Result, ReviewId, Settings};
use review::reviewer_uploads::{self, NewVersion};
use review::wire::{AddedVersionDto, ChangeReview, ChangeSettings};
use review::{dashboard, page, reviews};

use crate::studio::{Guest, Studio, code, start};

const SECOND: &[u8] = b"%PDF-1.7 what the client meant";

async fn studio() -> Studio {
    let studio = Studio::new().await;
    allow(&studio, true).await;
    studio
}

async fn allow(studio: &Studio, reviewer_upload: bool) {
    let settings = ChangeSettings {
        reviewer_upload: Some(reviewer_upload),
        ..ChangeSettings::default()
    };
    studio.set(studio.group, settings).await;
}

async fn add(studio: &Studio, who: &Actor, review: ReviewId) -> Result<AddedVersionDto> {
    add_sized(studio, who, review, SECOND.len()).await
}

async fn add_sized(
    studio: &Studio,
    who: &Actor,
    review: ReviewId,
    size: usize,
) -> Result<AddedVersionDto> {
    let new = NewVersion {
        filename: "../marked up.pdf".to_owned(),
        size: u64::try_from(size).unwrap(),
    };
    let body = stream::iter([Ok::<_, Infallible>(Bytes::from_static(SECOND))]);
    let review = reviewer_uploads::admit(&studio.app, who, review).await?;
    reviewer_uploads::add(&studio.app, who, review, new, body).await
}

async fn named(studio: &Studio) -> (Guest, PersonId) {
    let guest = studio
        .named_guest(studio.group, "Ines Moen", "ines@nordlys.example")
        .await;
    let person = guest.actor(&studio.app).await.grants()[0].person.unwrap();
    (guest, person)
}

#[tokio::test]
async fn a_reviewer_adds_a_version_only_where_the_group_allows_it() {
    let studio = studio().await;
    let (guest, person) = named(&studio).await;
    allow(&studio, false).await;
    let refused = add(&studio, &guest.actor(&studio.app).await, studio.review).await;
    assert_eq!(code(refused), "forbidden");
    allow(&studio, true).await;
    let unnamed = studio.guest(studio.group).await;
    let refused = add(&studio, &unnamed.actor(&studio.app).await, studio.review).await;
    assert_eq!(code(refused), "needs_identity");

    let actor = guest.actor(&studio.app).await;
    let added = add(&studio, &actor, studio.review).await.unwrap();

    let seen = page::show(&studio.app, &actor, added.review).await.unwrap();
    assert_eq!(seen.versions.len(), 2);
    let team = page::show(&studio.app, &studio.owner, added.review)
        .await
        .unwrap();
    assert_eq!(team.version.version.id, added.version);
    assert_eq!(
        team.version.version.created_by.unwrap().id,
        person,
        "who it was"
    );
    assert_eq!(team.file.name, "marked up.pdf");
}

#[tokio::test]
async fn a_reviewer_adds_nothing_to_what_another_group_reviews() {
    let studio = studio().await;
    let (guest, _) = named(&studio).await;
    let actor = guest.actor(&studio.app).await;
    let legal = studio.group("Legal").await;
    let hidden = start(&studio.app, &studio.owner, studio.file.version, legal).await;

    assert_eq!(code(add(&studio, &actor, hidden).await), "not_found");
    add(&studio, &actor, studio.review).await.unwrap();

    let shown = dashboard_of(&studio).await;
    let cells = shown["files"][0]["cells"].as_array().unwrap();
    let of_legal = cells
        .iter()
        .find(|cell| cell["group"] == legal.to_string())
        .unwrap();
    assert_ne!(
        of_legal["review"]["version"], 2,
        "nothing was started in another group"
    );
    let others = studio.guest(legal).await;
    let refused = add(&studio, &others.actor(&studio.app).await, hidden).await;
    assert_eq!(code(refused), "forbidden", "each group has its own setting");
}

async fn dashboard_of(studio: &Studio) -> serde_json::Value {
    let filter = dashboard::Filter::default();
    let shown = dashboard::show(&studio.app, &studio.owner, studio.project, filter)
        .await
        .unwrap();
    serde_json::to_value(shown).unwrap()
}

#[tokio::test]
async fn nothing_is_added_to_what_is_closed() {
    let studio = studio().await;
    let (guest, _) = named(&studio).await;
    let set = async |change: ChangeReview| {
        reviews::change(&studio.app, &studio.owner, studio.review, change)
            .await
            .unwrap();
    };
    let actor = guest.actor(&studio.app).await;
    let lock = |locked| ChangeReview {
        locked: Some(locked),
        ..ChangeReview::default()
    };
    set(lock(true)).await;
    assert_eq!(code(add(&studio, &actor, studio.review).await), "forbidden");
    set(lock(false)).await;
    set(ChangeReview {
        status: Some(review::rules::status::Status::Approve),
        ..ChangeReview::default()
    })
    .await;
    assert_eq!(code(add(&studio, &actor, studio.review).await), "forbidden");
    set(ChangeReview {
        status: Some(review::rules::status::Status::Request),
        ..ChangeReview::default()
    })
    .await;
    files::marks::set_archived(&studio.app, &studio.owner, studio.project, true)
        .await
        .unwrap();
    // Everything in an archived project is closed.
    assert_eq!(code(add(&studio, &actor, studio.review).await), "forbidden");
    let member = add(&studio, &studio.owner, studio.review).await;
    assert_eq!(code(member), "project_archived");
}

#[tokio::test]
async fn a_version_that_breaks_off_leaves_nothing() {
    let studio = studio().await;
    let (guest, _) = named(&studio).await;
    let actor = guest.actor(&studio.app).await;

    let broken = add_sized(&studio, &actor, studio.review, SECOND.len() + 1).await;
    assert_eq!(code(broken), "size");
    let longer = add_sized(&studio, &actor, studio.review, SECOND.len() - 1).await;
    assert_ne!(code(longer), "ok");
    let huge = add_sized(&studio, &actor, studio.review, usize::MAX / 2).await;
    assert_eq!(code(huge), "too_large");

    let seen = page::show(&studio.app, &actor, studio.review)
        .await
        .unwrap();
    assert_eq!(seen.versions.len(), 1);
}

#[tokio::test]
async fn a_reviewer_does_not_fill_the_teams_room() {
    let mut studio = studio().await;
    let (guest, _) = named(&studio).await;
    let actor = guest.actor(&studio.app).await;
    let mut newest = studio.review;
    for _ in 0..10 {
        newest = add(&studio, &actor, newest).await.unwrap().review;
    }
    assert_eq!(code(add(&studio, &actor, newest).await), "too_many");

    let settings = Settings {
        max_team_bytes: 100,
        ..studio.app.settings().clone()
    };
    studio.app = studio.app.with_settings(settings);
    studio.test.clock.advance(3_600_000);
    assert_eq!(code(add(&studio, &actor, newest).await), "team_full");
}

#[tokio::test]
async fn many_names_share_what_a_group_may_add() {
    let studio = studio().await;
    let mut newest = studio.review;
    for number in 0..4 {
        let guest = studio.numbered_guest(number).await;
        for _ in 0..10 {
            newest = add(&studio, &guest, newest).await.unwrap().review;
        }
    }
    let (guest, _) = named(&studio).await;

    let refused = add(&studio, &guest.actor(&studio.app).await, newest).await;

    assert_eq!(code(refused), "too_many");
}

#[tokio::test]
async fn nothing_is_added_by_way_of_an_older_version() {
    let studio = studio().await;
    let (guest, _) = named(&studio).await;
    let actor = guest.actor(&studio.app).await;
    let second = add(&studio, &actor, studio.review).await.unwrap();
    let approved = ChangeReview {
        status: Some(review::rules::status::Status::Approve),
        ..ChangeReview::default()
    };
    reviews::change(&studio.app, &studio.owner, second.review, approved)
        .await
        .unwrap();

    let older = add(&studio, &actor, studio.review).await;

    assert_eq!(code(older), "newer_version");
    assert_eq!(code(add(&studio, &actor, second.review).await), "forbidden");
}

/// Sends half of a version, does something, and sends the rest.
async fn add_around(
    studio: &Studio,
    who: &Actor,
    between: BoxFuture<'static, ()>,
) -> Result<AddedVersionDto> {
    let (first, rest) = SECOND.split_at(10);
    let body = stream::iter([Ok::<_, Infallible>(Bytes::from_static(first))]);
    let body = body.chain(stream::once(async move {
        between.await;
        Ok(Bytes::from_static(rest))
    }));
    let new = NewVersion {
        filename: "marked up.pdf".to_owned(),
        size: u64::try_from(SECOND.len()).unwrap(),
    };
    let review = reviewer_uploads::admit(&studio.app, who, studio.review).await?;
    reviewer_uploads::add(&studio.app, who, review, new, body).await
}

#[tokio::test]
async fn what_ended_while_a_version_arrived_undoes_it() {
    let studio = studio().await;
    let (guest, _) = named(&studio).await;
    let actor = guest.actor(&studio.app).await;
    let before = studio.used().await;
    let (app, owner) = (studio.app.clone(), studio.owner.clone());
    let change = |change: ChangeReview| {
        let (app, owner, review) = (app.clone(), owner.clone(), studio.review);
        async move {
            reviews::change(&app, &owner, review, change).await.unwrap();
        }
        .boxed()
    };
    let locked = |locked| ChangeReview {
        locked: Some(locked),
        ..ChangeReview::default()
    };

    let refused = add_around(&studio, &actor, change(locked(true))).await;
    assert_eq!(code(refused), "forbidden");
    change(locked(false)).await;
    let approved = ChangeReview {
        status: Some(review::rules::status::Status::Approve),
        ..ChangeReview::default()
    };
    let refused = add_around(&studio, &actor, change(approved)).await;
    assert_eq!(code(refused), "forbidden");
    let asked = ChangeReview {
        status: Some(review::rules::status::Status::Review),
        ..ChangeReview::default()
    };
    change(asked).await;
    let group = studio.group;
    let rotated = async move {
        review::links::rotate(&app, &owner, group).await.unwrap();
    }
    .boxed();
    let refused = add_around(&studio, &actor, rotated).await;
    assert_eq!(code(refused), "not_found");

    erase_cancelled(&studio).await;
    assert_eq!(studio.used().await, before, "nothing is kept");
    let seen = page::show(&studio.app, &studio.owner, studio.review)
        .await
        .unwrap();
    assert_eq!(seen.versions.len(), 1);
}

type Pieces = futures::channel::mpsc::Sender<std::result::Result<Bytes, &'static str>>;

/// A version whose bytes do not come; its request is dropped.
async fn begun(studio: &Studio) -> Pieces {
    let (guest, _) = named(studio).await;
    let actor = guest.actor(&studio.app).await;
    let before = studio.used().await;
    let (pieces, body) = futures::channel::mpsc::channel(1);
    let new = NewVersion {
        filename: "marked up.pdf".to_owned(),
        size: 1 << 30,
    };
    let review = reviewer_uploads::admit(&studio.app, &actor, studio.review)
        .await
        .unwrap();
    let sending = reviewer_uploads::add(&studio.app, &actor, review, new, body);
    let waited = tokio::time::timeout(std::time::Duration::from_millis(300), sending).await;
    assert!(waited.is_err(), "it waits for bytes, and is dropped");
    assert_eq!(studio.used().await, before + (1 << 30));
    pieces
}

#[tokio::test]
async fn a_version_that_nobody_ends_is_forgotten_after_a_day() {
    let studio = studio().await;
    let before = studio.used().await;
    // As after a kill: nobody is there who would cancel it.
    let _pieces = begun(&studio).await;
    studio.test.clock.advance(24 * 3_600_000 - 1000);
    erase_cancelled(&studio).await;
    assert_eq!(studio.used().await, before + (1 << 30));
    studio.test.clock.advance(2000);
    erase_cancelled(&studio).await;
    assert_eq!(studio.used().await, before);
}

#[tokio::test]
async fn a_version_whose_sender_is_gone_leaves_nothing() {
    let studio = studio().await;
    let before = studio.used().await;
    let mut pieces = begun(&studio).await;
    pieces.try_send(Err("the stream was reset")).unwrap();
    for _ in 0..100 {
        erase_cancelled(&studio).await;
        if studio.used().await == before {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    unreachable!("the room stays reserved");
}

/// What the job runner does at once.
async fn erase_cancelled(studio: &Studio) {
    let clock = Arc::clone(&studio.test.clock);
    let now = Arc::new(move || clock.now());
    jobs::Runner::new(
        studio.app.database().clone(),
        now,
        files::handlers(&studio.app),
    )
    .run_due()
    .await
    .unwrap();
}

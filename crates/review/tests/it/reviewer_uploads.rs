//! Versions that reviewers add: where the group allows it, to what they review, and nowhere else.

use std::convert::Infallible;

use bytes::Bytes;
use kernel::{Actor, PersonId, Result, ReviewId, Settings};
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
    let body = futures::stream::iter([Ok::<_, Infallible>(Bytes::from_static(SECOND))]);
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
    for _ in 0..10 {
        add(&studio, &actor, studio.review).await.unwrap();
    }
    assert_eq!(code(add(&studio, &actor, studio.review).await), "too_many");

    let settings = Settings {
        max_team_bytes: 100,
        ..studio.app.settings().clone()
    };
    studio.app = studio.app.with_settings(settings);
    studio.test.clock.advance(3_600_000);
    assert_eq!(code(add(&studio, &actor, studio.review).await), "team_full");
}

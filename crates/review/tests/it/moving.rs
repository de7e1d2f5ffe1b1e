//! Files that move to another project, and projects that are put away: what becomes of their reviews.

use files::marks;
use kernel::{Action, ProjectId};
use review::dashboard::{self, Filter};
use review::rules::verdict::Verdict;
use review::wire::{ChangeReview, ChangeSettings, MoveFile, StartReviews};
use review::{certificates, comments, groups, moving, overview, page, reviews};

use crate::studio::{PDF, Studio, code};

async fn target(studio: &Studio) -> ProjectId {
    files::projects::create(&studio.app, &studio.owner, "Autumn campaign")
        .await
        .unwrap()
}

async fn move_to(studio: &Studio, project: ProjectId, close_reviews: bool) -> &'static str {
    let input = MoveFile {
        project,
        section: None,
        close_reviews,
    };
    code(moving::move_file(&studio.app, &studio.owner, studio.file.file, input).await)
}

#[tokio::test]
async fn a_file_in_review_moves_only_when_its_reviews_may_be_closed() {
    let studio = Studio::new().await;
    let target = target(&studio).await;

    assert_eq!(move_to(&studio, target, false).await, "in_review");
    let still = page::show(&studio.app, &studio.owner, studio.review).await;
    assert!(!still.unwrap().review.locked, "nothing was moved");
    assert_eq!(move_to(&studio, target, true).await, "ok");

    let page = page::show(&studio.app, &studio.owner, studio.review)
        .await
        .unwrap();
    assert!(page.review.locked);
    let said = studio.say(&studio.owner, "Still open?").await;
    assert_eq!(code(said), "comments_closed");
    assert_eq!(
        code(studio.decide(&studio.owner, Verdict::Approve).await),
        "decision_locked"
    );
    let unlock = ChangeReview {
        locked: Some(false),
        ..ChangeReview::default()
    };
    let unlocked = reviews::change(&studio.app, &studio.owner, studio.review, unlock).await;
    assert_eq!(code(unlocked), "file_moved");
}

#[tokio::test]
async fn a_decided_file_moves_without_asking() {
    let studio = Studio::new().await;
    let target = target(&studio).await;
    studio
        .decide(&studio.owner, Verdict::Approve)
        .await
        .unwrap();

    assert_eq!(move_to(&studio, target, false).await, "ok");
}

#[tokio::test]
async fn reviews_of_a_file_that_moved_away_count_nowhere() {
    let studio = Studio::new().await;
    let target = target(&studio).await;
    studio
        .decide(&studio.owner, Verdict::Approve)
        .await
        .unwrap();
    let totals = async |project| {
        let shown = dashboard::show(&studio.app, &studio.owner, project, Filter::default())
            .await
            .unwrap();
        (
            shown.totals.files,
            shown.totals.reviews,
            shown.totals.approved,
        )
    };
    assert_eq!(totals(studio.project).await, (1, 1, 1));

    assert_eq!(move_to(&studio, target, false).await, "ok");

    assert_eq!(totals(studio.project).await, (0, 0, 0));
    assert_eq!(totals(target).await, (1, 0, 0));
    let cards = overview::show(&studio.app, &studio.owner).await.unwrap();
    assert!(
        cards
            .projects
            .iter()
            .all(|card| card.reviews.approve == 0 && card.overdue == 0)
    );

    assert_eq!(move_to(&studio, studio.project, false).await, "ok");
    assert_eq!(totals(studio.project).await, (1, 1, 1));
}

#[tokio::test]
async fn a_file_that_moved_away_is_gone_for_its_reviewers_and_kept_for_the_team() {
    let studio = Studio::new().await;
    let guest = studio
        .named_guest(studio.group, "Ingrid", "ingrid@nordlys.example")
        .await;
    let actor = guest.actor(&studio.app).await;
    studio.say(&actor, "Before the move").await.unwrap();
    let decision = studio
        .decide(&studio.owner, Verdict::Approve)
        .await
        .unwrap();
    let target = target(&studio).await;
    // Known before.
    let bytes = reviews::version_for(&studio.app, &actor, Action::See, studio.file.version).await;
    assert_eq!(code(bytes), "ok");

    assert_eq!(move_to(&studio, target, true).await, "ok");

    let page = page::show(&studio.app, &actor, studio.review).await;
    assert_eq!(code(page), "not_found");
    let heard = comments::list(&studio.app, &actor, studio.review).await;
    assert_eq!(code(heard), "not_found");
    let bytes = reviews::version_for(&studio.app, &actor, Action::See, studio.file.version).await;
    assert_eq!(code(bytes), "not_found");

    let heard = comments::list(&studio.app, &studio.owner, studio.review)
        .await
        .unwrap();
    assert_eq!(heard.len(), 1);
    let certificate = certificates::json(&studio.app, &studio.owner, decision.id)
        .await
        .unwrap();
    assert!(!certificate.bytes.is_empty());
    let shown = certificates::page(&studio.app, &studio.owner, decision.id)
        .await
        .unwrap();
    assert_eq!(shown.sha256, vault::hex(&vault::sha256(PDF)));
    assert_eq!(shown.project_name, "Spring campaign");
    let group = groups::create(&studio.app, &studio.owner, target, "Press")
        .await
        .unwrap()
        .id;
    let start = StartReviews {
        versions: vec![studio.file.version],
        groups: vec![group],
        due_at: None,
        due_zone: None,
    };
    let started = reviews::start(&studio.app, &studio.owner, start)
        .await
        .unwrap();
    assert_ne!(started, [studio.review]);
}

#[tokio::test]
async fn reviews_of_an_archived_project_can_be_read_and_not_changed() {
    let studio = Studio::new().await;
    let guest = studio
        .named_guest(studio.group, "Ingrid", "ingrid@nordlys.example")
        .await;
    let actor = guest.actor(&studio.app).await;
    let comment = studio.say(&actor, "Before").await.unwrap();
    marks::set_archived(&studio.app, &studio.owner, studio.project, true)
        .await
        .unwrap();
    let (app, owner) = (&studio.app, &studio.owner);

    for who in [&actor, owner] {
        let page = page::show(app, who, studio.review).await.unwrap();
        assert!(page.review.locked);
        assert_eq!(code(studio.say(who, "After").await), "comments_closed");
        assert_eq!(
            code(studio.decide(who, Verdict::Approve).await),
            "decision_locked"
        );
        let resolved = comments::resolve(app, who, comment.id, true).await;
        assert_eq!(code(resolved), "forbidden");
    }
    let due = ChangeReview {
        due_at: Some(None),
        ..ChangeReview::default()
    };
    let changed = reviews::change(app, owner, studio.review, due).await;
    assert_eq!(code(changed), "project_archived");
    let made = groups::create(app, owner, studio.project, "Press").await;
    assert_eq!(code(made), "project_archived");
    let deleted = groups::delete(app, owner, studio.group).await;
    assert_eq!(code(deleted), "project_archived");
    let start = StartReviews {
        versions: vec![studio.file.version],
        groups: vec![studio.group],
        due_at: None,
        due_zone: None,
    };
    let started = reviews::start(app, owner, start).await;
    assert_eq!(code(started), "project_archived");

    marks::set_archived(app, owner, studio.project, false)
        .await
        .unwrap();
    studio.set(studio.group, ChangeSettings::default()).await;
    studio.say(&actor, "Open again").await.unwrap();
    assert_eq!(code(studio.decide(owner, Verdict::Approve).await), "ok");
}

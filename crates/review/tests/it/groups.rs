//! Groups: their names, order, settings and end.

use kernel::{Action, Role};
use review::rules::status::Status;
use review::rules::switches::ByPhase;
use review::wire::{ChangeGroup, ChangeReview, ChangeSettings};
use review::{group_page, groups, page, reviews};

use crate::studio::{Studio, code};

#[tokio::test]
async fn groups_are_ordered_and_renamed() {
    let studio = Studio::new().await;
    let legal = studio.group("Legal").await;
    let print = studio.group("Print").await;
    let first = ChangeGroup {
        name: Some("Printer".to_owned()),
        position: Some(0),
        ..ChangeGroup::default()
    };

    groups::change(&studio.app, &studio.owner, print, first)
        .await
        .unwrap();

    let shown = review::dashboard::show(
        &studio.app,
        &studio.owner,
        studio.project,
        review::dashboard::Filter::default(),
    );
    let shown = shown.await.unwrap().groups;
    assert_eq!(
        shown.iter().map(|group| group.id).collect::<Vec<_>>(),
        [print, studio.group, legal]
    );
    assert_eq!(shown[0].name, "Printer");
}

#[tokio::test]
async fn a_group_with_reviews_stays() {
    let studio = Studio::new().await;
    let empty = studio.group("Legal").await;
    studio
        .invite(empty, "Ingrid", "ingrid@client.example")
        .await;

    assert_eq!(
        code(groups::delete(&studio.app, &studio.owner, studio.group).await),
        "has_reviews"
    );
    groups::delete(&studio.app, &studio.owner, empty)
        .await
        .unwrap();
    assert_eq!(
        code(group_page::show(&studio.app, &studio.owner, empty).await),
        "not_found"
    );
}

#[tokio::test]
async fn settings_change_one_by_one() {
    let studio = Studio::new().await;
    let always = ByPhase {
        review: true,
        request: true,
        approve: true,
    };
    studio
        .set(
            studio.group,
            ChangeSettings {
                comment: Some(always),
                reject: Some(true),
                ..ChangeSettings::default()
            },
        )
        .await;
    studio.set_anonymous(true).await;

    let settings = group_page::show(&studio.app, &studio.owner, studio.group)
        .await
        .unwrap()
        .group
        .settings;

    assert_eq!(settings.comment, always);
    assert!(settings.reject && settings.anonymous && settings.approve_with_changes);
}

#[tokio::test]
async fn members_without_the_role_manage_no_groups() {
    let studio = Studio::new().await;
    let member = studio
        .member("Henrik", "henrik@larkfield.example", Role::Member)
        .await;
    let secret = crate::studio::secret_of("violet anchor 41 pines");

    let outcomes = [
        code(groups::create(&studio.app, &member, studio.project, "Mine").await),
        code(groups::change(&studio.app, &member, studio.group, ChangeGroup::default()).await),
        code(groups::delete(&studio.app, &member, studio.group).await),
        code(groups::set_password(&studio.app, &member, studio.group, Some(secret)).await),
        code(review::links::rotate(&studio.app, &member, studio.group).await),
    ];

    assert_eq!(outcomes, ["forbidden"; 5]);
    assert!(
        group_page::show(&studio.app, &member, studio.group)
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn a_weak_password_is_refused() {
    let studio = Studio::new().await;
    let weak = crate::studio::secret_of("password");
    assert_eq!(
        code(groups::set_password(&studio.app, &studio.owner, studio.group, Some(weak)).await),
        "weak_password"
    );
}

#[tokio::test]
async fn links_stop_at_a_moment_that_people_mean() {
    let studio = Studio::new().await;
    let now = studio.app.now();
    let at = async |moment| {
        let settings = ChangeSettings {
            link_expires_at: Some(Some(moment)),
            ..ChangeSettings::default()
        };
        let change = ChangeGroup {
            settings: Some(settings),
            ..ChangeGroup::default()
        };
        code(groups::change(&studio.app, &studio.owner, studio.group, change).await)
    };

    assert_eq!(at(i64::MAX).await, "out_of_range");
    assert_eq!(at(0).await, "out_of_range");
    assert_eq!(at(now + 60_000).await, "ok");
    // Sent back as it came, long after.
    studio.test.clock.advance(48 * 3_600_000);
    assert_eq!(at(now + 60_000).await, "ok");
}

#[tokio::test]
async fn every_switch_holds_in_its_own_status() {
    let studio = Studio::new().await;
    let guest = studio
        .named_guest(studio.group, "Ingrid", "ingrid@client.example")
        .await
        .actor(&studio.app)
        .await;
    let only = |phase: usize| ByPhase {
        review: phase == 0,
        request: phase == 1,
        approve: phase == 2,
    };
    let statuses = [
        (Status::Review, 0),
        (Status::Request, 1),
        (Status::Reject, 1),
        (Status::Approve, 2),
        (Status::ChangesOk, 2),
    ];
    for open in 0..3 {
        // Comments in one phase, the original in the next.
        let settings = ChangeSettings {
            comment: Some(only(open)),
            download: Some(only((open + 1) % 3)),
            ..ChangeSettings::default()
        };
        studio.set(studio.group, settings).await;
        for (status, phase) in statuses {
            let change = ChangeReview {
                status: Some(status),
                ..ChangeReview::default()
            };
            reviews::change(&studio.app, &studio.owner, studio.review, change)
                .await
                .unwrap();

            let said = code(studio.say(&guest, "Move the logo").await);
            let version = studio.file.version;
            let taken = reviews::version_for(&studio.app, &guest, Action::Download, version).await;
            let taken = code(taken);
            let abilities = page::show(&studio.app, &guest, studio.review)
                .await
                .unwrap()
                .abilities;

            let may_comment = phase == open;
            let may_download = phase == (open + 1) % 3;
            let expected = if may_comment { "ok" } else { "comments_closed" };
            assert_eq!(said, expected, "{status:?} {open}");
            let expected = if may_download { "ok" } else { "forbidden" };
            assert_eq!(taken, expected, "{status:?} {open}");
            assert_eq!(abilities.contains(&"comment"), may_comment, "{status:?}");
            assert_eq!(abilities.contains(&"download"), may_download, "{status:?}");
        }
    }
}

#[tokio::test]
async fn a_group_without_a_visible_name_is_refused() {
    let studio = Studio::new().await;
    for name in [
        "\u{200b}",
        "Le\u{200b}gal",
        "Legal\u{202e}",
        "\u{3164}",
        "a\u{ad}b",
    ] {
        assert_eq!(
            code(groups::create(&studio.app, &studio.owner, studio.project, name).await),
            "hidden_characters",
            "{name:?}"
        );
    }
}

//! Groups: their names, order, settings and end.

use kernel::Role;
use review::rules::switches::ByPhase;
use review::wire::{ChangeGroup, ChangeSettings};
use review::{group_page, groups};

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
    studio
        .set(
            studio.group,
            ChangeSettings {
                anonymous: Some(true),
                ..ChangeSettings::default()
            },
        )
        .await;

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

//! Review links that end, and people who are taken out.

use kernel::{Action, Actor, GuestGrant};
use review::rules::verdict::Verdict;
use review::wire::ChangeSettings;
use review::{comments, likes, links, page, reviewers, reviews};

use crate::studio::{Guest, Studio, code, open, words};

#[tokio::test]
async fn a_rotated_link_and_those_who_came_by_it_are_out_at_once() {
    let studio = Studio::new().await;
    let old = studio.url(studio.group).await;
    let guest = studio.guest(studio.group).await;

    let new = links::rotate(&studio.app, &studio.owner, studio.group)
        .await
        .unwrap()
        .url;

    assert_ne!(old, new);
    assert!(guest.actor(&studio.app).await.grants().is_empty());
    assert_eq!(
        code(open(&studio.app, &old, None, None).await),
        "link_revoked"
    );
    assert!(open(&studio.app, &new, None, None).await.is_ok());
    assert_eq!(studio.url(studio.group).await, new);
}

/// What a browser may do is found out before its request waits for its turn; here it has waited.
#[tokio::test]
async fn who_was_removed_while_waiting_writes_nothing() {
    let studio = Studio::new().await;
    let paul = studio
        .named_guest(studio.group, "Paul", "paul@client.example")
        .await
        .actor(&studio.app)
        .await;
    let ines = studio
        .named_guest(studio.group, "Ines", "ines@client.example")
        .await
        .actor(&studio.app)
        .await;
    let said = studio.say(&paul, "Mine").await.unwrap().id;

    let person = paul.grants()[0].person.unwrap();
    reviewers::remove(&studio.app, &studio.owner, studio.group, person)
        .await
        .unwrap();

    let refused = async |who| {
        let (app, verdict) = (&studio.app, Verdict::Approve);
        assert_eq!(code(studio.say(who, "Late").await), "not_found");
        assert_eq!(code(studio.decide(who, verdict).await), "not_found");
        assert_eq!(code(likes::like(app, who, said).await), "not_found");
        let edited = comments::edit(app, who, said, words("Other")).await;
        assert_eq!(code(edited), "not_found");
        assert_eq!(code(comments::delete(app, who, said).await), "not_found");
    };
    refused(&paul).await;
    studio.say(&ines, "Still here").await.unwrap();

    links::rotate(&studio.app, &studio.owner, studio.group)
        .await
        .unwrap();

    refused(&ines).await;
    // Neither does anybody whose grant stands nowhere.
    let nowhere = GuestGrant {
        session: studio.app.mint(),
        ..paul.grants()[0].clone()
    };
    refused(&Actor::browser(None, vec![nowhere])).await;
}

#[tokio::test]
async fn an_expired_link_stops_for_those_inside_as_well() {
    let studio = Studio::new().await;
    let guest = studio.guest(studio.group).await;
    let url = studio.url(studio.group).await;
    let soon = studio.app.now() + 60_000;
    studio
        .set(
            studio.group,
            ChangeSettings {
                link_expires_at: Some(Some(soon)),
                ..ChangeSettings::default()
            },
        )
        .await;
    assert_eq!(guest.actor(&studio.app).await.grants().len(), 1);

    studio.test.clock.advance(60_000);

    assert!(guest.actor(&studio.app).await.grants().is_empty());
    assert_eq!(
        code(open(&studio.app, &url, None, None).await),
        "link_expired"
    );
}

#[tokio::test]
async fn a_group_for_invited_people_takes_no_unproved_link() {
    let studio = Studio::new().await;
    let guest = studio.guest(studio.group).await;
    let (person, invited) = studio
        .invited_guest(studio.group, "Ingrid", "ingrid@client.example")
        .await;

    studio
        .set(
            studio.group,
            ChangeSettings {
                invited_only: Some(true),
                ..ChangeSettings::default()
            },
        )
        .await;

    let url = studio.url(studio.group).await;
    assert_eq!(
        code(open(&studio.app, &url, None, None).await),
        "invited_only"
    );
    assert!(guest.actor(&studio.app).await.grants().is_empty());
    assert_eq!(
        invited.actor(&studio.app).await.grants()[0].person,
        Some(person)
    );
}

#[tokio::test]
async fn a_removed_reviewers_link_stops_at_once() {
    let studio = Studio::new().await;
    let own_link = studio
        .invite(studio.group, "Ingrid", "ingrid@client.example")
        .await;
    let own_url = own_link.url.clone().unwrap();
    let invited = Guest::open(&studio.app, &own_url, None).await.unwrap();
    let group_url = studio.url(studio.group).await;
    let walked_in = studio
        .named_guest(studio.group, "Paul", "paul@client.example")
        .await;
    let stays = studio
        .named_guest(studio.group, "Quentin", "quentin@client.example")
        .await;
    let paul = walked_in.actor(&studio.app).await.grants()[0]
        .person
        .unwrap();

    reviewers::remove(&studio.app, &studio.owner, studio.group, own_link.person.id)
        .await
        .unwrap();
    reviewers::remove(&studio.app, &studio.owner, studio.group, paul)
        .await
        .unwrap();

    assert!(invited.actor(&studio.app).await.grants().is_empty());
    assert_eq!(
        code(open(&studio.app, &own_url, None, None).await),
        "link_revoked"
    );
    assert!(walked_in.actor(&studio.app).await.grants().is_empty());
    assert_eq!(
        code(open(&studio.app, &group_url, None, Some(walked_in.token.clone())).await),
        "link_revoked"
    );
    // The others notice nothing.
    assert_eq!(stays.actor(&studio.app).await.grants().len(), 1);
}

#[tokio::test]
async fn a_removed_reviewer_who_opened_the_groups_link_later_is_out() {
    let studio = Studio::new().await;
    let (ingrid, browser) = studio
        .invited_guest(studio.group, "Ingrid", "ingrid@client.example")
        .await;
    let group_url = studio.url(studio.group).await;
    open(&studio.app, &group_url, None, Some(browser.token.clone()))
        .await
        .unwrap();
    let who = browser.actor(&studio.app).await;
    assert_eq!(who.grants()[0].person, Some(ingrid));
    assert!(page::show(&studio.app, &who, studio.review).await.is_ok());

    reviewers::remove(&studio.app, &studio.owner, studio.group, ingrid)
        .await
        .unwrap();

    let who = browser.actor(&studio.app).await;
    assert_eq!(
        code(page::show(&studio.app, &who, studio.review).await),
        "not_found"
    );
    assert_eq!(
        code(open(&studio.app, &group_url, None, Some(browser.token.clone())).await),
        "link_revoked"
    );
}

#[tokio::test]
async fn the_unnamed_browser_of_a_removed_reviewer_is_out() {
    let studio = Studio::new().await;
    let named = studio
        .named_guest(studio.group, "Paul", "paul@client.example")
        .await;
    let unnamed = studio.guest(studio.group).await;
    let stays = studio
        .named_guest(studio.group, "Quentin", "quentin@client.example")
        .await;
    let paul = named.actor(&studio.app).await.grants()[0].person.unwrap();

    reviewers::remove(&studio.app, &studio.owner, studio.group, paul)
        .await
        .unwrap();

    for browser in [&named, &unnamed] {
        let who = browser.actor(&studio.app).await;
        assert_eq!(
            code(page::show(&studio.app, &who, studio.review).await),
            "not_found"
        );
    }
    let who = stays.actor(&studio.app).await;
    assert!(page::show(&studio.app, &who, studio.review).await.is_ok());
}

#[tokio::test]
async fn removing_somebody_always_replaces_the_groups_link() {
    let studio = Studio::new().await;
    let browser = studio
        .named_guest(studio.group, "Ingrid at home", "home@client.example")
        .await;
    let group_url = studio.url(studio.group).await;
    let invited = studio
        .invite(studio.group, "Ingrid", "ingrid@client.example")
        .await;
    open(
        &studio.app,
        &invited.url.unwrap(),
        None,
        Some(browser.token.clone()),
    )
    .await
    .unwrap();

    reviewers::remove(&studio.app, &studio.owner, studio.group, invited.person.id)
        .await
        .unwrap();

    assert!(browser.actor(&studio.app).await.grants().is_empty());
    for token in [Some(browser.token.clone()), None] {
        assert_eq!(
            code(open(&studio.app, &group_url, None, token).await),
            "link_revoked"
        );
    }
}

#[tokio::test]
async fn a_version_that_was_just_looked_at_is_gone_with_its_file() {
    let studio = Studio::new().await;
    let (app, owner, file) = (&studio.app, &studio.owner, &studio.file);
    let seen = async || code(reviews::version_for(app, owner, Action::See, file.version).await);
    assert_eq!((seen().await, seen().await), ("ok", "ok"));

    files::files::trash(app, owner, file.file).await.unwrap();
    assert_eq!(seen().await, "not_found");
    files::files::restore(app, owner, file.file).await.unwrap();
    assert_eq!((seen().await, seen().await), ("ok", "ok"));
    files::projects::trash(app, owner, studio.project)
        .await
        .unwrap();
    assert_eq!(seen().await, "not_found");
}

#[tokio::test]
async fn a_trashed_file_is_gone_for_guests() {
    let studio = Studio::new().await;
    let who = studio.guest(studio.group).await.actor(&studio.app).await;
    files::files::trash(&studio.app, &studio.owner, studio.file.file)
        .await
        .unwrap();

    assert_eq!(
        code(page::show(&studio.app, &who, studio.review).await),
        "not_found"
    );
    assert_eq!(
        code(comments::list(&studio.app, &who, studio.review).await),
        "not_found"
    );
    let opened = open(&studio.app, &studio.url(studio.group).await, None, None)
        .await
        .unwrap();
    assert_eq!(opened.place.review, None);
}

//! Review links: bugs 1, 2, 7 and 14.

use kernel::{Action, Actor, GuestGrant};
use review::rules::verdict::Verdict;
use review::wire::ChangeSettings;
use review::{comments, group_page, groups, likes, links, page, reviewers, reviews};

use crate::studio::{
    Guest, PDF, Studio, code, new_comment, open, parts, secret_of, start, upload, words,
};

#[tokio::test]
async fn a_link_leads_to_the_first_open_review() {
    let studio = Studio::new().await;
    let url = studio.url(studio.group).await;

    let opened = open(&studio.app, &url, None, None).await.unwrap();

    assert!(url.starts_with("https://localhost:8443/r/lnk_"), "{url}");
    assert_eq!(opened.place.review, Some(studio.review));
    assert_eq!(opened.place.group_name, "Client");
    assert_eq!(opened.place.project_name, "Spring campaign");
    assert_eq!(opened.place.team_name, "Larkfield Studio");
}

#[tokio::test]
async fn a_link_needs_its_own_secret() {
    let studio = Studio::new().await;
    let other = studio.group("Legal").await;
    let (first, second) = (studio.url(studio.group).await, studio.url(other).await);
    let (id, secret) = parts(&first);
    let (_, foreign) = parts(&second);

    for wrong in [
        foreign.as_str(),
        "",
        "A",
        secret.get(1..).unwrap(),
        &secret.to_uppercase(),
    ] {
        let url = format!("https://localhost:8443/r/{id}#{wrong}");
        assert_eq!(
            code(open(&studio.app, &url, None, None).await),
            "not_found",
            "{wrong}"
        );
    }
}

#[tokio::test]
async fn a_second_link_joins_the_same_guest_session() {
    let studio = Studio::new().await;
    let other = studio.group("Legal").await;
    let guest = studio.guest(studio.group).await;

    let url = studio.url(other).await;
    let second = open(&studio.app, &url, None, Some(guest.token.clone()))
        .await
        .unwrap();

    assert!(second.cookie.is_none());
    assert_eq!(guest.actor(&studio.app).await.grants().len(), 2);
}

#[tokio::test]
async fn a_members_own_link_needs_no_guest_session() {
    let studio = Studio::new().await;
    let (id, secret) = parts(&studio.url(studio.group).await);
    let input = review::wire::OpenLink {
        secret: secret_of(&secret),
        password: None,
    };

    let opened = links::open(
        &studio.app,
        &studio.owner,
        &webkit::VisitorFacts::default(),
        id,
        input,
    )
    .await
    .unwrap();

    assert!(opened.cookie.is_none());
}

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
    let mut reader = studio.app.read(&who).await.unwrap();
    let outcomes = [
        code(page::show(&studio.app, &who, studio.review).await),
        code(comments::list(&studio.app, &who, studio.review).await),
        code(studio.say(&who, "Without").await),
        code(comments::edit(&studio.app, &who, comment.id, words("Changed")).await),
        code(comments::delete(&studio.app, &who, comment.id).await),
        code(comments::resolve(&studio.app, &who, comment.id, true).await),
        code(studio.decide(&who, Verdict::Approve).await),
        code(reviews::version_for(&mut reader, &who, Action::See, studio.file.version).await),
        code(
            inside
                .identify(&studio.app, studio.group, "Ingrid", "ingrid@client.example")
                .await,
        ),
    ];
    assert_eq!(outcomes, ["not_found"; 9]);
    drop(reader);
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

#[tokio::test]
async fn a_link_of_one_group_reads_nothing_of_another() {
    let studio = Studio::new().await;
    let legal = studio.group("Legal").await;
    let contract = upload(
        &studio.app,
        &studio.owner,
        studio.project,
        None,
        "contract.pdf",
        b"%PDF-1.7 contract",
    )
    .await;
    let hidden = start(&studio.app, &studio.owner, contract.version, legal).await;
    let both = start(&studio.app, &studio.owner, studio.file.version, legal).await;
    let secret = studio
        .say_on(&studio.owner, both, new_comment("Only Legal reads this"))
        .await
        .unwrap();
    let newer = upload(
        &studio.app,
        &studio.owner,
        studio.project,
        Some(studio.file.file),
        "poster.pdf",
        b"%PDF-1.7 two",
    )
    .await;
    let who = studio
        .named_guest(studio.group, "Ingrid", "ingrid@client.example")
        .await
        .actor(&studio.app)
        .await;

    let mut reader = studio.app.read(&who).await.unwrap();
    let mut reply = new_comment("A reply across groups");
    reply.parent = Some(secret.id);
    let outcomes = [
        code(page::show(&studio.app, &who, hidden).await),
        code(page::show(&studio.app, &who, both).await),
        code(comments::list(&studio.app, &who, both).await),
        code(studio.say_on(&who, both, new_comment("Hello?")).await),
        code(studio.say_on(&who, studio.review, reply).await),
        code(comments::resolve(&studio.app, &who, secret.id, true).await),
        code(comments::restore(&studio.app, &who, secret.id).await),
        code(reviews::version_for(&mut reader, &who, Action::See, contract.version).await),
        code(reviews::version_for(&mut reader, &who, Action::See, newer.version).await),
        code(group_page::show(&studio.app, &who, legal).await),
    ];
    assert_eq!(outcomes, ["not_found"; 10]);
    drop(reader);

    let page = page::show(&studio.app, &who, studio.review).await.unwrap();
    assert_eq!(
        page.versions.len(),
        1,
        "the version that no review of the group holds is unknown"
    );
    assert!(page.groups.is_empty());
    assert_eq!(page.siblings.total, 1);
    assert!(page.version.version.created_by.is_none());
}

#[tokio::test]
async fn a_link_of_another_team_reads_nothing() {
    let studio = Studio::new().await;
    let (_, stranger) = crate::studio::team(&studio.app, "Other", "eve@other.example").await;

    let mut reader = studio.app.read(&stranger).await.unwrap();
    let outcomes = [
        code(page::show(&studio.app, &stranger, studio.review).await),
        code(comments::list(&studio.app, &stranger, studio.review).await),
        code(group_page::show(&studio.app, &stranger, studio.group).await),
        code(groups::create(&studio.app, &stranger, studio.project, "Mine").await),
        code(groups::delete(&studio.app, &stranger, studio.group).await),
        code(links::rotate(&studio.app, &stranger, studio.group).await),
        code(studio.decide(&stranger, Verdict::Approve).await),
        code(reviews::version_for(&mut reader, &stranger, Action::See, studio.file.version).await),
        code(
            review::dashboard::show(
                &studio.app,
                &stranger,
                studio.project,
                review::dashboard::Filter::default(),
            )
            .await,
        ),
    ];

    assert_eq!(outcomes, ["not_found"; 9]);
    assert_eq!(
        code(page::show(&studio.app, &Actor::anonymous(), studio.review).await),
        "not_found"
    );
}

#[tokio::test]
async fn what_a_guest_may_download_follows_the_switches() {
    let studio = Studio::new().await;
    let guest = studio.guest(studio.group).await;
    let who = guest.actor(&studio.app).await;

    for allowed in [false, true] {
        let phase = review::rules::switches::ByPhase {
            review: allowed,
            request: false,
            approve: false,
        };
        studio
            .set(
                studio.group,
                ChangeSettings {
                    download: Some(phase),
                    ..ChangeSettings::default()
                },
            )
            .await;
        let mut reader = studio.app.read(&who).await.unwrap();
        let seen = reviews::version_for(&mut reader, &who, Action::See, studio.file.version).await;
        let taken =
            reviews::version_for(&mut reader, &who, Action::Download, studio.file.version).await;
        assert_eq!(
            seen.unwrap().version.size,
            u64::try_from(PDF.len()).unwrap()
        );
        assert_eq!(code(taken), if allowed { "ok" } else { "forbidden" });
    }
}

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

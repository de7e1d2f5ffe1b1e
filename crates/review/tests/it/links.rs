//! Review links: what they open, and what they leave closed.

use kernel::{Action, Actor};
use review::rules::verdict::Verdict;
use review::wire::ChangeSettings;
use review::{comments, group_page, groups, links, page, reviews};

use crate::studio::{PDF, Studio, code, new_comment, open, parts, secret_of, start, upload};

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
        code(reviews::version_for(&studio.app, &who, Action::See, contract.version).await),
        code(reviews::version_for(&studio.app, &who, Action::See, newer.version).await),
        code(group_page::show(&studio.app, &who, legal).await),
    ];
    assert_eq!(outcomes, ["not_found"; 10]);

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

    let outcomes = [
        code(page::show(&studio.app, &stranger, studio.review).await),
        code(comments::list(&studio.app, &stranger, studio.review).await),
        code(group_page::show(&studio.app, &stranger, studio.group).await),
        code(groups::create(&studio.app, &stranger, studio.project, "Mine").await),
        code(groups::delete(&studio.app, &stranger, studio.group).await),
        code(links::rotate(&studio.app, &stranger, studio.group).await),
        code(studio.decide(&stranger, Verdict::Approve).await),
        code(reviews::version_for(&studio.app, &stranger, Action::See, studio.file.version).await),
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
        let seen = reviews::version_for(&studio.app, &who, Action::See, studio.file.version).await;
        let taken =
            reviews::version_for(&studio.app, &who, Action::Download, studio.file.version).await;
        assert_eq!(
            seen.unwrap().version.size,
            u64::try_from(PDF.len()).unwrap()
        );
        assert_eq!(code(taken), if allowed { "ok" } else { "forbidden" });
    }
}

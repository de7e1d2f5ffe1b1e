//! Guests: who they say they are, and what the group learns of it.

use kernel::{Actor, Role};
use review::rules::level::IdentityLevel;
use review::rules::verdict::Verdict;
use review::wire::DotState;
use review::{comments, guests, page, reviewers};

use crate::studio::{Studio, code};

#[tokio::test]
async fn name_and_address_are_asked_before_the_first_word() {
    let studio = Studio::new().await;
    let guest = studio.guest(studio.group).await;
    let who = guest.actor(&studio.app).await;

    assert!(
        page::show(&studio.app, &who, studio.review)
            .await
            .unwrap()
            .me
            .needs_identity
    );
    assert_eq!(code(studio.say(&who, "Hello").await), "needs_identity");
    assert_eq!(
        code(studio.decide(&who, Verdict::Approve).await),
        "needs_identity"
    );

    guest
        .identify(
            &studio.app,
            studio.group,
            "Ingrid Dahl",
            "ingrid@client.example",
        )
        .await
        .unwrap();
    let who = guest.actor(&studio.app).await;

    let said = studio.say(&who, "Hello").await.unwrap();
    assert_eq!(said.author.name, "Ingrid Dahl");
    assert!(
        !page::show(&studio.app, &who, studio.review)
            .await
            .unwrap()
            .me
            .needs_identity
    );
}

#[tokio::test]
async fn saying_it_twice_is_saying_it_once() {
    let studio = Studio::new().await;
    let guest = studio.guest(studio.group).await;
    let first = guest
        .identify(&studio.app, studio.group, "Ingrid", "ingrid@client.example")
        .await
        .unwrap();

    let again = guest
        .identify(&studio.app, studio.group, "Ingrid", "Ingrid@client.example")
        .await;
    let other = guest
        .identify(
            &studio.app,
            studio.group,
            "Somebody else",
            "else@client.example",
        )
        .await;

    assert_eq!(again.unwrap(), first);
    assert_eq!(code(other), "identity_set");
}

#[tokio::test]
async fn typing_an_invited_address_does_not_make_one_that_reviewer() {
    let studio = Studio::new().await;
    let invited = studio
        .invite(studio.group, "Ingrid Dahl", "ingrid@client.example")
        .await
        .person
        .id;
    let account = studio
        .member("Henrik", "henrik@larkfield.example", Role::Member)
        .await;

    let first = studio
        .named_guest(studio.group, "Ingrid Dahl", "ingrid@client.example")
        .await;
    let second = studio
        .named_guest(studio.group, "Henrik", "henrik@larkfield.example")
        .await;

    let typed = first.actor(&studio.app).await.grants()[0].person.unwrap();
    let typed_member = second.actor(&studio.app).await.grants()[0].person.unwrap();
    assert_ne!(typed, invited);
    assert_ne!(typed_member, Studio::person(&account));
    let decision = studio
        .decide(&first.actor(&studio.app).await, Verdict::Approve)
        .await
        .unwrap();
    assert_eq!(decision.level, Some(IdentityLevel::Link));
    // The invited reviewer is still awaited.
    let page = page::show(&studio.app, &studio.owner, studio.review)
        .await
        .unwrap();
    let dot = page
        .dots
        .iter()
        .find(|dot| dot.person.id == invited)
        .unwrap();
    assert_eq!(dot.state, DotState::Open);
    assert_eq!(page.review.status, review::rules::status::Status::Review);
    assert_eq!(
        identity::persons::by_address(&studio.app, "ingrid@client.example")
            .await
            .unwrap(),
        None
    );
}

#[tokio::test]
async fn an_account_of_another_team_is_a_guest() {
    let studio = Studio::new().await;
    let (_, stranger) = crate::studio::team(&studio.app, "Other", "eve@other.example").await;

    let reviewer = studio
        .invite(studio.group, "Eve", "eve@other.example")
        .await;

    assert_ne!(reviewer.person.id, Studio::person(&stranger));
    assert!(reviewer.person.guest);
    assert!(reviewer.url.is_some());
}

#[tokio::test]
async fn an_invited_member_is_that_member() {
    let studio = Studio::new().await;
    let account = studio
        .member("Henrik", "henrik@larkfield.example", Role::Member)
        .await;

    let reviewer = studio
        .invite(studio.group, "ignored", "Henrik@Larkfield.example")
        .await;

    assert_eq!(reviewer.person.id, Studio::person(&account));
    assert_eq!(reviewer.person.name, "Henrik");
    assert!(reviewer.url.is_none());
    let input = review::wire::NewReviewer {
        email: "henrik@larkfield.example".to_owned(),
        name: "H".to_owned(),
    };
    let again = reviewers::invite(&studio.app, &studio.owner, studio.group, input).await;
    assert_eq!(code(again), "already_invited");
}

#[tokio::test]
async fn only_those_who_manage_the_group_see_reviewers_own_links() {
    let studio = Studio::new().await;
    studio
        .invite(studio.group, "Ingrid", "ingrid@client.example")
        .await;
    let member = studio
        .member("Henrik", "henrik@larkfield.example", Role::Member)
        .await;

    let for_member = review::group_page::show(&studio.app, &member, studio.group)
        .await
        .unwrap();
    let for_owner = review::group_page::show(&studio.app, &studio.owner, studio.group)
        .await
        .unwrap();

    assert!(for_member.reviewers[0].url.is_none());
    assert!(for_owner.reviewers[0].url.is_some());
    let input = review::wire::NewReviewer {
        email: "x@client.example".to_owned(),
        name: "X".to_owned(),
    };
    assert_eq!(
        code(reviewers::invite(&studio.app, &member, studio.group, input).await),
        "forbidden"
    );
}

#[tokio::test]
async fn reviewers_of_an_anonymous_group_have_no_names() {
    let studio = Studio::new().await;
    studio.set_anonymous(true).await;
    let (ingrid, first) = studio
        .invited_guest(studio.group, "Ingrid Dahl", "ingrid@client.example")
        .await;
    let second = studio
        .named_guest(studio.group, "Paul Okafor", "paul@client.example")
        .await;
    let (first, second) = (
        first.actor(&studio.app).await,
        second.actor(&studio.app).await,
    );
    let mut called = crate::studio::new_comment("Look");
    called.body.blocks[0]
        .spans
        .push(review::rules::body::Span::Mention {
            mention: ingrid,
            name: "Ingrid Dahl".to_owned(),
        });
    studio.say_on(&second, studio.review, called).await.unwrap();
    studio.say(&first, "My comment").await.unwrap();
    studio.decide(&first, Verdict::Approve).await.unwrap();

    let page = page::show(&studio.app, &second, studio.review)
        .await
        .unwrap();
    let list = comments::list(&studio.app, &second, studio.review)
        .await
        .unwrap();
    let everything = format!(
        "{}{}",
        serde_json::to_string(&page).unwrap(),
        serde_json::to_string(&list).unwrap()
    );

    assert!(!everything.contains("Ingrid"), "{everything}");
    assert!(!everything.contains("ingrid@"), "{everything}");
    assert!(everything.contains("Reviewer 1"));
    assert!(everything.contains("Paul Okafor"), "one's own name stays");
    let for_team = page::show(&studio.app, &studio.owner, studio.review)
        .await
        .unwrap();
    assert!(
        serde_json::to_string(&for_team)
            .unwrap()
            .contains("Ingrid Dahl")
    );
}

#[tokio::test]
async fn a_removed_member_of_an_anonymous_group_stays_without_a_name() {
    let studio = Studio::new().await;
    studio.set_anonymous(true).await;
    let henrik = studio
        .member("Henrik Solberg", "henrik@larkfield.example", Role::Member)
        .await;
    let listed = studio
        .invite(studio.group, "Henrik Solberg", "henrik@larkfield.example")
        .await;
    studio.say(&henrik, "Too dark").await.unwrap();
    studio.decide(&henrik, Verdict::Approve).await.unwrap();
    studio.say(&studio.owner, "Noted").await.unwrap();

    reviewers::remove(&studio.app, &studio.owner, studio.group, listed.person.id)
        .await
        .unwrap();

    // Removing somebody replaces the group's link.
    let guest = studio
        .named_guest(studio.group, "Paul Okafor", "paul@client.example")
        .await;
    let guest = guest.actor(&studio.app).await;
    let seen = async || {
        let page = page::show(&studio.app, &guest, studio.review)
            .await
            .unwrap();
        let list = comments::list(&studio.app, &guest, studio.review)
            .await
            .unwrap();
        format!(
            "{}{}",
            serde_json::to_string(&page).unwrap(),
            serde_json::to_string(&list).unwrap()
        )
    };
    let everything = seen().await;
    assert!(!everything.contains("Henrik"), "{everything}");
    assert!(everything.contains("Reviewer 1"), "{everything}");
    assert!(everything.contains("Too dark"), "{everything}");
    assert!(
        everything.contains("Mara Lindqvist"),
        "the team's others have names"
    );

    // Nor does coming back and going again give the name away.
    studio
        .invite(studio.group, "Henrik Solberg", "henrik@larkfield.example")
        .await;
    let everything = seen().await;
    assert!(!everything.contains("Henrik"), "{everything}");
    assert!(everything.contains("Reviewer 3"), "{everything}");
}

#[tokio::test]
async fn a_nameless_decision_does_not_tell_members_from_guests() {
    let studio = Studio::new().await;
    studio.set_anonymous(true).await;
    let henrik = studio
        .member("Henrik Solberg", "henrik@larkfield.example", Role::Member)
        .await;
    studio
        .invite(studio.group, "Henrik Solberg", "henrik@larkfield.example")
        .await;
    let decision = studio.decide(&henrik, Verdict::Approve).await.unwrap();
    let guest = studio
        .named_guest(studio.group, "Paul Okafor", "paul@client.example")
        .await;
    let guest = guest.actor(&studio.app).await;
    let own = studio.decide(&guest, Verdict::Approve).await.unwrap();
    let levels = async |who: &Actor| {
        let about = review::certificates::page(&studio.app, who, decision.id)
            .await
            .unwrap();
        let page = page::show(&studio.app, who, studio.review).await.unwrap();
        let of_henrik = |dot: &&review::wire::DotDto| dot.person.id == Studio::person(&henrik);
        let dot = page.dots.iter().find(of_henrik).unwrap();
        (about.decision.level, dot.level, about.time_zone)
    };

    assert_eq!(own.level, Some(IdentityLevel::Link), "one's own is shown");
    assert_eq!(levels(&guest).await, (None, None, "UTC".to_owned()));
    let shown = Some(IdentityLevel::Password);
    let everything = (shown, shown, "Europe/Berlin".to_owned());
    assert_eq!(levels(&studio.owner).await, everything);
    studio.set_anonymous(false).await;
    assert_eq!(levels(&guest).await, everything);
}

#[tokio::test]
async fn guests_never_see_each_others_addresses() {
    let studio = Studio::new().await;
    let first = studio
        .named_guest(studio.group, "Ingrid", "ingrid@client.example")
        .await
        .actor(&studio.app)
        .await;
    let second = studio
        .named_guest(studio.group, "Paul", "paul@client.example")
        .await
        .actor(&studio.app)
        .await;
    studio.say(&first, "Hello").await.unwrap();
    let decision = studio.decide(&first, Verdict::Approve).await.unwrap();

    let page = page::show(&studio.app, &second, studio.review)
        .await
        .unwrap();
    let about = review::certificates::page(&studio.app, &second, decision.id)
        .await
        .unwrap();
    let everything = format!(
        "{}{}",
        serde_json::to_string(&page).unwrap(),
        serde_json::to_string(&about).unwrap()
    );

    assert!(everything.contains("Ingrid"));
    assert!(!everything.contains("ingrid@"), "{everything}");
    assert!(!everything.contains("mara@"), "{everything}");
}

#[tokio::test]
async fn the_doors_of_a_browser_are_its_good_links() {
    let studio = Studio::new().await;
    let guest = studio
        .named_guest(studio.group, "Ingrid", "ingrid@client.example")
        .await;

    let part = review::http::guests::guest_part(&studio.app, &guest.actor(&studio.app).await)
        .await
        .unwrap()
        .unwrap();
    let json = serde_json::to_value(&part).unwrap();

    assert_eq!(json["grants"][0]["group_name"], "Client");
    assert_eq!(json["grants"][0]["team_name"], "Larkfield Studio");
    assert_eq!(json["grants"][0]["person"]["name"], "Ingrid");
    assert!(
        review::http::guests::guest_part(&studio.app, &Actor::anonymous())
            .await
            .unwrap()
            .is_none()
    );
    assert!(
        guests::grants(&studio.app, studio.app.mint())
            .await
            .unwrap()
            .is_empty()
    );
}

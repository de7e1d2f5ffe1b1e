//! Comments: who writes, changes and sees them.

use kernel::{Role, VersionId};
use review::rules::body::Span;
use review::rules::marker::{Marker, Selector, Target};
use review::wire::{ChangeReview, ChangeSettings, CommentDto};
use review::{comments, dashboard, page, reviews};

use crate::studio::{PDF, Studio, code, new_comment, sha256, words};

const MINUTE: i64 = 60_000;

#[tokio::test]
async fn a_comment_is_listed_as_it_was_written() {
    let studio = Studio::new().await;
    let mut input = new_comment("Move the logo");
    let selector = Selector::FragmentSelector {
        value: "xywh=percent:10,20,0,0".to_owned(),
    };
    input.markers = vec![marker(studio.file.version, &sha256(PDF), selector)];

    let written = studio
        .say_on(&studio.owner, studio.review, input.clone())
        .await
        .unwrap();
    let list = comments::list(&studio.app, &studio.owner, studio.review)
        .await
        .unwrap();

    assert_eq!(list.len(), 1);
    assert_eq!(list[0].body, input.body);
    assert_eq!(list[0].markers, input.markers);
    assert_eq!(list[0].number, Some(1));
    assert_eq!(
        serde_json::to_value(&list[0]).unwrap(),
        serde_json::to_value(&written).unwrap()
    );
    assert_eq!(
        written.abilities,
        ["edit", "delete", "like", "resolve", "pin", "reply"]
    );
}

#[tokio::test]
async fn a_comment_is_answered_with_what_is_read_later() {
    let studio = Studio::new().await;
    let guest = studio
        .named_guest(studio.group, "Paul", "paul@client.example")
        .await
        .actor(&studio.app)
        .await;
    let root = studio.say(&studio.owner, "Root").await.unwrap().id;
    for (who, parent, team_only) in [
        (&guest, Some(root), false),
        (&guest, None, false),
        (&studio.owner, Some(root), false),
        (&studio.owner, None, true),
    ] {
        let mut input = new_comment("Look at this, ");
        input.parent = parent;
        input.team_only = team_only;
        input.body.blocks[0].spans.push(Span::Mention {
            mention: Studio::person(&studio.owner),
            name: "x".to_owned(),
        });

        let written = studio.say_on(who, studio.review, input).await.unwrap();

        let list = comments::list(&studio.app, who, studio.review)
            .await
            .unwrap();
        let read = list.iter().find(|one| one.id == written.id).unwrap();
        assert_eq!(
            serde_json::to_value(&written).unwrap(),
            serde_json::to_value(read).unwrap()
        );
    }
}

#[tokio::test]
async fn a_marker_on_other_bytes_is_refused() {
    let studio = Studio::new().await;
    let page_one = Selector::FragmentSelector {
        value: "page=1".to_owned(),
    };
    let mut foreign = new_comment("Here");
    foreign.markers = vec![marker(studio.app.mint(), &sha256(PDF), page_one.clone())];
    let mut replaced = new_comment("Here");
    replaced.markers = vec![marker(studio.file.version, &sha256(b"other"), page_one)];

    for input in [foreign, replaced] {
        assert_eq!(
            code(studio.say_on(&studio.owner, studio.review, input).await),
            "stale"
        );
    }
}

#[tokio::test]
async fn the_same_client_id_is_the_same_comment() {
    let studio = Studio::new().await;
    let input = new_comment("Once");

    let first = studio
        .say_on(&studio.owner, studio.review, input.clone())
        .await
        .unwrap();
    let again = studio
        .say_on(&studio.owner, studio.review, input)
        .await
        .unwrap();

    assert_eq!(first.id, again.id);
    assert_eq!(
        comments::list(&studio.app, &studio.owner, studio.review)
            .await
            .unwrap()
            .len(),
        1
    );
}

#[tokio::test]
async fn the_same_client_id_at_once_is_one_comment() {
    let studio = Studio::new().await;
    let input = new_comment("At once");
    let send = || studio.say_on(&studio.owner, studio.review, input.clone());

    let (first, second, third) = futures::join!(send(), send(), send());

    let ids = [first.unwrap().id, second.unwrap().id, third.unwrap().id];
    assert!(ids.iter().all(|id| *id == ids[0]));
    assert_eq!(
        comments::list(&studio.app, &studio.owner, studio.review)
            .await
            .unwrap()
            .len(),
        1
    );
}

#[tokio::test]
async fn team_only_comments_never_reach_a_guest() {
    let studio = Studio::new().await;
    let who = studio
        .named_guest(studio.group, "Ingrid", "ingrid@client.example")
        .await
        .actor(&studio.app)
        .await;
    studio.say(&studio.owner, "First for all").await.unwrap();
    let mut hidden = new_comment("The client must not read this");
    hidden.team_only = true;
    let hidden = studio
        .say_on(&studio.owner, studio.review, hidden)
        .await
        .unwrap();
    let mut below = new_comment("Nor this reply");
    below.parent = Some(hidden.id);
    let below = studio
        .say_on(&studio.owner, studio.review, below)
        .await
        .unwrap();
    let open = studio.say(&studio.owner, "Second for all").await.unwrap();
    let mut aside = new_comment("Nor this aside below a comment for all");
    (aside.parent, aside.team_only) = (Some(open.id), true);
    studio
        .say_on(&studio.owner, studio.review, aside)
        .await
        .unwrap();

    let list = comments::list(&studio.app, &who, studio.review)
        .await
        .unwrap();
    let for_team = comments::list(&studio.app, &studio.owner, studio.review)
        .await
        .unwrap();

    assert!(below.team_only, "a reply to a team-only comment is one");
    assert_eq!(
        numbers(&list),
        [Some(1), Some(2)],
        "the numbers have no gap that tells"
    );
    assert_eq!(numbers(&for_team), [Some(1), Some(2), None, Some(3), None]);
    let mut reply = new_comment("What do you say?");
    reply.parent = Some(hidden.id);
    let mut own = new_comment("Mine alone");
    own.team_only = true;
    let outcomes = [
        code(studio.say_on(&who, studio.review, reply).await),
        code(comments::resolve(&studio.app, &who, hidden.id, true).await),
        code(comments::edit(&studio.app, &who, hidden.id, words("x")).await),
        code(comments::delete(&studio.app, &who, below.id).await),
        code(comments::restore(&studio.app, &who, hidden.id).await),
    ];
    assert_eq!(outcomes, ["not_found"; 5]);
    assert_eq!(
        code(studio.say_on(&who, studio.review, own).await),
        "forbidden"
    );
    // A guest's new comment is numbered among what guests see.
    assert_eq!(studio.say(&who, "Third").await.unwrap().number, Some(3));
}

#[tokio::test]
async fn a_guests_signature_covers_what_the_guest_could_see() {
    let studio = Studio::new().await;
    let who = studio
        .named_guest(studio.group, "Ingrid", "ingrid@client.example")
        .await
        .actor(&studio.app)
        .await;
    studio.say(&studio.owner, "For all").await.unwrap();
    let mut hidden = new_comment("For the team");
    hidden.team_only = true;
    studio
        .say_on(&studio.owner, studio.review, hidden)
        .await
        .unwrap();

    let decision = studio
        .decide(&who, review::rules::verdict::Verdict::Approve)
        .await
        .unwrap();
    let file = review::certificates::json(&studio.app, &who, decision.id)
        .await
        .unwrap();

    let report = statement::verify(&file.bytes, None, None);
    assert_eq!(report.contents.unwrap().statement.comments.count, 1);
}

#[tokio::test]
async fn only_people_with_access_can_be_mentioned() {
    let studio = Studio::new().await;
    let member = Studio::person(
        &studio
            .member("Henrik", "henrik@larkfield.example", Role::Member)
            .await,
    );
    let (_, stranger) = crate::studio::team(&studio.app, "Other", "eve@other.example").await;
    let other = studio.group("Legal").await;
    let reviewer = studio
        .invite(studio.group, "Ingrid", "ingrid@client.example")
        .await
        .person
        .id;
    let elsewhere = studio
        .invite(other, "Lena", "lena@legal.example")
        .await
        .person
        .id;
    let guest = studio
        .named_guest(studio.group, "Paul", "paul@client.example")
        .await
        .actor(&studio.app)
        .await;
    let owner = Studio::person(&studio.owner);

    let cases = [
        (&studio.owner, member, false, "ok"),
        (&studio.owner, reviewer, false, "ok"),
        (&studio.owner, reviewer, true, "mention_without_access"),
        (&studio.owner, member, true, "ok"),
        (&studio.owner, elsewhere, false, "mention_without_access"),
        (
            &studio.owner,
            Studio::person(&stranger),
            false,
            "mention_without_access",
        ),
        (
            &studio.owner,
            studio.app.mint(),
            false,
            "mention_without_access",
        ),
        (&guest, reviewer, false, "ok"),
        (&guest, elsewhere, false, "mention_without_access"),
        (&guest, member, false, "mention_without_access"),
        (&guest, owner, false, "ok"),
    ];
    for (who, person, team_only, expected) in cases {
        let mut input = new_comment("Look at this, ");
        input.team_only = team_only;
        input.body.blocks[0].spans.push(Span::Mention {
            mention: person,
            name: "x".to_owned(),
        });
        assert_eq!(
            code(studio.say_on(who, studio.review, input).await),
            expected,
            "{person} {team_only}"
        );
    }
    let offered = page::show(&studio.app, &guest, studio.review)
        .await
        .unwrap()
        .people;
    assert!(
        offered
            .iter()
            .all(|person| person.id != elsewhere && person.id != member)
    );
}

#[tokio::test]
async fn one_edits_ones_own_words_alone() {
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
    let said = studio.say(&first, "Draft").await.unwrap();
    studio.test.clock.advance(MINUTE);

    let edited = comments::edit(&studio.app, &first, said.id, words("Better"))
        .await
        .unwrap();

    assert_eq!(edited.body, words("Better"));
    assert_eq!(edited.edited_at, Some(studio.app.now()));
    for other in [&second, &studio.owner] {
        assert_eq!(
            code(comments::edit(&studio.app, other, said.id, words("Forged")).await),
            "forbidden"
        );
    }
    assert_eq!(
        code(comments::delete(&studio.app, &second, said.id).await),
        "forbidden"
    );
    assert_eq!(
        comments::list(&studio.app, &second, studio.review)
            .await
            .unwrap()[0]
            .body,
        words("Better")
    );
}

#[tokio::test]
async fn a_deleted_comment_can_be_brought_back_for_ten_minutes() {
    let studio = Studio::new().await;
    let said = studio.say(&studio.owner, "Oops").await.unwrap();
    comments::delete(&studio.app, &studio.owner, said.id)
        .await
        .unwrap();
    comments::delete(&studio.app, &studio.owner, said.id)
        .await
        .unwrap();
    assert!(
        comments::list(&studio.app, &studio.owner, studio.review)
            .await
            .unwrap()
            .is_empty()
    );
    assert_eq!(
        code(comments::edit(&studio.app, &studio.owner, said.id, words("x")).await),
        "not_found"
    );

    studio.test.clock.advance(9 * MINUTE);
    let back = comments::restore(&studio.app, &studio.owner, said.id)
        .await
        .unwrap();
    assert_eq!(back.body, words("Oops"));

    comments::delete(&studio.app, &studio.owner, said.id)
        .await
        .unwrap();
    studio.test.clock.advance(11 * MINUTE);
    assert_eq!(
        code(comments::restore(&studio.app, &studio.owner, said.id).await),
        "too_late"
    );
}

#[tokio::test]
async fn a_deleted_comments_words_are_forgotten() {
    let studio = Studio::new().await;
    let said = studio.say(&studio.owner, "Never mind").await.unwrap();
    let mut reply = new_comment("Reply");
    reply.parent = Some(said.id);
    studio
        .say_on(&studio.owner, studio.review, reply)
        .await
        .unwrap();
    let before = sealed(&studio, said.id).await;
    comments::delete(&studio.app, &studio.owner, said.id)
        .await
        .unwrap();
    let handler = review::handlers(&studio.app).pop().unwrap();
    let job = jobs::Job {
        id: studio.app.mint::<kernel::ids::CommentKind>().uuid(),
        kind: handler.kind().to_owned(),
        subject: said.id.uuid(),
        attempts: 1,
    };

    handler.run(&job).await.unwrap();
    assert_eq!(
        sealed(&studio, said.id).await,
        before,
        "it can still be brought back"
    );
    studio.test.clock.advance(11 * MINUTE);
    handler.run(&job).await.unwrap();

    assert_ne!(sealed(&studio, said.id).await, before);
    let list = comments::list(&studio.app, &studio.owner, studio.review)
        .await
        .unwrap();
    assert!(list.len() == 2 && list[0].deleted);
}

#[tokio::test]
async fn a_deleted_comment_stands_empty_below_its_replies() {
    let studio = Studio::new().await;
    let root = studio.say(&studio.owner, "Root").await.unwrap();
    let mut reply = new_comment("Reply");
    reply.parent = Some(root.id);
    studio
        .say_on(&studio.owner, studio.review, reply)
        .await
        .unwrap();
    let after = studio.say(&studio.owner, "After").await.unwrap();

    comments::delete(&studio.app, &studio.owner, root.id)
        .await
        .unwrap();
    let list = comments::list(&studio.app, &studio.owner, studio.review)
        .await
        .unwrap();

    assert_eq!(list.len(), 3);
    assert!(list[0].deleted && list[0].body.blocks.is_empty() && list[0].abilities.is_empty());
    assert_eq!(list[2].number, after.number, "no marker changes its number");
}

#[tokio::test]
async fn resolving_is_for_roots_and_twice_is_once() {
    let studio = Studio::new().await;
    let root = studio.say(&studio.owner, "Root").await.unwrap();
    let mut reply = new_comment("Reply");
    reply.parent = Some(root.id);
    let reply = studio
        .say_on(&studio.owner, studio.review, reply)
        .await
        .unwrap();

    let resolved = comments::resolve(&studio.app, &studio.owner, root.id, true)
        .await
        .unwrap();
    studio.test.clock.advance(MINUTE);
    let again = comments::resolve(&studio.app, &studio.owner, root.id, true)
        .await
        .unwrap();
    let reopened = comments::resolve(&studio.app, &studio.owner, root.id, false)
        .await
        .unwrap();

    assert_eq!(resolved.resolved.unwrap().at, again.resolved.unwrap().at);
    assert!(reopened.resolved.is_none());
    assert_eq!(
        code(comments::resolve(&studio.app, &studio.owner, reply.id, true).await),
        "not_a_root"
    );
}

#[tokio::test]
async fn comments_close_with_the_switch_and_with_the_lock() {
    let studio = Studio::new().await;
    let who = studio
        .named_guest(studio.group, "Ingrid", "ingrid@client.example")
        .await
        .actor(&studio.app)
        .await;
    let said = studio.say(&who, "Open").await.unwrap();

    let none = review::rules::switches::ByPhase {
        review: false,
        request: false,
        approve: false,
    };
    studio
        .set(
            studio.group,
            ChangeSettings {
                comment: Some(none),
                ..ChangeSettings::default()
            },
        )
        .await;
    assert_eq!(code(studio.say(&who, "Closed").await), "comments_closed");
    assert_eq!(
        code(comments::edit(&studio.app, &who, said.id, words("x")).await),
        "forbidden"
    );
    assert!(
        studio
            .say(&studio.owner, "The team still writes")
            .await
            .is_ok()
    );

    let lock = ChangeReview {
        locked: Some(true),
        ..ChangeReview::default()
    };
    reviews::change(&studio.app, &studio.owner, studio.review, lock)
        .await
        .unwrap();
    assert_eq!(
        code(studio.say(&studio.owner, "Locked").await),
        "comments_closed"
    );
}

#[tokio::test]
async fn a_lost_answer_can_be_asked_for_again_after_the_door_closed() {
    let studio = Studio::new().await;
    let input = new_comment("Just in time");
    let stored = studio
        .say_on(&studio.owner, studio.review, input.clone())
        .await
        .unwrap();
    let lock = ChangeReview {
        locked: Some(true),
        ..ChangeReview::default()
    };
    reviews::change(&studio.app, &studio.owner, studio.review, lock)
        .await
        .unwrap();

    let again = studio
        .say_on(&studio.owner, studio.review, input)
        .await
        .unwrap();

    assert_eq!(again.id, stored.id);
}

#[tokio::test]
async fn open_comments_are_counted_on_the_dashboard() {
    let studio = Studio::new().await;
    let first = studio.say(&studio.owner, "One").await.unwrap();
    studio.say(&studio.owner, "Two").await.unwrap();
    let mut reply = new_comment("Reply");
    reply.parent = Some(first.id);
    studio
        .say_on(&studio.owner, studio.review, reply)
        .await
        .unwrap();
    comments::resolve(&studio.app, &studio.owner, first.id, true)
        .await
        .unwrap();

    let shown = dashboard::show(
        &studio.app,
        &studio.owner,
        studio.project,
        dashboard::Filter::default(),
    )
    .await
    .unwrap();

    assert_eq!(
        shown.files[0].cells[0]
            .review
            .as_ref()
            .unwrap()
            .comments_open,
        1
    );
}

#[tokio::test]
async fn an_erased_authors_words_are_gone_and_the_list_stays() {
    let studio = Studio::new().await;
    let guest = studio
        .named_guest(studio.group, "Ingrid", "ingrid@client.example")
        .await;
    let who = guest.actor(&studio.app).await;
    let person = who.grants()[0].person.unwrap();
    studio.say(&who, "My words").await.unwrap();
    studio.say(&studio.owner, "Other words").await.unwrap();
    let keystore = studio.app.keystore();
    let author = keystore
        .author_key(person.uuid(), studio.project.uuid())
        .await
        .unwrap()
        .unwrap();
    crate::stored::erase(&studio.app, &[author, kernel::sealing::person_key(person)]).await;

    let list = comments::list(&studio.app, &studio.owner, studio.review)
        .await
        .unwrap();

    assert_eq!(list.len(), 2);
    assert_eq!(list[0].author.name, "Erased person");
    assert!(list[0].body.blocks.is_empty());
    assert_eq!(list[1].body, words("Other words"));
}

async fn sealed(studio: &Studio, id: kernel::CommentId) -> vault::Sealed {
    let words = db::Statement {
        name: "WORDS",
        sql: "SELECT sealed FROM review_comments WHERE id = $1",
    };
    let mut reader = studio.app.database().read().await.unwrap();
    db::Query::one(&mut reader, &words, &db::args![id])
        .await
        .unwrap()
}

fn numbers(list: &[CommentDto]) -> Vec<Option<u32>> {
    list.iter().map(|comment| comment.number).collect()
}

fn marker(version: VersionId, sha256: &str, selector: Selector) -> Marker {
    Marker {
        target: Target {
            version,
            sha256: sha256.to_owned(),
        },
        selectors: vec![selector],
    }
}

#[tokio::test]
async fn what_a_manager_deleted_its_author_does_not_bring_back() {
    let studio = Studio::new().await;
    let author = studio
        .member("Henrik", "henrik@larkfield.example", Role::Member)
        .await;
    let said = studio.say(&author, "Rude").await.unwrap();

    comments::delete(&studio.app, &studio.owner, said.id)
        .await
        .unwrap();
    assert_eq!(
        code(comments::restore(&studio.app, &author, said.id).await),
        "forbidden"
    );
    assert_eq!(
        code(comments::restore(&studio.app, &studio.owner, said.id).await),
        "ok"
    );

    comments::delete(&studio.app, &author, said.id)
        .await
        .unwrap();
    assert_eq!(
        code(comments::restore(&studio.app, &author, said.id).await),
        "ok"
    );
}

#[tokio::test]
async fn comments_written_at_once_get_numbers_of_their_own() {
    let studio = Studio::new().await;
    let texts: Vec<String> = (0..24).map(|number| format!("Comment {number}")).collect();

    let said =
        futures::future::join_all(texts.iter().map(|text| studio.say(&studio.owner, text))).await;

    let mut given: Vec<_> = said
        .into_iter()
        .map(|said| said.unwrap().number.unwrap())
        .collect();
    given.sort_unstable();
    assert_eq!(given, (1..=24).collect::<Vec<u32>>());
    let listed = comments::list(&studio.app, &studio.owner, studio.review)
        .await
        .unwrap();
    assert_eq!(listed.len(), 24);
}

//! Who is told what, and what they may still see of it.

use kernel::{Actor, Id};
use notify::inbox::{self, Which};
use notify::preferences::{self, Change};
use notify::rules::channels::Ways;
use notify::rules::kind::{ItemKind, Topic};
use review::rules::verdict::Verdict;
use review::wire::NewComment;
use review::{comments, reviewers, telling};

use crate::studio::{Studio, calling, comment, join, person, tell};

#[tokio::test]
async fn what_concerns_somebody_reaches_them() {
    let studio = Studio::new().await;
    let nadia = studio.member("Nadia Berg", "nadia@larkfield.example").await;
    studio.invite("Nadia Berg", "nadia@larkfield.example").await;

    let root = studio.say(&nadia, comment("The blue is too dark.")).await;
    let reply = NewComment {
        parent: Some(root),
        ..comment("Lighter in the next one.")
    };
    studio.say(&studio.owner, reply).await;
    let call = calling("Please look", &[person(&studio.owner)]);
    studio.say(&nadia, call).await;
    studio.decide(&nadia, Verdict::RequestChanges).await;
    studio.tell().await;

    assert_eq!(
        studio.kinds(&nadia).await,
        [ItemKind::Reply, ItemKind::ReviewStarted]
    );
    assert_eq!(
        studio.kinds(&studio.owner).await,
        [ItemKind::Decision, ItemKind::Mention]
    );
    let told = studio.inbox(&studio.owner).await;
    assert_eq!(told[0].verdict, Some(Verdict::RequestChanges));
    assert_eq!(
        told[1].words.as_deref(),
        Some("Please look @Mara Lindqvist")
    );
    assert_eq!(told[1].person.as_ref().unwrap().name, "Nadia Berg");
    let scene = told[1].scene.as_ref().unwrap();
    assert_eq!(
        (scene.file_name.as_str(), scene.project_name.as_str()),
        ("poster.pdf", "Spring campaign")
    );
    assert_eq!(studio.unread(&nadia).await, 2);
}

#[tokio::test]
async fn nobody_is_told_of_what_they_did_themselves() {
    let studio = Studio::new().await;
    let own = person(&studio.owner);
    let root = studio.say(&studio.owner, calling("Note to", &[own])).await;
    let reply = NewComment {
        parent: Some(root),
        ..comment("Still true.")
    };
    studio.say(&studio.owner, reply).await;
    studio.decide(&studio.owner, Verdict::Approve).await;

    studio.tell().await;

    assert_eq!(studio.kinds(&studio.owner).await, []);
}

#[tokio::test]
async fn a_mention_tells_nobody_without_access() {
    let studio = Studio::new().await;
    let guest = studio
        .invite("Zoe Aas", "zoe@nordlys.example")
        .await
        .person
        .id;
    let leaver = studio.member("Nadia Berg", "nadia@larkfield.example").await;
    studio
        .say(&studio.owner, calling("Look", &[guest, person(&leaver)]))
        .await;
    // Between the comment and the telling she leaves for another team.
    let other = other_team(&studio).await;
    move_to(&studio, &leaver, other.as_member().unwrap().team).await;

    studio.tell().await;

    let member = other.as_member().unwrap();
    let moved = Actor::member(kernel::Member {
        person: person(&leaver),
        ..member.clone()
    });
    assert_eq!(studio.kinds(&moved).await, []);
    let letters = studio.post().await;
    let to: Vec<_> = letters.iter().flat_map(|letter| &letter.to).collect();
    assert_eq!(to, ["zoe@nordlys.example"], "her invitation and no mention");
}

#[tokio::test]
async fn what_is_not_for_guests_reaches_no_guest() {
    let studio = Studio::new().await;
    let guest = studio
        .invite("Zoe Aas", "zoe@nordlys.example")
        .await
        .person
        .id;
    let secret = NewComment {
        team_only: true,
        ..comment("They must not know.")
    };
    let id = studio.say(&studio.owner, secret).await;
    let mut reader = studio.app.read(&Actor::system()).await.unwrap();
    let actor = telling::guest(&mut reader, studio.group, guest)
        .await
        .unwrap()
        .unwrap();

    assert!(
        telling::scene(&mut reader, &actor, studio.review)
            .await
            .unwrap()
            .is_some()
    );
    assert!(
        telling::comment(&mut reader, &actor, id)
            .await
            .unwrap()
            .is_none()
    );
    assert!(
        telling::comment(&mut reader, &studio.owner, id)
            .await
            .unwrap()
            .is_some()
    );
}

#[tokio::test]
async fn a_removed_reviewer_is_shown_nothing() {
    let studio = Studio::new().await;
    let nadia = studio.member("Nadia Berg", "nadia@larkfield.example").await;
    studio.invite("Nadia Berg", "nadia@larkfield.example").await;
    studio.tell().await;
    assert_eq!(studio.kinds(&nadia).await, [ItemKind::ReviewStarted]);

    reviewers::remove(&studio.app, &studio.owner, studio.group, person(&nadia))
        .await
        .unwrap();

    assert_eq!(studio.kinds(&nadia).await, []);
    assert_eq!(studio.unread(&nadia).await, 0);
    assert_eq!(studio.post().await.len(), 0, "and no mail either");
}

#[tokio::test]
async fn a_deleted_comment_is_shown_to_nobody() {
    let studio = Studio::new().await;
    let nadia = studio.member("Nadia Berg", "nadia@larkfield.example").await;
    let call = calling("Look", &[person(&nadia)]);
    let id = studio.say(&studio.owner, call).await;
    studio.tell().await;
    assert_eq!(studio.unread(&nadia).await, 1);

    comments::delete(&studio.app, &studio.owner, id)
        .await
        .unwrap();

    assert_eq!(studio.kinds(&nadia).await, []);
    assert_eq!(studio.unread(&nadia).await, 0);
    assert_eq!(studio.post().await.len(), 0);
    comments::restore(&studio.app, &studio.owner, id)
        .await
        .unwrap();
    assert_eq!(studio.unread(&nadia).await, 1);
}

#[tokio::test]
async fn a_file_in_the_trash_takes_its_news_along() {
    let studio = Studio::new().await;
    let nadia = studio.member("Nadia Berg", "nadia@larkfield.example").await;
    studio
        .say(&studio.owner, calling("Look", &[person(&nadia)]))
        .await;
    studio.tell().await;

    files::projects::trash(&studio.app, &studio.owner, studio.project)
        .await
        .unwrap();

    assert_eq!(studio.kinds(&nadia).await, []);
    assert_eq!(studio.unread(&nadia).await, 0);
}

#[tokio::test]
async fn nothing_is_lost_over_a_crash_and_nothing_told_twice() {
    let studio = Studio::new().await;
    let nadia = studio.member("Nadia Berg", "nadia@larkfield.example").await;
    let id = studio
        .say(&studio.owner, calling("Look", &[person(&nadia)]))
        .await;
    // Numbered, and the process dies before anybody is told.
    audit::Sequencer::new(studio.app.clone())
        .number_all()
        .await
        .unwrap();

    let after = crate::studio::with_mail(&studio.test.restarted().await, true);
    tell(&after).await;
    tell(&after).await;
    tell(&studio.app).await;

    assert_eq!(studio.kinds(&nadia).await, [ItemKind::Mention]);
    // Another wording that calls her again is no news.
    let body = calling("Look again", &[person(&nadia)]).body;
    comments::edit(&studio.app, &studio.owner, id, body)
        .await
        .unwrap();
    studio.tell().await;
    assert_eq!(studio.kinds(&nadia).await, [ItemKind::Mention]);
    assert_eq!(studio.post().await.len(), 1);
}

#[tokio::test]
async fn two_nodes_tell_once() {
    let studio = Studio::new().await;
    let nadia = studio.member("Nadia Berg", "nadia@larkfield.example").await;
    for number in 0..20 {
        let text = format!("Number {number}");
        studio
            .say(&studio.owner, calling(&text, &[person(&nadia)]))
            .await;
    }
    audit::Sequencer::new(studio.app.clone())
        .number_all()
        .await
        .unwrap();
    let one = notify::Teller::new(studio.app.clone());
    let other = notify::Teller::new(studio.app.clone());

    let (first, second) = tokio::join!(one.tell_all(), other.tell_all());

    first.unwrap();
    second.unwrap();
    assert_eq!(studio.kinds(&nadia).await.len(), 20);
}

#[tokio::test]
async fn the_inbox_comes_in_pages_and_remembers_what_was_read() {
    let studio = Studio::new().await;
    let nadia = studio.member("Nadia Berg", "nadia@larkfield.example").await;
    for number in 0..70 {
        let text = format!("Number {number}");
        studio
            .say(&studio.owner, calling(&text, &[person(&nadia)]))
            .await;
    }
    studio.tell().await;
    let member = nadia.as_member().unwrap();

    let mut seen = Vec::new();
    let mut before = None;
    loop {
        let page = inbox::list(&studio.app, &nadia, member, false, before)
            .await
            .unwrap();
        seen.extend(page.items.into_iter().map(|shown| shown.item.id));
        before = page.next;
        if before.is_none() {
            break;
        }
    }

    assert_eq!(seen.len(), 70);
    assert!(seen.is_sorted_by(|one, next| one > next));
    let mark = |which, read| {
        let (app, nadia) = (studio.app.clone(), nadia.clone());
        async move {
            inbox::mark(&app, &nadia, nadia.as_member().unwrap(), &which, read)
                .await
                .unwrap();
        }
    };
    mark(Which::These(vec![seen[0], seen[1]]), true).await;
    mark(Which::These(vec![seen[0]]), true).await;
    assert_eq!(studio.unread(&nadia).await, 68);
    mark(Which::These(vec![seen[0]]), false).await;
    assert_eq!(studio.unread(&nadia).await, 69);
    mark(Which::Review(studio.review), true).await;
    assert_eq!(studio.unread(&nadia).await, 0);
    mark(Which::All, true).await;
    let unread = inbox::list(&studio.app, &nadia, member, true, None)
        .await
        .unwrap();
    assert_eq!(unread.items.len(), 0);
}

#[tokio::test]
async fn nobody_reads_the_inbox_of_another() {
    let studio = Studio::new().await;
    let nadia = studio.member("Nadia Berg", "nadia@larkfield.example").await;
    studio
        .say(&studio.owner, calling("Look", &[person(&nadia)]))
        .await;
    studio.tell().await;
    let item = studio.inbox(&nadia).await[0].item.id;

    let which = Which::These(vec![item, Id::from_uuid(uuid::Uuid::nil())]);
    let owner = studio.owner.as_member().unwrap();
    inbox::mark(&studio.app, &studio.owner, owner, &which, true)
        .await
        .unwrap();

    assert_eq!(studio.unread(&nadia).await, 1);
    assert_eq!(studio.kinds(&studio.owner).await, []);
}

#[tokio::test]
async fn somebody_who_wants_to_hear_nothing_hears_nothing() {
    let studio = Studio::new().await;
    let nadia = studio.member("Nadia Berg", "nadia@larkfield.example").await;
    let silence = Ways {
        in_app: false,
        email: false,
    };
    let change = Change {
        ways: vec![(Topic::Mention, silence)],
        ..Change::default()
    };
    preferences::change(&studio.app, &nadia, nadia.as_member().unwrap(), change)
        .await
        .unwrap();

    studio
        .say(&studio.owner, calling("Look", &[person(&nadia)]))
        .await;
    studio.tell().await;

    assert_eq!(studio.kinds(&nadia).await, []);
    assert_eq!(studio.post().await.len(), 0);
}

#[tokio::test]
async fn choices_that_make_no_sense_are_refused() {
    let studio = Studio::new().await;
    let member = studio.owner.as_member().unwrap();
    let cases = [
        Change {
            digest_minutes: Some(5),
            ..Change::default()
        },
        Change {
            digest_minutes: Some(481),
            ..Change::default()
        },
        Change {
            zone: Some("../../etc/passwd".to_owned()),
            ..Change::default()
        },
    ];
    for change in cases {
        let refused = preferences::change(&studio.app, &studio.owner, member, change).await;
        assert!(matches!(refused, Err(kernel::Error::Invalid { .. })));
    }
}

async fn other_team(studio: &Studio) -> Actor {
    let mut tx = studio.app.write(&Actor::system()).await.unwrap();
    let team = access::teams::create(&mut tx, "Elsewhere").await.unwrap();
    tx.commit().await.unwrap();
    join(
        &studio.app,
        team,
        "Otto Fremd",
        "otto@fremd.example",
        kernel::Role::Owner,
    )
    .await
}

db::statements! {
    MOVE = "UPDATE access_memberships SET team = $2 WHERE person = $1";
}

async fn move_to(studio: &Studio, who: &Actor, team: kernel::TeamId) {
    use db::Execute;
    let mut tx = studio.app.database().write().await.unwrap();
    tx.execute(&MOVE, &db::args![person(who), team])
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

//! Likes and pins: who may, what a guest learns of them, and that twice is once.

use kernel::Role;
use review::wire::{ChangeReview, ChangeSettings, CommentDto};
use review::{comments, likes, pins, reviews};

use crate::studio::{Studio, code, new_comment};

#[tokio::test]
async fn a_like_counts_once_and_can_be_taken_back() {
    let studio = Studio::new().await;
    let guest = studio
        .named_guest(studio.group, "Ingrid", "ingrid@client.example")
        .await
        .actor(&studio.app)
        .await;
    let comment = studio.say(&studio.owner, "Move the logo").await.unwrap();

    let like = || likes::like(&studio.app, &guest, comment.id);
    let (first, second) = futures::join!(like(), like());
    first.unwrap();
    second.unwrap();
    studio.test.clock.advance(1);
    likes::like(&studio.app, &studio.owner, comment.id)
        .await
        .unwrap();

    let seen = only(&studio, &guest).await;
    assert_eq!((seen.likes.count, seen.likes.own), (2, true));
    let names: Vec<&str> = seen
        .likes
        .people
        .iter()
        .map(|one| one.name.as_str())
        .collect();
    assert_eq!(
        names,
        ["Ingrid", "Mara Lindqvist"],
        "in the order they said so"
    );

    let left = likes::unlike(&studio.app, &guest, comment.id)
        .await
        .unwrap();
    let again = likes::unlike(&studio.app, &guest, comment.id)
        .await
        .unwrap();
    assert_eq!((left.likes.count, left.likes.own), (1, false));
    assert_eq!(again.likes.count, 1);
}

#[tokio::test]
async fn replies_are_liked_as_well() {
    let studio = Studio::new().await;
    let root = studio.say(&studio.owner, "Move the logo").await.unwrap();
    let mut reply = new_comment("Done");
    reply.parent = Some(root.id);
    let reply = studio
        .say_on(&studio.owner, studio.review, reply)
        .await
        .unwrap();

    let liked = likes::like(&studio.app, &studio.owner, reply.id)
        .await
        .unwrap();

    assert_eq!(liked.likes.count, 1);
    assert_eq!(
        code(pins::pin(&studio.app, &studio.owner, reply.id).await),
        "not_a_root"
    );
}

#[tokio::test]
async fn a_like_needs_a_name_an_open_door_and_a_comment_that_one_may_know() {
    let studio = Studio::new().await;
    let unnamed = studio.guest(studio.group).await.actor(&studio.app).await;
    let other = studio.group("Legal").await;
    let stranger = studio
        .named_guest(other, "Paul", "paul@legal.example")
        .await
        .actor(&studio.app)
        .await;
    let named = studio
        .named_guest(studio.group, "Ingrid", "ingrid@client.example")
        .await
        .actor(&studio.app)
        .await;
    let open = studio.say(&studio.owner, "For all").await.unwrap();
    let mut hidden = new_comment("For the team");
    hidden.team_only = true;
    let hidden = studio
        .say_on(&studio.owner, studio.review, hidden)
        .await
        .unwrap();

    let like = async |who, id| code(likes::like(&studio.app, who, id).await);
    assert_eq!(like(&unnamed, open.id).await, "needs_identity");
    assert_eq!(like(&stranger, open.id).await, "not_found");
    assert_eq!(like(&named, hidden.id).await, "not_found");

    comments::delete(&studio.app, &studio.owner, hidden.id)
        .await
        .unwrap();
    assert_eq!(like(&studio.owner, hidden.id).await, "not_found");

    let closed = ChangeSettings {
        comment: Some(review::rules::switches::ByPhase {
            review: false,
            request: false,
            approve: false,
        }),
        ..ChangeSettings::default()
    };
    studio.set(studio.group, closed).await;
    assert_eq!(like(&named, open.id).await, "forbidden");
    assert_eq!(
        like(&studio.owner, open.id).await,
        "ok",
        "members still may"
    );
    let lock = ChangeReview {
        locked: Some(true),
        ..ChangeReview::default()
    };
    reviews::change(&studio.app, &studio.owner, studio.review, lock)
        .await
        .unwrap();
    assert_eq!(like(&studio.owner, open.id).await, "forbidden");
    assert_eq!(
        code(pins::pin(&studio.app, &studio.owner, open.id).await),
        "forbidden"
    );
}

#[tokio::test]
async fn who_likes_stays_unnamed_in_an_anonymous_group() {
    let studio = Studio::new().await;
    studio.set_anonymous(true).await;
    let [ingrid, paul] = [
        ("Ingrid", "ingrid@client.example"),
        ("Paul", "paul@client.example"),
    ]
    .map(|(name, email)| studio.named_guest(studio.group, name, email));
    let ingrid = ingrid.await.actor(&studio.app).await;
    let paul = paul.await.actor(&studio.app).await;
    let comment = studio.say(&studio.owner, "Move the logo").await.unwrap();
    likes::like(&studio.app, &ingrid, comment.id).await.unwrap();

    let seen = only(&studio, &paul).await;

    let json = serde_json::to_string(&seen).unwrap();
    assert_eq!(seen.likes.count, 1);
    assert!(!json.contains("Ingrid"), "{json}");
}

#[tokio::test]
async fn members_pin_and_guests_see_it() {
    let studio = Studio::new().await;
    let member = studio
        .member("Jonas", "jonas@larkfield.example", Role::Member)
        .await;
    let guest = studio
        .named_guest(studio.group, "Ingrid", "ingrid@client.example")
        .await
        .actor(&studio.app)
        .await;
    let comment = studio.say(&guest, "Move the logo").await.unwrap();

    assert_eq!(
        code(pins::pin(&studio.app, &guest, comment.id).await),
        "forbidden",
        "not even their own"
    );
    pins::pin(&studio.app, &member, comment.id).await.unwrap();
    let twice = pins::pin(&studio.app, &studio.owner, comment.id)
        .await
        .unwrap();
    assert_eq!(twice.pinned.unwrap().by.name, "Jonas", "twice is once");
    let seen = only(&studio, &guest).await;
    assert_eq!(seen.pinned.unwrap().by.name, "Jonas");
    assert!(!seen.abilities.contains(&"pin"));

    let free = pins::unpin(&studio.app, &member, comment.id).await.unwrap();
    assert!(free.pinned.is_none());
}

#[tokio::test]
async fn ten_comments_can_be_pinned() {
    let studio = Studio::new().await;
    let mut last = None;
    for number in 0..11 {
        let text = format!("Number {number}");
        let comment = studio.say(&studio.owner, &text).await.unwrap();
        let outcome = code(pins::pin(&studio.app, &studio.owner, comment.id).await);
        assert_eq!(outcome, if number < 10 { "ok" } else { "too_many" });
        last = Some(comment);
    }
    let first = comments::list(&studio.app, &studio.owner, studio.review)
        .await
        .unwrap()
        .remove(0);
    comments::delete(&studio.app, &studio.owner, first.id)
        .await
        .unwrap();
    let last = last.unwrap().id;
    assert_eq!(
        code(pins::pin(&studio.app, &studio.owner, last).await),
        "ok"
    );
}

#[tokio::test]
async fn what_was_deleted_says_nothing_besides() {
    let studio = Studio::new().await;
    let root = studio.say(&studio.owner, "Move the logo").await.unwrap();
    let mut reply = new_comment("Done");
    reply.parent = Some(root.id);
    studio
        .say_on(&studio.owner, studio.review, reply)
        .await
        .unwrap();
    likes::like(&studio.app, &studio.owner, root.id)
        .await
        .unwrap();
    pins::pin(&studio.app, &studio.owner, root.id)
        .await
        .unwrap();

    comments::delete(&studio.app, &studio.owner, root.id)
        .await
        .unwrap();

    let left = only(&studio, &studio.owner).await;
    assert!(left.deleted);
    assert_eq!((left.likes.count, left.pinned.is_some()), (0, false));
    // Brought back, it is as it was.
    let back = comments::restore(&studio.app, &studio.owner, root.id)
        .await
        .unwrap();
    assert_eq!((back.likes.count, back.pinned.is_some()), (1, true));
}

async fn only(studio: &Studio, who: &kernel::Actor) -> CommentDto {
    comments::list(&studio.app, who, studio.review)
        .await
        .unwrap()
        .into_iter()
        .next()
        .unwrap()
}

//! Comments copied to the next version or another group: with where they came from, never twice, and without names
//! that the readers may not know.

use kernel::{Actor, CommentId, ReviewId, Role};
use review::rules::body::{Block, Body, Span};
use review::rules::marker::{Marker, Selector, Target};
use review::wire::{CommentDto, CopiedOneDto, CopyComments, CopyResultDto, MoveFile};
use review::{comments, copies, groups, moving, reviews};

use crate::studio::{PDF, Studio, code, new_comment, sha256, start, upload};

const SECOND: &[u8] = b"%PDF-1.7 the quick brown fox, version two";

#[tokio::test]
async fn a_thread_comes_along_with_where_it_came_from() {
    let studio = Studio::new().await;
    let guest = studio
        .named_guest(studio.group, "Ingrid", "ingrid@client.example")
        .await
        .actor(&studio.app)
        .await;
    let mut marked = new_comment("Move the logo");
    marked.markers = vec![pin_on(&studio, PDF)];
    let root = studio.say_on(&guest, studio.review, marked).await.unwrap();
    let mut reply = new_comment("To the left?");
    reply.parent = Some(root.id);
    studio
        .say_on(&studio.owner, studio.review, reply)
        .await
        .unwrap();
    let next = next_version(&studio).await;

    let result = copy(&studio, &studio.owner, next, studio.review, &[root.id])
        .await
        .unwrap();

    assert_eq!((result.copied, result.there), (2, 0));
    let list = list(&studio, &guest, next).await;
    assert_eq!(list.len(), 2);
    assert_eq!(list[0].body, root.body);
    assert_eq!(list[1].parent, Some(list[0].id));
    assert_eq!(list[0].author.name, "Mara Lindqvist", "who made the copy");
    let copied = list[0].copied.clone().unwrap();
    assert_eq!(copied.version_number, 1);
    assert_eq!(copied.author.unwrap().name, "Ingrid");
    assert_eq!(copied.group, None);
    assert_eq!(copied.sure, None, "nobody has looked");
    assert_eq!(list[0].markers[0].target.sha256, sha256(SECOND));
    assert_eq!(list[0].markers[0].selectors, root.markers[0].selectors);
    assert!(!list[0].abilities.contains(&"edit"));
    assert_eq!(
        code(comments::edit(&studio.app, &studio.owner, list[0].id, root.body).await),
        "copied"
    );

    // What an undo does: replies before what they answer, and nothing is left, so that it can be copied again.
    assert_eq!(result.made, [list[0].id, list[1].id]);
    for made in result.made.iter().rev() {
        comments::delete(&studio.app, &studio.owner, *made)
            .await
            .unwrap();
    }
    assert!(self::list(&studio, &guest, next).await.is_empty());
    let again = copy(&studio, &studio.owner, next, studio.review, &[root.id])
        .await
        .unwrap();
    assert_eq!((again.copied, again.there), (2, 0));
}

#[tokio::test]
async fn nothing_is_copied_twice_not_even_by_another_way() {
    let studio = Studio::new().await;
    let root = studio.say(&studio.owner, "Move the logo").await.unwrap();
    let second = next_version(&studio).await;
    let third = upload(
        &studio.app,
        &studio.owner,
        studio.project,
        Some(studio.file.file),
        "poster.pdf",
        b"%PDF-1.7 the quick brown fox, version three",
    )
    .await;
    let third = start(&studio.app, &studio.owner, third.version, studio.group).await;
    let from = async |into, from, id| {
        copy(&studio, &studio.owner, into, from, &[id])
            .await
            .unwrap()
    };

    assert_eq!(from(second, studio.review, root.id).await.copied, 1);
    assert_eq!(from(second, studio.review, root.id).await.there, 1);
    let on_second = list(&studio, &studio.owner, second).await.remove(0);
    assert_eq!(from(third, second, on_second.id).await.copied, 1);
    assert_eq!(from(third, studio.review, root.id).await.there, 1);
    assert_eq!(
        from(studio.review, second, on_second.id).await.there,
        1,
        "it was written there"
    );

    let on_third = list(&studio, &studio.owner, third).await;
    assert_eq!(on_third.len(), 1);
    assert_eq!(on_third[0].copied.clone().unwrap().version_number, 1);

    let ids = [root.id];
    let at_once = || copy(&studio, &studio.owner, second, studio.review, &ids);
    let (a, b) = futures::join!(at_once(), at_once());
    assert_eq!((a.unwrap().copied, b.unwrap().copied), (0, 0));
}

#[tokio::test]
async fn whoever_copied_wrongly_can_begin_again() {
    let studio = Studio::new().await;
    let root = studio.say(&studio.owner, "Move the logo").await.unwrap();
    let next = next_version(&studio).await;
    let again = async || {
        copy(&studio, &studio.owner, next, studio.review, &[root.id])
            .await
            .unwrap()
            .copied
    };
    assert_eq!(again().await, 1);
    let wrong = list(&studio, &studio.owner, next).await.remove(0);
    comments::delete(&studio.app, &studio.owner, wrong.id)
        .await
        .unwrap();

    assert_eq!((again().await, again().await), (1, 0));

    let restored = comments::restore(&studio.app, &studio.owner, wrong.id).await;
    assert_eq!(code(restored), "copied_again");
    assert_eq!(list(&studio, &studio.owner, next).await.len(), 1);
}

#[tokio::test]
async fn a_later_reply_follows_its_thread() {
    let studio = Studio::new().await;
    let root = studio.say(&studio.owner, "Move the logo").await.unwrap();
    let next = next_version(&studio).await;
    copy(&studio, &studio.owner, next, studio.review, &[root.id])
        .await
        .unwrap();
    let mut reply = new_comment("And make it larger");
    reply.parent = Some(root.id);
    studio
        .say_on(&studio.owner, studio.review, reply)
        .await
        .unwrap();

    let result = copy(&studio, &studio.owner, next, studio.review, &[root.id])
        .await
        .unwrap();

    assert_eq!((result.copied, result.there), (1, 1));
    let list = list(&studio, &studio.owner, next).await;
    assert_eq!(list[1].parent, Some(list[0].id));
}

#[tokio::test]
async fn places_found_again_are_kept_with_how_sure_they_are() {
    let studio = Studio::new().await;
    let root = studio.say(&studio.owner, "Move the logo").await.unwrap();
    let next = next_version(&studio).await;
    let mut place = Marker {
        selectors: vec![Selector::FragmentSelector {
            value: "page=2".to_owned(),
        }],
        ..pin_on(&studio, SECOND)
    };
    let with = async |markers: Vec<Marker>| {
        let one = CopiedOneDto {
            comment: root.id,
            markers: Some(markers),
            sure: Some(94),
        };
        let input = CopyComments {
            from: studio.review,
            comments: vec![one],
            team_only: false,
        };
        copies::copy(&studio.app, &studio.owner, next, input).await
    };

    assert_eq!(
        code(with(vec![place.clone()]).await),
        "stale",
        "of the old version"
    );
    place.target.version = version_of(&studio, next).await;
    with(vec![place.clone()]).await.unwrap();

    let list = list(&studio, &studio.owner, next).await;
    assert_eq!(list[0].markers, [place]);
    assert_eq!(list[0].copied.clone().unwrap().sure, Some(94));
}

#[tokio::test]
async fn a_copy_names_nobody_of_the_other_group() {
    let studio = Studio::new().await;
    let legal = studio.group("Hush counsel").await;
    let in_legal = start(&studio.app, &studio.owner, studio.file.version, legal).await;
    let (_, lawyer) = studio
        .invited_guest(legal, "Lena Secretissima", "lena@legal.example")
        .await;
    let (paul, _) = studio
        .invited_guest(legal, "Paul Confidante", "paul@legal.example")
        .await;
    let lawyer = lawyer.actor(&studio.app).await;
    let client = studio
        .named_guest(studio.group, "Ingrid", "ingrid@client.example")
        .await
        .actor(&studio.app)
        .await;
    let mut called = new_comment("x");
    called.body = Body {
        blocks: vec![Block {
            spans: vec![
                Span::Text {
                    text: "Ask ".to_owned(),
                },
                Span::Mention {
                    mention: paul,
                    name: String::new(),
                },
            ],
        }],
    };
    let root = studio.say_on(&lawyer, in_legal, called).await.unwrap();

    copy(&studio, &studio.owner, studio.review, in_legal, &[root.id])
        .await
        .unwrap();

    let seen = list(&studio, &client, studio.review).await;
    let json = serde_json::to_string(&seen).unwrap();
    for word in ["Secretissima", "Confidante", "Hush"] {
        assert!(!json.contains(word), "{word}: {json}");
    }
    assert!(json.contains("@somebody"), "{json}");
    let for_team = list(&studio, &studio.owner, studio.review).await.remove(0);
    let copied = for_team.copied.unwrap();
    assert_eq!(copied.group.as_deref(), Some("Hush counsel"));
    assert_eq!(copied.author.unwrap().name, "Lena Secretissima");
    assert_eq!(copied.sure, None, "it points nowhere");
}

#[tokio::test]
async fn what_only_the_team_may_know_stays_so() {
    let studio = Studio::new().await;
    let guest = studio
        .named_guest(studio.group, "Ingrid", "ingrid@client.example")
        .await
        .actor(&studio.app)
        .await;
    let mut hidden = new_comment("The client must not read this");
    hidden.team_only = true;
    let hidden = studio
        .say_on(&studio.owner, studio.review, hidden)
        .await
        .unwrap();
    let open = studio.say(&studio.owner, "For all").await.unwrap();
    let next = next_version(&studio).await;
    copy(&studio, &studio.owner, next, studio.review, &[hidden.id])
        .await
        .unwrap();
    let input = CopyComments {
        from: studio.review,
        comments: vec![bare(open.id)],
        team_only: true,
    };
    copies::copy(&studio.app, &studio.owner, next, input)
        .await
        .unwrap();

    assert_eq!(list(&studio, &guest, next).await.len(), 0);
    assert_eq!(list(&studio, &studio.owner, next).await.len(), 2);
}

#[tokio::test]
async fn erasing_an_author_reaches_the_copies() {
    let studio = Studio::new().await;
    let (ingrid, guest) = studio
        .invited_guest(studio.group, "Ingrid", "ingrid@client.example")
        .await;
    let guest = guest.actor(&studio.app).await;
    let root = studio.say(&guest, "CANARY words").await.unwrap();
    let next = next_version(&studio).await;
    copy(&studio, &studio.owner, next, studio.review, &[root.id])
        .await
        .unwrap();
    let keys = studio
        .app
        .keystore()
        .author_keys(ingrid.uuid())
        .await
        .unwrap();

    crate::stored::erase(&studio.app, &keys).await;

    let seen = list(&studio, &studio.owner, next).await;
    assert!(seen[0].body.blocks.is_empty(), "{:?}", seen[0].body);
    let third = start(
        &studio.app,
        &studio.owner,
        studio.file.version,
        studio.group("Legal").await,
    )
    .await;
    let result = copy(&studio, &studio.owner, third, studio.review, &[root.id])
        .await
        .unwrap();
    assert_eq!((result.copied, result.gone), (0, 1));
}

#[tokio::test]
async fn copies_outlive_the_project_that_their_file_left() {
    let studio = Studio::new().await;
    let person = studio.owner.as_member().unwrap().person;
    let root = studio.say(&studio.owner, "Move the logo").await.unwrap();
    let target = files::projects::create(&studio.app, &studio.owner, "Autumn campaign")
        .await
        .unwrap();
    let group = groups::create(&studio.app, &studio.owner, target, "Press")
        .await
        .unwrap()
        .id;
    let input = MoveFile {
        project: target,
        section: None,
        close_reviews: true,
    };
    moving::move_file(&studio.app, &studio.owner, studio.file.file, input)
        .await
        .unwrap();
    let there = start(&studio.app, &studio.owner, studio.file.version, group).await;
    copy(&studio, &studio.owner, there, studio.review, &[root.id])
        .await
        .unwrap();

    let keystore = studio.app.keystore();
    let of_the_old = keystore
        .author_key(person.uuid(), studio.project.uuid())
        .await
        .unwrap();
    crate::stored::erase(&studio.app, &[of_the_old.unwrap()]).await;

    let seen = list(&studio, &studio.owner, there).await;
    assert_eq!(seen[0].body, root.body);
    let all = keystore.author_keys(person.uuid()).await.unwrap();
    crate::stored::erase(&studio.app, &all).await;
    let seen = list(&studio, &studio.owner, there).await;
    assert!(seen[0].body.blocks.is_empty(), "{:?}", seen[0].body);
}

#[tokio::test]
async fn a_reply_copied_later_stays_below_a_team_only_copy() {
    let studio = Studio::new().await;
    let guest = studio
        .named_guest(studio.group, "Ingrid", "ingrid@client.example")
        .await
        .actor(&studio.app)
        .await;
    let root = studio.say(&studio.owner, "Move the logo").await.unwrap();
    let next = next_version(&studio).await;
    let for_the_team = CopyComments {
        from: studio.review,
        comments: vec![bare(root.id)],
        team_only: true,
    };
    copies::copy(&studio.app, &studio.owner, next, for_the_team)
        .await
        .unwrap();
    let mut reply = new_comment("And make it larger");
    reply.parent = Some(root.id);
    studio
        .say_on(&studio.owner, studio.review, reply)
        .await
        .unwrap();

    copy(&studio, &studio.owner, next, studio.review, &[root.id])
        .await
        .unwrap();

    let seen = list(&studio, &studio.owner, next).await;
    assert!(seen.len() == 2 && seen[1].team_only);
    assert!(list(&studio, &guest, next).await.is_empty());
}

#[tokio::test]
async fn guests_copy_nothing() {
    let studio = Studio::new().await;
    let guest = studio
        .named_guest(studio.group, "Ingrid", "ingrid@client.example")
        .await
        .actor(&studio.app)
        .await;
    let root = studio.say(&guest, "Move the logo").await.unwrap();
    let next = next_version(&studio).await;
    assert_eq!(
        code(copy(&studio, &guest, next, studio.review, &[root.id]).await),
        "forbidden"
    );
}

#[tokio::test]
async fn what_cannot_be_copied_is_said() {
    let studio = Studio::new().await;
    let member = studio
        .member("Jonas", "jonas@larkfield.example", Role::Member)
        .await;
    let root = studio.say(&studio.owner, "Move the logo").await.unwrap();
    let next = next_version(&studio).await;
    let other = upload(
        &studio.app,
        &studio.owner,
        studio.project,
        None,
        "b.pdf",
        PDF,
    )
    .await;
    let other = start(&studio.app, &studio.owner, other.version, studio.group).await;
    let try_ =
        async |into, from, ids: &[CommentId]| code(copy(&studio, &member, into, from, ids).await);

    assert_eq!(try_(next, studio.review, &[]).await, "empty");
    assert_eq!(
        try_(studio.review, studio.review, &[root.id]).await,
        "same_review"
    );
    assert_eq!(try_(other, studio.review, &[root.id]).await, "other_file");
    assert_eq!(
        try_(next, studio.review, &[studio.app.mint()]).await,
        "not_found"
    );
    let many: Vec<CommentId> = (0..201).map(|_| studio.app.mint()).collect();
    assert_eq!(try_(next, studio.review, &many).await, "too_many");
    let lock = review::wire::ChangeReview {
        locked: Some(true),
        ..Default::default()
    };
    reviews::change(&studio.app, &studio.owner, next, lock)
        .await
        .unwrap();
    assert_eq!(try_(next, studio.review, &[root.id]).await, "forbidden");
}

fn bare(comment: CommentId) -> CopiedOneDto {
    CopiedOneDto {
        comment,
        markers: None,
        sure: None,
    }
}

async fn copy(
    studio: &Studio,
    who: &Actor,
    into: ReviewId,
    from: ReviewId,
    ids: &[CommentId],
) -> kernel::Result<CopyResultDto> {
    let input = CopyComments {
        from,
        comments: ids.iter().copied().map(bare).collect(),
        team_only: false,
    };
    copies::copy(&studio.app, who, into, input).await
}

async fn list(studio: &Studio, who: &Actor, review: ReviewId) -> Vec<CommentDto> {
    comments::list(&studio.app, who, review).await.unwrap()
}

async fn next_version(studio: &Studio) -> ReviewId {
    let second = upload(
        &studio.app,
        &studio.owner,
        studio.project,
        Some(studio.file.file),
        "poster.pdf",
        SECOND,
    )
    .await;
    start(&studio.app, &studio.owner, second.version, studio.group).await
}

async fn version_of(studio: &Studio, review: ReviewId) -> kernel::VersionId {
    review::page::show(&studio.app, &studio.owner, review)
        .await
        .unwrap()
        .version
        .version
        .id
}

fn pin_on(studio: &Studio, bytes: &[u8]) -> Marker {
    Marker {
        target: Target {
            version: studio.file.version,
            sha256: sha256(bytes),
        },
        selectors: vec![Selector::FragmentSelector {
            value: "xywh=percent:10,20,0,0".to_owned(),
        }],
    }
}

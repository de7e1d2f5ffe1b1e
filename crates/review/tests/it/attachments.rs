//! Files of comments: who sees them, how they leave, and when they are destroyed.

use std::convert::Infallible;

use ::http::{Request, StatusCode, header};
use axum::body::Body;
use bytes::Bytes;
use futures::{Stream, TryStreamExt, stream};
use http_body_util::BodyExt;
use kernel::tx::Reading;
use kernel::{Actor, AttachmentId};
use review::wire::{AttachmentDto, ChangeReview, CommentDto};
use review::{attachments, comments, reviews};
use tower::ServiceExt;

use crate::studio::{Studio, code, new_comment, words};

const SWEEP: &str = "review.sweep_attachment";
const DAY: i64 = 24 * 60 * 60 * 1000;

#[tokio::test]
async fn a_file_comes_and_goes_with_its_comment() {
    let studio = Studio::new().await;
    let file = store(&studio, &studio.owner, "notes.txt").await.unwrap();
    assert_eq!(
        code(open(&studio, &studio.owner, file.id).await),
        "not_found",
        "not before its comment"
    );

    let comment = send(&studio, &studio.owner, &[file.id]).await.unwrap();

    assert_eq!(comment.attachments, std::slice::from_ref(&file));
    assert_eq!((file.name.as_str(), file.size), ("notes.txt", 13));
    let taken = open(&studio, &studio.owner, file.id).await.unwrap();
    assert_eq!(taken.name, "notes.txt");
    let bytes: Vec<Bytes> = taken.bytes.range(0..13).try_collect().await.unwrap();
    assert_eq!(bytes.concat(), b"CANARY in it!");
    studio.test.assert_nowhere("CANARY");
    studio.test.assert_nowhere("notes.txt");

    let edited = comments::edit(&studio.app, &studio.owner, comment.id, words("Other words")).await;
    assert_eq!(edited.unwrap().attachments.len(), 1, "other words keep it");
    comments::delete(&studio.app, &studio.owner, comment.id)
        .await
        .unwrap();
    assert_eq!(
        code(open(&studio, &studio.owner, file.id).await),
        "not_found"
    );
    comments::restore(&studio.app, &studio.owner, comment.id)
        .await
        .unwrap();
    assert!(open(&studio, &studio.owner, file.id).await.is_ok());

    comments::delete(&studio.app, &studio.owner, comment.id)
        .await
        .unwrap();
    studio.test.clock.advance(12 * 60_000);
    run(&studio, "review.forget_comment", comment.id.uuid()).await;
    assert_eq!(objects_of(&studio).await, 0, "forgotten with the words");
}

#[tokio::test]
async fn a_file_is_seen_by_those_who_see_the_comment() {
    let studio = Studio::new().await;
    let guest = studio
        .named_guest(studio.group, "Ingrid", "ingrid@client.example")
        .await
        .actor(&studio.app)
        .await;
    let other = studio.group("Legal").await;
    let stranger = studio.guest(other).await.actor(&studio.app).await;
    let open_one = store(&studio, &studio.owner, "open.txt").await.unwrap();
    send(&studio, &studio.owner, &[open_one.id]).await.unwrap();
    let hidden = store(&studio, &studio.owner, "hidden.txt").await.unwrap();
    let mut team = new_comment("For the team");
    (team.team_only, team.attachments) = (true, vec![hidden.id]);
    studio
        .say_on(&studio.owner, studio.review, team)
        .await
        .unwrap();

    assert!(open(&studio, &guest, open_one.id).await.is_ok());
    assert_eq!(code(open(&studio, &guest, hidden.id).await), "not_found");
    assert_eq!(
        code(open(&studio, &stranger, open_one.id).await),
        "not_found"
    );
    let nobody = Actor::anonymous();
    assert_eq!(code(open(&studio, &nobody, open_one.id).await), "not_found");
    let seen = comments::list(&studio.app, &guest, studio.review).await;
    let json = serde_json::to_string(&seen.unwrap()).unwrap();
    assert!(
        json.contains("open.txt") && !json.contains("hidden.txt"),
        "{json}"
    );
}

#[tokio::test]
async fn only_ones_own_waiting_files_are_attached() {
    let studio = Studio::new().await;
    let guest = studio
        .named_guest(studio.group, "Ingrid", "ingrid@client.example")
        .await
        .actor(&studio.app)
        .await;
    let legal = studio.group("Legal").await;
    let elsewhere =
        crate::studio::start(&studio.app, &studio.owner, studio.file.version, legal).await;
    let own = store(&studio, &studio.owner, "a.txt").await.unwrap();
    let theirs = store(&studio, &guest, "b.txt").await.unwrap();
    let there = attachments::store(
        &studio.app,
        &studio.owner,
        elsewhere,
        "c.txt",
        body(Bytes::from_static(b"x")),
    )
    .await
    .unwrap();

    for id in [theirs.id, there.id, studio.app.mint()] {
        let outcome = send(&studio, &studio.owner, &[own.id, id]).await;
        assert_eq!(code(outcome), "unknown_attachment");
    }
    let list = comments::list(&studio.app, &studio.owner, studio.review).await;
    assert_eq!(list.unwrap().len(), 0, "nothing was stored in part");
    send(&studio, &studio.owner, &[own.id]).await.unwrap();
    let again = send(&studio, &studio.owner, &[own.id]).await;
    assert_eq!(code(again), "unknown_attachment", "it has a comment");
    let twice = store(&studio, &studio.owner, "d.txt").await.unwrap().id;
    let outcome = send(&studio, &studio.owner, &[twice, twice]).await;
    assert_eq!(code(outcome), "unknown_attachment");
}

#[tokio::test]
async fn a_file_needs_a_name_a_person_an_open_door_and_room() {
    let studio = Studio::new().await;
    let unnamed = studio.guest(studio.group).await.actor(&studio.app).await;
    let outcome = async |who, name| code(store(&studio, who, name).await);

    assert_eq!(outcome(&unnamed, "a.txt").await, "needs_identity");
    assert_eq!(outcome(&studio.owner, "../a.txt").await, "path");
    assert_eq!(
        outcome(&studio.owner, "a\u{200b}.txt").await,
        "hidden_characters"
    );
    let empty = attachments::store(
        &studio.app,
        &studio.owner,
        studio.review,
        "a.txt",
        body(Bytes::new()),
    );
    assert_eq!(code(empty.await), "empty");
    let mut six = Vec::new();
    for number in 0..6 {
        let name = format!("{number}.txt");
        six.push(store(&studio, &studio.owner, &name).await.unwrap().id);
    }
    assert_eq!(code(send(&studio, &studio.owner, &six).await), "too_many");
    assert!(send(&studio, &studio.owner, &six[..5]).await.is_ok());
    let lock = ChangeReview {
        locked: Some(true),
        ..ChangeReview::default()
    };
    reviews::change(&studio.app, &studio.owner, studio.review, lock)
        .await
        .unwrap();
    assert_eq!(outcome(&studio.owner, "a.txt").await, "comments_closed");
}

#[tokio::test]
async fn files_of_a_review_have_an_end() {
    let studio = Studio::new().await;
    let full = db::Statement {
        name: "FULL",
        sql: "INSERT INTO review_attachments (id, team, review, comment, author, author_key, object, length, created_at, \
              sealed) SELECT $2, team, id, $5, $2, $2, $2, $3, 0, $4 FROM review_reviews WHERE id = $1",
    };
    let sealed = studio
        .app
        .seal(
            kernel::sealing::project_key(studio.project),
            kernel::Slot::new(None, "test", studio.review, "x"),
            &0,
        )
        .await
        .unwrap();
    let comment = send(&studio, &studio.owner, &[]).await.unwrap();
    let mut tx = studio.app.database().write().await.unwrap();
    let id = uuid::Uuid::from_bytes(vault::random_bytes());
    let most = i64::try_from(review::rules::attachment::BYTES_OF_REVIEW).unwrap();
    db::Execute::execute(
        &mut tx,
        &full,
        &db::args![studio.review, id, most - 5, sealed, comment.id],
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();

    assert_eq!(
        code(store(&studio, &studio.owner, "a.txt").await),
        "too_many"
    );
}

#[tokio::test]
async fn what_nobody_sends_is_destroyed_after_a_day() {
    let studio = Studio::new().await;
    let waiting = store(&studio, &studio.owner, "a.txt").await.unwrap();
    let sent = store(&studio, &studio.owner, "b.txt").await.unwrap();
    send(&studio, &studio.owner, &[sent.id]).await.unwrap();

    studio.test.clock.advance(DAY - 60_000);
    run(&studio, SWEEP, waiting.id.uuid()).await;
    assert_eq!(objects_of(&studio).await, 2, "not before");
    studio.test.clock.advance(2 * 60_000);
    run(&studio, SWEEP, waiting.id.uuid()).await;
    run(&studio, SWEEP, sent.id.uuid()).await;

    assert_eq!(objects_of(&studio).await, 1);
    assert!(open(&studio, &studio.owner, sent.id).await.is_ok());
    let late = send(&studio, &studio.owner, &[waiting.id]).await;
    assert_eq!(code(late), "unknown_attachment");
}

#[tokio::test]
async fn erasing_an_author_reaches_their_files() {
    let studio = Studio::new().await;
    let (person, guest) = studio
        .invited_guest(studio.group, "Ingrid", "ingrid@client.example")
        .await;
    let guest = guest.actor(&studio.app).await;
    let file = store(&studio, &guest, "a.txt").await.unwrap();
    send(&studio, &guest, &[file.id]).await.unwrap();
    let keys = studio.app.keystore().author_keys(person.uuid()).await;

    crate::stored::erase(&studio.app, &keys.unwrap()).await;

    assert_eq!(
        code(open(&studio, &studio.owner, file.id).await),
        "not_found"
    );
    let list = comments::list(&studio.app, &studio.owner, studio.review).await;
    assert!(list.unwrap()[0].attachments.is_empty());
    assert_eq!(objects_of(&studio).await, 1, "their bytes say nothing");
}

#[tokio::test]
async fn a_comment_takes_its_files_along_even_when_its_author_was_erased() {
    let studio = Studio::new().await;
    let (person, guest) = studio
        .invited_guest(studio.group, "Ingrid", "ingrid@client.example")
        .await;
    let guest = guest.actor(&studio.app).await;
    let file = store(&studio, &guest, "a.txt").await.unwrap();
    let comment = send(&studio, &guest, &[file.id]).await.unwrap();
    comments::delete(&studio.app, &guest, comment.id)
        .await
        .unwrap();
    let keys = studio.app.keystore().author_keys(person.uuid()).await;
    crate::stored::erase(&studio.app, &keys.unwrap()).await;
    studio.test.clock.advance(12 * 60_000);

    run(&studio, "review.forget_comment", comment.id.uuid()).await;

    assert_eq!(objects_of(&studio).await, 0);
}

#[tokio::test]
async fn an_erased_file_takes_along_what_was_attached_to_comments_on_it() {
    let studio = Studio::new().await;
    let sent = store(&studio, &studio.owner, "a.txt").await.unwrap();
    send(&studio, &studio.owner, &[sent.id]).await.unwrap();
    store(&studio, &studio.owner, "b.txt").await.unwrap();
    let objects = stored_objects(&studio).await;

    attachments::forget_erased(&studio.app).await.unwrap();
    assert_eq!(objects_of(&studio).await, 2, "of what was erased only");
    let erased =
        "UPDATE files_files SET erased_at = 1, sealed = NULL, trashed_at = 1 WHERE id = $1";
    set(&studio, erased, studio.file.file.uuid()).await;
    attachments::forget_erased(&studio.app).await.unwrap();

    assert_eq!(objects_of(&studio).await, 0);
    assert_eq!(stored_objects(&studio).await, objects - 2);
}

#[tokio::test]
async fn an_erased_project_takes_along_what_was_attached_to_comments_in_it() {
    let studio = Studio::new().await;
    let sent = store(&studio, &studio.owner, "a.txt").await.unwrap();
    send(&studio, &studio.owner, &[sent.id]).await.unwrap();
    let objects = stored_objects(&studio).await;

    let erased =
        "UPDATE files_projects SET erased_at = 1, sealed = NULL, trashed_at = 1 WHERE id = $1";
    set(&studio, erased, studio.project.uuid()).await;
    attachments::forget_erased(&studio.app).await.unwrap();

    assert_eq!(objects_of(&studio).await, 0);
    assert_eq!(stored_objects(&studio).await, objects - 1);
}

#[tokio::test]
async fn a_file_leaves_as_an_attachment_alone() {
    let studio = Studio::new().await;
    let name = "<script>.html";
    let call = |method: &str, path: String, headers: &[(&str, &str)], body: &'static str| {
        let mut request = Request::builder()
            .method(method)
            .uri(format!("/api/v1{path}"));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request
            .extension(studio.owner.clone())
            .body(Body::from(body))
            .unwrap();
        let (router, _) = review::routes().split_for_parts();
        router.with_state(studio.app.clone()).oneshot(request)
    };
    let path = format!("/reviews/{}/attachments", studio.review);
    let bytes = (header::CONTENT_TYPE.as_str(), "application/octet-stream");
    let refused = [
        (vec![bytes], StatusCode::UNPROCESSABLE_ENTITY),
        (
            vec![("attachment-name", "a.html")],
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        (
            vec![
                (header::CONTENT_TYPE.as_str(), "text/plain"),
                ("attachment-name", "a.html"),
            ],
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        (
            vec![bytes, ("attachment-name", name)],
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        (
            vec![bytes, ("attachment-name", "..%2Fa.html")],
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        (
            vec![bytes, ("attachment-name", "%ff")],
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
    ];
    for (headers, expected) in refused {
        let answer = call("POST", path.clone(), &headers, "<script>")
            .await
            .unwrap();
        assert_eq!(answer.status(), expected, "{headers:?}");
    }
    let answer = call(
        "POST",
        path,
        &[bytes, ("attachment-name", "%C3%9Cber.html")],
        "<script>",
    );
    let answer = answer.await.unwrap();
    assert_eq!(answer.status(), StatusCode::CREATED);
    let stored = answer.into_body().collect().await.unwrap().to_bytes();
    let stored: serde_json::Value = serde_json::from_slice(&stored).unwrap();
    let id: AttachmentId = stored["id"].as_str().unwrap().parse().unwrap();
    send(&studio, &studio.owner, &[id]).await.unwrap();

    let answer = call("GET", format!("/attachments/{id}"), &[], "")
        .await
        .unwrap();

    let header = |name| answer.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(header(header::CONTENT_TYPE), "application/octet-stream");
    let disposition = header(header::CONTENT_DISPOSITION);
    assert!(disposition.starts_with("attachment;"), "{disposition}");
    assert!(disposition.contains("%C3%9Cber.html"), "{disposition}");
    assert_eq!(header(header::CACHE_CONTROL), "no-store");
}

#[tokio::test]
async fn waiting_files_take_no_room_from_others() {
    let studio = Studio::new().await;
    let guest = studio
        .named_guest(studio.group, "Ingrid", "ingrid@client.example")
        .await
        .actor(&studio.app)
        .await;
    let mut waiting = Vec::new();
    for number in 0..20 {
        let name = format!("{number}.txt");
        waiting.push(store(&studio, &guest, &name).await.unwrap().id);
    }

    assert_eq!(
        code(store(&studio, &guest, "more.txt").await),
        "too_many_waiting"
    );
    assert!(store(&studio, &studio.owner, "a.txt").await.is_ok());
    send(&studio, &guest, &waiting[..5]).await.unwrap();
    assert!(store(&studio, &guest, "more.txt").await.is_ok());
}

#[tokio::test]
async fn many_guests_keep_no_member_from_attaching() {
    let studio = Studio::new().await;
    for number in 0..20 {
        let guest = studio.numbered_guest(number).await;
        for _ in 0..20 {
            store(&studio, &guest, "a.txt").await.unwrap();
        }
    }
    let guest = studio
        .named_guest(studio.group, "Ingrid", "ingrid@client.example")
        .await
        .actor(&studio.app)
        .await;

    assert_eq!(
        code(store(&studio, &guest, "a.txt").await),
        "too_many_waiting"
    );
    assert!(store(&studio, &studio.owner, "a.txt").await.is_ok());
}

#[tokio::test]
async fn files_of_comments_count_as_the_teams() {
    let studio = Studio::new().await;
    let before = studio.used().await;
    let sent = store(&studio, &studio.owner, "a.txt").await.unwrap();
    let waiting = store(&studio, &studio.owner, "b.txt").await.unwrap();
    let comment = send(&studio, &studio.owner, &[sent.id]).await.unwrap();
    assert_eq!(studio.used().await, before + 26);

    studio.test.clock.advance(DAY);
    run(&studio, SWEEP, waiting.id.uuid()).await;
    assert_eq!(studio.used().await, before + 13);
    comments::delete(&studio.app, &studio.owner, comment.id)
        .await
        .unwrap();
    studio.test.clock.advance(12 * 60_000);
    run(&studio, "review.forget_comment", comment.id.uuid()).await;
    assert_eq!(studio.used().await, before);
}

#[tokio::test]
async fn a_comment_sent_at_the_last_moment_keeps_its_file() {
    let studio = Studio::new().await;
    for _ in 0..10 {
        let file = store(&studio, &studio.owner, "a.txt").await.unwrap();
        studio.test.clock.advance(DAY);

        let files = [file.id];
        let (sent, ()) = tokio::join!(
            send(&studio, &studio.owner, &files),
            run(&studio, SWEEP, file.id.uuid())
        );

        let opened = open(&studio, &studio.owner, file.id).await;
        match sent {
            Ok(_) => drop(opened.unwrap()),
            Err(error) => {
                assert_eq!(code(Err::<(), _>(error)), "unknown_attachment");
                assert_eq!(code(opened), "not_found");
            }
        }
    }
}

async fn store(studio: &Studio, who: &Actor, name: &str) -> kernel::Result<AttachmentDto> {
    let bytes = body(Bytes::from_static(b"CANARY in it!"));
    attachments::store(&studio.app, who, studio.review, name, bytes).await
}

/// A body that arrives in one piece.
fn body(bytes: Bytes) -> impl Stream<Item = Result<Bytes, Infallible>> + Send {
    stream::iter([Ok(bytes)])
}

async fn send(studio: &Studio, who: &Actor, files: &[AttachmentId]) -> kernel::Result<CommentDto> {
    let mut comment = new_comment("With a file");
    comment.attachments = files.to_vec();
    studio.say_on(who, studio.review, comment).await
}

async fn open(
    studio: &Studio,
    who: &Actor,
    id: AttachmentId,
) -> kernel::Result<attachments::AttachedFile> {
    attachments::open(&studio.app, who, id).await
}

/// How many attached files have bytes in the store.
pub(crate) async fn objects_of(studio: &Studio) -> usize {
    let all = db::Statement {
        name: "ALL",
        sql: "SELECT object FROM review_attachments",
    };
    let mut reader = studio.app.read(&Actor::system()).await.unwrap();
    let objects: Vec<uuid::Uuid> = reader.rows(&all, &[]).await.unwrap();
    let referenced = attachments::referenced(&mut reader, &objects)
        .await
        .unwrap();
    assert_eq!(referenced, objects);
    objects.len()
}

/// How many objects there are in the store.
pub(crate) async fn stored_objects(studio: &Studio) -> usize {
    let mut count = 0;
    for shard in 0..=u8::MAX {
        count += studio.app.blobs().list(shard).await.unwrap().len();
    }
    count
}

/// What only the passing of time does.
async fn set(studio: &Studio, sql: &'static str, id: uuid::Uuid) {
    let statement = db::Statement { name: "SET", sql };
    let mut tx = studio.app.database().write().await.unwrap();
    db::Execute::execute(&mut tx, &statement, &db::args![id])
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

/// Runs one job of this kind about this thing, as the queue does when it is due.
async fn run(studio: &Studio, kind: &str, subject: uuid::Uuid) {
    let mut handlers = review::handlers(&studio.app).into_iter();
    let handler = handlers.find(|handler| handler.kind() == kind).unwrap();
    let job = jobs::Job {
        id: studio.app.mint::<kernel::ids::CommentKind>().uuid(),
        kind: kind.to_owned(),
        subject,
        attempts: 1,
    };
    handler.run(&job).await.unwrap();
}

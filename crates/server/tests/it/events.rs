//! Every write leaves its own specific event, and events become gap-free, blinded leaves.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use db::{FromRow, Row, args};
use http_body_util::BodyExt;
use kernel::Actor;
use kernel::tx::Reading;
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::world::{Caller, World, world, world_that_sends_mail};

db::statements! {
    NEWEST = "SELECT kind FROM kernel_events WHERE position > $1 ORDER BY position";
    LAST = "SELECT COALESCE(MAX(position), 0) FROM kernel_events";
    DOWNLOADS = "SELECT actor, review_group FROM kernel_events WHERE kind = 'content.downloaded' AND position > $1";
    NUMBERS = "SELECT sequence, COALESCE(log_sequence, 0), leaf_hash FROM kernel_events ORDER BY sequence";
}

struct Kind(String);

impl FromRow for Kind {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self(row.text(0)?.to_owned()))
    }
}

pub(crate) async fn last(world: &World) -> i64 {
    let mut reader = world.test.app.read(&Actor::system()).await.unwrap();
    reader.row::<i64>(&LAST, &[]).await.unwrap().unwrap()
}

/// The events that an operation left.
async fn left_by(
    world: &World,
    method: &str,
    path: String,
    body: Option<Value>,
) -> (Vec<String>, Value) {
    let before = last(world).await;
    let answer = world
        .call(&world.owner, method, &path, body.as_ref())
        .await
        .ok();
    (kinds_after(world, before).await, answer)
}

pub(crate) async fn kinds_after(world: &World, before: i64) -> Vec<String> {
    let mut reader = world.test.app.read(&Actor::system()).await.unwrap();
    let kinds: Vec<Kind> = reader.rows(&NEWEST, &args![before]).await.unwrap();
    kinds.into_iter().map(|Kind(kind)| kind).collect()
}

/// A review of the same version in a group of its own.
async fn review_in_another_group(world: &World) -> String {
    let path = format!("/api/v1/projects/{}/groups", world.ids.project);
    let (_, group) = left_by(world, "POST", path, Some(json!({ "name": "Another" }))).await;
    let start = json!({ "versions": [world.ids.version], "groups": [group["id"]] });
    let (_, started) = left_by(world, "POST", "/api/v1/reviews".to_owned(), Some(start)).await;
    started["reviews"][0].as_str().unwrap().to_owned()
}

/// Sends a file as the raw bytes of a request, its name in a header.
async fn send_file(
    world: &World,
    who: &Caller,
    path: String,
    (header, name): (&str, &str),
    bytes: &'static str,
) -> (StatusCode, Value) {
    let mut request = Request::builder()
        .method("POST")
        .uri(path)
        .header(header::CONTENT_TYPE, "application/octet-stream")
        .header(header::CONTENT_LENGTH, bytes.len())
        .header(header, name);
    for (header, value) in [(header::COOKIE, &who.cookie), (header::ORIGIN, &who.origin)] {
        if let Some(value) = value {
            request = request.header(header, value);
        }
    }
    let request = request.body(Body::from(bytes)).unwrap();
    let answer = world.router.clone().oneshot(request).await.unwrap();
    let status = answer.status();
    let body = answer.into_body().collect().await.unwrap().to_bytes();
    (status, serde_json::from_slice(&body).unwrap_or_default())
}

#[tokio::test]
async fn a_version_of_a_reviewer_leaves_its_own_events() {
    let world = world().await;
    let settings = json!({ "settings": { "reviewer_upload": true } });
    let group = format!("/api/v1/groups/{}", world.ids.group);
    left_by(&world, "PATCH", group, Some(settings)).await;
    let name = json!({ "group": world.ids.group, "name": "Gast", "email": "gast@nordlys.example" });
    world
        .call(&world.guest, "PUT", "/api/v1/guest/identity", Some(&name))
        .await
        .ok();
    let path = || format!("/api/v1/reviews/{}/versions", world.ids.review);
    let name = ("version-name", "marked%20up.txt");
    let before = last(&world).await;
    for nobody in [&world.other_guest, &world.stranger] {
        let (status, _) = send_file(&world, nobody, path(), name, "words").await;
        assert_eq!(status, StatusCode::NOT_FOUND);
    }
    assert_eq!(kinds_after(&world, before).await, [""; 0]);

    let (status, added) = send_file(&world, &world.guest, path(), name, "words").await;

    assert_eq!(status, StatusCode::CREATED, "{added}");
    let left = kinds_after(&world, before).await;
    assert_eq!(left, ["upload.started", "version.added", "review.started"]);
}

#[tokio::test]
async fn files_of_comments_leave_their_own_events() {
    let world = world().await;
    let ids = &world.ids;
    let before = last(&world).await;
    let path = format!("/api/v1/reviews/{}/attachments", ids.review);
    let name = ("attachment-name", "a.html");
    let (status, file) = send_file(
        &world,
        &world.owner,
        path,
        name,
        "<script>alert(1)</script>",
    )
    .await;
    assert_eq!(status, StatusCode::CREATED);
    assert_eq!(kinds_after(&world, before).await, ["attachment.stored"]);
    let comment = json!({
        "body": { "blocks": [{ "spans": [{ "text": "words" }] }] }, "attachments": [file["id"]],
        "client_id": world.test.app.mint::<kernel::ids::CommentKind>().uuid(),
    });
    let path = format!("/api/v1/reviews/{}/comments", ids.review);
    left_by(&world, "POST", path, Some(comment)).await;

    let before = last(&world).await;
    let request = Request::builder()
        .uri(format!(
            "/api/v1/attachments/{}",
            file["id"].as_str().unwrap()
        ))
        .header(header::COOKIE, world.owner.cookie.clone().unwrap())
        .body(Body::empty())
        .unwrap();
    let answer = world.router.clone().oneshot(request).await.unwrap();

    assert_eq!(answer.status(), StatusCode::OK);
    let header = |name: header::HeaderName| answer.headers()[name].to_str().unwrap().to_owned();
    let policy = header(header::CONTENT_SECURITY_POLICY);
    assert!(
        policy.contains("default-src 'none'") && policy.contains("sandbox"),
        "{policy}"
    );
    assert_eq!(header(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
    assert!(header(header::CONTENT_DISPOSITION).starts_with("attachment;"));
    assert_eq!(header(header::CONTENT_TYPE), "application/octet-stream");
    let left = kinds_after(&world, before).await;
    assert_eq!(left, ["content.attachment_downloaded"]);
}

#[tokio::test]
async fn a_withdrawal_leaves_its_own_event() {
    let world = world().await;
    let ids = &world.ids;
    let decision = json!({
        "verdict": "approve", "sha256": ids.sha256, "locale": "en", "zone": "Europe/Oslo",
        "comments": [{
            "body": { "blocks": [{ "spans": [{ "text": "words" }] }] },
            "client_id": world.test.app.mint::<kernel::ids::CommentKind>().uuid(),
        }],
    });
    let path = format!("/api/v1/reviews/{}/decisions", ids.review);
    let (left, decision) = left_by(&world, "POST", path, Some(decision)).await;
    assert_eq!(left, ["comment.created", "decision.made"]);

    let path = format!(
        "/api/v1/decisions/{}/withdraw",
        decision["id"].as_str().unwrap()
    );
    let words = json!({ "locale": "en", "zone": "Europe/Oslo" });
    let (left, withdrawn) = left_by(&world, "POST", path, Some(words)).await;

    assert_eq!(left, ["decision.withdrawn"]);
    assert_eq!(withdrawn["predecessor"], decision["id"]);
}

#[tokio::test]
async fn every_write_leaves_its_own_event() {
    let world = world().await;
    let ids = &world.ids;
    let words = json!({ "blocks": [{ "spans": [{ "text": "words" }] }] });
    let client_id = world.test.app.mint::<kernel::ids::CommentKind>().uuid();
    let (_, comment) = left_by(
        &world,
        "POST",
        format!("/api/v1/reviews/{}/comments", ids.review),
        Some(json!({ "body": words, "client_id": client_id })),
    )
    .await;
    let comment = comment["id"].as_str().unwrap().to_owned();
    let (_, section) = left_by(
        &world,
        "POST",
        format!("/api/v1/projects/{}/sections", ids.project),
        Some(json!({ "name": "x" })),
    )
    .await;
    let section = section["id"].as_str().unwrap().to_owned();
    let other = review_in_another_group(&world).await;
    let (_, another) = left_by(
        &world,
        "POST",
        "/api/v1/projects".into(),
        Some(json!({ "name": "Another" })),
    )
    .await;
    let another = another["id"].as_str().unwrap().to_owned();
    let cases: Vec<(&str, String, Option<Value>, &[&str])> = vec![
        (
            "POST",
            "/api/v1/projects".into(),
            Some(json!({ "name": "x" })),
            &["project.created"],
        ),
        (
            "PATCH",
            format!("/api/v1/projects/{}", ids.project),
            Some(json!({ "name": "renamed" })),
            &["project.renamed"],
        ),
        (
            "PUT",
            format!("/api/v1/projects/{}/favourite", ids.project),
            None,
            &["project.starred"],
        ),
        (
            "DELETE",
            format!("/api/v1/projects/{}/favourite", ids.project),
            None,
            &["project.unstarred"],
        ),
        (
            "PUT",
            format!("/api/v1/projects/{}/archive", ids.project),
            None,
            &["project.archived"],
        ),
        (
            "DELETE",
            format!("/api/v1/projects/{}/archive", ids.project),
            None,
            &["project.unarchived"],
        ),
        (
            "GET",
            format!(
                "/api/v1/projects/{}/content.zip?files={}",
                ids.project, ids.file
            ),
            None,
            &["content.downloaded"],
        ),
        (
            "POST",
            format!("/api/v1/projects/{}/groups", ids.project),
            Some(json!({ "name": "x" })),
            &["group.created", "link.created"],
        ),
        (
            "PATCH",
            format!("/api/v1/sections/{section}"),
            Some(json!({ "name": "y" })),
            &["section.changed"],
        ),
        (
            "DELETE",
            format!("/api/v1/sections/{section}"),
            None,
            &["section.deleted"],
        ),
        (
            "PATCH",
            format!("/api/v1/files/{}", ids.file),
            Some(json!({ "name": "y.png" })),
            &["file.renamed"],
        ),
        (
            "DELETE",
            format!("/api/v1/files/{}", ids.file),
            None,
            &["file.trashed"],
        ),
        (
            "POST",
            format!("/api/v1/files/{}/restore", ids.file),
            None,
            &["file.restored"],
        ),
        (
            "PATCH",
            format!("/api/v1/groups/{}", ids.group),
            Some(json!({ "name": "y" })),
            &["group.changed"],
        ),
        (
            "PUT",
            format!("/api/v1/groups/{}/password", ids.group),
            Some(json!({ "password": "correct horse battery staple" })),
            &["group.password_changed"],
        ),
        (
            "PATCH",
            format!("/api/v1/groups/{}/reviewers/{}", ids.group, ids.person),
            Some(json!({ "decides": false })),
            &["reviewer.changed"],
        ),
        (
            "PATCH",
            format!("/api/v1/comments/{comment}"),
            Some(json!({ "body": { "blocks": [{ "spans": [{ "text": "other words" }] }] } })),
            &["comment.edited"],
        ),
        (
            "POST",
            format!("/api/v1/comments/{comment}/resolve"),
            None,
            &["comment.resolved"],
        ),
        (
            "POST",
            format!("/api/v1/comments/{comment}/reopen"),
            None,
            &["comment.reopened"],
        ),
        (
            "PUT",
            format!("/api/v1/comments/{comment}/like"),
            None,
            &["comment.liked"],
        ),
        (
            "DELETE",
            format!("/api/v1/comments/{comment}/like"),
            None,
            &["comment.unliked"],
        ),
        (
            "PUT",
            format!("/api/v1/comments/{comment}/pin"),
            None,
            &["comment.pinned"],
        ),
        (
            "DELETE",
            format!("/api/v1/comments/{comment}/pin"),
            None,
            &["comment.unpinned"],
        ),
        (
            "POST",
            format!("/api/v1/reviews/{other}/comments/copy"),
            Some(json!({ "from": ids.review, "comments": [{ "comment": comment }] })),
            &["comment.copied"],
        ),
        (
            "DELETE",
            format!("/api/v1/comments/{comment}"),
            None,
            &["comment.deleted"],
        ),
        (
            "POST",
            format!("/api/v1/comments/{comment}/restore"),
            None,
            &["comment.restored"],
        ),
        (
            "POST",
            format!("/api/v1/reviews/{}/decisions", ids.review),
            Some(
                json!({ "verdict": "approve", "sha256": ids.sha256, "locale": "en", "zone": "Europe/Oslo" }),
            ),
            &["decision.made"],
        ),
        (
            "PATCH",
            format!("/api/v1/reviews/{}", ids.review),
            Some(json!({ "status": "request" })),
            &["review.status_set"],
        ),
        (
            "PATCH",
            format!("/api/v1/reviews/{}", ids.review),
            Some(json!({ "due_at": null })),
            &["review.due_set"],
        ),
        (
            "PATCH",
            format!("/api/v1/reviews/{}", ids.review),
            Some(json!({ "locked": true })),
            &["review.locked"],
        ),
        (
            "PATCH",
            format!("/api/v1/reviews/{}", ids.review),
            Some(json!({ "locked": false })),
            &["review.unlocked"],
        ),
        (
            "GET",
            format!("/api/v1/versions/{}/content", ids.version),
            None,
            &["content.downloaded"],
        ),
        (
            "POST",
            format!("/api/v1/groups/{}/link/rotate", ids.group),
            None,
            &["link.rotated"],
        ),
        (
            "POST",
            "/api/v1/team/invitations".into(),
            Some(json!({ "email": "new@larkfield.example", "name": "New", "role": "member" })),
            &["team.member_invited"],
        ),
        (
            "POST",
            format!("/api/v1/files/{}/move", ids.file),
            Some(json!({ "project": another, "close_reviews": true })),
            &["file.moved_away", "file.moved_in", "review.locked"],
        ),
        (
            "PATCH",
            "/api/v1/notification-settings".into(),
            Some(json!({ "digest_minutes": 30 })),
            &["notification.settings_changed"],
        ),
        (
            "DELETE",
            format!("/api/v1/projects/{}", ids.project),
            None,
            &["project.trashed"],
        ),
        (
            "POST",
            format!("/api/v1/projects/{}/restore", ids.project),
            None,
            &["project.restored"],
        ),
    ];
    for (method, path, body, expected) in cases {
        let (left, _) = left_by(&world, method, path.clone(), body).await;

        for kind in expected {
            assert!(
                left.iter().any(|found| found == kind),
                "{method} {path} left {left:?}, expected {kind}"
            );
        }
    }
}

#[tokio::test]
async fn leaves_are_blinded() {
    let world = world().await;

    audit::Sequencer::new(world.test.app.clone())
        .number_all()
        .await
        .unwrap();

    let mut reader = world.test.app.read(&Actor::system()).await.unwrap();
    let rows: Vec<(i64, i64, vault::Digest)> = reader.rows(&NUMBERS, &[]).await.unwrap();
    let mut hashes: Vec<_> = rows.iter().map(|(_, _, hash)| *hash.as_bytes()).collect();
    assert!(rows.len() > 50, "{} events", rows.len());
    for (expected, (sequence, log_sequence, _)) in (1..).zip(&rows) {
        assert_eq!(*sequence, expected, "the order has a gap");
        assert!(*log_sequence >= 1);
    }
    hashes.sort_unstable();
    hashes.dedup();
    assert_eq!(hashes.len(), rows.len(), "two leaves are equal");
}

#[tokio::test]
async fn a_download_is_logged_with_whoever_took_it() {
    let world = world().await;
    let settings =
        json!({ "settings": { "download": { "review": true, "request": true, "approve": true } } });
    world
        .call(
            &world.owner,
            "PATCH",
            &format!("/api/v1/groups/{}", world.ids.group),
            Some(&settings),
        )
        .await
        .ok();
    let name = json!({ "group": world.ids.group, "name": "Gast", "email": "gast@nordlys.example" });
    let person = world
        .call(&world.guest, "PUT", "/api/v1/guest/identity", Some(&name))
        .await
        .ok();
    let before = last(&world).await;

    let path = format!("/api/v1/versions/{}/content", world.ids.version);
    assert!(
        world
            .call(&world.guest, "GET", &path, None)
            .await
            .status
            .is_success()
    );

    let mut reader = world.test.app.read(&Actor::system()).await.unwrap();
    let rows: Vec<(Option<uuid::Uuid>, Option<uuid::Uuid>)> =
        reader.rows(&DOWNLOADS, &args![before]).await.unwrap();
    let named = |id: &Value| {
        id.as_str()
            .unwrap()
            .split_once('_')
            .unwrap()
            .1
            .parse::<uuid::Uuid>()
            .unwrap()
    };
    let group = json!(world.ids.group);
    assert_eq!(rows, [(Some(named(&person["id"])), Some(named(&group)))]);
}

#[tokio::test]
async fn a_mailed_code_leaves_its_own_events() {
    let world = world_that_sends_mail().await;
    let group = format!("/api/v1/groups/{}", world.ids.group);
    let settings = json!({ "settings": { "mailed_code": true } });
    let (left, _) = left_by(&world, "PATCH", group.clone(), Some(settings)).await;
    assert_eq!(left, ["group.changed"]);
    let page = world.call(&world.owner, "GET", &group, None).await.ok();
    let url = page["link"]["url"].as_str().unwrap().to_owned();
    let (id, secret) = url.split_once("/r/").unwrap().1.split_once('#').unwrap();
    let path = format!("/api/v1/review-links/{id}/code");
    let mut browser = Caller {
        cookie: None,
        origin: world.owner.origin.clone(),
    };

    let opened = world
        .call(
            &browser,
            "POST",
            &format!("/api/v1/review-links/{id}/open"),
            Some(&json!({ "secret": secret })),
        )
        .await;
    let refusal = opened.expect(StatusCode::UNAUTHORIZED);
    assert_eq!(refusal["code"], "code_needed_named");

    let before = last(&world).await;
    let who = json!({ "secret": secret, "email": "gast@nordlys.example", "name": "Gast" });
    let asked = world.call(&browser, "POST", &path, Some(&who)).await;
    browser.cookie = asked.cookies.first().cloned();
    assert_eq!(asked.ok()["digits"], 6);
    assert_eq!(kinds_after(&world, before).await, ["guest.code_asked"]);

    let before = last(&world).await;
    let wrong = json!({ "secret": secret, "code": "12" });
    let check = format!("{path}/check");
    let answer = world.call(&browser, "POST", &check, Some(&wrong)).await;
    assert_eq!(
        answer.expect(StatusCode::UNAUTHORIZED)["code"],
        "wrong_code"
    );
    assert_eq!(kinds_after(&world, before).await, ["guest.code_refused"]);

    let before = last(&world).await;
    let code = mailed_code(&world).await;
    assert_eq!(kinds_after(&world, before).await, ["guest.code_made"]);
    let before = last(&world).await;
    let right = json!({ "secret": secret, "code": code });
    let answer = world.call(&browser, "POST", &check, Some(&right)).await;
    answer.expect(StatusCode::OK);
    assert_eq!(kinds_after(&world, before).await, ["guest.proved"]);
    let me = world.call(&browser, "GET", "/api/v1/me", None).await.ok();
    assert_eq!(me["guest"]["grants"][0]["person"]["name"], "Gast");
}

/// The code of the mail that was asked for at this moment.
async fn mailed_code(world: &World) -> String {
    let app = &world.test.app;
    let group = world.ids.group.parse().unwrap();
    let mut reader = app.read(&Actor::system()).await.unwrap();
    let asked = review::codes::asked_at(&mut reader, group, app.now())
        .await
        .unwrap();
    drop(reader);
    let letter = review::codes::letter(app, asked[0]).await.unwrap().unwrap();
    letter.code.unwrap().expose().to_owned()
}

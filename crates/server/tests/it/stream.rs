//! The live stream: what it carries, and that it ends with the right to hear it.

use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use http_body_util::BodyExt;
use serde_json::json;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

use crate::world::{Caller, World, world};

/// Listens until a text occurs, the stream ends or some time has passed; what was heard.
async fn hear(
    world: &World,
    who: &Caller,
    until: &str,
    while_doing: impl Future<Output = ()>,
) -> (String, bool) {
    let request = Request::builder()
        .uri("/api/v1/events")
        .header(header::COOKIE, who.cookie.clone().unwrap())
        .body(Body::empty())
        .unwrap();
    let response = world.router.clone().oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    let mut body = response.into_body();
    while_doing.await;
    let mut heard = String::new();
    let listening = async {
        while let Some(frame) = body.frame().await {
            heard.push_str(&String::from_utf8_lossy(
                &frame.unwrap().into_data().unwrap_or_default(),
            ));
            if heard.contains(until) {
                return false;
            }
        }
        true
    };
    let ended = tokio::time::timeout(Duration::from_secs(4), listening)
        .await
        .unwrap_or(false);
    (heard, ended)
}

async fn sequencer(world: &World) -> CancellationToken {
    // What the demo did is numbered first, so that only news is heard.
    audit::Sequencer::new(world.test.app.clone())
        .number_all()
        .await
        .unwrap();
    let stop = CancellationToken::new();
    tokio::task::spawn(audit::Sequencer::new(world.test.app.clone()).run(stop.clone()));
    stop
}

async fn say(world: &World, text: &str, team_only: bool) {
    let path = format!("/api/v1/reviews/{}/comments", world.ids.review);
    let client_id = world.test.app.mint::<kernel::ids::CommentKind>().uuid();
    let body = json!({
        "body": { "blocks": [{ "spans": [{ "text": text }] }] }, "team_only": team_only, "client_id": client_id,
    });
    world
        .call(&world.owner, "POST", &path, Some(&body))
        .await
        .ok();
}

#[tokio::test]
async fn a_comment_reaches_the_guest_as_ids_and_a_team_only_one_does_not() {
    let world = world().await;
    let stop = sequencer(&world).await;

    let (heard, _) = hear(
        &world,
        &world.guest,
        "comment.created",
        say(&world, "CANARY words", false),
    )
    .await;
    assert!(
        heard.contains("comment.created") && heard.contains(&world.ids.review),
        "{heard}"
    );
    assert!(!heard.contains("CANARY"), "{heard}");

    let (heard, _) = hear(
        &world,
        &world.guest,
        "comment.created",
        say(&world, "between us", true),
    )
    .await;
    assert!(!heard.contains("comment.created"), "{heard}");
    let (heard, _) = hear(
        &world,
        &world.other_guest,
        "comment.created",
        say(&world, "for Client", false),
    )
    .await;
    assert!(!heard.contains("comment.created"), "{heard}");
    stop.cancel();
}

/// How soon an open page must notice that its right is gone.
const AT_ONCE: Duration = Duration::from_secs(1);

/// Ends a guest's access in one way, while the guest listens with one link or with two; the page must be told at once.
async fn notices(end: impl AsyncFn(&World, &str), doors: usize) {
    let world = world().await;
    let stop = sequencer(&world).await;
    let mut guest = world.guest.clone();
    if doors == 2 {
        guest = world
            .open_link_in(&world.other_guest, &world.ids.group)
            .await;
    }
    let name = json!({ "group": world.ids.group, "name": "Gast", "email": "gast@nordlys.example" });
    let person = world
        .call(&guest, "PUT", "/api/v1/guest/identity", Some(&name))
        .await
        .ok();
    let person = person["id"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/reviews/{}", world.ids.review);
    let before = world.call(&guest, "GET", &path, None).await.status;
    let began = std::cell::Cell::new(None);

    let act = async {
        end(&world, &person).await;
        began.set(Some(tokio::time::Instant::now()));
    };
    let (heard, _) = hear(&world, &guest, "event: reset", act).await;
    let took = began.get().unwrap().elapsed();
    let after = world.call(&guest, "GET", &path, None).await.status;

    assert!(heard.contains("event: reset"), "{heard}");
    assert!(took < AT_ONCE, "it took {took:?}");
    assert!(
        before.is_success() && after.is_client_error(),
        "{before} {after}"
    );
    stop.cancel();
}

async fn remove(world: &World, person: &str) {
    let path = format!("/api/v1/groups/{}/reviewers/{person}", world.ids.group);
    let answer = world.call(&world.owner, "DELETE", &path, None).await;
    assert!(answer.status.is_success(), "{}", answer.body);
}

#[tokio::test]
async fn the_open_page_of_a_removed_reviewer_notices_at_once() {
    notices(remove, 1).await;
}

#[tokio::test]
async fn a_removed_reviewer_with_another_link_notices_at_once() {
    notices(remove, 2).await;
}

#[tokio::test]
async fn an_open_page_notices_a_rotated_link_at_once() {
    let rotate = async |world: &World, _: &str| {
        let path = format!("/api/v1/groups/{}/link/rotate", world.ids.group);
        world.call(&world.owner, "POST", &path, None).await.ok();
    };
    notices(rotate, 1).await;
}

#[tokio::test]
async fn an_open_page_notices_a_new_password_at_once() {
    let protect = async |world: &World, _: &str| {
        let path = format!("/api/v1/groups/{}/password", world.ids.group);
        let password = json!({ "password": "correct horse battery staple" });
        let answer = world
            .call(&world.owner, "PUT", &path, Some(&password))
            .await;
        assert!(answer.status.is_success(), "{}", answer.body);
    };
    notices(protect, 1).await;
}

#[tokio::test]
async fn an_open_page_notices_that_only_the_invited_are_let_in() {
    let limit = async |world: &World, _: &str| {
        let path = format!("/api/v1/groups/{}", world.ids.group);
        let settings = json!({ "settings": { "invited_only": true } });
        let answer = world
            .call(&world.owner, "PATCH", &path, Some(&settings))
            .await;
        assert!(answer.status.is_success(), "{}", answer.body);
    };
    notices(limit, 1).await;
}

#[tokio::test]
async fn a_removed_reviewer_hears_nothing_more() {
    let world = world().await;
    let stop = sequencer(&world).await;
    let rotate = async {
        let path = format!("/api/v1/groups/{}/link/rotate", world.ids.group);
        world.call(&world.owner, "POST", &path, None).await.ok();
        say(&world, "after the link was replaced", false).await;
    };

    let (heard, ended) = hear(&world, &world.guest, "comment.created", rotate).await;

    assert!(!heard.contains("comment.created"), "{heard}");
    assert!(ended, "the stream goes on: {heard}");
    stop.cancel();
}

#[tokio::test]
async fn an_open_stream_does_not_keep_a_session_alive() {
    const HOUR: i64 = 3_600_000;
    let world = world().await;
    let mine = "/api/v1/sessions";
    world.call(&world.owner, "GET", mine, None).await.ok();

    let listening = async { world.test.clock.advance(6 * HOUR) };
    let (_, ended) = hear(&world, &world.owner, "no such event", listening).await;
    assert!(!ended, "the stream lives while the session does");
    world.test.clock.advance(7 * HOUR);

    let answer = world.call(&world.owner, "GET", mine, None).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
}

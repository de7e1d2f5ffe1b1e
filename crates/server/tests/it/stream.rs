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

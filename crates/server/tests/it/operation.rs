//! What operators and their machines see of the product: health while it stops, numbers of requests, storage that is
//! full or gone, and clocks that jump.

use std::io::Write;
use std::sync::{Arc, Mutex};

use axum::body::Body;
use axum::http::{Request, Response, StatusCode};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use server::listener::Stopping;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

use crate::world::{Caller, World, world};

#[tokio::test]
async fn the_health_check_says_when_the_server_is_about_to_stop() {
    let world = world().await;
    let announced = CancellationToken::new();
    let ask = async |path: &str| {
        let mut request = Request::get(path).body(Body::empty()).unwrap();
        request.extensions_mut().insert(Stopping(announced.clone()));
        let response = world.router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        (status, serde_json::from_slice::<Value>(&bytes).unwrap())
    };
    assert_eq!(ask("/api/v1/health/ready").await.0, StatusCode::OK);

    announced.cancel();

    let (status, body) = ask("/api/v1/health/ready").await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(body["code"], "stopping");
    // It is alive, and serves.
    assert_eq!(ask("/api/v1/health/live").await.0, StatusCode::OK);
    assert_eq!(ask("/api/v1/me").await.0, StatusCode::OK);
}

/// Collects log lines.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn every_line_about_a_request_carries_the_number_of_its_answer() {
    let world = world().await;
    let lines = Lines::default();
    let writer = lines.clone();
    let subscriber = tracing_subscriber::fmt()
        .json()
        .with_writer(move || writer.clone())
        .finish();
    // While one alone listens, a place that is first reached on another thread, where nobody does, counts as one of no
    // interest, also here. Of two, both are asked wherever it is reached.
    let _another = tracing::Dispatch::new(tracing_subscriber::registry());
    let _guard = tracing::subscriber::set_default(subscriber);
    let folder = world.test.folder().join("blobs");
    std::fs::rename(&folder, world.test.folder().join("away")).unwrap();
    let path = begin_upload(&world, 10).await;
    // Places that were reached before are looked at again.
    tracing::callsite::rebuild_interest_cache();
    // Nobody's own idea of a number is taken.
    let headers = [BYTES[0], BYTES[1], ("x-request-id", "made-up")];

    let response = tus(&world, "PATCH", &path, &headers, b"ten bytes!").await;

    assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
    let number = response.headers()["x-request-id"]
        .to_str()
        .unwrap()
        .to_owned();
    assert_ne!(number, "made-up");
    let written = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    let about: Vec<&str> = written
        .lines()
        .filter(|line| line.contains("/uploads/"))
        .collect();
    assert!(
        about.len() >= 2,
        "the cause and the failed request: {written}"
    );
    for line in about {
        let line: Value = serde_json::from_str(line).unwrap();
        assert_eq!(line["span"]["id"], number.as_str(), "{line}");
    }
}

/// A request of the upload protocol in the owner's name.
async fn tus(
    world: &World,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Response<Body> {
    let mut request = Request::builder()
        .method(method)
        .uri(path)
        .header("cookie", world.owner.cookie.clone().unwrap())
        .header("origin", world.owner.origin.clone().unwrap())
        .header("tus-resumable", "1.0.0");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(Body::from(body.to_vec())).unwrap();
    world.router.clone().oneshot(request).await.unwrap()
}

/// Begins an upload of so many bytes; its path.
async fn begin_upload(world: &World, size: usize) -> String {
    let encoded =
        |text: &str| base64::Engine::encode(&base64::engine::general_purpose::STANDARD, text);
    let metadata = format!(
        "project {},filename {}",
        encoded(&world.ids.project),
        encoded("Storage.bin")
    );
    let headers = [
        ("upload-length", &*size.to_string()),
        ("upload-metadata", &metadata),
    ];
    let begun = tus(world, "POST", "/api/v1/uploads", &headers, b"").await;
    assert_eq!(begun.status(), StatusCode::CREATED);
    begun.headers()["location"].to_str().unwrap().to_owned()
}

const BYTES: [(&str, &str); 2] = [
    ("content-type", "application/offset+octet-stream"),
    ("upload-offset", "0"),
];

async fn send(world: &World, path: &str, bytes: &[u8]) -> (StatusCode, Value) {
    let response = tus(world, "PATCH", path, &BYTES, bytes).await;
    let status = response.status();
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    (
        status,
        serde_json::from_slice(&bytes).unwrap_or(Value::Null),
    )
}

async fn comment(world: &World, who: &Caller, text: &str) -> (StatusCode, Value) {
    let path = format!("/api/v1/reviews/{}/comments", world.ids.review);
    let answer = world.call(who, "POST", &path, Some(&said(text))).await;
    (answer.status, answer.body)
}

fn said(text: &str) -> Value {
    json!({
        "client_id": uuid::Uuid::from_bytes(vault::random_bytes::<16>()),
        "body": { "blocks": [{ "spans": [{ "text": text }] }] },
    })
}

#[tokio::test]
async fn a_folder_of_files_that_is_gone_refuses_uploads_and_comes_back() {
    let world = world().await;
    let path = begin_upload(&world, 10).await;
    let folder = world.test.folder().join("blobs");
    let away = world.test.folder().join("away");
    std::fs::rename(&folder, &away).unwrap();

    let (status, body) = send(&world, &path, b"ten bytes!").await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{body}");
    assert_eq!(body["code"], "storage_unavailable");
    // What needs no files goes on.
    let (status, body) = comment(&world, &world.owner, "Still here").await;
    assert_eq!(status, StatusCode::CREATED, "{body}");

    std::fs::rename(&away, &folder).unwrap();
    let (status, body) = send(&world, &path, b"ten bytes!").await;
    assert!(status.is_success(), "{status} {body}");
}

/// An hour back, then a year forward: nothing is lost, nothing is refused for the clock's sake but what has run out.
#[tokio::test]
async fn a_clock_that_jumps_loses_nothing() {
    const HOUR: i64 = 3_600_000;
    let world = world().await;
    let path = begin_upload(&world, 10).await;
    let (status, before) = comment(&world, &world.owner, "Before the jump").await;
    assert_eq!(status, StatusCode::CREATED, "{before}");

    world.test.clock.advance(-HOUR);

    let (status, body) = send(&world, &path, b"ten bytes!").await;
    assert!(status.is_success(), "{status} {body}");
    let (status, back) = comment(&world, &world.owner, "An hour earlier").await;
    assert_eq!(status, StatusCode::CREATED, "{back}");
    decide(&world).await;
    // The events of all of it are numbered in the order in which they were committed.
    audit::Sequencer::new(world.test.app.clone())
        .number_all()
        .await
        .unwrap();

    world.test.clock.advance(365 * 24 * HOUR);

    // The session has run out, which is said, and a new one sees everything.
    let (status, body) = comment(&world, &world.owner, "A year later").await;
    assert_eq!(status, StatusCode::UNAUTHORIZED, "{body}");
    let owner = world.sign_in_owner().await;
    let list = format!("/api/v1/reviews/{}/comments", world.ids.review);
    let comments = world
        .call(&owner, "GET", &list, None)
        .await
        .ok()
        .to_string();
    assert!(comments.contains("Before the jump") && comments.contains("An hour earlier"));
    let (status, body) = comment(&world, &owner, "A year later").await;
    assert_eq!(status, StatusCode::CREATED, "{body}");
    audit::Sequencer::new(world.test.app.clone())
        .number_all()
        .await
        .unwrap();
}

async fn decide(world: &World) {
    let path = format!("/api/v1/reviews/{}/decisions", world.ids.review);
    let body = json!({
        "verdict": "approve", "sha256": world.ids.sha256, "locale": "en", "zone": "Europe/Oslo",
    });
    let answer = world.call(&world.owner, "POST", &path, Some(&body)).await;
    assert!(
        answer.status.is_success(),
        "{} {}",
        answer.status,
        answer.body
    );
}

#[test]
fn the_program_allocates_as_it_was_built_to() {
    let asked = std::process::Command::new(env!("CARGO_BIN_EXE_countersign"))
        .arg("--version")
        .env("MALLOC_CONF", "stats_print:true")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&asked.stderr);
    for line in [
        "opt.narenas: 1",
        "opt.dirty_decay_ms: 500",
        "opt.muzzy_decay_ms: 0",
    ] {
        assert!(said.contains(line), "{line} is not in {said}");
    }
}

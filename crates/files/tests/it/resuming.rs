//! Connections that break, processes that die, requests that meet.

use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use futures::channel::mpsc;
use futures::{FutureExt, SinkExt, StreamExt};
use http::StatusCode;
use kernel::Actor;
use kernel::tx::Reading;
use tokio::io::AsyncWriteExt;
use vault::Sha256;

use crate::fixture::{Fixture, MIB, checksum, noise, patch};

type Wire = mpsc::Sender<Result<Bytes, std::io::Error>>;

/// A body that arrives when the test says so.
fn slow_body() -> (Wire, Body) {
    let (sender, receiver) = mpsc::channel(1);
    (sender, Body::from_stream(receiver))
}

fn broken() -> std::io::Error {
    std::io::Error::from(std::io::ErrorKind::ConnectionReset)
}

async fn wait_for_offset(fixture: &Fixture, upload: &str, offset: usize) {
    for _ in 0..500 {
        if fixture.offset(upload).await == offset {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the upload never came to {offset}");
}

#[tokio::test]
async fn an_upload_resumes_after_a_lost_connection() {
    let fixture = Fixture::new().await;
    let bytes = noise(10 * MIB);
    let upload = fixture.begin("a.bin", bytes.len()).await;

    let frames = [Ok(Bytes::copy_from_slice(&bytes[..9 * MIB])), Err(broken())];
    fixture
        .patch(&upload, 0, Body::from_stream(futures::stream::iter(frames)))
        .await;
    assert_eq!(
        fixture.offset(&upload).await,
        9 * MIB,
        "what arrived is kept"
    );
    let answer = fixture
        .patch(&upload, 9 * MIB, bytes[9 * MIB..].to_vec())
        .await;

    let version = fixture.version(answer.finished()).await;
    assert_eq!(version.sha256, vault::sha256(&bytes));
    assert!(fixture.bytes(&version).await == bytes);
}

#[tokio::test]
async fn what_arrived_is_kept_even_when_the_request_is_dropped() {
    let fixture = Fixture::new().await;
    let upload = fixture.begin("a.bin", 10).await;
    let (mut wire, body) = slow_body();

    let request = fixture.patch(&upload, 0, body);
    wire.send(Ok(Bytes::from_static(b"hello"))).await.unwrap();
    let dropped = tokio::time::timeout(Duration::from_millis(100), request).await;
    assert!(dropped.is_err(), "the request was still going on");
    drop(wire);

    wait_for_offset(&fixture, &upload, 5).await;
    let answer = fixture.patch(&upload, 5, "world").await;
    let version = fixture.version(answer.finished()).await;
    assert_eq!(fixture.bytes(&version).await, b"helloworld");
}

/// The same over a real connection: a phone that leaves the house in the middle of a request.
#[tokio::test]
async fn what_arrived_is_kept_when_the_line_is_cut() {
    let fixture = Fixture::new().await;
    let upload = fixture.begin("a.bin", 10).await;
    let router = fixture
        .router
        .clone()
        .layer(axum::Extension(fixture.who.clone()));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let mut server = tokio::task::JoinSet::new();
    server.spawn(axum::serve(listener, router).into_future());

    let mut line = tokio::net::TcpStream::connect(address).await.unwrap();
    let request = format!(
        "PATCH {upload} HTTP/1.1\r\nhost: localhost\r\ntus-resumable: 1.0.0\r\nupload-offset: 0\r\n\
         content-type: application/offset+octet-stream\r\ncontent-length: 10\r\n\r\nhello"
    );
    line.write_all(request.as_bytes()).await.unwrap();
    line.flush().await.unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    drop(line);

    wait_for_offset(&fixture, &upload, 5).await;
    let answer = fixture.patch(&upload, 5, "world").await;
    let version = fixture.version(answer.finished()).await;
    assert_eq!(fixture.bytes(&version).await, b"helloworld");
}

/// Nobody tells a server that a line went dead; who asks where to resume must not have to wait for that.
#[tokio::test]
async fn asking_where_to_resume_ends_a_request_that_hangs() {
    let fixture = Fixture::new().await;
    let upload = fixture.begin("a.bin", 10).await;
    let (mut wire, body) = slow_body();
    let mut hanging = Box::pin(fixture.patch(&upload, 0, body));
    wire.send(Ok(Bytes::from_static(b"hello"))).await.unwrap();
    let begun = tokio::time::timeout(Duration::from_millis(100), &mut hanging).await;
    assert!(begun.is_err());

    assert_eq!(fixture.offset(&upload).await, 5);
    let answer = fixture.patch(&upload, 5, "world").await;

    let version = fixture.version(answer.finished()).await;
    assert_eq!(fixture.bytes(&version).await, b"helloworld");
    assert_eq!(hanging.await.header("upload-offset"), "5");
}

/// Nobody asks, nothing breaks: the bytes are stored because of the time alone.
#[tokio::test]
async fn what_a_slow_sender_has_sent_counts_while_the_rest_is_awaited() {
    let fixture = Fixture::new().await;
    let upload = fixture.begin("a.bin", 10).await;
    let (mut wire, body) = slow_body();
    let mut sending = Box::pin(fixture.patch(&upload, 0, body));
    wire.send(Ok(Bytes::from_static(b"hello"))).await.unwrap();
    let begun = tokio::time::timeout(Duration::from_millis(100), &mut sending).await;
    assert!(begun.is_err());
    assert_eq!(received(&fixture).await, 0);

    // Only a leap: a clock that stood still would run ahead of the database.
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(25)).await;
    tokio::time::resume();

    for _ in 0..500 {
        if received(&fixture).await == 5 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(received(&fixture).await, 5);
    wire.send(Ok(Bytes::from_static(b"world"))).await.unwrap();
    drop(wire);
    let version = fixture.version(sending.await.finished()).await;
    assert_eq!(fixture.bytes(&version).await, b"helloworld");
}

#[tokio::test]
async fn a_promised_checksum_that_cannot_be_checked_keeps_nothing() {
    let fixture = Fixture::new().await;
    let bytes = noise(9 * MIB);
    let upload = fixture.begin("a.bin", bytes.len()).await;
    let frames = [Ok(Bytes::copy_from_slice(&bytes[..8 * MIB])), Err(broken())];

    let request = patch(&upload, 0).header("upload-checksum", checksum(&bytes));
    fixture
        .send(request, Body::from_stream(futures::stream::iter(frames)))
        .await;

    assert_eq!(
        (fixture.offset(&upload).await, fixture.objects().await),
        (0, 0)
    );
}

#[tokio::test]
async fn a_promised_checksum_does_not_keep_parts_uncounted_for_ever() {
    let fixture = Fixture::new().await;
    let bytes = noise(17 * MIB);
    let upload = fixture.begin("a.bin", bytes.len()).await;
    let clock = std::sync::Arc::clone(&fixture.test.clock);
    // Each piece takes seven hours; together they would lie uncounted for most of a day.
    let pieces: Vec<Vec<u8>> = bytes.chunks(9 * MIB).map(<[u8]>::to_vec).collect();
    let slow = futures::stream::iter(pieces).map(move |piece| {
        clock.advance(7 * 3_600_000);
        Ok::<_, std::io::Error>(piece)
    });
    let request = patch(&upload, 0).header("upload-checksum", checksum(&bytes));

    let answer = fixture.send(request, Body::from_stream(slow)).await;

    assert_eq!(
        (answer.status, answer.code().as_str()),
        (StatusCode::SERVICE_UNAVAILABLE, "too_slow")
    );
    assert_eq!(
        (fixture.offset(&upload).await, fixture.objects().await),
        (0, 0)
    );
}

#[tokio::test]
async fn a_restart_in_the_middle_loses_nothing_and_hashes_right() {
    let mut fixture = Fixture::new().await;
    let bytes = noise(20 * MIB);
    let upload = fixture.begin("a.bin", bytes.len()).await;
    fixture.patch(&upload, 0, bytes[..9 * MIB].to_vec()).await;

    fixture.restart().await;
    assert_eq!(fixture.offset(&upload).await, 9 * MIB);
    fixture
        .patch(&upload, 9 * MIB, bytes[9 * MIB..12 * MIB].to_vec())
        .await;
    fixture.restart().await;
    let answer = fixture
        .patch(&upload, 12 * MIB, bytes[12 * MIB..].to_vec())
        .await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT, "{}", answer.text());
    fixture.restart().await;

    let version = fixture.version(answer.finished()).await;
    assert_eq!(version.sha256, vault::sha256(&bytes));
    assert!(fixture.bytes(&version).await == bytes);
    assert_eq!(
        fixture
            .send(crate::fixture::tus("HEAD", &upload), "")
            .await
            .finished(),
        answer.finished()
    );
}

/// The process dies when a part is durable and not yet counted: as if it had never arrived.
#[tokio::test]
async fn a_part_that_was_never_counted_is_never_seen() {
    let mut fixture = Fixture::new().await;
    let bytes = noise(3 * MIB);
    let upload = fixture.begin("a.bin", bytes.len()).await;
    fixture.patch(&upload, 0, bytes[..MIB].to_vec()).await;

    let blob = blob_of_the_upload(&fixture).await;
    let key = fixture
        .app
        .keystore()
        .key(keystore::KeyId(blob))
        .await
        .unwrap();
    let lost = futures::stream::iter([Ok::<_, std::io::Error>(Bytes::from_static(b"lost"))]);
    let written = fixture
        .app
        .blobs()
        .write_part(
            &key,
            fixture.app.keystore().instance(),
            blob,
            1,
            lost,
            100,
            &mut Sha256::new(),
        )
        .await
        .unwrap();
    fixture.restart().await;

    assert_eq!(fixture.offset(&upload).await, MIB);
    let mut reader = fixture.app.read(&Actor::system()).await.unwrap();
    let known = files::content::referenced(&mut reader, &[written.part.object])
        .await
        .unwrap();
    assert!(known.is_empty(), "a cleaner of the store may remove it");
    drop(reader);
    let answer = fixture.patch(&upload, MIB, bytes[MIB..].to_vec()).await;
    let version = fixture.version(answer.finished()).await;
    assert!(fixture.bytes(&version).await == bytes);
}

#[tokio::test]
async fn keys_of_uploads_and_projects_are_known_as_used() {
    let fixture = Fixture::new().await;
    fixture.begin("a.bin", 10).await;
    let blob = keystore::KeyId(blob_of_the_upload(&fixture).await);
    let project = kernel::sealing::project_key(fixture.project);
    let unknown = keystore::KeyId(uuid::Uuid::from_u128(1));

    let mut reader = fixture.app.read(&Actor::system()).await.unwrap();
    let mut used = files::content::referenced_keys(&mut reader, &[unknown, blob, project])
        .await
        .unwrap();

    used.sort_by_key(|key| key.0);
    let mut expected = [blob, project];
    expected.sort_by_key(|key| key.0);
    assert_eq!(used, expected);
}

#[tokio::test]
async fn two_requests_for_one_upload_do_not_mix() {
    let fixture = Fixture::new().await;
    let upload = fixture.begin("a.bin", 10).await;
    let (mut wire, body) = slow_body();
    let mut first = Box::pin(fixture.patch(&upload, 0, body));
    wire.send(Ok(Bytes::from_static(b"hello"))).await.unwrap();
    let begun = tokio::time::timeout(Duration::from_millis(100), &mut first).await;
    assert!(begun.is_err(), "the first request is still sending");

    let second = fixture.patch(&upload, 0, "HELLO").await;
    assert_eq!(
        (second.status.as_u16(), second.code().as_str()),
        (423, "upload_busy")
    );
    wire.send(Ok(Bytes::from_static(b"world"))).await.unwrap();
    drop(wire);

    let version = fixture.version(first.await.finished()).await;
    assert_eq!(fixture.bytes(&version).await, b"helloworld");
}

/// Another node does not know whose turn it is; the offset decides.
#[tokio::test]
async fn two_nodes_at_once_make_one_version() {
    let fixture = Fixture::new().await;
    let mut other = Fixture::new().await;
    other.app = fixture.test.restarted().await;
    let router = crate::fixture::router(&other.app);
    let upload = fixture.begin("a.bin", 5).await;
    let request = patch(&upload, 0)
        .extension(fixture.who.clone())
        .body(Body::from("HELLO"))
        .unwrap();

    let there = tower::ServiceExt::oneshot(router, request).map(Result::unwrap);
    let (here, there) = tokio::join!(fixture.patch(&upload, 0, "hello"), there);

    let mut statuses = [here.status, there.status()];
    statuses.sort();
    assert_eq!(statuses, [StatusCode::NO_CONTENT, StatusCode::CONFLICT]);
    assert_eq!(fixture.names().await, ["a.bin"]);
    assert_eq!(fixture.objects().await, 1, "the loser cleaned up");
}

#[tokio::test]
async fn cancelling_stops_a_request_that_is_sending() {
    let fixture = Fixture::new().await;
    let upload = fixture.begin("a.bin", 10).await;
    let (mut wire, body) = slow_body();
    let mut sending = Box::pin(fixture.patch(&upload, 0, body));
    wire.send(Ok(Bytes::from_static(b"hello"))).await.unwrap();
    let begun = tokio::time::timeout(Duration::from_millis(50), &mut sending).await;
    assert!(begun.is_err());

    let cancelled = fixture
        .send(crate::fixture::tus("DELETE", &upload), "")
        .await;
    assert_eq!(cancelled.status, StatusCode::NO_CONTENT);

    assert_eq!(sending.await.status, StatusCode::CONFLICT);
    assert_eq!(fixture.objects().await, 0);
}

#[tokio::test]
async fn many_broken_connections_still_make_the_right_file() {
    let fixture = Fixture::new().await;
    let bytes = noise(200_000);
    let upload = fixture.begin("a.bin", bytes.len()).await;
    let mut step = 1_usize;
    loop {
        let offset = fixture.offset(&upload).await;
        if offset == bytes.len() {
            break;
        }
        let end = (offset + step).min(bytes.len());
        let frames: Vec<_> = bytes[offset..end]
            .chunks(700)
            .map(Bytes::copy_from_slice)
            .map(Ok)
            .collect();
        let body = futures::stream::iter(frames).chain(futures::stream::iter([Err(broken())]));
        fixture
            .patch(&upload, offset, Body::from_stream(body))
            .await;
        step = step * 3 + 1;
    }

    let answer = fixture.send(crate::fixture::tus("HEAD", &upload), "").await;
    let version = fixture.version(answer.finished()).await;
    assert_eq!(version.sha256, vault::sha256(&bytes));
    assert!(fixture.bytes(&version).await == bytes);
}

async fn blob_of_the_upload(fixture: &Fixture) -> uuid::Uuid {
    const BLOB: db::Statement = db::Statement {
        name: "TEST_BLOB",
        sql: "SELECT blob FROM files_uploads",
    };
    let mut reader = fixture.app.read(&Actor::system()).await.unwrap();
    reader.row::<uuid::Uuid>(&BLOB, &[]).await.unwrap().unwrap()
}

/// How many bytes of the only upload are counted; asking like this disturbs nobody.
async fn received(fixture: &Fixture) -> i64 {
    const RECEIVED: db::Statement = db::Statement {
        name: "TEST_RECEIVED",
        sql: "SELECT received FROM files_uploads",
    };
    let mut reader = fixture.app.read(&Actor::system()).await.unwrap();
    reader.row::<i64>(&RECEIVED, &[]).await.unwrap().unwrap()
}

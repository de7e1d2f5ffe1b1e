//! Peers that speak HTTP/2, ask for many long answers and read none of them: how much is kept for them, for how long, and
//! how others fare meanwhile.

use std::convert::Infallible;
use std::ops::RangeInclusive;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, Response, StatusCode, header};
use axum::routing::{any, get};
use bytes::Bytes;
use futures::{FutureExt, StreamExt, stream};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::client::conn::http2::SendRequest;
use hyper_util::rt::{TokioExecutor, TokioIo};
use server::listener::Rules;
use server::unread::Limits;
use tokio::task::JoinHandle;

use crate::door::{Door, INTRODUCTION, open_with, rules};

/// Bytes of a frame, and frames of an answer.
const FRAME: usize = 1 << 20;
const FRAMES: usize = 8;

/// Bytes of a long answer that the protocol takes whole, before the peer has room for them.
const FEW: usize = 40 << 10;

/// What a peer takes of an answer that it does not read, in bytes.
const WINDOW: u32 = 16 << 10;

/// A frame in memory.
struct Frame {
    bytes: Vec<u8>,
    living: Arc<AtomicUsize>,
}

impl Frame {
    fn counted(byte: usize, living: Arc<AtomicUsize>) -> Bytes {
        living.fetch_add(1, Ordering::SeqCst);
        let bytes = vec![u8::try_from(byte).unwrap(); FRAME];
        Bytes::from_owner(Self { bytes, living })
    }
}

impl AsRef<[u8]> for Frame {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl Drop for Frame {
    fn drop(&mut self) {
        self.living.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Long answers, as files are sent, whose frames are counted while they live; one that ends with its only frame; short
/// ones; events; and one that takes its time.
fn router(living: &Arc<AtomicUsize>) -> Router {
    let [frames, only, few] = [living, living, living].map(Arc::clone);
    let long = async move || {
        let frames = stream::iter(0..FRAMES)
            .map(move |frame| Ok::<_, Infallible>(Frame::counted(frame, Arc::clone(&frames))));
        Response::builder()
            .header(header::CONTENT_LENGTH, FRAMES * FRAME)
            .body(Body::from_stream(frames))
            .unwrap()
    };
    let events = async || {
        let body = Body::from_stream(stream::pending::<Result<Bytes, Infallible>>());
        ([("content-type", "text/event-stream")], body)
    };
    let late = async || {
        let bytes = async {
            tokio::time::sleep(Duration::from_secs(3)).await;
            Ok::<_, Infallible>(Bytes::from_static(b"late"))
        };
        Body::from_stream(bytes.into_stream())
    };
    Router::new()
        .route("/api/long", get(long.clone()))
        .route("/api/v1/openapi.json", get(long.clone()))
        .route("/built-in", get(long))
        .route(
            "/api/one",
            any(async move || Frame::counted(0, Arc::clone(&only))),
        )
        .route("/api/short", get(async || "short"))
        .route(
            "/api/few",
            get(async move || Frame::counted(0, Arc::clone(&few)).slice(..FEW)),
        )
        .route("/api/echo", any(async |body: Bytes| body))
        .route("/api/events", get(events))
        .route("/api/late", get(late))
}

/// A peer over HTTP/2 that reads nothing by itself.
struct Peer {
    sender: SendRequest<Full<Bytes>>,
    connection: JoinHandle<hyper::Result<()>>,
}

impl Peer {
    async fn new(door: &Door, header: &[u8]) -> Self {
        Self::with_window(door, header, WINDOW).await
    }

    /// One that takes so many bytes of an answer that it does not read.
    async fn with_window(door: &Door, header: &[u8], window: u32) -> Self {
        let stream = TokioIo::new(door.connect_to_http2(header).await);
        let (sender, connection) = hyper::client::conn::http2::Builder::new(TokioExecutor::new())
            .initial_stream_window_size(window)
            .handshake(stream)
            .await
            .unwrap();
        let connection = tokio::spawn(connection);
        Self { sender, connection }
    }

    /// Waits for an answer's head.
    fn ask(&self, path: &str) -> JoinHandle<Incoming> {
        let answer = self.send(Method::GET, path);
        tokio::spawn(async {
            let answer = answer.await.unwrap();
            assert_eq!(answer.status(), 200);
            answer.into_body()
        })
    }

    fn send(&self, method: Method, path: &str) -> JoinHandle<Response<Incoming>> {
        self.send_with(method, path, "")
    }

    fn send_with(
        &self,
        method: Method,
        path: &str,
        body: &'static str,
    ) -> JoinHandle<Response<Incoming>> {
        let request = Request::builder().method(method);
        let request = request.uri(format!("https://localhost{path}"));
        let request = request.body(Full::from(body)).unwrap();
        let answer = self.sender.clone().send_request(request);
        tokio::spawn(async { answer.await.unwrap() })
    }

    async fn read(&self, path: &str) -> Bytes {
        let body = self.ask(path).await.unwrap();
        body.collect().await.unwrap().to_bytes()
    }
}

fn patient() -> Rules {
    rules(&["127.0.0.0/8"], &[])
}

/// With one of the limits of HTTP/2 changed.
fn limited(change: impl FnOnce(&mut Limits)) -> Rules {
    let mut rules = patient();
    change(&mut rules.http2);
    rules
}

/// Gives up what nobody has read for a moment.
fn hasty() -> Rules {
    limited(|limits| limits.unread = Duration::from_secs(1))
}

/// Lets connections go that have had no request for a moment.
fn brisk() -> Rules {
    limited(|limits| limits.idle = Duration::from_secs(1))
}

/// Waits until so many frames live, and looks whether it stays like that.
async fn kept(living: &AtomicUsize, expected: RangeInclusive<usize>) -> bool {
    let is_so = || expected.contains(&living.load(Ordering::SeqCst));
    let becomes_so = async {
        while !is_so() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let in_time = tokio::time::timeout(Duration::from_secs(20), becomes_so).await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    in_time.is_ok() && is_so()
}

#[tokio::test]
async fn a_peer_that_reads_nothing_has_its_places_and_no_more() {
    let living = Arc::new(AtomicUsize::new(0));
    let door = open_with(patient(), router(&living)).await;
    let greedy = Peer::new(&door, INTRODUCTION).await;
    let again = Peer::new(&door, INTRODUCTION).await;
    let mut unread = Vec::new();
    for path in ["/api/long", "/api/one", "/api/one", "/api/long"] {
        unread.push(greedy.ask(path).await.unwrap());
    }
    let mut waiting: Vec<_> = (0..20).map(|_| again.ask("/api/long")).collect();

    // One frame that was begun to be sent and one behind it.
    assert!(kept(&living, 4..=8).await);
    assert!(waiting.iter().all(|answer| !answer.is_finished()));
    // Somebody else is served.
    let other = Peer::new(&door, b"PROXY TCP4 192.0.2.8 10.0.0.1 4711 443\r\n").await;
    let bytes = other.read("/api/long").await;
    assert_eq!(bytes.len(), FRAMES * FRAME);
    for (frame, bytes) in bytes.chunks(FRAME).enumerate() {
        assert!(bytes.iter().all(|byte| usize::from(*byte) == frame));
    }

    // Who waited is next when an answer was read, or is wanted no more.
    let first = unread.swap_remove(0);
    assert_eq!(first.collect().await.unwrap().to_bytes(), bytes);
    drop(unread);
    drop(waiting.split_off(10));
    for answer in waiting {
        let body = answer.await.unwrap();
        assert_eq!(body.collect().await.unwrap().to_bytes(), bytes);
    }
    assert!(kept(&living, 0..=0).await);
}

#[tokio::test]
async fn what_changes_something_has_places_too() {
    let living = Arc::new(AtomicUsize::new(0));
    let door = open_with(patient(), router(&living)).await;
    let peer = Peer::new(&door, INTRODUCTION).await;
    let mut unread = Vec::new();
    for _ in 0..4 {
        unread.push(peer.send(Method::PUT, "/api/one").await.unwrap());
    }

    // A change does not wait: what it brings would lie in memory.
    let refused = peer.send(Method::PUT, "/api/one").await.unwrap();
    assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(kept(&living, 4..=4).await);
    assert_eq!(
        peer.read("/api/one").await.len(),
        FRAME,
        "reading has its own"
    );

    for answer in unread {
        let body = answer.into_body().collect().await.unwrap();
        assert_eq!(body.to_bytes().len(), FRAME);
    }
    let taken = peer.send(Method::PUT, "/api/one").await.unwrap();
    assert_eq!(taken.status(), StatusCode::OK);
}

#[tokio::test]
async fn who_waits_too_long_is_told_so_and_the_pages_are_there_for_everybody() {
    let rules = limited(|limits| limits.wait = Duration::from_millis(300));
    let door = open_with(rules, router(&Arc::default())).await;
    let peer = Peer::new(&door, INTRODUCTION).await;
    let mut unread = Vec::new();
    for _ in 0..4 {
        unread.push(peer.ask("/api/long").await.unwrap());
    }

    let refused = peer.send(Method::GET, "/api/short").await.unwrap();
    assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(refused.headers().contains_key(header::RETRY_AFTER));
    assert!(
        refused
            .headers()
            .contains_key(header::CONTENT_SECURITY_POLICY)
    );

    for lent in ["/built-in", "/api/v1/openapi.json"] {
        assert_eq!(peer.read(lent).await.len(), FRAMES * FRAME);
    }
    drop(unread);
    assert_eq!(peer.read("/api/short").await, "short");
}

#[tokio::test]
async fn what_is_short_or_has_no_end_keeps_no_place() {
    let door = open_with(patient(), router(&Arc::default())).await;
    let peer = Peer::new(&door, INTRODUCTION).await;

    let mut open = Vec::new();
    for _ in 0..10 {
        open.push(peer.ask("/api/events").await.unwrap());
        open.push(peer.ask("/api/short").await.unwrap());
    }

    assert_eq!(peer.read("/api/short").await, "short");
}

#[tokio::test]
async fn an_answer_that_nobody_reads_is_given_up() {
    let living = Arc::new(AtomicUsize::new(0));
    let door = open_with(hasty(), router(&living)).await;
    let peer = Peer::new(&door, INTRODUCTION).await;
    let mut unread = Vec::new();
    for _ in 0..6 {
        unread.push(peer.ask("/api/long").await.unwrap());
        // Its body is over before anything of it was read.
        unread.push(peer.ask("/api/few").await.unwrap());
    }

    assert!(kept(&living, 0..=0).await);
    for body in unread {
        assert!(body.collect().await.is_err(), "it is not taken for whole");
    }
    assert!(!peer.connection.is_finished(), "others go on");
    assert_eq!(peer.read("/api/long").await.len(), FRAMES * FRAME);
}

#[tokio::test]
async fn who_waits_for_the_server_or_reads_slowly_is_not_given_up() {
    let living = Arc::new(AtomicUsize::new(0));
    let door = open_with(hasty(), router(&living)).await;
    let peer = Peer::new(&door, INTRODUCTION).await;

    let late = peer.read("/api/late");
    let slow = async {
        let mut body = peer.ask("/api/long").await.unwrap();
        let mut read = 0;
        for _ in 0..10 {
            tokio::time::sleep(Duration::from_millis(250)).await;
            read += body
                .frame()
                .await
                .unwrap()
                .unwrap()
                .into_data()
                .unwrap()
                .len();
        }
        read + body.collect().await.unwrap().to_bytes().len()
    };
    let (late, slow) = tokio::join!(late, slow);

    assert_eq!(late, "late");
    assert_eq!(slow, FRAMES * FRAME);
}

#[tokio::test]
async fn a_connection_without_a_request_is_let_go() {
    let door = open_with(brisk(), router(&Arc::default())).await;
    let silent = Peer::new(&door, INTRODUCTION).await;
    let listening = Peer::new(&door, INTRODUCTION).await;

    let events = listening.ask("/api/events").await.unwrap();
    assert_eq!(silent.read("/api/short").await, "short");

    let ended = tokio::time::timeout(Duration::from_secs(20), silent.connection).await;
    ended.unwrap().unwrap().expect("it ends in order");
    assert_eq!(
        listening.read("/api/short").await,
        "short",
        "events keep it open"
    );
    drop(events);
}

#[tokio::test]
async fn short_answers_that_nobody_reads_do_not_keep_a_connection() {
    let door = open_with(brisk(), router(&Arc::default())).await;
    let peer = Peer::with_window(&door, INTRODUCTION, 1).await;
    let unread = peer.ask("/api/short").await.unwrap();

    let ended = tokio::time::timeout(Duration::from_secs(20), peer.connection).await;

    assert!(ended.is_ok());
    assert!(unread.collect().await.is_err(), "it is not taken for whole");
}

#[tokio::test]
async fn what_comes_with_a_request_that_reads_is_left_out() {
    let door = open_with(patient(), router(&Arc::default())).await;
    let peer = Peer::new(&door, INTRODUCTION).await;
    let echo = async |method| {
        let answer = peer.send_with(method, "/api/echo", "some words").await;
        answer
            .unwrap()
            .into_body()
            .collect()
            .await
            .unwrap()
            .to_bytes()
    };

    assert_eq!(echo(Method::GET).await, "");
    assert_eq!(echo(Method::PUT).await, "some words");
}

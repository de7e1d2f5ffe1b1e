//! The accept loop: TLS, HTTP/1.1 and HTTP/2, and the limits that slow or greedy peers run into. A ready-made serve
//! loop has no timer for the request head, so a peer that sends one byte a minute would hold a connection for ever.

use std::convert::Infallible;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use ::http::{HeaderValue, Method, Version, header};
use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use futures::FutureExt;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulConnection;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt;
use webkit::Problem;
use webkit::doorkeeper::PeerAddress;

use crate::http::health::DESCRIPTION;
use crate::patience::{EndingBody, PatientBody, PatientStream};
use crate::places::{Place, Places};
use crate::prompt::PromptStream;
use crate::proxies::{self, Trust};
use crate::tls;
use crate::unread::{self, Gate, Limits, ReadBody, Streams};

/// How long a peer may take for the TLS handshake.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// How long a peer may take to send a request head, the first as well as each later one.
const REQUEST_HEAD: Duration = Duration::from_secs(15);
/// How long connections stay open for requests that are on their way when the server stops; every answer says by then
/// that it is the last one on its connection.
const LAST_REQUESTS: Duration = Duration::from_millis(750);

/// How many connections are served at once, whose word about clients counts, and how long the end takes.
#[derive(Debug, Clone)]
pub struct Rules {
    /// Connections altogether.
    pub total: usize,
    /// Connections from one network address.
    pub per_address: usize,
    /// Whose words about clients are believed.
    pub trust: Trust,
    /// What one network address may have under way over HTTP/2.
    pub http2: Limits,
    /// How long running requests may take to finish when the server stops.
    pub drain: Duration,
}

/// The two steps in which a server stops.
#[derive(Debug, Clone, Default)]
pub struct Ending {
    /// The health check says so; everything is still served.
    pub announced: CancellationToken,
    /// No new connections; running requests finish.
    pub begun: CancellationToken,
}

/// What all connections share.
struct Door {
    tls: TlsAcceptor,
    router: Router,
    rules: Rules,
    total: Arc<Semaphore>,
    seats: Arc<Places>,
    gate: Gate,
    ending: Ending,
}

/// Serves until told to stop, then lets running requests finish.
pub async fn serve(
    listener: TcpListener,
    tls: TlsAcceptor,
    router: Router,
    rules: Rules,
    ending: Ending,
) {
    let door = Arc::new(Door {
        tls,
        router,
        total: Arc::new(Semaphore::new(rules.total)),
        seats: Arc::new(Places::new(rules.per_address)),
        gate: Gate::new(&rules.http2),
        rules,
        ending,
    });
    let tasks = TaskTracker::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = door.ending.begun.cancelled() => break,
        };
        let Ok((socket, peer)) = accepted else {
            // Out of file descriptors, most likely: give running requests a moment to free some.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        door.admit(socket, peer.ip(), &tasks);
    }
    // Whoever the system let in before the door closed is served too.
    while let Some(Ok((socket, peer))) = listener.accept().now_or_never() {
        door.admit(socket, peer.ip(), &tasks);
    }
    drop(listener);
    tasks.close();
    if tokio::time::timeout(door.rules.drain, tasks.wait())
        .await
        .is_err()
    {
        tracing::warn!("requests were still running when the server stopped");
    }
}

impl Door {
    fn admit(self: &Arc<Self>, socket: TcpStream, peer: IpAddr, tasks: &TaskTracker) {
        let Ok(permit) = Arc::clone(&self.total).try_acquire_owned() else {
            refused("total");
            return;
        };
        let peer = peer.to_canonical();
        // A proxy's connections are its clients' and are counted when these are known.
        let introduced = self.rules.trust.proxy_protocol_from.contain(peer);
        let seat = if introduced {
            None
        } else {
            let Ok(seat) = self.seat(peer) else { return };
            seat
        };
        let connection = Connection {
            door: Arc::clone(self),
            peer,
            introduced,
            seat,
            _permit: permit,
        };
        tasks.spawn(connection.run(socket));
    }

    /// A place among the connections of one address; trusted proxies need none.
    fn seat(&self, address: IpAddr) -> Result<Option<Place>, ()> {
        if self.rules.trust.proxies.contain(address) {
            return Ok(None);
        }
        let seat = Places::try_take(&self.seats, address);
        seat.map(Some).ok_or_else(|| refused("address"))
    }
}

fn refused(reason: &'static str) {
    metrics::counter!("countersign_connections_refused", "reason" => reason).increment(1);
}

struct Connection {
    door: Arc<Door>,
    /// The client, or the nearest proxy of which nothing more is known yet.
    peer: IpAddr,
    /// A PROXY header comes first.
    introduced: bool,
    seat: Option<Place>,
    _permit: OwnedSemaphorePermit,
}

impl Connection {
    async fn run(mut self, mut socket: TcpStream) {
        drop(socket.set_nodelay(true));
        let handshake = async {
            self.introduce(&mut socket).await?;
            self.door.tls.accept(socket).await.ok()
        };
        let Ok(Some(stream)) = tokio::time::timeout(HANDSHAKE, handshake).await else {
            return;
        };
        // An authority has seen all that it wants to see.
        if stream.get_ref().1.alpn_protocol() != Some(tls::PROOF) {
            self.talk(stream).await;
        }
    }

    /// Learns from the PROXY header who the client is; `None` ends the connection.
    // SECURITY: only connections from stated networks begin with one; guarded by test
    // `a_proxy_header_counts_from_stated_networks_only`.
    async fn introduce(&mut self, socket: &mut TcpStream) -> Option<()> {
        if !self.introduced {
            return Some(());
        }
        match proxies::introduced(socket).await {
            Ok(client) => self.peer = client.unwrap_or(self.peer).to_canonical(),
            Err(error) => {
                tracing::warn!(cause = %error, "a connection from http.proxy_protocol_from has no PROXY header");
                return None;
            }
        }
        self.seat = self.door.seat(self.peer).ok()?;
        Some(())
    }

    async fn talk(self, stream: Secured) {
        let http2 = stream.get_ref().1.alpn_protocol() == Some(b"h2");
        let (door, peer) = (Arc::clone(&self.door), self.peer);
        // The protocol is known from the handshake, so no peer can wait inside a protocol guess.
        if http2 {
            let streams = Streams::new(door.rules.http2.unread);
            let service = service_fn(move |request| {
                let door = Arc::clone(&door);
                async move { door.answer_in_turn(request, peer).await }
            });
            let io = TokioIo::new(PatientStream::greeted_within(stream, REQUEST_HEAD));
            let mut builder = hyper::server::conn::http2::Builder::new(streams.clone());
            builder
                .timer(TokioTimer::new())
                .keep_alive_interval(Duration::from_secs(30))
                .keep_alive_timeout(Duration::from_secs(20))
                .max_concurrent_streams(128)
                .max_header_list_size(32 * 1024)
                .initial_stream_window_size(1024 * 1024)
                .initial_connection_window_size(4 * 1024 * 1024)
                .max_send_buf_size(128 * 1024);
            let idle = || streams.idle(self.door.rules.http2.idle);
            self.converse(builder.serve_connection(io, service), idle)
                .await;
        } else {
            let service = service_fn(move |request| {
                let door = Arc::clone(&door);
                async move { door.answer_over_http1(request, peer).await }
            });
            let io = TokioIo::new(PatientStream::new(PromptStream::new(stream)));
            let mut builder = hyper::server::conn::http1::Builder::new();
            builder
                .timer(TokioTimer::new())
                .header_read_timeout(REQUEST_HEAD)
                .max_headers(64)
                .max_buf_size(64 * 1024);
            // Its own timer for the next request's head ends it.
            let idle = std::future::pending;
            self.converse(builder.serve_connection(io, service), idle)
                .await;
        }
    }
}

impl Connection {
    /// Serves until the peer ends or has been idle, or until the server stops and has answered what was asked by then. A
    /// connection that is new when the server stops has as long for its first request as an old one for its next.
    async fn converse<Idle: Future<Output = ()>>(
        &self,
        connection: impl GracefulConnection<Error = hyper::Error>,
        idle: impl Fn() -> Idle,
    ) {
        let mut connection = std::pin::pin!(connection);
        let last = async {
            self.door.ending.begun.cancelled().await;
            tokio::time::sleep(LAST_REQUESTS).await;
        };
        tokio::select! {
            end = connection.as_mut() => return log_end(end),
            () = last => {}
            () = idle() => {}
        }
        connection.as_mut().graceful_shutdown();
        // Short answers that nobody reads are no streams any more, and would keep it; guarded by test
        // `short_answers_that_nobody_reads_do_not_keep_a_connection`.
        tokio::select! {
            end = connection => log_end(end),
            () = idle() => {}
        }
    }
}

impl Door {
    /// Answers when the client has a place. What is built in is lent to everybody and needs none, and a trusted proxy
    /// that speaks for itself has no number of them.
    async fn answer_in_turn(
        &self,
        request: hyper::Request<Incoming>,
        peer: IpAddr,
    ) -> Result<hyper::Response<ReadBody>, Infallible> {
        let client = self.rules.trust.client(peer, request.headers());
        let path = request.uri().path();
        let is_lent = !path.starts_with("/api/") || path == DESCRIPTION;
        let is_counted = !is_lent && !self.rules.trust.proxies.contain(client);
        let reads = request.method() == Method::GET;
        // SECURITY: nobody needs what comes with a request that reads, and it would lie in memory while that waits; guarded
        // by test `what_comes_with_a_request_that_reads_is_left_out`.
        let request = request.map(|body| {
            if reads {
                Body::empty()
            } else {
                Body::new(PatientBody::new(body, false))
            }
        });
        let mut place = None;
        if is_counted {
            place = self.gate.enter(request.method(), client).await;
            if place.is_none() {
                let crowded = webkit::headers::complete(Problem::crowded().into_response());
                return Ok(unread::hand_out(crowded, None));
            }
        }
        let answer = self.answer(request, client).await?;
        Ok(unread::hand_out(answer, place))
    }

    async fn answer_over_http1(
        &self,
        request: hyper::Request<Incoming>,
        peer: IpAddr,
    ) -> Result<Response, Infallible> {
        let client = self.rules.trust.client(peer, request.headers());
        // Who waits for leave to send a body sends none when refused.
        let hears_out = !request.headers().contains_key(header::EXPECT);
        let request = request.map(|body| Body::new(PatientBody::new(body, hears_out)));
        self.answer(request, client).await
    }

    async fn answer(&self, mut request: Request, client: IpAddr) -> Result<Response, Infallible> {
        let version = request.version();
        request.extensions_mut().insert(PeerAddress(client));
        request
            .extensions_mut()
            .insert(Stopping(self.ending.announced.clone()));
        let response = self.router.clone().oneshot(request).await?;
        Ok(self.farewell(response, version))
    }

    /// Streams without an end would keep the server from stopping; the interface opens them again elsewhere.
    fn farewell(&self, mut response: Response, version: Version) -> Response {
        if version < Version::HTTP_2 && self.ending.begun.is_cancelled() {
            let last = HeaderValue::from_static("close");
            response.headers_mut().insert(header::CONNECTION, last);
        }
        let kind = response.headers().get(header::CONTENT_TYPE);
        if kind.is_some_and(|kind| kind == "text/event-stream") {
            let stop = self.ending.begun.clone();
            return response.map(|body| Body::new(EndingBody::new(body, stop)));
        }
        response
    }
}

/// Whether the server has announced its stop, for the health check.
#[derive(Debug, Clone)]
pub struct Stopping(pub CancellationToken);

fn log_end(end: Result<(), hyper::Error>) {
    if let Err(error) = end {
        tracing::debug!(cause = %error, "a connection ended early");
    }
}

/// The stream type that connections carry.
type Secured = TlsStream<TcpStream>;

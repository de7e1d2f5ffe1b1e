//! The accept loop: TLS, HTTP/1.1 and HTTP/2, and the limits that slow or greedy peers run into. A ready-made serve
//! loop has no timer for the request head, so a peer that sends one byte a minute would hold a connection for ever.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt;
use webkit::doorkeeper::PeerAddress;

use crate::patience::{PatientBody, PatientStream};

/// How long a peer may take for the TLS handshake.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// How long a peer may take to send a request head, the first as well as each later one.
const REQUEST_HEAD: Duration = Duration::from_secs(15);
/// How long running requests may take to finish when the server stops.
const DRAIN: Duration = Duration::from_secs(20);

/// How many connections are served at once.
#[derive(Debug, Clone, Copy)]
pub struct ConnectionLimits {
    /// Altogether.
    pub total: usize,
    /// From one network address.
    pub per_address: usize,
}

/// Serves until told to stop, then lets running requests finish.
pub async fn serve(
    listener: TcpListener,
    tls: TlsAcceptor,
    router: Router,
    limits: ConnectionLimits,
    stop: CancellationToken,
) {
    let total = Arc::new(Semaphore::new(limits.total));
    let seats = Arc::new(Seats::new(limits.per_address));
    let graceful = Arc::new(GracefulShutdown::new());
    let tasks = TaskTracker::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = stop.cancelled() => break,
        };
        let Ok((socket, peer)) = accepted else {
            // Out of file descriptors, most likely: give running requests a moment to free some.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let Ok(permit) = Arc::clone(&total).try_acquire_owned() else {
            metrics::counter!("countersign_connections_refused", "reason" => "total").increment(1);
            continue;
        };
        let Some(seat) = Seats::take(&seats, peer.ip()) else {
            metrics::counter!("countersign_connections_refused", "reason" => "address")
                .increment(1);
            continue;
        };
        let connection = Connection {
            peer: peer.ip(),
            router: router.clone(),
            _permit: permit,
            _seat: seat,
        };
        tasks.spawn(connection.run(socket, tls.clone(), Arc::clone(&graceful)));
    }
    drop(listener);
    drain(graceful, tasks).await;
}

async fn drain(graceful: Arc<GracefulShutdown>, tasks: TaskTracker) {
    tasks.close();
    // Connections hold clones only while they shake hands, so this succeeds within the handshake's time.
    let deadline = tokio::time::Instant::now() + DRAIN;
    let mut shared = graceful;
    let owned = loop {
        match Arc::try_unwrap(shared) {
            Ok(owned) => break Some(owned),
            Err(still_shared) if tokio::time::Instant::now() < deadline => shared = still_shared,
            Err(_) => break None,
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    };
    if let Some(owned) = owned
        && tokio::time::timeout_at(deadline, owned.shutdown())
            .await
            .is_err()
    {
        tracing::warn!("requests were still running when the server stopped");
    }
}

struct Connection {
    peer: IpAddr,
    router: Router,
    _permit: OwnedSemaphorePermit,
    _seat: Seat,
}

impl Connection {
    async fn run(self, socket: TcpStream, tls: TlsAcceptor, graceful: Arc<GracefulShutdown>) {
        drop(socket.set_nodelay(true));
        let Ok(Ok(stream)) = tokio::time::timeout(HANDSHAKE, tls.accept(socket)).await else {
            return;
        };
        let http2 = stream.get_ref().1.alpn_protocol() == Some(b"h2");
        let peer = self.peer;
        let router = self.router.clone();
        let service = hyper::service::service_fn(move |request: hyper::Request<Incoming>| {
            let router = router.clone();
            async move { router.oneshot(prepare(request, peer)).await }
        });
        let io = TokioIo::new(if http2 {
            PatientStream::greeted_within(stream, REQUEST_HEAD)
        } else {
            PatientStream::new(stream)
        });
        // The protocol is known from the handshake, so no peer can wait inside a protocol guess.
        if http2 {
            let mut builder = hyper::server::conn::http2::Builder::new(TokioExecutor::new());
            builder
                .timer(TokioTimer::new())
                .keep_alive_interval(Duration::from_secs(30))
                .keep_alive_timeout(Duration::from_secs(20))
                .max_concurrent_streams(128)
                .max_header_list_size(32 * 1024)
                .initial_stream_window_size(1024 * 1024)
                .initial_connection_window_size(4 * 1024 * 1024)
                .max_send_buf_size(1024 * 1024);
            let watched = graceful.watch(builder.serve_connection(io, service));
            drop(graceful);
            log_end(watched.await);
        } else {
            let mut builder = hyper::server::conn::http1::Builder::new();
            builder
                .timer(TokioTimer::new())
                .header_read_timeout(REQUEST_HEAD)
                .max_headers(64)
                .max_buf_size(64 * 1024);
            let watched = graceful.watch(builder.serve_connection(io, service));
            drop(graceful);
            log_end(watched.await);
        }
    }
}

fn prepare(request: hyper::Request<Incoming>, peer: IpAddr) -> Request {
    let mut request = request.map(|body| Body::new(PatientBody::new(body)));
    request.extensions_mut().insert(PeerAddress(peer));
    request
}

fn log_end(end: Result<(), hyper::Error>) {
    if let Err(error) = end {
        tracing::debug!(cause = %error, "a connection ended early");
    }
}

/// Counts connections by address.
struct Seats {
    limit: usize,
    taken: Mutex<HashMap<IpAddr, usize>>,
}

/// One counted connection.
struct Seat {
    seats: Arc<Seats>,
    address: IpAddr,
}

impl Seats {
    fn new(limit: usize) -> Self {
        Self {
            limit,
            taken: Mutex::new(HashMap::new()),
        }
    }

    fn take(seats: &Arc<Self>, address: IpAddr) -> Option<Seat> {
        let mut taken = seats.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let count = taken.entry(address).or_insert(0);
        if *count >= seats.limit {
            return None;
        }
        *count += 1;
        Some(Seat {
            seats: Arc::clone(seats),
            address,
        })
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut taken = self
            .seats
            .taken
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = taken.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                taken.remove(&self.address);
            }
        }
    }
}

/// The stream type that connections carry, for the patience wrapper.
pub type Secured = TlsStream<TcpStream>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_gets_its_share_and_no_more() {
        let seats = Arc::new(Seats::new(2));
        let address = IpAddr::from([127, 0, 0, 1]);

        let first = Seats::take(&seats, address);
        let second = Seats::take(&seats, address);

        assert!(first.is_some() && second.is_some());
        assert!(Seats::take(&seats, address).is_none());
        assert!(Seats::take(&seats, IpAddr::from([127, 0, 0, 2])).is_some());
        drop(first);
        assert!(Seats::take(&seats, address).is_some());
    }
}

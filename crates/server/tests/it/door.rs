//! The accept loop over real sockets and real TLS: who a client is behind proxies, and how a server stops.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use axum::extract::Extension;
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Router, body::Body};
use futures::StreamExt;
use rustls_pki_types::{CertificateDer, ServerName};
use server::config::{Config, EXAMPLE};
use server::listener::{self, Ending, Rules, Stopping};
use server::proxies::{ForwardedHeader, Networks, Trust};
use server::tls::{CertificateSource, Certificates};
use server::unread::Limits;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use webkit::doorkeeper::PeerAddress;

/// A listening server, and what trusts its certificate.
pub(crate) struct Door {
    address: SocketAddr,
    connector: TlsConnector,
    ending: Ending,
    serving: JoinHandle<()>,
    _keys: tempfile::TempDir,
}

fn networks(words: &[&str]) -> Networks {
    let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
    words.try_into().unwrap()
}

pub(crate) fn rules(proxy_protocol_from: &[&str], proxies: &[&str]) -> Rules {
    Rules {
        total: 100,
        per_address: 50,
        trust: Trust {
            proxy_protocol_from: networks(proxy_protocol_from),
            proxies: networks(proxies),
            header: ForwardedHeader::XForwardedFor,
        },
        http2: Limits {
            answers: 4,
            changes: 4,
            ..Limits::default()
        },
        drain: Duration::from_secs(5),
    }
}

/// Answers with the client's address, slowly, without an end, or whether it is about to stop.
fn router() -> Router {
    Router::new()
        .route(
            "/who",
            get(|Extension(PeerAddress(client))| async move { client.to_string() }),
        )
        .route(
            "/slow",
            get(|| async {
                tokio::time::sleep(Duration::from_millis(400)).await;
                "done"
            }),
        )
        .route("/refused", post(|| async { StatusCode::SERVICE_UNAVAILABLE }))
        .route(
            "/endless",
            get(|| async {
                let first = futures::stream::iter([Ok::<_, std::io::Error>("data: hello\n\n")]);
                let body = Body::from_stream(first.chain(futures::stream::pending()));
                ([("content-type", "text/event-stream")], body)
            }),
        )
        .route(
            "/stopping",
            get(|Extension(Stopping(announced))| async move { announced.is_cancelled().to_string() }),
        )
}

async fn open(rules: Rules) -> Door {
    open_with(rules, router()).await
}

pub(crate) async fn open_with(rules: Rules, router: Router) -> Door {
    let keys = tempfile::tempdir().unwrap();
    let source = CertificateSource::SelfSigned {
        folder: keys.path().to_owned(),
        names: vec!["localhost".to_owned()],
    };
    let certificates =
        Certificates::open(source, || kernel::Clock::now(&kernel::SystemClock)).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let ending = Ending::default();
    let tls = certificates.acceptor().unwrap();
    let serving = tokio::spawn(listener::serve(
        listener,
        tls,
        router,
        rules,
        ending.clone(),
    ));
    Door {
        address,
        connector: trusting(keys.path()),
        ending,
        serving,
        _keys: keys,
    }
}

fn trusting(keys: &std::path::Path) -> TlsConnector {
    use rustls_pki_types::pem::PemObject;
    let pem = std::fs::read(keys.join("tls-certificate.pem")).unwrap();
    let mut roots = rustls::RootCertStore::empty();
    roots
        .add(CertificateDer::from_pem_slice(&pem).unwrap())
        .unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    TlsConnector::from(Arc::new(config))
}

pub(crate) type Stream = TlsStream<TcpStream>;

impl Door {
    /// A connection that begins with these bytes before TLS.
    async fn connect(&self, header: &[u8]) -> std::io::Result<Stream> {
        let mut socket = TcpStream::connect(self.address).await?;
        socket.write_all(header).await?;
        let name = ServerName::try_from("localhost").unwrap();
        self.connector.connect(name, socket).await
    }

    /// A connection that begins with these bytes before TLS and speaks HTTP/2.
    pub(crate) async fn connect_to_http2(&self, header: &[u8]) -> Stream {
        let mut config = rustls::ClientConfig::clone(self.connector.config());
        config.alpn_protocols = vec![b"h2".to_vec()];
        let connector = TlsConnector::from(Arc::new(config));
        let mut socket = TcpStream::connect(self.address).await.unwrap();
        socket.write_all(header).await.unwrap();
        let name = ServerName::try_from("localhost").unwrap();
        connector.connect(name, socket).await.unwrap()
    }

    /// The answer of one request on a connection of its own.
    async fn ask(&self, header: &[u8], path: &str, lines: &str) -> std::io::Result<String> {
        let mut stream = self.connect(header).await?;
        ask(&mut stream, path, lines)
            .await
            .map(|answer| answer.body)
    }
}

struct Answer {
    body: String,
    last: bool,
}

/// Sends a request and reads one answer with a length.
async fn ask(stream: &mut Stream, path: &str, lines: &str) -> std::io::Result<Answer> {
    let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n{lines}\r\n");
    stream.write_all(request.as_bytes()).await?;
    stream.flush().await?;
    let mut text = String::new();
    loop {
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let head = head.to_ascii_lowercase();
            let length = head.split("content-length: ").nth(1).unwrap();
            let length: usize = length.split("\r\n").next().unwrap().parse().unwrap();
            if body.len() >= length {
                let last = head.contains("connection: close");
                let body = body.to_owned();
                return Ok(Answer { body, last });
            }
        }
        let mut buffer = [0; 1024];
        let read = stream.read(&mut buffer).await?;
        if read == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        text.push_str(&String::from_utf8_lossy(&buffer[..read]));
    }
}

pub(crate) const INTRODUCTION: &[u8] = b"PROXY TCP4 192.0.2.7 10.0.0.1 4711 443\r\n";

#[tokio::test]
async fn a_proxy_header_counts_from_stated_networks_only() {
    let door = open(rules(&["127.0.0.0/8"], &[])).await;
    assert_eq!(
        door.ask(INTRODUCTION, "/who", "").await.unwrap(),
        "192.0.2.7"
    );
    let mut second = b"\r\n\r\n\0\r\nQUIT\n\x21\x21\0\x24".to_vec();
    second.extend([0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9]);
    second.extend([0; 20]);
    assert_eq!(door.ask(&second, "/who", "").await.unwrap(), "2001:db8::9");
    // Without the header the handshake's bytes are none.
    door.ask(b"", "/who", "").await.unwrap_err();

    let plain = open(rules(&["10.0.0.0/8"], &[])).await;
    plain.ask(INTRODUCTION, "/who", "").await.unwrap_err();
    assert_eq!(plain.ask(b"", "/who", "").await.unwrap(), "127.0.0.1");
}

#[tokio::test]
async fn a_forwarded_header_counts_from_trusted_proxies_only() {
    let spoofed = "X-Forwarded-For: 198.51.100.1\r\nForwarded: for=198.51.100.2\r\nX-Real-IP: 198.51.100.3\r\n";
    let open_to_all = open(rules(&[], &[])).await;
    assert_eq!(
        open_to_all.ask(b"", "/who", spoofed).await.unwrap(),
        "127.0.0.1"
    );

    let behind = open(rules(&[], &["127.0.0.1"])).await;
    let appended = "X-Forwarded-For: 10.1.1.1, 192.0.2.8\r\n";
    assert_eq!(
        behind.ask(b"", "/who", appended).await.unwrap(),
        "192.0.2.8"
    );

    // Both: the PROXY header says that the connection is somebody else's, who is not trusted.
    let both = open(rules(&["127.0.0.1"], &["10.0.0.0/8"])).await;
    assert_eq!(
        both.ask(INTRODUCTION, "/who", spoofed).await.unwrap(),
        "192.0.2.7"
    );
}

#[tokio::test]
async fn connections_are_counted_by_client_and_not_by_proxy() {
    let mut one = rules(&["127.0.0.1"], &[]);
    one.per_address = 1;
    let door = open(one).await;
    let first = door.connect(INTRODUCTION).await.unwrap();
    assert!(
        door.connect(INTRODUCTION).await.is_err(),
        "the same client again"
    );
    let other = b"PROXY TCP4 192.0.2.8 10.0.0.1 4711 443\r\n";
    door.connect(other).await.unwrap();
    drop(first);
    for attempt in 0.. {
        if door.connect(INTRODUCTION).await.is_ok() {
            break;
        }
        assert!(attempt < 100, "the place is free again");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }

    let mut behind = rules(&[], &["127.0.0.1"]);
    behind.per_address = 1;
    let door = open(behind).await;
    let kept = [
        door.connect(b"").await.unwrap(),
        door.connect(b"").await.unwrap(),
    ];
    drop(kept);
}

/// Many clients ask without a pause while the server is told to stop: whoever was let in gets an answer.
#[tokio::test(flavor = "multi_thread")]
async fn no_request_is_lost_when_the_server_stops() {
    let arrived = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&arrived);
    let counting = router().layer(axum::middleware::from_fn(
        move |request: axum::extract::Request, next: axum::middleware::Next| {
            counted.fetch_add(1, Ordering::SeqCst);
            next.run(request)
        },
    ));
    let door = Arc::new(open_with(rules(&[], &[]), counting).await);
    let clients: Vec<_> = (0..8)
        .map(|client| tokio::spawn(ask_until_closed(Arc::clone(&door), client)))
        .collect();
    let slow = door.ask(b"", "/slow", "");
    let stopping = async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        door.ending.begun.cancel();
    };
    let (slow, ()) = tokio::join!(slow, stopping);
    assert_eq!(slow.unwrap(), "done");
    let mut answered = 1;
    for client in clients {
        answered += client.await.unwrap();
    }
    assert_eq!(
        arrived.load(Ordering::SeqCst),
        answered,
        "each request that arrived was answered"
    );
    assert!(answered > 8, "{answered}");
    let door = Arc::into_inner(door).unwrap();
    tokio::time::timeout(Duration::from_secs(4), door.serving)
        .await
        .expect("the server ends soon after its last request")
        .unwrap();
}

/// Asks on one connection until it is the last answer, then on a new one, until the door is closed. Counts answers.
async fn ask_until_closed(door: Arc<Door>, client: usize) -> usize {
    let mut answered = 0;
    loop {
        let Ok(mut stream) = door.connect(b"").await else {
            return answered;
        };
        loop {
            let path = if client.is_multiple_of(2) {
                "/who"
            } else {
                "/slow"
            };
            let answer = ask(&mut stream, path, "")
                .await
                .expect("whoever was let in gets an answer");
            answered += 1;
            if answer.last {
                break;
            }
        }
    }
}

#[tokio::test]
async fn a_stream_without_an_end_does_not_hold_the_server() {
    let door = open(rules(&[], &[])).await;
    let mut stream = door.connect(b"").await.unwrap();
    stream
        .write_all(b"GET /endless HTTP/1.1\r\nHost: localhost\r\n\r\n")
        .await
        .unwrap();
    let mut heard = vec![0; 4096];
    let read = stream.read(&mut heard).await.unwrap();
    assert!(read > 0);
    let begun = Instant::now();
    door.ending.begun.cancel();
    let mut rest = Vec::new();
    stream.read_to_end(&mut rest).await.unwrap();
    assert!(rest.ends_with(b"0\r\n\r\n"), "the stream ends in order");
    door.serving.await.unwrap();
    assert!(
        begun.elapsed() < Duration::from_secs(3),
        "{:?}",
        begun.elapsed()
    );
}

#[tokio::test]
async fn a_server_says_that_it_will_stop_while_it_still_serves() {
    let door = open(rules(&[], &[])).await;
    assert_eq!(door.ask(b"", "/stopping", "").await.unwrap(), "false");
    door.ending.announced.cancel();
    assert_eq!(door.ask(b"", "/stopping", "").await.unwrap(), "true");
    assert_eq!(door.ask(b"", "/who", "").await.unwrap(), "127.0.0.1");
}

#[test]
fn every_default_can_be_written_as_a_variable() {
    let table: toml::Table = EXAMPLE.parse().unwrap();
    for (section, settings) in &table {
        for (key, default) in settings.as_table().unwrap() {
            let name = format!("COUNTERSIGN_{section}__{key}").to_uppercase();
            let text = match default.as_str() {
                Some(text) => text.to_owned(),
                None if default.is_array() => String::new(),
                None => default.to_string(),
            };
            Config::load(None, [(name.clone(), text)].into_iter())
                .unwrap_or_else(|error| panic!("{name}: {error}"));
        }
    }
}

#[tokio::test]
async fn whoever_is_refused_before_the_end_of_a_body_learns_why() {
    let door = open(rules(&[], &[])).await;
    let mut stream = door.connect(b"").await.unwrap();
    let piece = vec![7; 65_536];
    for _ in 0..2 {
        let head = "POST /refused HTTP/1.1\r\nhost: localhost\r\ncontent-length: 8388608\r\n\r\n";
        stream.write_all(head.as_bytes()).await.unwrap();
        for _ in 0..128 {
            stream.write_all(&piece).await.unwrap();
            stream.flush().await.unwrap();
        }
        let mut answer = [0; 512];
        let read = stream.read(&mut answer).await.unwrap();
        let answer = String::from_utf8_lossy(&answer[..read]);
        assert!(answer.starts_with("HTTP/1.1 503"), "{answer}");
    }

    // Not without end.
    let head = "POST /refused HTTP/1.1\r\nhost: localhost\r\ncontent-length: 99999999999\r\n\r\n";
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut sent = 0;
    while stream.write_all(&piece).await.is_ok() && stream.flush().await.is_ok() {
        sent += 65_536;
        assert!(sent < 64 << 20, "a refused body is taken for ever");
    }
}

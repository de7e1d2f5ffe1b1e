//! What only a bucket can do wrong: gone, refused, slow, full, behind an unknown certificate; and objects of many parts.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use blobs::S3Settings;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::backend::{self, SECRET};
use crate::*;

#[tokio::test]
async fn a_probe_passes_and_leaves_nothing() {
    let fixture = Fixture::new().await;
    fixture.blobs.probe().await.unwrap();
    assert!(all_files(&fixture.root()).is_empty());
    let part = fixture.try_put(content(10, 1)).await.unwrap();
    assert!(fixture.get(&part).await.unwrap() == content(10, 1));
}

#[tokio::test]
async fn an_object_of_many_parts_is_there_as_a_whole_or_not_at_all() {
    let fixture = Fixture::new().await;
    let whole = content(23_000_000, 1);

    let manifest = fixture.store(std::slice::from_ref(&whole)).await;

    assert!(fixture.read(&manifest).await.unwrap() == whole);
    let body = frames(&whole, 500_000);
    let endless = futures::StreamExt::chain(body, futures::stream::pending());
    let (key, instance, blob) = (&fixture.key, fixture.instance, fixture.blob);
    let mut hasher = Sha256::new();
    let upload = fixture
        .blobs
        .write_part(key, instance, blob, 1, endless, 40 << 20, &mut hasher);
    tokio::time::timeout(Duration::from_secs(3), upload)
        .await
        .unwrap_err();
    assert_eq!(all_files(&fixture.root()).len(), 1, "only the finished one");
    // The parts were called off, so nothing is paid for.
    for _ in 0..100 {
        if unfinished(&fixture) == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{} parts are left", unfinished(&fixture));
}

#[tokio::test]
async fn senders_of_little_take_no_turns_from_others() {
    let fixture = Fixture::new().await;
    // More of them than there are turns, and none ever ends.
    let waiting = futures::future::join_all((0..60).map(|index| {
        let body = frames(&content(900_000, 1), 50_000);
        let endless = futures::StreamExt::chain(body, futures::stream::pending());
        let (key, instance, blob) = (&fixture.key, fixture.instance, fixture.blob);
        let blobs = &fixture.blobs;
        async move {
            let mut hasher = Sha256::new();
            let hasher = &mut hasher;
            let upload = blobs.write_part(key, instance, blob, index, endless, 9 << 20, hasher);
            drop(upload.await);
        }
    }));
    let mut waiting = Box::pin(waiting);
    tokio::time::timeout(Duration::from_millis(500), &mut waiting)
        .await
        .unwrap_err();

    let whole = content(3_000_000, 2);
    let quick = tokio::time::timeout(Duration::from_secs(10), fixture.try_put(whole.clone()));
    let part = quick.await.expect("nobody keeps the turns").unwrap();

    assert!(fixture.get(&part).await.unwrap() == whole);
}

fn unfinished(fixture: &Fixture) -> usize {
    let files = all_files(fixture.directory.path());
    let part = |path: &std::path::PathBuf| path.to_string_lossy().contains(".upload_id-");
    files.iter().filter(|path| part(path)).count()
}

#[tokio::test]
async fn a_bucket_that_vanished_is_told_from_an_object_that_did() {
    let fixture = Fixture::new().await;
    let manifest = fixture.store(&[content(50_000, 1)]).await;
    std::fs::remove_file(fixture.path(&manifest.parts[0])).unwrap();
    let gone = fixture.get(&manifest.parts[0]).await;
    assert!(matches!(gone, Err(BlobError::Missing { .. })), "{gone:?}");

    std::fs::remove_dir_all(backend::bucket(fixture.directory.path())).unwrap();

    says(
        &fixture.get(&manifest.parts[0]).await.unwrap_err(),
        "no bucket",
    );
    says(&fixture.blobs.list(7).await.unwrap_err(), "no bucket");
}

#[tokio::test]
async fn wrong_credentials_are_said_and_not_shown() {
    let fixture = Fixture::new().await;
    for (access, secret) in [
        ("somebody", SECRET),
        (backend::ACCESS, "a-guess-at-the-secret"),
    ] {
        let credentials = Some((access.to_owned(), secret.to_owned()));
        let settings = S3Settings {
            credentials,
            ..fixture.backend.settings()
        };
        assert!(!format!("{settings:?}").contains(secret));
        let error = Blobs::s3(settings).unwrap().probe().await.unwrap_err();
        says(&error, "store.access_key");
        assert!(!told(&error).contains(secret));
    }
}

#[tokio::test]
async fn a_service_that_does_not_answer_costs_its_time_and_no_more() {
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let settings = settings_at(silent.local_addr().unwrap(), Duration::from_millis(500));
    let blobs = Blobs::s3(settings).unwrap();
    let begun = Instant::now();

    let error = blobs.probe().await.unwrap_err();

    says(&error, "does not answer in time");
    assert!(
        begun.elapsed() < Duration::from_secs(10),
        "{:?}",
        begun.elapsed()
    );
}

#[tokio::test]
async fn a_service_that_is_not_there_is_said() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let blobs = Blobs::s3(settings_at(address, Duration::from_secs(2))).unwrap();
    says(&blobs.probe().await.unwrap_err(), "cannot be reached");
}

#[tokio::test]
async fn a_full_service_is_full() {
    for (status, body) in [
        (507, "<Error><Code>XMinioStorageFull</Code></Error>"),
        (403, "<Error><Code>QuotaExceeded</Code></Error>"),
    ] {
        let (address, _) = answers(status, body).await;
        let blobs = Blobs::s3(settings_at(address, Duration::from_secs(1))).unwrap();
        let key = Key::random();
        let outcome = blobs.put(&key, id(), id(), Bytes::from_static(b"x")).await;
        assert!(matches!(outcome, Err(BlobError::Full)), "{outcome:?}");
    }
}

#[tokio::test]
async fn an_overloaded_service_is_tried_again() {
    let (address, asked) = answers(503, "<Error><Code>SlowDown</Code></Error>").await;
    let blobs = Blobs::s3(settings_at(address, Duration::from_secs(20))).unwrap();
    let error = blobs.list(3).await.unwrap_err();
    says(&error, "overloaded");
    assert_eq!(asked.load(Ordering::SeqCst), 5, "once, and four times more");
}

#[tokio::test]
async fn a_private_certificate_is_trusted_only_when_its_authority_is_named() {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let directory = tempfile::tempdir().unwrap();
    let endpoint = backend::serve(directory.path(), Some(acceptor(&made))).await;
    let settings = backend::Backend { endpoint }.settings();

    let error = Blobs::s3(settings.clone()).unwrap().probe().await;

    says(&error.unwrap_err(), "store.ca_file");
    let trusting = S3Settings {
        authority: Some(made.cert.pem().into_bytes()),
        ..settings
    };
    Blobs::s3(trusting).unwrap().probe().await.unwrap();
}

fn acceptor(made: &rcgen::CertifiedKey<rcgen::KeyPair>) -> tokio_rustls::TlsAcceptor {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let key = made.signing_key.serialize_der().try_into().unwrap();
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    tokio_rustls::TlsAcceptor::from(Arc::new(config))
}

/// A service that gives everybody the same answer, and how often it did.
async fn answers(status: u16, body: &'static str) -> (SocketAddr, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let asked = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&asked);
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            counted.fetch_add(1, Ordering::SeqCst);
            let mut head = [0; 4096];
            drop(socket.read(&mut head).await);
            let answer = format!(
                "HTTP/1.1 {status} No\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
                body.len()
            );
            drop(socket.write_all(answer.as_bytes()).await);
        }
    });
    (address, asked)
}

fn settings_at(address: SocketAddr, timeout: Duration) -> S3Settings {
    let endpoint = format!("http://{address}");
    S3Settings {
        timeout,
        ..backend::Backend { endpoint }.settings()
    }
}

/// The store cannot be used, and whoever runs the server is told why.
fn says(error: &BlobError, part: &str) {
    assert!(matches!(error, BlobError::Unavailable(_)), "{error:?}");
    assert!(told(error).contains(part), "{}", told(error));
}

fn told(error: &BlobError) -> String {
    let source = std::error::Error::source(error).map(ToString::to_string);
    format!("{error}: {}", source.unwrap_or_default())
}

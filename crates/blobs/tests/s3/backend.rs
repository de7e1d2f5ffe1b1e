//! The backend under test: a bucket of an S3 server in this process.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use blobs::{Blobs, S3Settings};
use hyper_util::rt::{TokioExecutor, TokioIo};
use s3s::auth::SimpleAuth;
use s3s::service::{S3Service, S3ServiceBuilder};
use s3s_fs::FileSystem;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

pub(crate) const ACCESS: &str = "reader-and-writer";
pub(crate) const SECRET: &str = "otters-cross-the-frozen-lake";
const BUCKET: &str = "sealed";
const PREFIX: &str = "teams/one";

/// The server ends with the test's runtime.
#[derive(Clone)]
pub(crate) struct Backend {
    pub(crate) endpoint: String,
}

impl Backend {
    pub(crate) fn settings(&self) -> S3Settings {
        S3Settings {
            endpoint: Some(self.endpoint.clone()),
            bucket: BUCKET.to_owned(),
            region: "eu-central-1".to_owned(),
            prefix: PREFIX.to_owned(),
            credentials: Some((ACCESS.to_owned(), SECRET.to_owned())),
            path_style: true,
            authority: None,
            timeout: Duration::from_secs(20),
        }
    }
}

pub(crate) async fn open(directory: &Path) -> (Blobs, Backend) {
    let endpoint = serve(directory, None).await;
    let backend = Backend { endpoint };
    (Blobs::s3(backend.settings()).unwrap(), backend)
}

/// Where the server keeps the objects under the prefix.
pub(crate) fn root(directory: &Path) -> PathBuf {
    bucket(directory).join(PREFIX)
}

pub(crate) fn bucket(directory: &Path) -> PathBuf {
    directory.join(BUCKET)
}

/// Starts a server over a directory, behind TLS where there is a certificate.
pub(crate) async fn serve(directory: &Path, tls: Option<TlsAcceptor>) -> String {
    std::fs::create_dir_all(root(directory)).unwrap();
    let mut builder = S3ServiceBuilder::new(FileSystem::new(directory).unwrap());
    builder.set_auth(SimpleAuth::from_single(ACCESS, SECRET));
    let service = builder.build();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let scheme = if tls.is_some() { "https" } else { "http" };
    tokio::spawn(accept(listener, service, tls.map(Arc::new)));
    format!("{scheme}://localhost:{port}")
}

async fn accept(listener: TcpListener, service: S3Service, tls: Option<Arc<TlsAcceptor>>) {
    while let Ok((socket, _)) = listener.accept().await {
        let (service, tls) = (service.clone(), tls.clone());
        tokio::spawn(async move {
            let http = hyper_util::server::conn::auto::Builder::new(TokioExecutor::new());
            match tls {
                None => drop(http.serve_connection(TokioIo::new(socket), service).await),
                Some(tls) => {
                    let Ok(stream) = tls.accept(socket).await else {
                        return;
                    };
                    drop(http.serve_connection(TokioIo::new(stream), service).await);
                }
            }
        });
    }
}

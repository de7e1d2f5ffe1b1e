//! An S3 server over a folder, on this machine, for journeys and for trying things out:
//! `cargo run -p blobs --example s3_server -- FOLDER BUCKET [PORT]`. Prints its address; the credentials are
//! `countersign` and `countersign-secret`.

use std::io::Write;

use hyper_util::rt::{TokioExecutor, TokioIo};
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use s3s_fs::FileSystem;
use tokio::net::TcpListener;

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

#[tokio::main]
async fn main() -> Outcome<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [folder, bucket, rest @ ..] = words.as_slice() else {
        return Err("give a folder and the name of a bucket".into());
    };
    let port: u16 = rest.first().map_or(Ok(0), |port| port.parse())?;
    std::fs::create_dir_all(std::path::Path::new(folder).join(bucket))?;
    let files = FileSystem::new(folder).map_err(|_| "the folder cannot be used")?;
    let mut builder = S3ServiceBuilder::new(files);
    builder.set_auth(SimpleAuth::from_single("countersign", "countersign-secret"));
    let service = builder.build();
    let listener = TcpListener::bind(("127.0.0.1", port)).await?;
    writeln!(std::io::stdout(), "http://{}", listener.local_addr()?)?;
    loop {
        let (socket, _) = listener.accept().await?;
        let service = service.clone();
        #[expect(clippy::disallowed_methods, reason = "ends with its connection")]
        tokio::spawn(async move {
            let http = hyper_util::server::conn::auto::Builder::new(TokioExecutor::new());
            drop(http.serve_connection(TokioIo::new(socket), service).await);
        });
    }
}

//! The peers: Debian's nginx serving plaintext over TLS, and a raw SQLite loop.

use std::path::Path;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use rusqlite::Connection;

use crate::client::Client;
use crate::product::{cpu_seconds, free_port};

/// Commits, one by one and durably, rows of the size of a comment and of its event; per second.
pub(crate) fn raw_comment_loop(folder: &Path, time: Duration) -> Result<f64> {
    let file = folder.join("raw.db");
    drop(std::fs::remove_file(&file));
    let connection = Connection::open(&file)?;
    connection.execute_batch(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;
         CREATE TABLE comments (id BLOB PRIMARY KEY, review BLOB, author BLOB, client BLOB, created_at BIGINT, sealed BLOB);
         CREATE INDEX comments_review ON comments (review);
         CREATE TABLE events (position INTEGER PRIMARY KEY, id BLOB UNIQUE, sequence BIGINT UNIQUE, at BIGINT, kind TEXT,
             team BLOB, project BLOB, review BLOB, comment BLOB, actor BLOB, blinding BLOB, leaf BLOB);",
    )?;
    let mut comment = connection.prepare("INSERT INTO comments VALUES (?1, ?2, ?2, ?1, ?3, ?4)")?;
    let mut event =
        connection.prepare("INSERT INTO events VALUES (NULL, ?1, ?3, ?3, 'comment.created', ?2, ?2, ?2, ?1, ?2, ?4, ?5)")?;
    let (review, sealed, blinding, leaf) = ([7_u8; 16], [1_u8; 264], [2_u8; 32], [3_u8; 640]);
    let begun = Instant::now();
    let mut done = 0_u64;
    while begun.elapsed() < time {
        let id = u128::from(done + 1)
            .wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835)
            .to_be_bytes();
        let number = i64::try_from(done)?;
        connection.execute_batch("BEGIN IMMEDIATE")?;
        comment.execute((id, review, number, sealed.as_slice()))?;
        event.execute((id, review, number, blinding, leaf.as_slice()))?;
        connection.execute_batch("COMMIT")?;
        done += 1;
    }
    Ok(done as f64 / begun.elapsed().as_secs_f64())
}

/// A running nginx.
pub(crate) struct Nginx {
    child: Child,
    pub(crate) client: Client,
}

impl Nginx {
    /// Serves a folder over TLS 1.3 with the given certificate.
    pub(crate) async fn start(folder: &Path, keys: &Path) -> Result<Self> {
        let port = free_port()?;
        let configuration = format!(
            "daemon off; user root; worker_processes 2; pid {folder}/nginx.pid; error_log {folder}/nginx.log;
             events {{ worker_connections 512; }}
             http {{ access_log off; sendfile on; tcp_nopush on; default_type application/octet-stream;
               client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
               uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
               server {{ listen 127.0.0.1:{port} ssl; root {folder}/plain;
                 ssl_certificate {keys}/tls-certificate.pem; ssl_certificate_key {keys}/tls-key.pem;
                 ssl_protocols TLSv1.3; ssl_conf_command Ciphersuites TLS_AES_256_GCM_SHA384;
                 location /put/ {{ root {folder}; dav_methods PUT; client_max_body_size 64m; }} }} }}",
            folder = folder.display(),
            keys = keys.display()
        );
        std::fs::create_dir_all(folder.join("put"))?;
        let file = folder.join("nginx.conf");
        std::fs::write(&file, configuration)?;
        let child = Command::new("nginx")
            .arg("-c")
            .arg(&file)
            .spawn()
            .context("nginx is not installed")?;
        let nginx = Self {
            child,
            client: Client::new(port)?,
        };
        for _ in 0..200 {
            if nginx.client.connect().await.is_ok() {
                return Ok(nginx);
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        bail!("nginx does not answer")
    }

    /// Seconds of processor time of all its workers.
    pub(crate) fn cpu_seconds(&self) -> Result<f64> {
        let children = format!("/proc/{0}/task/{0}/children", self.child.id());
        let mut seconds = cpu_seconds(self.child.id())?;
        for worker in std::fs::read_to_string(children)?.split_whitespace() {
            seconds += cpu_seconds(worker.parse()?)?;
        }
        Ok(seconds)
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // SIGTERM, so that the workers end as well.
        drop(
            Command::new("kill")
                .arg(self.child.id().to_string())
                .status(),
        );
        drop(self.child.wait());
    }
}

//! A small HTTP/1.1 client over TLS 1.3 with AES-256-GCM; the same for us and for the peer, so that its cost cancels.

use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::{ClientConfig, DigitallySignedStruct, SignatureScheme};
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

/// Head and body of a request up to this many bytes are sent in one write; Chromium's measure.
const TOGETHER: usize = 1400;

/// Loopback with a self-signed certificate: nobody stands between.
#[derive(Debug)]
struct Loopback(CryptoProvider);

impl ServerCertVerifier for Loopback {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        rustls::crypto::verify_tls12_signature(
            message,
            certificate,
            signed,
            &self.0.signature_verification_algorithms,
        )
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        rustls::crypto::verify_tls13_signature(
            message,
            certificate,
            signed,
            &self.0.signature_verification_algorithms,
        )
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}

/// Where requests go, and as whom.
#[derive(Clone)]
pub(crate) struct Client {
    port: u16,
    cookie: Option<String>,
    connector: TlsConnector,
}

/// One kept-alive connection.
pub(crate) struct Connection {
    pub(crate) stream: TlsStream<TcpStream>,
    host: String,
    cookie: Option<String>,
    buffer: Vec<u8>,
}

/// An answer whose body was read whole.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// A header's value.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(found, _)| found.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The body as JSON.
    pub(crate) fn json(&self) -> Result<Value> {
        if self.status >= 300 {
            bail!(
                "status {}: {}",
                self.status,
                String::from_utf8_lossy(&self.body)
            );
        }
        if self.body.is_empty() {
            Ok(Value::Null)
        } else {
            serde_json::from_slice(&self.body).context("JSON")
        }
    }
}

impl Client {
    /// Requests to a port of this machine.
    pub(crate) fn new(port: u16) -> Result<Self> {
        let mut provider = aws_lc_rs::default_provider();
        provider.cipher_suites = vec![aws_lc_rs::cipher_suite::TLS13_AES_256_GCM_SHA384];
        let config = ClientConfig::builder_with_provider(Arc::new(provider.clone()))
            .with_protocol_versions(&[&rustls::version::TLS13])?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(Loopback(provider)))
            .with_no_client_auth();
        Ok(Self {
            port,
            cookie: None,
            connector: TlsConnector::from(Arc::new(config)),
        })
    }

    /// The same with a cookie.
    pub(crate) fn with_cookie(&self, cookie: String) -> Self {
        Self {
            cookie: Some(cookie),
            ..self.clone()
        }
    }

    /// Opens a connection.
    pub(crate) async fn connect(&self) -> Result<Connection> {
        let socket = TcpStream::connect(("127.0.0.1", self.port)).await?;
        socket.set_nodelay(true)?;
        let name = ServerName::try_from("localhost")?;
        let stream = self.connector.connect(name, socket).await?;
        let host = format!("localhost:{}", self.port);
        Ok(Connection {
            stream,
            host,
            cookie: self.cookie.clone(),
            buffer: Vec::with_capacity(64 * 1024),
        })
    }

    /// One request on a connection of its own.
    pub(crate) async fn json(
        &self,
        method: &str,
        path: &str,
        body: Option<&Value>,
    ) -> Result<Value> {
        self.connect().await?.json(method, path, body).await
    }
}

impl Connection {
    /// Sends a request with a JSON body and reads a JSON answer.
    pub(crate) async fn json(
        &mut self,
        method: &str,
        path: &str,
        body: Option<&Value>,
    ) -> Result<Value> {
        let bytes = body.map(serde_json::to_vec).transpose()?;
        let headers = if bytes.is_some() {
            "content-type: application/json\r\n"
        } else {
            ""
        };
        self.request(method, path, headers, bytes.as_deref().unwrap_or_default())
            .await?
            .json()
            .with_context(|| format!("{method} {path}"))
    }

    /// Milliseconds from the request to the last byte of its answer, for each of many. What the answer says is
    /// checked after its time was taken: reading JSON is this client's work, not the server's.
    pub(crate) async fn time(&mut self, path: &str, times: usize) -> Result<Vec<f64>> {
        let mut taken = Vec::with_capacity(times);
        for _ in 0..times {
            let begun = Instant::now();
            let answer = self.request("GET", path, "", &[]).await?;
            taken.push(begun.elapsed().as_secs_f64() * 1000.0);
            answer.json().with_context(|| format!("GET {path}"))?;
        }
        Ok(taken)
    }

    /// Sends a request and reads the whole answer.
    pub(crate) async fn request(
        &mut self,
        method: &str,
        path: &str,
        headers: &str,
        body: &[u8],
    ) -> Result<Answer> {
        self.send(method, path, headers, body).await?;
        let (status, headers, already) = self.head().await?;
        let length = headers
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
            .and_then(|(_, value)| value.parse::<usize>().ok());
        let chunked = headers.iter().any(|(name, value)| {
            name.eq_ignore_ascii_case("transfer-encoding") && value.contains("chunked")
        });
        let mut body = already;
        if chunked {
            while !body.ends_with(b"0\r\n\r\n") {
                self.more(&mut body).await?;
            }
            body = dechunk(&body)?;
        } else {
            while body.len() < length.unwrap_or(0) {
                self.more(&mut body).await?;
            }
        }
        Ok(Answer {
            status,
            headers,
            body,
        })
    }

    /// Sends a request and reads the head of its answer, whose body does not end.
    pub(crate) async fn begin(&mut self, path: &str) -> Result<()> {
        self.send("GET", path, "", &[]).await?;
        match self.head().await?.0 {
            200 => Ok(()),
            status => bail!("GET {path} answered {status}"),
        }
    }

    /// Reads an answer and throws its body away; tells how many bytes it had.
    pub(crate) async fn discard(&mut self, path: &str) -> Result<u64> {
        Ok(self.discard_timed(path).await?.1)
    }

    /// The same, with the milliseconds until the first byte of the body.
    pub(crate) async fn discard_timed(&mut self, path: &str) -> Result<(f64, u64)> {
        let begun = Instant::now();
        self.send("GET", path, "", &[]).await?;
        let (status, headers, mut already) = self.head().await?;
        if status >= 300 {
            bail!("GET {path} answered {status}");
        }
        let length: u64 = headers
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
            .and_then(|(_, value)| value.parse().ok())
            .context("no content-length")?;
        if already.is_empty() && length > 0 {
            self.more(&mut already).await?;
        }
        let first = begun.elapsed().as_secs_f64() * 1000.0;
        let mut left = length - u64::try_from(already.len())?;
        let mut buffer = vec![0; 256 * 1024];
        while left > 0 {
            let read = self.stream.read(&mut buffer).await?;
            if read == 0 {
                bail!("the answer ended early");
            }
            left -= u64::try_from(read)?;
        }
        Ok((first, length))
    }

    async fn send(&mut self, method: &str, path: &str, headers: &str, body: &[u8]) -> Result<()> {
        let cookie = self
            .cookie
            .as_ref()
            .map(|cookie| format!("cookie: {cookie}\r\n"))
            .unwrap_or_default();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: {host}\r\norigin: https://{host}\r\n{cookie}{headers}content-length: {}\r\n\r\n",
            body.len(),
            host = self.host
        );
        // A small body goes with its head, as browsers send it: another write would wake the server twice.
        let mut first = head.into_bytes();
        let together = first.len() + body.len() <= TOGETHER;
        if together {
            first.extend_from_slice(body);
        }
        self.stream.write_all(&first).await?;
        if !together {
            self.stream.write_all(body).await?;
        }
        Ok(self.stream.flush().await?)
    }

    async fn head(&mut self) -> Result<(u16, Vec<(String, String)>, Vec<u8>)> {
        let mut seen = std::mem::take(&mut self.buffer);
        seen.clear();
        let end = loop {
            if let Some(end) = seen.windows(4).position(|window| window == b"\r\n\r\n") {
                break end;
            }
            self.more(&mut seen).await?;
        };
        let text = String::from_utf8_lossy(&seen[..end]).into_owned();
        let mut lines = text.split("\r\n");
        let status = lines
            .next()
            .and_then(|line| line.split(' ').nth(1))
            .context("no status")?
            .parse()?;
        let headers = lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        let rest = seen[end + 4..].to_vec();
        self.buffer = seen;
        Ok((status, headers, rest))
    }

    async fn more(&mut self, into: &mut Vec<u8>) -> Result<()> {
        into.reserve(16 * 1024);
        if self.stream.read_buf(into).await? == 0 {
            bail!("the connection ended early");
        }
        Ok(())
    }
}

fn dechunk(mut body: &[u8]) -> Result<Vec<u8>> {
    let mut whole = Vec::new();
    loop {
        let end = body
            .windows(2)
            .position(|window| window == b"\r\n")
            .context("chunk")?;
        let size = usize::from_str_radix(std::str::from_utf8(&body[..end])?.trim(), 16)?;
        if size == 0 {
            return Ok(whole);
        }
        whole.extend_from_slice(&body[end + 2..end + 2 + size]);
        body = &body[end + 4 + size..];
    }
}

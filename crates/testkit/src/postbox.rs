//! A real SMTP server with real TLS on loopback, for tests: it takes letters in, refuses them, stalls or cheats, as it
//! is told. Nothing leaves the machine.

#![expect(
    clippy::disallowed_methods,
    reason = "a server for tests ends with the test, and nobody waits for it"
)]

use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs;
use rustls_pki_types::PrivateKeyDer;
use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufStream};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::AbortHandle;
use tokio_rustls::TlsAcceptor;

/// How connections are encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Front {
    /// TLS from the first byte.
    Implicit,
    /// In the clear until STARTTLS.
    StartTls,
}

/// How the server behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// Takes every letter.
    Accept,
    /// Asks to come back later (451).
    Later,
    /// Knows no mailbox (550).
    NoMailbox,
    /// Takes no mail from this sender (553).
    NoSender,
    /// Refuses the letter itself (554).
    Refuse,
    /// Refuses every login (535).
    NoLogin,
    /// Accepts connections and says nothing.
    Silent,
    /// Takes every letter and does not answer a farewell.
    Clinging,
    /// Hides that it could encrypt, as somebody in between would.
    Stripped,
    /// Adds answers in the clear behind its answer to STARTTLS, as somebody in between would.
    Smuggle,
}

/// A letter that was taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// The envelope's sender.
    pub from: String,
    /// The envelope's recipients.
    pub to: Vec<String>,
    /// The letter, headers and all.
    pub data: String,
    /// Whether it came encrypted.
    pub encrypted: bool,
    /// What the client signed in with, in base64.
    pub login: Option<String>,
}

impl Taken {
    /// The letter with its quoted-printable parts made readable.
    pub fn readable(&self) -> String {
        let joined = self.data.replace("=\r\n", "");
        let mut bytes = Vec::with_capacity(joined.len());
        let mut rest = joined.as_bytes();
        while let Some((first, after)) = rest.split_first() {
            let coded = (*first == b'=').then(|| after.get(..2)).flatten();
            let byte = coded
                .and_then(|digits| std::str::from_utf8(digits).ok())
                .and_then(|digits| u8::from_str_radix(digits, 16).ok());
            let length = if byte.is_some() { 2 } else { 0 };
            bytes.push(byte.unwrap_or(*first));
            rest = after.get(length..).unwrap_or_default();
        }
        String::from_utf8_lossy(&bytes).replace("\r\n", "\n")
    }
}

struct Shared {
    manner: Mutex<Manner>,
    taken: Mutex<Vec<Taken>>,
    connections: Mutex<usize>,
}

/// The server; it stops when it is dropped.
pub struct Postbox {
    /// Its port on 127.0.0.1.
    pub port: u16,
    /// The authority that vouches for it, in PEM.
    pub authority: String,
    shared: Arc<Shared>,
    task: AbortHandle,
}

impl Drop for Postbox {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Postbox {
    /// Starts one whose certificate carries this name.
    pub async fn start(front: Front, name: &str) -> Self {
        let made =
            rcgen::generate_simple_self_signed(vec![name.to_owned()]).expect("a certificate");
        let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).expect("a key");
        let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("TLS versions")
            .with_no_client_auth()
            .with_single_cert(vec![made.cert.der().clone()], key)
            .expect("a TLS server");
        let tls = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let shared = Arc::new(Shared {
            manner: Mutex::new(Manner::Accept),
            taken: Mutex::default(),
            connections: Mutex::new(0),
        });
        let port = listener.local_addr().expect("an address").port();
        let serving = serve(listener, tls, front, Arc::clone(&shared));
        Self {
            port,
            authority: made.cert.pem(),
            shared,
            task: tokio::task::spawn(serving).abort_handle(),
        }
    }

    /// Behaves like this from now on.
    pub fn behave(&self, manner: Manner) {
        *locked(&self.shared.manner) = manner;
    }

    /// The letters that were taken in so far.
    pub fn taken(&self) -> Vec<Taken> {
        locked(&self.shared.taken).clone()
    }

    /// How often somebody connected.
    pub fn connections(&self) -> usize {
        *locked(&self.shared.connections)
    }
}

async fn serve(listener: TcpListener, tls: TlsAcceptor, front: Front, shared: Arc<Shared>) {
    while let Ok((stream, _)) = listener.accept().await {
        *locked(&shared.connections) += 1;
        let (tls, shared) = (tls.clone(), Arc::clone(&shared));
        tokio::task::spawn(async move {
            // A client that breaks off is the test's business.
            drop(receive(stream, tls, front, &shared).await);
        });
    }
}

async fn receive(
    stream: TcpStream,
    tls: TlsAcceptor,
    front: Front,
    shared: &Shared,
) -> io::Result<()> {
    let manner = *locked(&shared.manner);
    if manner == Manner::Silent {
        std::future::pending::<()>().await;
    }
    if front == Front::Implicit {
        let stream = tls.accept(stream).await?;
        return Conversation::new(stream, shared, manner, true)
            .run(true)
            .await
            .map(drop);
    }
    let plain = Conversation::new(stream, shared, manner, false)
        .run(true)
        .await?;
    let Some(stream) = plain else { return Ok(()) };
    let stream = tls.accept(stream).await?;
    Conversation::new(stream, shared, manner, true)
        .run(false)
        .await
        .map(drop)
}

struct Conversation<'a, S> {
    stream: BufStream<S>,
    shared: &'a Shared,
    manner: Manner,
    encrypted: bool,
    letter: Taken,
}

impl<'a, S: AsyncRead + AsyncWrite + Unpin> Conversation<'a, S> {
    fn new(stream: S, shared: &'a Shared, manner: Manner, encrypted: bool) -> Self {
        Self {
            stream: BufStream::new(stream),
            shared,
            manner,
            encrypted,
            letter: Taken {
                from: String::new(),
                to: Vec::new(),
                data: String::new(),
                encrypted,
                login: None,
            },
        }
    }

    /// Talks until the client leaves, or wants to go on encrypted: then the bare connection.
    async fn run(mut self, greets: bool) -> io::Result<Option<S>> {
        if greets {
            self.say("220 postbox.example ESMTP").await?;
        }
        let mut line = String::new();
        loop {
            line.clear();
            if self.stream.read_line(&mut line).await? == 0 {
                return Ok(None);
            }
            let command = line.trim_end().to_owned();
            let verb = command.get(..4).unwrap_or(&command).to_ascii_uppercase();
            match verb.as_str() {
                "EHLO" | "HELO" => self.hello().await?,
                "STAR" => {
                    self.say("220 go ahead").await?;
                    if self.manner == Manner::Smuggle {
                        self.say("250-smuggled\r\n250 AUTH PLAIN").await?;
                    }
                    return Ok(Some(self.stream.into_inner()));
                }
                "QUIT" if self.manner == Manner::Clinging => std::future::pending().await,
                "QUIT" => {
                    self.say("221 bye").await?;
                    return Ok(None);
                }
                _ => self.answer(&verb, &command).await?,
            }
        }
    }

    async fn hello(&mut self) -> io::Result<()> {
        if self.encrypted {
            self.say("250-postbox.example\r\n250-8BITMIME\r\n250 AUTH PLAIN LOGIN")
                .await
        } else if self.manner == Manner::Stripped {
            self.say("250-postbox.example\r\n250-AUTH PLAIN\r\n250 8BITMIME")
                .await
        } else {
            self.say("250-postbox.example\r\n250 STARTTLS").await
        }
    }

    async fn answer(&mut self, verb: &str, command: &str) -> io::Result<()> {
        match (verb, self.manner) {
            ("AUTH", Manner::NoLogin) => self.say("535 no").await,
            ("AUTH", _) => {
                self.letter.login = command.rsplit(' ').next().map(str::to_owned);
                self.say("235 welcome").await
            }
            ("MAIL", Manner::NoSender) => self.say("553 not from you").await,
            ("MAIL", _) => {
                self.letter.from = between(command);
                self.say("250 ok").await
            }
            ("RCPT", Manner::Later) => self.say(&format!("451 {} later", between(command))).await,
            ("RCPT", Manner::NoMailbox) => {
                self.say(&format!("550 no mailbox {}", between(command)))
                    .await
            }
            ("RCPT", _) => {
                self.letter.to.push(between(command));
                self.say("250 ok").await
            }
            ("DATA", _) => self.data().await,
            _ => self.say("250 ok").await,
        }
    }

    async fn data(&mut self) -> io::Result<()> {
        self.say("354 go ahead").await?;
        let mut line = String::new();
        loop {
            line.clear();
            if self.stream.read_line(&mut line).await? == 0 {
                return Ok(());
            }
            if line == ".\r\n" {
                break;
            }
            let unstuffed = line.strip_prefix('.').unwrap_or(&line);
            self.letter.data.push_str(unstuffed);
        }
        if self.manner == Manner::Refuse {
            return self.say("554 not this one").await;
        }
        let letter = std::mem::take(&mut self.letter.data);
        locked(&self.shared.taken).push(Taken {
            data: letter,
            ..self.letter.clone()
        });
        self.letter.to.clear();
        self.say("250 taken").await
    }

    async fn say(&mut self, line: &str) -> io::Result<()> {
        self.stream.write_all(line.as_bytes()).await?;
        self.stream.write_all(b"\r\n").await?;
        self.stream.flush().await
    }
}

fn between(command: &str) -> String {
    let inner = command
        .split_once('<')
        .and_then(|(_, rest)| rest.split_once('>'));
    inner.map_or("", |(inner, _)| inner).to_owned()
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

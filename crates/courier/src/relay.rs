//! The mail server and the conversation with it. One connection for each letter: whatever happens to one, the next one
//! begins afresh.

use std::fmt;
use std::time::Duration;

use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{
    AsyncSmtpConnection, Certificate, CertificateStore, TlsParameters,
};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::ClientId;
use tokio::net::TcpStream;
use zeroize::Zeroizing;

use crate::cautious::Cautious;
use crate::{CourierError, Letter, letter};

/// How long a server may take to say goodbye.
const FAREWELL: Duration = Duration::from_secs(2);

/// How the connection is encrypted. There is no way without.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// TLS from the first byte, usually on port 465.
    Implicit,
    /// In the clear until STARTTLS, which must succeed; usually on port 587.
    StartTls,
}

/// A name and a password for the mail server.
#[derive(Clone)]
pub struct Login {
    /// The name.
    pub user: String,
    /// The password.
    pub password: Zeroizing<String>,
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Login(..)")
    }
}

/// Who letters come from.
#[derive(Debug, Clone)]
pub struct Sender {
    /// How the sender is called; may be empty.
    pub name: String,
    /// The sender's address; the Message-ID is made in its domain.
    pub address: String,
}

/// A mail server and how to speak with it.
#[derive(Debug, Clone)]
pub struct Relay {
    /// Its name, which its certificate must carry.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is encrypted.
    pub security: Security,
    /// Who we are there, where it asks.
    pub login: Option<Login>,
    /// Who letters come from.
    pub sender: Sender,
    /// The only authority, in PEM, whose certificates are believed; none for those the machine believes.
    pub authority: Option<Vec<u8>>,
    /// How long one whole conversation may take.
    pub patience: Duration,
}

/// Delivers letters to one mail server.
#[derive(Clone)]
pub struct Courier {
    relay: Relay,
    tls: TlsParameters,
    hello: ClientId,
}

impl fmt::Debug for Courier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Courier").finish_non_exhaustive()
    }
}

impl Courier {
    /// A courier for this server.
    ///
    /// # Errors
    /// [`CourierError::Settings`] for an authority that is no certificate or a sender that is no address.
    pub fn new(relay: Relay) -> Result<Self, CourierError> {
        let sender = letter::mailbox(&relay.sender.name, &relay.sender.address).ok_or(
            CourierError::Settings("the sender is not an e-mail address"),
        )?;
        let mut tls = TlsParameters::builder(relay.host.clone());
        if let Some(pem) = &relay.authority {
            // A file without any certificate in it would be read as no authority at all.
            if !holds_a_certificate(pem) {
                return Err(CourierError::Settings(
                    "the authority is not a PEM certificate",
                ));
            }
            let authority = Certificate::from_pem(pem)
                .map_err(|_| CourierError::Settings("the authority is not a PEM certificate"))?;
            tls = tls
                .certificate_store(CertificateStore::None)
                .add_root_certificate(authority);
        }
        let tls = tls
            .build()
            .map_err(|_| CourierError::Settings("the authority is not a PEM certificate"))?;
        Ok(Self {
            hello: ClientId::Domain(sender.email.domain().to_owned()),
            relay,
            tls,
        })
    }

    /// Delivers a letter: when this returns `Ok`, the server has taken it over.
    pub async fn deliver(&self, letter: &Letter) -> Result<(), CourierError> {
        let message = letter.written(&self.relay.sender)?;
        let bytes = message.formatted();
        let envelope = message.envelope();
        let conversation = async {
            let mut connection = self.connected().await?;
            let sender = Mail::new(envelope.from().cloned(), Vec::new());
            step(connection.command(sender).await, CourierError::Sender)?;
            for recipient in envelope.to() {
                let recipient = Rcpt::new(recipient.clone(), Vec::new());
                step(connection.command(recipient).await, CourierError::Mailbox)?;
            }
            step(connection.command(Data).await, CourierError::Refused)?;
            step(connection.message(&bytes).await, CourierError::Refused)?;
            Ok(connection)
        };
        let mut connection = self.in_time(conversation).await?;
        // It has been taken over; how the farewell goes, and how long it takes, changes nothing.
        drop(tokio::time::timeout(FAREWELL, connection.quit()).await);
        Ok(())
    }

    /// Connects, encrypts and signs in, and sends nothing.
    pub async fn probe(&self) -> Result<(), CourierError> {
        self.in_time(async {
            let mut connection = self.connected().await?;
            drop(connection.quit().await);
            Ok(())
        })
        .await
    }

    async fn in_time<T>(
        &self,
        conversation: impl Future<Output = Result<T, CourierError>>,
    ) -> Result<T, CourierError> {
        tokio::time::timeout(self.relay.patience, conversation)
            .await
            .unwrap_or(Err(CourierError::Unreachable))
    }

    async fn connected(&self) -> Result<AsyncSmtpConnection, CourierError> {
        let place = (self.relay.host.as_str(), self.relay.port);
        let mut connection = match self.relay.security {
            Security::Implicit => {
                let tls = Some(self.tls.clone());
                AsyncSmtpConnection::connect_tokio1(
                    place,
                    Some(self.relay.patience),
                    &self.hello,
                    tls,
                    None,
                )
                .await
                .map_err(|error| meaning(&error, CourierError::Later))?
            }
            Security::StartTls => self.upgraded(place).await?,
        };
        if let Some(login) = &self.relay.login {
            let credentials = Credentials::new(login.user.clone(), login.password.to_string());
            let asked = connection
                .auth(&[Mechanism::Plain, Mechanism::Login], &credentials)
                .await;
            step(asked, CourierError::Login)?;
        }
        Ok(connection)
    }

    async fn upgraded(&self, place: (&str, u16)) -> Result<AsyncSmtpConnection, CourierError> {
        let stream = TcpStream::connect(place)
            .await
            .map_err(|_| CourierError::Unreachable)?;
        let stream = Box::new(Cautious::new(stream));
        let mut connection = AsyncSmtpConnection::connect_with_transport(stream, &self.hello)
            .await
            .map_err(|error| meaning(&error, CourierError::Later))?;
        // SECURITY: whoever stands between could take the offer out; guarded by test
        // `a_server_without_starttls_gets_nothing`.
        if !connection.can_starttls() {
            return Err(CourierError::NoEncryption);
        }
        connection
            .starttls(self.tls.clone(), &self.hello)
            .await
            .map_err(|error| meaning(&error, CourierError::Later))?;
        Ok(connection)
    }
}

fn holds_a_certificate(pem: &[u8]) -> bool {
    String::from_utf8_lossy(pem).contains("-----BEGIN CERTIFICATE-----")
}

/// One step of the conversation; `refused` is what a final refusal of it means.
fn step<T>(
    outcome: Result<T, SmtpError>,
    refused: fn(u16) -> CourierError,
) -> Result<(), CourierError> {
    match outcome {
        Ok(_) => Ok(()),
        Err(error) => Err(meaning(&error, refused)),
    }
}

fn meaning(error: &SmtpError, refused: fn(u16) -> CourierError) -> CourierError {
    let code = error.status().map_or(0, u16::from);
    if error.is_permanent() {
        refused(code)
    } else if error.is_transient() {
        CourierError::Later(code)
    } else if is_certificate(error) {
        CourierError::Certificate
    } else if error.is_client() {
        // No way to sign in that both sides know.
        CourierError::Login(0)
    } else if error.is_response() {
        CourierError::Garbled
    } else {
        CourierError::Unreachable
    }
}

/// TLS reports a certificate it does not believe as a failure to read.
fn is_certificate(error: &SmtpError) -> bool {
    if error.is_tls() {
        return true;
    }
    let mut cause = std::error::Error::source(error);
    while let Some(found) = cause {
        if let Some(io) = found.downcast_ref::<std::io::Error>()
            && io.kind() == std::io::ErrorKind::InvalidData
        {
            return true;
        }
        cause = found.source();
    }
    false
}

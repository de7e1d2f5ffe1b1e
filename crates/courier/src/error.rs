//! What can go wrong with a letter, by what has to be done about it.

/// Why a letter was not delivered. SECURITY: no server's words are kept, since they often repeat the address; guarded by
/// test `errors_never_repeat_an_address`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CourierError {
    /// A setting cannot be used.
    #[error("the mail settings cannot be used: {0}")]
    Settings(&'static str),
    /// The letter cannot be written down.
    #[error("the letter cannot be written: {0}")]
    Letter(&'static str),
    /// Nobody answers, or not in time.
    #[error("the mail server does not answer")]
    Unreachable,
    /// The server offers no encryption.
    #[error("the mail server offers no STARTTLS, and nothing is sent in the clear")]
    NoEncryption,
    /// The server's certificate is not trusted, or the encrypted connection failed.
    #[error("the mail server's certificate is not trusted, or TLS failed")]
    Certificate,
    /// The server does not accept the login.
    #[error("the mail server refuses the login ({0})")]
    Login(u16),
    /// The server does not take mail from the configured sender.
    #[error("the mail server refuses the sender ({0})")]
    Sender(u16),
    /// There is no such mailbox, for good.
    #[error("the mailbox does not exist or takes no mail ({0})")]
    Mailbox(u16),
    /// The server refuses this letter for good.
    #[error("the mail server refuses the letter ({0})")]
    Refused(u16),
    /// Not now.
    #[error("the mail server asks to try again later ({0})")]
    Later(u16),
    /// The server does not speak SMTP as it should.
    #[error("the mail server answers in a way that cannot be understood")]
    Garbled,
}

impl CourierError {
    /// Whether trying the same letter again cannot help: its address or the letter itself is refused.
    pub fn is_permanent(self) -> bool {
        matches!(self, Self::Letter(_) | Self::Mailbox(_) | Self::Refused(_))
    }

    /// Whether every other letter would fail alike, so that there is no point in going on now.
    pub fn concerns_every_letter(self) -> bool {
        matches!(
            self,
            Self::Settings(_)
                | Self::Unreachable
                | Self::NoEncryption
                | Self::Certificate
                | Self::Login(_)
                | Self::Sender(_)
                | Self::Garbled
        )
    }
}

//! A connection before STARTTLS: read byte by byte, so that nothing which arrives in the clear behind the server's
//! answer can be taken for an answer under encryption.
//!
//! SECURITY: guarded by test `answers_smuggled_in_before_encryption_are_not_believed`.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};

use lettre::transport::smtp::client::AsyncTokioStream;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// Where the conversation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Plain,
    Asked,
    Encrypted,
}

/// A connection that starts in the clear.
#[derive(Debug)]
pub(crate) struct Cautious {
    inner: TcpStream,
    phase: Phase,
}

impl Cautious {
    pub(crate) fn new(inner: TcpStream) -> Self {
        Self {
            inner,
            phase: Phase::Plain,
        }
    }
}

impl AsyncTokioStream for Cautious {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.inner.peer_addr()
    }
}

impl AsyncRead for Cautious {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.phase == Phase::Encrypted || buffer.remaining() == 0 {
            return Pin::new(&mut self.inner).poll_read(context, buffer);
        }
        let mut byte = [0];
        let mut one = ReadBuf::new(&mut byte);
        let outcome = Pin::new(&mut self.inner).poll_read(context, &mut one);
        if matches!(outcome, Poll::Ready(Ok(()))) {
            buffer.put_slice(one.filled());
        }
        outcome
    }
}

impl AsyncWrite for Cautious {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        // The first bytes after the question are the handshake's.
        match self.phase {
            Phase::Plain if bytes.starts_with(b"STARTTLS") => self.phase = Phase::Asked,
            Phase::Asked => self.phase = Phase::Encrypted,
            Phase::Plain | Phase::Encrypted => {}
        }
        Pin::new(&mut self.inner).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(context)
    }
}

//! Answers whose first record leaves before the rest of them is sealed, so that their reader opens it meanwhile.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// What fits into one record, in bytes (RFC 8446 §5.1).
const RECORD: usize = 16 * 1024;
/// The most pieces that a first record is put together from.
const PIECES: usize = 8;

/// A stream that hands on a record, and not more, of what is written first after something was read.
///
/// For HTTP/1.1, where a whole answer comes in one write. HTTP/2 writes a frame at a time by itself.
pub(crate) struct PromptStream<S> {
    inner: S,
    answers: bool,
}

impl<S> PromptStream<S> {
    /// Wraps a stream that seals what it is given.
    pub(crate) fn new(inner: S) -> Self {
        Self {
            inner,
            answers: false,
        }
    }

    fn written(&mut self, poll: &Poll<io::Result<usize>>) {
        if poll.is_ready() {
            self.answers = false;
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for PromptStream<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let poll = Pin::new(&mut self.inner).poll_read(context, buffer);
        self.answers |= buffer.filled().len() > before;
        poll
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for PromptStream<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        data: &[u8],
    ) -> Poll<io::Result<usize>> {
        let length = if self.answers { RECORD } else { data.len() };
        let data = data.get(..length).unwrap_or(data);
        let poll = Pin::new(&mut self.inner).poll_write(context, data);
        self.written(&poll);
        poll
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        data: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let poll = if self.answers {
            let (pieces, used) = record(data);
            let first = pieces.get(..used).unwrap_or_default();
            Pin::new(&mut self.inner).poll_write_vectored(context, first)
        } else {
            Pin::new(&mut self.inner).poll_write_vectored(context, data)
        };
        self.written(&poll);
        poll
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(context)
    }
}

/// The beginning of `data` that fits into one record.
fn record<'d>(data: &'d [IoSlice<'_>]) -> ([IoSlice<'d>; PIECES], usize) {
    let mut pieces = [IoSlice::new(&[]); PIECES];
    let (mut left, mut used) = (RECORD, 0);
    for (piece, whole) in pieces.iter_mut().zip(data) {
        *piece = IoSlice::new(whole.get(..left).unwrap_or(whole));
        left -= piece.len();
        used += 1;
        if left == 0 {
            break;
        }
    }
    (pieces, used)
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};

    use super::*;

    async fn asked() -> (PromptStream<DuplexStream>, DuplexStream) {
        let (server, mut peer) = duplex(1 << 20);
        let mut stream = PromptStream::new(server);
        peer.write_all(b"GET").await.unwrap();
        stream.read_exact(&mut [0; 3]).await.unwrap();
        (stream, peer)
    }

    #[tokio::test]
    async fn the_first_record_of_an_answer_goes_ahead_and_the_rest_follows_whole() {
        let (mut stream, mut peer) = asked().await;
        let (head, mut body) = ([1; 500], vec![2; 65_536]);

        let answer = [IoSlice::new(&head), IoSlice::new(&body)];
        assert_eq!(stream.write_vectored(&answer).await.unwrap(), RECORD);
        let rest = body.split_off(RECORD - head.len());
        assert_eq!(stream.write(&rest).await.unwrap(), rest.len());

        let sent = [head.as_slice(), &body, &rest].concat();
        let mut heard = vec![0; sent.len()];
        peer.read_exact(&mut heard).await.unwrap();
        assert_eq!(heard, sent);
    }

    #[tokio::test]
    async fn every_answer_of_a_connection_begins_with_one_record() {
        let (mut stream, mut peer) = asked().await;
        let body = vec![1; 65_536];
        assert_eq!(stream.write(&[1; 100]).await.unwrap(), 100);
        assert_eq!(stream.write(&body).await.unwrap(), body.len());

        peer.write_all(b"GET").await.unwrap();
        stream.read_exact(&mut [0; 3]).await.unwrap();
        assert_eq!(stream.write(&body).await.unwrap(), RECORD);
    }

    #[tokio::test]
    async fn what_is_written_in_many_pieces_arrives() {
        let (mut stream, mut peer) = asked().await;
        let piece = [7; 100];
        let pieces = [IoSlice::new(&piece); 2 * PIECES];

        let written = stream.write_vectored(&pieces).await.unwrap();
        assert_eq!(written, PIECES * piece.len());

        let mut heard = vec![0; written];
        peer.read_exact(&mut heard).await.unwrap();
        assert!(heard.iter().all(|byte| *byte == 7));
    }
}

//! An answer that knows what of it was sent.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, ready};

use axum::body::Body;
use bytes::{Buf, Bytes};
use futures::task::AtomicWaker;
use http_body::{Frame, SizeHint};

use super::turn::Turn;
use crate::places::Place;

/// What an answer holds until its last byte was sent.
pub(super) struct Answer {
    turn: Arc<Turn>,
    /// Pieces that the protocol has and the peer has not.
    unread: AtomicUsize,
    read: AtomicWaker,
    _place: Option<Place>,
}

/// Bytes of a piece. The protocol reserves what the peer's window for its connection has for as much of an answer as it
/// was given: with a mebibyte of each, fifteen answers would keep all others from a browser until they were sent.
const PIECE: usize = 64 * 1024;

/// The body of an answer. A long one ends when its last byte was sent.
pub(crate) struct ReadBody {
    inner: Body,
    /// What is left of the piece that `inner` has given.
    rest: Bytes,
    answer: Arc<Answer>,
    is_long: bool,
    is_over: bool,
}

/// Some bytes of an answer on their way to the peer.
pub(crate) struct Unread {
    bytes: Bytes,
    answer: Arc<Answer>,
}

impl Answer {
    pub(super) fn new(turn: Arc<Turn>, place: Option<Place>) -> Arc<Self> {
        Arc::new(Self {
            turn,
            unread: AtomicUsize::new(0),
            read: AtomicWaker::new(),
            _place: place,
        })
    }

    fn poll_read(&self, context: &Context<'_>) -> Poll<()> {
        self.read.register(context.waker());
        if self.unread.load(Ordering::Acquire) == 0 {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    }
}

impl ReadBody {
    pub(super) fn new(inner: Body, answer: Arc<Answer>, is_long: bool) -> Self {
        Self {
            inner,
            rest: Bytes::new(),
            answer,
            is_long,
            is_over: false,
        }
    }

    fn next_piece(&mut self) -> Frame<Unread> {
        let length = self.rest.len().min(PIECE);
        self.answer.unread.fetch_add(1, Ordering::Relaxed);
        Frame::data(Unread {
            bytes: self.rest.split_to(length),
            answer: Arc::clone(&self.answer),
        })
    }
}

impl http_body::Body for ReadBody {
    type Data = Unread;
    type Error = axum::Error;

    // SECURITY: the protocol takes the last piece of a body before the peer has opened its window for it, and a stream
    // whose body is over is nobody's to give up; guarded by test `an_answer_that_nobody_reads_is_given_up`.
    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Unread>, axum::Error>>> {
        if !self.rest.is_empty() {
            return Poll::Ready(Some(Ok(self.next_piece())));
        }
        if !self.is_over {
            self.answer.turn.ours();
            let frame = ready!(Pin::new(&mut self.inner).poll_frame(context));
            self.answer.turn.theirs();
            match frame.map(|frame| frame.map(Frame::into_data)) {
                Some(Ok(Ok(data))) => {
                    self.rest = data;
                    return Poll::Ready(Some(Ok(self.next_piece())));
                }
                // Trailers.
                Some(Ok(Err(other))) => {
                    return Poll::Ready(other.into_trailers().ok().map(Frame::trailers).map(Ok));
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => self.is_over = true,
            }
        }
        if self.is_long {
            ready!(self.answer.poll_read(context));
        }
        Poll::Ready(None)
    }

    fn is_end_stream(&self) -> bool {
        !self.is_long && self.rest.is_empty() && self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        let (inner, rest) = (self.inner.size_hint(), self.rest.len() as u64);
        let mut hint = SizeHint::new();
        hint.set_lower(inner.lower() + rest);
        if let Some(upper) = inner.upper() {
            hint.set_upper(upper + rest);
        }
        hint
    }
}

impl Buf for Unread {
    fn remaining(&self) -> usize {
        self.bytes.remaining()
    }

    fn chunk(&self) -> &[u8] {
        self.bytes.chunk()
    }

    fn advance(&mut self, count: usize) {
        self.bytes.advance(count);
        self.answer.turn.moved();
    }
}

impl Drop for Unread {
    fn drop(&mut self) {
        if self.answer.unread.fetch_sub(1, Ordering::AcqRel) == 1 {
            self.answer.read.wake();
        }
    }
}

#[cfg(test)]
mod tests {
    use http_body::Body as _;
    use http_body_util::{BodyExt, StreamBody};

    use super::*;

    fn handed(body: Body) -> ReadBody {
        ReadBody::new(body, Answer::new(Arc::new(Turn::new()), None), true)
    }

    #[tokio::test]
    async fn long_answers_go_out_whole_and_in_small_pieces() {
        let bytes: Vec<u8> = (0..=u8::MAX).cycle().take(5 * PIECE / 2).collect();
        let mut body = handed(Body::from(bytes.clone()));
        assert_eq!(body.size_hint().exact(), Some(bytes.len() as u64));

        let (mut whole, mut pieces) = (Vec::new(), Vec::new());
        while let Some(frame) = body.frame().await {
            let mut piece = frame.unwrap().into_data().ok().unwrap();
            pieces.push(piece.remaining());
            whole.extend_from_slice(&piece.copy_to_bytes(piece.remaining()));
            let left = body.size_hint().exact();
            assert_eq!(left, Some((bytes.len() - whole.len()) as u64));
        }

        assert_eq!(pieces, [PIECE, PIECE, PIECE / 2]);
        assert_eq!(whole, bytes);
    }

    #[tokio::test]
    async fn trailers_and_errors_pass() {
        let trailers = http::HeaderMap::from_iter([(http::header::ETAG, "1".parse().unwrap())]);
        let frames = [
            Ok(Frame::data(Bytes::from_static(b"data"))),
            Ok(Frame::trailers(trailers.clone())),
            Err(std::io::Error::other("it broke")),
        ];
        let mut body = handed(Body::new(StreamBody::new(futures::stream::iter(frames))));

        drop(
            body.frame()
                .await
                .unwrap()
                .unwrap()
                .into_data()
                .ok()
                .unwrap(),
        );
        let end = body.frame().await.unwrap().unwrap().into_trailers();
        assert_eq!(end.ok(), Some(trailers));
        assert!(body.frame().await.unwrap().is_err());
    }

    #[tokio::test]
    async fn a_long_answer_is_over_when_its_last_piece_was_read() {
        let mut body = handed(Body::from("data"));
        let piece = body.frame().await.unwrap().unwrap();
        assert!(!body.is_end_stream());

        let mut end = std::pin::pin!(body.frame());
        assert!(futures::poll!(end.as_mut()).is_pending());
        drop(piece);

        assert!(end.await.is_none());
    }
}

//! How long the server waits for a slow peer once a request has begun: bodies must arrive at a minimum rate, and
//! answers must be read.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep};
use tokio_util::sync::{CancellationToken, WaitForCancellationFutureOwned};

/// The window over which a body's rate is judged.
const WINDOW: Duration = Duration::from_secs(30);
/// The fewest bytes that must arrive in one window.
const WINDOW_BYTES: usize = 4 * 1024;
/// How much of a body that nobody needs any more is still taken, in bytes: two parts of an upload.
const HEARD_OUT: usize = 16 << 20;
/// For how long.
const HEARING_OUT: Duration = Duration::from_secs(10);
/// How long a peer may refuse to read.
const UNREAD: Duration = Duration::from_mins(1);

/// The peer is too slow.
#[derive(Debug, thiserror::Error)]
#[error("the peer is too slow")]
pub struct TooSlow;

/// A request body that must arrive at a minimum rate.
pub struct PatientBody {
    /// Gone only while it is dropped.
    inner: Option<Incoming>,
    hears_out: bool,
    window: Pin<Box<Sleep>>,
    received: usize,
}

impl PatientBody {
    /// Starts the first window. With `hears_out` a peer that is answered before its body has ended may send the rest:
    /// over HTTP/1.1 it would otherwise find the connection closed and often never see why it was refused.
    pub fn new(inner: Incoming, hears_out: bool) -> Self {
        Self {
            inner: Some(inner),
            hears_out,
            window: Box::pin(sleep(WINDOW)),
            received: 0,
        }
    }
}

impl Body for PatientBody {
    type Data = Bytes;
    type Error = Box<dyn std::error::Error + Send + Sync>;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let Some(inner) = &mut self.inner else {
            return Poll::Ready(None);
        };
        if let Poll::Ready(frame) = Pin::new(inner).poll_frame(context) {
            if let Some(Ok(frame)) = &frame {
                self.received += frame.data_ref().map_or(0, Bytes::len);
            }
            return Poll::Ready(frame.map(|frame| frame.map_err(Into::into)));
        }
        ready!(self.window.as_mut().poll(context));
        if self.received < WINDOW_BYTES {
            return Poll::Ready(Some(Err(Box::new(TooSlow))));
        }
        self.received = 0;
        self.window.as_mut().reset(Instant::now() + WINDOW);
        // Registers the new deadline.
        let poll = self.window.as_mut().poll(context);
        debug_assert!(poll.is_pending(), "a window that begins now has not ended");
        Poll::Pending
    }

    fn is_end_stream(&self) -> bool {
        self.inner.as_ref().is_none_or(Body::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.as_ref().map(Body::size_hint).unwrap_or_default()
    }
}

impl Drop for PatientBody {
    // SECURITY: bounded in bytes and time, so that a refusal costs little; guarded by test
    // `whoever_is_refused_before_the_end_of_a_body_learns_why`.
    fn drop(&mut self) {
        let left = self.inner.take().filter(|body| !body.is_end_stream());
        if let Some(body) = left.filter(|_| self.hears_out)
            && let Ok(runtime) = tokio::runtime::Handle::try_current()
        {
            runtime.spawn(tokio::time::timeout(HEARING_OUT, hear_out(body)));
        }
    }
}

async fn hear_out(mut body: Incoming) {
    let mut heard = 0;
    while let Some(Ok(frame)) = body.frame().await {
        heard += frame.data_ref().map_or(0, Bytes::len);
        if heard > HEARD_OUT {
            return;
        }
    }
}

/// A body without an end of its own, which ends when the server stops.
pub struct EndingBody {
    inner: axum::body::Body,
    stop: Pin<Box<WaitForCancellationFutureOwned>>,
}

impl EndingBody {
    /// Ends with the inner body, or when told to.
    pub fn new(inner: axum::body::Body, stop: CancellationToken) -> Self {
        Self {
            inner,
            stop: Box::pin(stop.cancelled_owned()),
        }
    }
}

impl Body for EndingBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        if let Poll::Ready(frame) = Pin::new(&mut self.inner).poll_frame(context) {
            return Poll::Ready(frame);
        }
        ready!(self.stop.as_mut().poll(context));
        Poll::Ready(None)
    }
}

/// What every HTTP/2 peer says first (RFC 9113 §3.4), in bytes.
const PREFACE: usize = 24;

/// A stream whose peer must read what is written, and may have to say its greeting in time.
pub struct PatientStream<S> {
    inner: S,
    greeting: Option<Greeting>,
    unread: Pin<Box<Sleep>>,
    waiting: bool,
}

/// The HTTP/2 preface that is still to come. Nothing else watches a peer that never finishes it.
struct Greeting {
    missing: usize,
    deadline: Pin<Box<Sleep>>,
}

impl<S> PatientStream<S> {
    /// Wraps a stream whose first bytes somebody else waits for.
    pub fn new(inner: S) -> Self {
        Self {
            inner,
            greeting: None,
            unread: Box::pin(sleep(UNREAD)),
            waiting: false,
        }
    }

    /// Wraps a stream whose peer has this long for the HTTP/2 preface.
    pub fn greeted_within(inner: S, time: Duration) -> Self {
        let greeting = Greeting {
            missing: PREFACE,
            deadline: Box::pin(sleep(time)),
        };
        Self {
            greeting: Some(greeting),
            ..Self::new(inner)
        }
    }

    fn judge<T>(
        &mut self,
        poll: Poll<io::Result<T>>,
        context: &mut Context<'_>,
    ) -> Poll<io::Result<T>> {
        if poll.is_ready() {
            self.waiting = false;
            return poll;
        }
        if !self.waiting {
            self.waiting = true;
            self.unread.as_mut().reset(Instant::now() + UNREAD);
        }
        ready!(self.unread.as_mut().poll(context));
        Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, TooSlow)))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for PatientStream<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let poll = Pin::new(&mut self.inner).poll_read(context, buffer);
        let Some(greeting) = &mut self.greeting else {
            return poll;
        };
        greeting.missing = greeting
            .missing
            .saturating_sub(buffer.filled().len() - before);
        if greeting.missing == 0 {
            self.greeting = None;
            return poll;
        }
        if poll.is_pending() {
            ready!(greeting.deadline.as_mut().poll(context));
            return Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, TooSlow)));
        }
        poll
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for PatientStream<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        data: &[u8],
    ) -> Poll<io::Result<usize>> {
        let poll = Pin::new(&mut self.inner).poll_write(context, data);
        self.judge(poll, context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        data: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let poll = Pin::new(&mut self.inner).poll_write_vectored(context, data);
        self.judge(poll, context)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let poll = Pin::new(&mut self.inner).poll_flush(context);
        self.judge(poll, context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(context)
    }
}

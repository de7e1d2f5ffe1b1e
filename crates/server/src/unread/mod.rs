//! What peers over HTTP/2 leave unread. Over HTTP/1.1 a connection carries one answer at a time and ends when its peer
//! stops reading ([`crate::patience`]); over HTTP/2 it carries a hundred, each with a window of its own that the peer
//! may keep shut. So one address has a number of requests under way, an answer that nobody reads is given up, and a
//! connection without any is let go.

mod body;
mod gate;
mod streams;
mod turn;

use std::time::Duration;

use axum::body::Body;
use http_body::Body as _;
use hyper::{Response, header};

use body::Answer;
pub(crate) use body::ReadBody;
pub(crate) use gate::Gate;
pub(crate) use streams::Streams;

use crate::places::Place;

/// What one network address may have under way over HTTP/2, and for how long.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Requests that read, until their answer is short or sent.
    pub answers: usize,
    /// Requests that change something, likewise.
    pub changes: usize,
    /// How long a request that reads waits for its place.
    pub wait: Duration,
    /// How long an answer may lie unread.
    pub unread: Duration,
    /// How long a connection stays open without a request.
    pub idle: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            // An office in which everybody opens a review, at up to 3 MiB of a file each.
            answers: 64,
            // An office in which fifty people upload, four parts each.
            changes: 256,
            wait: Duration::from_secs(15),
            // As long as a slow line needs to send something of each of a hundred answers.
            unread: Duration::from_mins(2),
            idle: Duration::from_mins(3),
        }
    }
}

/// Answers of up to this many bytes need no place. What is read from files for one of them takes no more memory.
const SHORT: u64 = 16 * 1024;

/// Has the answer keep its place until its last byte was sent, if it is long. One without an end is told by its little
/// events, and would keep the place for a day.
pub(crate) fn hand_out(answer: Response<Body>, place: Option<Place>) -> Response<ReadBody> {
    let kind = answer.headers().get(header::CONTENT_TYPE);
    let is_endless = kind.is_some_and(|kind| kind == "text/event-stream");
    let is_long = !is_endless && length(&answer).is_none_or(|length| length > SHORT);
    let place = place.filter(|_| is_long);
    let handed = Answer::new(streams::turn(), place);
    answer.map(|body| ReadBody::new(body, handed, is_long))
}

/// Bytes of an answer, where they are known before it is read.
fn length(answer: &Response<Body>) -> Option<u64> {
    let told = answer.headers().get(header::CONTENT_LENGTH);
    let told = told.and_then(|length| length.to_str().ok()?.parse().ok());
    told.or_else(|| answer.size_hint().upper())
}

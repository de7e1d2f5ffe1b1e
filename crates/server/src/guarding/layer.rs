//! The layer: looks at each request, its body too where that is no file, and lets it on or answers in its place.

use std::sync::Arc;

use ::guard::Decision;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::{HeaderMap, Method, header};
use http_body::Body as _;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use webkit::Problem;
use webkit::doorkeeper::PeerAddress;

use super::{Facts, Guard, Verdict, answer, told};

/// Bodies up to this many bytes are judged at once; longer ones take milliseconds, on a thread that nobody waits for.
const AT_ONCE: usize = 16 << 10;

/// The most bytes of a body: what operations take at most and the engine looks at.
const MOST: usize = 256 << 10;

/// Types of requests that carry a file. Its bytes are no words of a request: they are sealed as they come, and what they
/// are is found out in the sandbox.
const FILES: [&str; 2] = [
    "application/octet-stream",
    "application/offset+octet-stream",
];

/// Stands in front of every route.
pub async fn layer(State(guard): State<Arc<Guard>>, request: Request, next: Next) -> Response {
    match admit(&guard, request).await {
        Ok(request) => next.run(request).await,
        Err(refused) => *refused,
    }
}

async fn admit(guard: &Arc<Guard>, request: Request) -> Result<Request, Box<Response>> {
    if guard.is_off(request.uri().path()) {
        return Ok(request);
    }
    let facts = facts(&request);
    let (parts, body) = request.into_parts();
    let (body, bytes) = if is_file(&facts.headers) || body.is_end_stream() {
        (body, Bytes::new())
    } else {
        let bytes = read(body).await?;
        (Body::from(bytes.clone()), bytes)
    };
    let wants_page = wants_page(&facts);
    let (id, verdict) = judge(guard, facts, bytes).await;
    told::tell(&id, &verdict);
    match verdict.decision {
        Decision::Pass => Ok(Request::from_parts(parts, body)),
        Decision::Refuse { .. } => Err(Box::new(answer::to(&id, &verdict, wants_page))),
    }
}

async fn judge(guard: &Arc<Guard>, facts: Facts, bytes: Bytes) -> (String, Verdict) {
    if bytes.len() <= AT_ONCE {
        let verdict = guard.judge(&facts, &bytes);
        return (facts.id, verdict);
    }
    let (guard, id) = (Arc::clone(guard), facts.id.clone());
    let judged = tokio::task::spawn_blocking(move || guard.judge(&facts, &bytes)).await;
    // SECURITY: what could not be judged does not pass.
    (id, judged.unwrap_or_else(|_| Verdict::unjudged()))
}

fn facts(request: &Request) -> Facts {
    let id = request
        .headers()
        .get("x-request-id")
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    Facts {
        client: request.extensions().get::<PeerAddress>().map(|peer| peer.0),
        method: request.method().clone(),
        uri: request.uri().clone(),
        version: request.version(),
        headers: request.headers().clone(),
        id: id.to_owned(),
    }
}

async fn read(body: Body) -> Result<Bytes, Box<Response>> {
    let refused = |error: Box<dyn std::error::Error + Send + Sync>| {
        let problem = if error.is::<LengthLimitError>() {
            Problem::too_large()
        } else {
            answer::unreadable()
        };
        Box::new(problem.into_response())
    };
    let read = Limited::new(body, MOST).collect().await;
    read.map(http_body_util::Collected::to_bytes)
        .map_err(refused)
}

fn is_file(headers: &HeaderMap) -> bool {
    headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| FILES.iter().any(|file| kind.as_bytes() == file.as_bytes()))
}

/// Whether a person looks at the answer in a browser, rather than a program.
fn wants_page(facts: &Facts) -> bool {
    facts.method == Method::GET
        && !facts.uri.path().starts_with("/api/")
        && facts
            .headers
            .get(header::ACCEPT)
            .and_then(|value| value.to_str().ok())
            .is_some_and(|value| value.contains("text/html"))
}

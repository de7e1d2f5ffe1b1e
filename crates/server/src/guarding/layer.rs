//! The layer: looks at each request, its body too where that is no file, and lets it on or answers in its place.

use std::sync::Arc;
use std::time::Duration;

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

/// How long such a body may take to arrive: nobody holds its memory for longer.
const ARRIVES: Duration = Duration::from_mins(1);

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
        let bytes = read(body, ARRIVES).await?;
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
    // Only so many at a time, so that whoever sends many leaves processors to others.
    let turn = Arc::clone(&guard.long_bodies).acquire_owned().await;
    let judged = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        guard.judge(&facts, &bytes)
    });
    let judged = judged.await;
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

async fn read(body: Body, within: Duration) -> Result<Bytes, Box<Response>> {
    let refused = |error: Box<dyn std::error::Error + Send + Sync>| {
        let problem = if error.is::<LengthLimitError>() {
            Problem::too_large()
        } else {
            answer::unreadable()
        };
        Box::new(problem.into_response())
    };
    let read = tokio::time::timeout(within, Limited::new(body, MOST).collect()).await;
    let read = read.unwrap_or_else(|late| Err(late.into()));
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

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::middleware::from_fn_with_state;
    use axum::routing::post;
    use futures::StreamExt;
    use http::StatusCode;
    use kernel::SystemClock;
    use tower::ServiceExt;

    use super::*;
    use crate::config::Config;
    use crate::guarding::load_with;

    async fn send(content_type: &str, body: Body) -> StatusCode {
        let config = Config::load(None, std::iter::empty()).unwrap();
        let loaded = load_with(None).unwrap();
        let guard = Guard::new(loaded, &config.guard, Arc::new(SystemClock)).unwrap();
        let router = Router::new()
            .route("/", post(|body: Bytes| async move { body }))
            .layer(from_fn_with_state(Arc::new(guard), layer));
        let request = http::Request::post("/")
            .header(header::CONTENT_TYPE, content_type)
            .body(body)
            .unwrap();
        router.oneshot(request).await.unwrap().status()
    }

    #[tokio::test]
    async fn a_body_that_does_not_arrive_is_not_waited_for() {
        let begins = futures::stream::iter([Ok::<_, std::io::Error>("{")]);
        let body = Body::from_stream(begins.chain(futures::stream::pending()));
        let refused = read(body, Duration::from_millis(20)).await.unwrap_err();
        assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    }

    #[tokio::test]
    async fn long_bodies_are_judged_too_and_files_stream_past() {
        let hidden = format!(
            "{{\"a\": \"{}\", \"b\": \"1' OR '1'='1\"}}",
            "x ".repeat(20_000)
        );
        assert_eq!(
            send("application/json", Body::from(hidden.clone())).await,
            StatusCode::FORBIDDEN
        );
        let harmless = hidden.replace("1' OR '1'='1", "fine");
        assert_eq!(
            send("application/json", Body::from(harmless)).await,
            StatusCode::OK
        );
        assert_eq!(
            send("application/octet-stream", Body::from(hidden)).await,
            StatusCode::OK
        );
        let other = Body::from("x".repeat(MOST + 1));
        assert_eq!(
            send("text/plain", other).await,
            StatusCode::PAYLOAD_TOO_LARGE
        );
    }
}

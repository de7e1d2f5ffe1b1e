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
use webkit::input::BODY_LIMIT;

use super::room::{Room, Share};
use super::{Facts, Guard, Verdict, answer, told};

/// Requests up to this many bytes are judged at once; longer ones take milliseconds, on a thread that nobody waits for.
const AT_ONCE: usize = 16 << 10;

/// How long a body may take to arrive: nobody holds its memory for longer.
const ARRIVES: Duration = Duration::from_mins(1);

/// Types of requests that carry a file. Its bytes are no words of a request: they are sealed as they come, and what they
/// are is found out in the sandbox.
const FILES: [&str; 2] = [
    "application/octet-stream",
    "application/offset+octet-stream",
];

/// Stands in front of every route.
pub async fn layer(State(guard): State<Arc<Guard>>, request: Request, next: Next) -> Response {
    if guard.is_off(request.uri().path()) {
        return next.run(request).await;
    }
    match admit(&guard, request).await {
        // What the body takes is given back when the operation has answered.
        Ok((request, _share)) => next.run(request).await,
        Err(refused) => *refused,
    }
}

async fn admit(guard: &Arc<Guard>, request: Request) -> Result<(Request, Share), Box<Response>> {
    let (mut parts, body) = request.into_parts();
    let facts = Facts::take(&mut parts);
    let mut share = Room::share(&guard.room, facts.client());
    let refused = |problem: Problem| Box::new(problem.into_response());
    let (body, bytes) = if is_file(&facts.headers) || body.is_end_stream() {
        (body, Bytes::new())
    } else {
        let bytes = read(body, ARRIVES, &mut share).await.map_err(refused)?;
        (Body::from(bytes.clone()), bytes)
    };
    let verdict = judge(guard, &facts, bytes, &mut share)
        .await
        .map_err(refused)?;
    told::tell(&facts.id, &verdict);
    match verdict.decision {
        Decision::Pass => {
            facts.give_back(&mut parts);
            Ok((Request::from_parts(parts, body), share))
        }
        Decision::Refuse { .. } => {
            let answer = answer::to(&facts.id, &verdict, wants_page(&facts));
            Err(Box::new(answer))
        }
    }
}

async fn judge(
    guard: &Arc<Guard>,
    facts: &Facts,
    bytes: Bytes,
    share: &mut Share,
) -> Result<Verdict, Problem> {
    let head = facts.length();
    if head + bytes.len() <= AT_ONCE {
        return Ok(guard.judge(facts, &bytes));
    }
    // Whoever waits for a turn takes room, so that nobody makes the others wait for long.
    if !share.grow(head) {
        return Err(Problem::crowded());
    }
    let (guard, facts) = (Arc::clone(guard), facts.clone());
    // Only so many at a time, so that whoever sends many leaves processors to others.
    let turn = Arc::clone(&guard.long).acquire_owned().await;
    let judged = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        guard.judge(&facts, &bytes)
    });
    let judged = judged.await;
    // SECURITY: what could not be judged does not pass.
    Ok(judged.unwrap_or_else(|_| Verdict::unjudged()))
}

async fn read(body: Body, within: Duration, share: &mut Share) -> Result<Bytes, Problem> {
    tokio::time::timeout(within, arrive(body, share))
        .await
        .unwrap_or_else(|_| Err(answer::unreadable()))
}

/// The bytes in one piece: kept as they came, thousands of small ones would take many times the room.
async fn arrive(body: Body, share: &mut Share) -> Result<Bytes, Problem> {
    let mut body = Limited::new(body, BODY_LIMIT);
    let mut bytes = Vec::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| {
            if error.is::<LengthLimitError>() {
                Problem::too_large()
            } else {
                answer::unreadable()
            }
        })?;
        let Some(data) = frame.data_ref() else {
            continue;
        };
        if !share.grow(data.len()) {
            return Err(Problem::crowded());
        }
        bytes.extend_from_slice(data);
    }
    Ok(bytes.into())
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

    fn guard() -> Guard {
        let config = Config::load(None, std::iter::empty()).unwrap();
        let loaded = load_with(None).unwrap();
        Guard::new(loaded, &config.guard, Arc::new(SystemClock)).unwrap()
    }

    async fn answer(guard: Guard, request: Request) -> Response {
        let router = Router::new()
            .route("/", post(|body: Bytes| async move { body }))
            .layer(from_fn_with_state(Arc::new(guard), layer));
        router.oneshot(request).await.unwrap()
    }

    async fn send(content_type: &str, body: Body) -> StatusCode {
        let request = http::Request::post("/")
            .header(header::CONTENT_TYPE, content_type)
            .body(body)
            .unwrap();
        answer(guard(), request).await.status()
    }

    fn share() -> Share {
        let anybody = std::net::IpAddr::from([192, 0, 2, 1]);
        Room::share(&Arc::new(Room::default()), anybody)
    }

    #[tokio::test]
    async fn a_body_that_does_not_arrive_is_not_waited_for() {
        let begins = futures::stream::iter([Ok::<_, std::io::Error>("{")]);
        let body = Body::from_stream(begins.chain(futures::stream::pending()));
        let refused = read(body, Duration::from_millis(20), &mut share())
            .await
            .unwrap_err();
        assert_eq!(refused.code(), "malformed");
    }

    #[tokio::test]
    async fn bodies_wait_in_bounded_room() {
        let crowded = |body: usize, query: usize| async move {
            let guard = Guard {
                room: Arc::new(Room::new(100, 20_000)),
                ..guard()
            };
            let request = http::Request::post(format!("/?q={}", "a".repeat(query)))
                .header(header::CONTENT_TYPE, "text/plain")
                .body(Body::from("x".repeat(body)))
                .unwrap();
            answer(guard, request).await
        };
        assert_eq!(crowded(100, 0).await.status(), StatusCode::OK);
        assert_eq!(crowded(0, 1000).await.status(), StatusCode::OK);
        // A body, and an address so long that it waits for its turn.
        for (body, query) in [(101, 0), (0, AT_ONCE)] {
            let refused = crowded(body, query).await;
            assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE);
            assert_eq!(refused.headers()[header::RETRY_AFTER], "5");
        }
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
        let other = Body::from("x".repeat(BODY_LIMIT + 1));
        assert_eq!(
            send("text/plain", other).await,
            StatusCode::PAYLOAD_TOO_LARGE
        );
    }
}

//! All routes of all areas, their description, and the layers in front of them.

use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::time::Duration;

use ::http::{HeaderName, HeaderValue};
use axum::Router;
use axum::extract::Request;
use axum::middleware::{self, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use kernel::App;
use tower::ServiceBuilder;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};
use tracing::Instrument;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use webkit::{Doorkeeper, Problem};

use crate::doorkeeper::FrontDoor;
use crate::guarding::{self, Guard};
use crate::{http, operation_names, ui};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Countersign",
        description = "Secure review and approval of files. Sign in with a session cookie; every state change needs this server's own Origin.",
        license(name = "MIT OR Apache-2.0")
    ),
    components(schemas(Problem))
)]
struct Description;

/// The routes of every area with their description.
pub fn api() -> (Router<App>, utoipa::openapi::OpenApi) {
    let (routes, mut description) = OpenApiRouter::with_openapi(Description::openapi())
        .merge(http::routes())
        .merge(identity::routes())
        .merge(access::routes())
        .merge(files::routes())
        .merge(review::routes())
        .merge(media::routes())
        .merge(notify::routes())
        .split_for_parts();
    operation_names::give(&mut description);
    (routes, description)
}

/// The whole server: routes behind the guard, the session, origin and header layers, and the interface for every other
/// path.
pub fn router(app: &App, guard: &Arc<Guard>) -> Router {
    let doorkeeper: Arc<dyn Doorkeeper> = Arc::new(FrontDoor::new(app.clone()));
    let (routes, _) = api();
    // Small answers gain nothing, and sealed content does not shrink.
    let worth_it = SizeAbove::new(1024)
        .and(NotForContentType::IMAGES)
        .and(NotForContentType::SSE)
        .and(NotForContentType::const_new("application/octet-stream"))
        .and(NotForContentType::const_new("application/zip"))
        .and(NotForContentType::const_new("application/pdf"));
    let compression = CompressionLayer::new()
        .gzip(true)
        .br(true)
        .quality(tower_http::CompressionLevel::Fastest)
        .compress_when(worth_it);
    routes
        .method_not_allowed_fallback(method_not_allowed)
        .layer(
            ServiceBuilder::new()
                .layer(from_fn_with_state(app.clone(), webkit::origin::layer))
                .layer(from_fn_with_state(doorkeeper, webkit::doorkeeper::layer))
                .layer(compression),
        )
        .fallback(ui::serve)
        .layer(
            ServiceBuilder::new()
                .layer(from_fn(observe))
                .map_response(webkit::headers::complete)
                .layer(from_fn_with_state(Arc::clone(guard), guarding::layer)),
        )
        .with_state(app.clone())
}

async fn method_not_allowed() -> Response {
    Problem::new(
        ::http::StatusCode::METHOD_NOT_ALLOWED,
        "Method not allowed",
        "method_not_allowed",
        "This address does not take that method.",
    )
    .into_response()
}

/// Names the request, measures it and writes one line about it; nothing that identifies a person.
async fn observe(mut request: Request, next: middleware::Next) -> Response {
    // A number that comes once; nobody has to be kept from guessing it.
    let number = RandomState::new().hash_one(());
    let id = HeaderValue::from_str(&format!("{number:016x}"))
        .unwrap_or(HeaderValue::from_static("none"));
    let name = HeaderName::from_static("x-request-id");
    request.headers_mut().insert(name.clone(), id.clone());
    let method = request.method().clone();
    let path = request
        .extensions()
        .get::<axum::extract::MatchedPath>()
        .map_or("interface", |path| path.as_str())
        .to_owned();
    let begun = tokio::time::Instant::now();
    // Every line that is logged on the way carries the number that the answer carries.
    let span = tracing::info_span!(
        "request",
        id = id.to_str().unwrap_or_default(),
        route = path.as_str()
    );
    let mut response = next.run(request).instrument(span.clone()).await;
    let _entered = span.entered();
    let took = begun.elapsed();
    let method = known(&method);
    let status = response.status().as_u16();
    metrics::histogram!("countersign_request_seconds", "route" => path.clone(), "method" => method)
        .record(took.as_secs_f64());
    metrics::counter!("countersign_requests", "route" => path.clone(), "status" => status.to_string()).increment(1);
    if took > Duration::from_secs(2) || status >= 500 {
        tracing::warn!(http.method = %method, http.route = %path, http.status = status,
            took_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX), "a request was slow or failed");
    }
    response.headers_mut().insert(name, id);
    response
}

/// Labels of metrics live for ever, so strangers must not be able to invent them.
// SECURITY: guarded by test `an_invented_method_is_one_label`.
fn known(method: &::http::Method) -> &'static str {
    use ::http::Method;
    [
        Method::GET,
        Method::HEAD,
        Method::POST,
        Method::PUT,
        Method::PATCH,
        Method::DELETE,
        Method::OPTIONS,
    ]
    .iter()
    .zip(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
    .find(|(found, _)| *found == method)
    .map_or("other", |(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invented_method_is_one_label() {
        assert_eq!(known(&::http::Method::PATCH), "PATCH");
        assert_eq!(
            known(&::http::Method::from_bytes(b"ZZ0001").unwrap()),
            "other"
        );
    }
}

//! Health for load balancers, and the description of the API.

use std::sync::OnceLock;

use ::http::{StatusCode, header};
use axum::Extension;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use kernel::{Actor, App, Error};
use webkit::{Problem, Problems, Reply};

use crate::listener::Stopping;

/// How the server is.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub(crate) struct Health {
    /// Always "ok" in a 200 answer.
    status: &'static str,
}

/// The process answers.
#[utoipa::path(get, path = "/api/v1/health/live", tag = "operation", responses((status = 200, body = Health)))]
pub(crate) async fn live() -> Reply<Health> {
    Reply(Health { status: "ok" })
}

/// The process can reach its database and is not about to stop: send it requests.
#[utoipa::path(get, path = "/api/v1/health/ready", tag = "operation", responses((status = 200, body = Health), Problems))]
pub(crate) async fn ready(
    State(app): State<App>,
    stopping: Option<Extension<Stopping>>,
) -> Result<Reply<Health>, Problem> {
    if stopping.is_some_and(|Extension(Stopping(announced))| announced.is_cancelled()) {
        return Err(Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "Not available",
            "stopping",
            "This server is about to stop. What it is doing is finished first; send new requests elsewhere.",
        ));
    }
    app.read(&Actor::system()).await?;
    Ok(Reply(Health { status: "ok" }))
}

/// Where the description lies; it is made once and lent to everybody.
pub(crate) const DESCRIPTION: &str = "/api/v1/openapi.json";

/// This description.
#[utoipa::path(
    get,
    path = "/api/v1/openapi.json",
    tag = "operation",
    responses((status = 200, description = "OpenAPI 3.1", body = Object))
)]
pub(crate) async fn description() -> Result<Response, Problem> {
    static DESCRIPTION: OnceLock<Bytes> = OnceLock::new();
    let bytes = if let Some(bytes) = DESCRIPTION.get() {
        bytes.clone()
    } else {
        let text = serde_json::to_vec(&crate::router::api().1)
            .map_err(|error| Error::internal("the description could not be written", error))?;
        DESCRIPTION.get_or_init(|| text.into()).clone()
    };
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, bytes).into_response())
}

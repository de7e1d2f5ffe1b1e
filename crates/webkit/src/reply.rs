//! What handlers answer with when all went well. Nothing of the API is ever cached by a browser or a proxy.

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;

/// 200 with a JSON body.
#[derive(Debug)]
pub struct Reply<T>(pub T);

/// 201 with a JSON body.
#[derive(Debug)]
pub struct Created<T>(pub T);

/// 204.
#[derive(Debug, Clone, Copy)]
pub struct NoContent;

impl<T: Serialize> IntoResponse for Reply<T> {
    fn into_response(self) -> Response {
        json(StatusCode::OK, &self.0)
    }
}

impl<T: Serialize> IntoResponse for Created<T> {
    fn into_response(self) -> Response {
        json(StatusCode::CREATED, &self.0)
    }
}

impl IntoResponse for NoContent {
    fn into_response(self) -> Response {
        (
            StatusCode::NO_CONTENT,
            [(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))],
        )
            .into_response()
    }
}

fn json<T: Serialize>(status: StatusCode, body: &T) -> Response {
    match serde_json::to_vec(body) {
        Ok(bytes) => (
            status,
            [
                (
                    header::CONTENT_TYPE,
                    HeaderValue::from_static("application/json"),
                ),
                (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
            ],
            bytes,
        )
            .into_response(),
        Err(error) => crate::Problem::from(kernel::Error::internal(
            "a response could not be written",
            error,
        ))
        .into_response(),
    }
}

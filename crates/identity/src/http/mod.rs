//! The routes of this area and what areas above need to speak of persons and cookies.

mod password;
pub mod person;
mod sessions;

use axum::response::{IntoResponse, Response};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use webkit::{Routes, SetCookie};

pub use person::PersonDto;

/// Every route of this area, below `/api/v1`.
pub fn routes() -> Routes {
    OpenApiRouter::new()
        .routes(routes!(password::strength))
        .routes(routes!(password::change))
        .routes(routes!(sessions::sign_out))
        .routes(routes!(sessions::list, sessions::revoke_others))
        .routes(routes!(sessions::revoke))
}

/// A response that sets cookies.
pub fn with_cookies(
    response: impl IntoResponse,
    cookies: impl IntoIterator<Item = SetCookie>,
) -> Response {
    let mut response = response.into_response();
    for cookie in cookies {
        cookie.apply(response.headers_mut());
    }
    response
}

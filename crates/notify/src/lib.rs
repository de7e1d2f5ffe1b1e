#![doc = include_str!("../README.md")]

mod places;
mod stream;

use utoipa_axum::routes;

/// The routes of this area.
pub fn routes() -> webkit::Routes {
    webkit::Routes::new().routes(routes!(stream::events))
}

//! The few operations that belong to no area: who am I, the server's own checks, health, the description of the API.

pub mod checks;
pub(crate) mod health;
mod me;

use utoipa_axum::routes;
use webkit::Routes;

/// The routes of the shell.
pub fn routes() -> Routes {
    Routes::new()
        .routes(routes!(me::show))
        .routes(routes!(checks::show))
        .routes(routes!(health::live))
        .routes(routes!(health::ready))
        .routes(routes!(health::description))
}

//! The routes of this area.

mod invitation;
pub mod me;
mod setup;
mod sign_in;
mod team;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use webkit::Routes;

/// Every route of this area.
pub fn routes() -> Routes {
    OpenApiRouter::new()
        .routes(routes!(setup::install))
        .routes(routes!(sign_in::with_password))
        .routes(routes!(sign_in::with_link))
        .routes(routes!(team::members))
        .routes(routes!(team::invite))
        .routes(routes!(team::revoke))
        .routes(routes!(invitation::look))
        .routes(routes!(invitation::accept))
}

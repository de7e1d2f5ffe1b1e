//! The routes of this area.

pub mod downloads;
mod files;
mod marks;
mod projects;
mod sections;
mod tus;
mod uploads;
mod usage;
pub mod version;

use axum::Extension;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use webkit::Routes;

use crate::in_flight::InFlight;

/// The routes of this area. What uploads remember lives as long as the returned router.
pub fn routes() -> Routes {
    let uploads = OpenApiRouter::new()
        .routes(routes!(uploads::options, uploads::create))
        .routes(routes!(uploads::look, uploads::send, uploads::cancel))
        .layer(axum::middleware::from_fn(tus::layer))
        .layer(Extension(InFlight::default()));
    OpenApiRouter::new()
        .routes(routes!(downloads::project))
        .routes(routes!(marks::show))
        .routes(routes!(marks::star, marks::unstar))
        .routes(routes!(marks::archive, marks::unarchive))
        .routes(routes!(usage::show))
        .routes(routes!(projects::create))
        .routes(routes!(projects::rename, projects::trash))
        .routes(routes!(projects::restore))
        .routes(routes!(sections::create))
        .routes(routes!(sections::change, sections::delete))
        .routes(routes!(files::change, files::trash))
        .routes(routes!(files::restore))
        .merge(uploads)
}

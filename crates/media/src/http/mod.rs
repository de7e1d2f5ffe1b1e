//! How bytes leave: originals by range, pictures and tiles whole, and the state of a preview.

mod content;
mod pictures;

use utoipa_axum::routes;

/// The routes of this area.
pub(crate) fn routes() -> webkit::Routes {
    webkit::Routes::new()
        .routes(routes!(content::content))
        .routes(routes!(pictures::thumbnail))
        .routes(routes!(pictures::display))
        .routes(routes!(pictures::tile))
        .routes(routes!(pictures::preview))
}

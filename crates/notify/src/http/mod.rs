//! The routes of this area, one file per resource. Nothing is decided here.

mod described;
mod inbox;
mod outbox;
mod settings;
mod unsubscribe;

use utoipa_axum::routes;
use webkit::Routes;

/// Every route of this area but the stream's.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .routes(routes!(inbox::list))
        .routes(routes!(inbox::unread))
        .routes(routes!(inbox::mark))
        .routes(routes!(settings::show, settings::change))
        .routes(routes!(outbox::list))
        .routes(routes!(outbox::handle))
        .routes(routes!(unsubscribe::look))
        .routes(routes!(unsubscribe::set))
        .routes(routes!(unsubscribe::page, unsubscribe::one_click))
}

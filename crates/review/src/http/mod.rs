//! The routes of this area, one file per resource. Nothing is decided here.

mod attachments;
mod codes;
mod comments;
mod dashboard;
mod decisions;
mod groups;
pub mod guests;
mod links;
mod moving;
mod reviewer_uploads;
mod reviewers;
mod reviews;
mod sent_file;
mod takeaway;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use webkit::Routes;

/// Every route of this area.
pub fn routes() -> Routes {
    OpenApiRouter::new()
        .routes(routes!(dashboard::overview))
        .routes(routes!(dashboard::show))
        .routes(routes!(dashboard::places))
        .routes(routes!(groups::create))
        .routes(routes!(groups::show, groups::change, groups::delete))
        .routes(routes!(takeaway::of_group))
        .routes(routes!(groups::set_password))
        .routes(routes!(reviewers::invite))
        .routes(routes!(reviewers::change, reviewers::remove))
        .routes(routes!(links::rotate))
        .routes(routes!(links::open))
        .routes(routes!(codes::ask))
        .routes(routes!(codes::check))
        .routes(routes!(guests::identify))
        .routes(routes!(guests::leave))
        .routes(routes!(moving::move_file))
        .routes(routes!(reviews::start))
        .routes(routes!(reviews::show, reviews::change))
        .routes(routes!(reviewer_uploads::add))
        .routes(routes!(comments::list, comments::create))
        .routes(routes!(comments::edit, comments::delete))
        .routes(routes!(comments::restore))
        .routes(routes!(comments::resolve))
        .routes(routes!(comments::reopen))
        .routes(routes!(comments::like, comments::unlike))
        .routes(routes!(comments::pin, comments::unpin))
        .routes(routes!(comments::copy))
        .routes(routes!(attachments::store))
        .routes(routes!(attachments::show))
        .routes(routes!(decisions::create))
        .routes(routes!(decisions::show))
        .routes(routes!(decisions::withdraw))
        .routes(routes!(decisions::certificate_json))
        .routes(routes!(decisions::certificate_pdf))
        .routes(routes!(decisions::issuer_key))
}

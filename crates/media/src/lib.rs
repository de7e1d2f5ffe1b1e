#![doc = include_str!("../README.md")]

mod forgetting;
mod http;
mod making;
mod previews;
mod rules;
mod sql;

use std::sync::Arc;

use kernel::App;

pub use forgetting::referenced;
pub use sql::ALL as STATEMENTS;

/// The schema of this area.
pub const MIGRATIONS: &[db::Migration] = &[db::Migration {
    number: 7,
    name: "media",
    sqlite: include_str!("../migrations/0007_media/sqlite.sql"),
    postgres: include_str!("../migrations/0007_media/postgres.sql"),
}];

/// The routes of this area.
pub fn routes() -> webkit::Routes {
    http::routes()
}

/// The jobs of this area.
pub fn handlers(app: &App) -> Vec<Arc<dyn jobs::Handler>> {
    let mut handlers: Vec<Arc<dyn jobs::Handler>> =
        vec![Arc::new(making::PreviewJob::new(app.clone()))];
    handlers.extend(forgetting::handlers(app));
    handlers
}

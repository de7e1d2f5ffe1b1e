#![doc = include_str!("../README.md")]

mod forgetting;
mod http;
mod line;
mod making;
mod pack;
mod packing;
mod previews;
mod rules;
mod sql;
mod tiling;

use std::sync::Arc;

use kernel::App;
use mediabox::{Launcher, Limits};

pub use forgetting::referenced;
pub use sql::ALL as STATEMENTS;

/// The schema of this area.
pub const MIGRATIONS: &[db::Migration] = &[
    db::Migration {
        number: 7,
        name: "media",
        sqlite: include_str!("../migrations/0007_media/sqlite.sql"),
        postgres: include_str!("../migrations/0007_media/postgres.sql"),
    },
    db::Migration {
        number: 50,
        name: "tiles",
        sqlite: include_str!("../migrations/0050_tiles/sqlite.sql"),
        postgres: include_str!("../migrations/0050_tiles/postgres.sql"),
    },
];

/// The routes of this area.
pub fn routes() -> webkit::Routes {
    http::routes()
}

/// The jobs of this area.
pub fn handlers(app: &App) -> Vec<Arc<dyn jobs::Handler>> {
    let (program, arguments) = app.settings().preview_worker.clone();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let launcher = Launcher::new(program, &arguments, Limits::default());
    let mut handlers: Vec<Arc<dyn jobs::Handler>> = vec![
        Arc::new(making::PreviewJob::new(app.clone(), launcher.clone())),
        Arc::new(tiling::TilesJob::new(app.clone(), launcher)),
        Arc::new(tiling::ForgetJob(app.clone())),
    ];
    handlers.extend(forgetting::handlers(app));
    handlers
}

//! `countersign migrate`: brings both databases to this version's schema.

use crate::cli::say;
use crate::compose;
use crate::config::Config;

pub(crate) async fn migrate(config: Config) -> anyhow::Result<()> {
    let parts = compose::app(&config).await?;
    parts.app.database().close().await?;
    say("Both databases have this version's schema.");
    Ok(())
}

//! `countersign store`: settles whose the store of sealed files is, after a backup was restored or a store moved.

use anyhow::{Context, Result, bail};
use clap::Subcommand;

use crate::cli::say;
use crate::compose;
use crate::config::Config;
use crate::sweeping::ownership::{self, Ownership};

#[derive(Debug, Subcommand)]
pub(crate) enum StoreCommand {
    /// Make this database the only one that may remove left-over files from the store. Whatever the database does not
    /// know is removed within a day, so restore nothing newer afterwards.
    Adopt,
}

pub(crate) async fn run(command: StoreCommand, config: Config) -> Result<()> {
    if !compose::exists(&config) {
        bail!(
            "there is no installation here: no keys in {} and no data in {}",
            config.keys.dir.display(),
            config.data.dir.display()
        );
    }
    let composed = compose::app(&config).await?;
    let app = &composed.app;
    let outcome = match command {
        StoreCommand::Adopt => adopt(app).await,
    };
    app.database().close().await?;
    composed.keys.close().await?;
    outcome
}

async fn adopt(app: &kernel::App) -> Result<()> {
    let before = ownership::look(app).await.context("the store")?;
    if matches!(before, Ownership::Ours(_)) {
        say("The store is this database's already. Nothing was changed.");
        return Ok(());
    }
    ownership::adopt(app).await.context("the store")?;
    say(
        "The store is this database's now. Files that it does not know are removed when they are a day old.",
    );
    Ok(())
}

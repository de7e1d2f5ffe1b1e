//! Work that comes round by the clock: keys that wait, keys of past epochs, what has expired, what a crash left behind.

use std::collections::HashSet;
use std::time::Duration;

use kernel::{App, Error};
use keystore::{KeyId, PendingKey};
use tokio_util::sync::CancellationToken;

use crate::sweeping::{self, SweepError, Swept, ownership};

/// How often keys whose lease has ended are wiped from memory, and what was opened with any.
const TICK: Duration = Duration::from_secs(5);
/// How long after the start the hourly work is done first.
const SETTLED: Duration = Duration::from_mins(1);
const HOUR: Duration = Duration::from_hours(1);

/// Runs until told to stop.
pub async fn run(app: App, stop: CancellationToken) {
    let work = async { tokio::join!(wipe(&app), tend(&app)) };
    // What is done here is finished or taken up again: each step is a transaction, or looks first.
    tokio::select! {
        _ = work => {}
        () = stop.cancelled() => {}
    }
}

/// In a loop of its own, so that no long work keeps keys in memory.
async fn wipe(app: &App) {
    loop {
        tokio::time::sleep(TICK).await;
        app.keystore().sweep();
        app.forget();
        // Kept readers hold their blob's key, so they go with its lease.
        app.blobs()
            .retain_readers(|blob| app.keystore().is_leased(KeyId(blob)));
    }
}

async fn tend(app: &App) {
    // While it is empty, so that what a crash leaves later is no reason to doubt whose it is.
    tell(
        "the store could not be looked at",
        ownership::claim(app).await.map(drop),
    );
    tokio::time::sleep(SETTLED).await;
    loop {
        hourly(app).await;
        tokio::time::sleep(HOUR).await;
    }
}

async fn hourly(app: &App) {
    tell(
        "sessions and counters could not be swept",
        identity::sweep(app).await.map(drop),
    );
    tell("old codes could not be forgotten", old_codes(app).await);
    tell(
        "attached files of what was erased could not be destroyed",
        review::attachments::forget_erased(app).await,
    );
    tell("the keystore could not be repaired", repair(app).await);
    tell(
        "the erasure epochs could not be tended",
        app.keystore().tend_epochs().await.map(drop),
    );
    tell("nothing was swept from the store", sweep(app).await);
}

fn tell<E: std::fmt::Display>(what: &'static str, outcome: Result<(), E>) {
    if let Err(error) = outcome {
        tracing::error!(cause = %error, "{what}; it will be tried again");
    }
}

async fn old_codes(app: &App) -> Result<(), Error> {
    let mut tx = app.database().write().await?;
    review::codes::forget_old(&mut tx, app.now()).await?;
    Ok(tx.commit().await?)
}

async fn sweep(app: &App) -> Result<(), SweepError> {
    let Swept {
        objects,
        unfinished,
    } = sweeping::sweep(app).await?;
    if objects + unfinished > 0 {
        tracing::warn!(
            objects,
            unfinished,
            "removed what nothing in the database refers to from the store"
        );
    }
    Ok(())
}

/// Settles keys whose main transaction may or may not have committed. A key counts as needed while nobody proves the
/// opposite: removing one too many would destroy what it opens.
async fn repair(app: &App) -> Result<(), Error> {
    let needed = |pending: Vec<PendingKey>| async move {
        Ok::<_, Error>(
            pending
                .into_iter()
                .map(|key| key.id)
                .collect::<HashSet<KeyId>>(),
        )
    };
    app.keystore()
        .repair(needed)
        .await
        .map(drop)
        .map_err(|error| Error::internal("keystore repair", error))
}

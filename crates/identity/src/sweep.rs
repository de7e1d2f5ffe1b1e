//! Forgetting what no longer serves: counters nobody fills, links and devices past their time, where ended sessions
//! came from. The server runs it once an hour.

use db::{Execute, args};
use kernel::{App, Millis, Result};

use crate::sql;

/// Counters are forgotten by their own rule after a day; twice that is safe on every clock.
const COUNTERS: Millis = 2 * 24 * 3_600_000;
/// A used link may be asked about for a while.
const LINKS: Millis = 7 * 24 * 3_600_000;

/// Removes and empties rows past their time. No event: nothing that anybody did is touched.
pub async fn sweep(app: &App) -> Result<()> {
    let now = app.now();
    let mut tx = app.database().write().await?;
    tx.execute(&sql::DELETE_OLD_BUCKETS, &args![now - COUNTERS])
        .await?;
    tx.execute(&sql::DELETE_OLD_LINKS, &args![now - LINKS])
        .await?;
    tx.execute(&sql::DELETE_OLD_DEVICES, &args![now]).await?;
    let alive_since = now - app.settings().session_idle;
    tx.execute(&sql::EMPTY_ENDED_SESSIONS, &args![now, alive_since])
        .await?;
    Ok(tx.commit().await?)
}

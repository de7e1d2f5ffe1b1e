//! How much a team keeps. Counted from the first request of an upload on, so that a limit is met before the first byte;
//! given back when bytes are erased for good, so that the trash counts.

use db::args;
use kernel::tx::Reading;
use kernel::{Actor, App, Error, Result, TeamId, Tx};

use crate::sql;

/// What a team keeps, and what it may keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usage {
    /// Bytes of all versions, of the trash, and announced bytes of uploads under way.
    pub used: u64,
    /// The most bytes, if there is a limit.
    pub limit: Option<u64>,
    /// The most bytes of one file.
    pub largest_file: u64,
}

/// What the actor's own team keeps.
pub async fn show(app: &App, who: &Actor) -> Result<Usage> {
    let team = who.as_member().ok_or(Error::Unauthenticated)?.team;
    let mut reader = app.read(who).await?;
    let used = reader.row::<u64>(&sql::USAGE, &args![team]).await?;
    let settings = app.settings();
    Ok(Usage {
        used: used.unwrap_or_default(),
        limit: Some(settings.max_team_bytes).filter(|limit| *limit > 0),
        largest_file: settings.max_file_bytes,
    })
}

/// Counts bytes that are about to arrive.
///
/// # Errors
/// [`Error::Conflict`] `team_full` when they would be more than the team may keep; nothing is stored then.
pub async fn take(tx: &mut Tx, team: TeamId, bytes: u64) -> Result<()> {
    let limit = tx.app().settings().max_team_bytes;
    // The row is locked until the commit: another upload that begins now waits and sees this one.
    let used = tx
        .row::<u64>(&sql::TAKE_ROOM, &args![team, bytes])
        .await?
        .unwrap_or(bytes);
    if limit > 0 && used > limit {
        return Err(Error::Conflict {
            code: "team_full",
            detail: "The team has no room left for this file, so nothing was uploaded. A member can delete what is no longer needed and wait until the trash is emptied, or ask the person who runs the server for more room.",
        });
    }
    Ok(())
}

/// Gives back the room of bytes that are gone for good.
///
/// # Errors
/// Those of the database.
pub async fn give_back(tx: &mut Tx, team: TeamId, bytes: u64) -> Result<()> {
    tx.execute(&sql::GIVE_ROOM_BACK, &args![team, bytes])
        .await?;
    Ok(())
}

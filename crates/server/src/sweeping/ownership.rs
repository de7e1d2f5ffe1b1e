//! Whether the store belongs to this database. A store knows no rows: to a fresh database, to a second installation, or to
//! a copy of an older state, everything newer in it looks left over, and sweeping would destroy all of it.
//!
//! So the store holds one empty object whose name the database remembers, its mark. Both change with every sweep: a
//! database that was restored or copied names a mark that is gone, and is refused until an operator has looked.

use db::{Execute, Query, args};
use kernel::{App, Result};
use uuid::Uuid;

use super::known;
use crate::sql;

/// Whose the store is, as far as this database can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ownership {
    /// This database's: both name the same mark.
    Ours(Uuid),
    /// Nobody has claimed it for this database, and it holds nothing but what the database knows.
    Unclaimed,
    /// Not certainly this database's.
    Doubtful(Doubt),
}

/// Why a store may be another database's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Doubt {
    /// The database claimed no store, and this one holds objects that it does not know.
    #[error(
        "the store holds files that this database does not know, so nothing is removed from it. Check store.bucket or data.dir, and database.main. If this database is the only one of this store, and nothing newer will be restored, say so with `countersign store adopt`"
    )]
    Unknown,
    /// The mark that the database remembers is not in the store.
    #[error(
        "the store has gone on without this database, which may be a restored backup or a copy, or it is another store; nothing is removed from it. Check store.bucket or data.dir, and database.main. If this database is the only one of this store, and nothing newer will be restored, say so with `countersign store adopt`"
    )]
    Gone,
}

/// Looks, and changes nothing.
///
/// # Errors
/// Those of the store and of the database.
pub async fn look(app: &App) -> Result<Ownership> {
    let mut remembers = remembered(app).await?;
    while let Some(mark) = remembers {
        if app.blobs().exists(mark).await? {
            return Ok(Ownership::Ours(mark));
        }
        // Another node of this database may have renewed it between the two questions.
        remembers = remembered(app).await?;
        if remembers == Some(mark) {
            return Ok(Ownership::Doubtful(Doubt::Gone));
        }
    }
    if holds_unknown(app).await? {
        return Ok(Ownership::Doubtful(Doubt::Unknown));
    }
    Ok(Ownership::Unclaimed)
}

/// Takes a store that nobody has claimed and that holds nothing unknown; one that is claimed already stays as it is.
///
/// # Errors
/// Those of the store and of the database.
pub async fn claim(app: &App) -> Result<Ownership> {
    if look(app).await? == Ownership::Unclaimed {
        let mark = app.blobs().mark().await?;
        change(app, &sql::CLAIM_STORE, &args![mark], mark).await?;
    }
    look(app).await
}

/// Sees to it that the mark before this one is gone, also when a crash came between renewing and deleting: whoever
/// remembers it must not be believed.
pub(super) async fn drop_former(app: &App) -> Result<()> {
    let mut reader = app.database().read().await?;
    let former: Option<Uuid> = reader.row(&sql::FORMER_STORE_MARK, &[]).await?;
    drop(reader);
    if let Some(former) = former {
        app.blobs().delete(former).await?;
    }
    Ok(())
}

/// Gives the store a new mark after it was swept, so that a database which remembers the old one is not believed.
pub(super) async fn renew(app: &App, old: Uuid) -> Result<()> {
    let new = app.blobs().mark().await?;
    if change(app, &sql::RENEW_STORE_MARK, &args![old, new], new).await? {
        drop_former(app).await?;
    }
    Ok(())
}

/// Takes the store on an operator's word, whoever had it before.
///
/// # Errors
/// Those of the store and of the database.
pub async fn adopt(app: &App) -> Result<()> {
    let old = remembered(app).await?;
    let new = app.blobs().mark().await?;
    change(app, &sql::ADOPT_STORE, &args![new], new).await?;
    if let Some(old) = old {
        app.blobs().delete(old).await?;
    }
    Ok(())
}

/// The mark that the database remembers.
pub(super) async fn remembered(app: &App) -> Result<Option<Uuid>> {
    let mut reader = app.database().read().await?;
    Ok(reader.row(&sql::STORE_MARK, &[]).await?)
}

/// Remembers a mark that was made; where another was faster, the one just made goes again.
async fn change(
    app: &App,
    statement: &db::Statement,
    args: &[db::Value],
    made: Uuid,
) -> Result<bool> {
    let mut tx = app.database().write().await?;
    let changed = tx.execute(statement, args).await? == 1;
    tx.commit().await?;
    if !changed {
        app.blobs().delete(made).await?;
    }
    Ok(changed)
}

/// Whether any object, however young, is unknown to the database.
async fn holds_unknown(app: &App) -> Result<bool> {
    for shard in 0..=u8::MAX {
        let listed = app.blobs().list(shard).await?;
        // A mark that a crash left is nobody's file.
        let files = listed.into_iter().filter(|found| found.length > 0);
        let objects: Vec<Uuid> = files.map(|found| found.object).collect();
        if objects.is_empty() {
            continue;
        }
        let known = known(app, &objects).await?;
        if objects.iter().any(|object| !known.contains(object)) {
            return Ok(true);
        }
    }
    Ok(false)
}

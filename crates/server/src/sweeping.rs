//! Objects in the store that nothing refers to: what a crash left between writing bytes and remembering them. Looked for
//! every hour, removed when they are more than a day old, so that nothing on its way is taken for left over, and only from
//! a store that certainly belongs to this database.

pub mod ownership;

use kernel::{Actor, App, Error, Millis, Result};
use uuid::Uuid;

use ownership::{Doubt, Ownership};

/// How old something must be to count as left behind. `files` lets no request write for longer without remembering.
const AGE: Millis = 24 * 3_600_000;

/// What a sweep removed.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Swept {
    /// Objects that no row refers to.
    pub objects: u64,
    /// Objects that were never finished.
    pub unfinished: u64,
}

/// Why a store was not swept, or not to the end.
#[derive(Debug, thiserror::Error)]
pub enum SweepError {
    /// The store may belong to another database.
    #[error(transparent)]
    Doubtful(#[from] Doubt),
    /// The store or the database failed.
    #[error("{0}")]
    Failed(Error),
}

impl From<Error> for SweepError {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

/// Looks through the whole store once.
///
/// # Errors
/// [`SweepError::Doubtful`] when the store may belong to another database, and then nothing was removed;
/// [`SweepError::Failed`] with what was removed until then staying removed.
// SECURITY: a database that did not fill this store must not sweep it; guarded by tests
// `a_fresh_database_sweeps_nothing_from_a_filled_store` and `a_restored_database_sweeps_nothing`.
pub async fn sweep(app: &App) -> Result<Swept, SweepError> {
    let Some(mark) = ours(ownership::claim(app).await?)? else {
        // Somebody was about to write when it was claimed: it is looked at again in an hour.
        return Ok(Swept::default());
    };
    ownership::drop_former(app).await?;
    let before = app.now() - AGE;
    let mut swept = Swept::default();
    for shard in 0..=u8::MAX {
        let found = left_overs(app, shard, before).await?;
        // Again, since another may have adopted the store meanwhile.
        if found.is_empty() || ours(ownership::look(app).await?)?.is_none() {
            continue;
        }
        for object in found {
            app.blobs().delete(object).await.map_err(Error::from)?;
            swept.objects += 1;
        }
    }
    let abandoned = app.blobs().remove_abandoned(before).await;
    swept.unfinished = abandoned.map_err(Error::from)?;
    ownership::renew(app, mark).await?;
    Ok(swept)
}

fn ours(ownership: Ownership) -> Result<Option<Uuid>, Doubt> {
    match ownership {
        Ownership::Ours(mark) => Ok(Some(mark)),
        Ownership::Unclaimed => Ok(None),
        Ownership::Doubtful(doubt) => Err(doubt),
    }
}

async fn left_overs(app: &App, shard: u8, before: Millis) -> Result<Vec<Uuid>> {
    let referenced = async |objects: Vec<Uuid>| Ok::<_, Asked>(known(app, &objects).await?);
    let found = app.blobs().left_overs(shard, before, referenced).await;
    found.map_err(|Asked(error)| error)
}

/// Those of some objects that a row refers to. An area that stores objects has to answer here; a test looks for tables
/// that name objects.
// SECURITY: an object that a row refers to must never be removed; guarded by tests
// `only_old_objects_that_nothing_refers_to_are_swept` and `every_table_that_names_objects_is_asked`.
async fn known(app: &App, objects: &[Uuid]) -> Result<Vec<Uuid>> {
    let mark = ownership::remembered(app).await?;
    let mut reader = app.read(&Actor::system()).await?;
    let mut known = files::content::referenced(&mut reader, objects).await?;
    known.extend(media::referenced(&mut reader, objects).await?);
    known.extend(review::attachments::referenced(&mut reader, objects).await?);
    known.extend(mark);
    Ok(known)
}

/// An error of the store or of those who were asked.
struct Asked(Error);

impl From<blobs::BlobError> for Asked {
    fn from(error: blobs::BlobError) -> Self {
        Self(error.into())
    }
}

impl From<Error> for Asked {
    fn from(error: Error) -> Self {
        Self(error)
    }
}

//! Objects in the store that nothing refers to: what a crash left between writing bytes and remembering them. Looked for
//! every hour, removed when they are more than a day old, so that nothing on its way is taken for left over.

use kernel::{Actor, App, Error, Millis, Result};
use uuid::Uuid;

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

/// Looks through the whole store once.
///
/// # Errors
/// Those of the store and of the database; what was removed until then stays removed.
pub async fn sweep(app: &App) -> Result<Swept> {
    let before = app.now() - AGE;
    let mut swept = Swept::default();
    for shard in 0..=u8::MAX {
        for object in left_overs(app, shard, before).await? {
            app.blobs().delete(object).await.map_err(store)?;
            swept.objects += 1;
        }
    }
    swept.unfinished = app.blobs().remove_abandoned(before).await.map_err(store)?;
    Ok(swept)
}

/// An area that stores objects has to answer here; a test looks for tables that name objects.
// SECURITY: an object that a row refers to must never be removed; guarded by tests
// `only_old_objects_that_nothing_refers_to_are_swept` and `every_table_that_names_objects_is_asked`.
async fn left_overs(app: &App, shard: u8, before: Millis) -> Result<Vec<Uuid>> {
    let referenced = async |objects: Vec<Uuid>| {
        let mut reader = app.read(&Actor::system()).await?;
        let mut known = files::content::referenced(&mut reader, &objects).await?;
        known.extend(media::referenced(&mut reader, &objects).await?);
        known.extend(review::attachments::referenced(&mut reader, &objects).await?);
        Ok::<_, Asked>(known)
    };
    let found = app.blobs().left_overs(shard, before, referenced).await;
    found.map_err(|Asked(error)| error)
}

/// An error of the store or of those who were asked.
struct Asked(Error);

impl From<blobs::BlobError> for Asked {
    fn from(error: blobs::BlobError) -> Self {
        Self(store(error))
    }
}

impl From<Error> for Asked {
    fn from(error: Error) -> Self {
        Self(error)
    }
}

fn store(error: blobs::BlobError) -> Error {
    Error::internal("the store could not be swept", error)
}

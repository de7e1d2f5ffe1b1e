//! Previews of what is erased: their objects are deleted, their rows go. Their key is destroyed by `files`, so they mean
//! nothing any more; this frees their room. Also which objects of the store are previews.

use std::sync::Arc;

use async_trait::async_trait;
use db::{Value, args};
use files::versions;
use jobs::{Handler, Job, JobError};
use kernel::tx::Reading;
use kernel::{Actor, App, Error, Event, EventKind, Id, Result, VersionId};
use uuid::Uuid;

use crate::sql;

/// How many objects one question is about.
const LIST: usize = 50;
/// How many versions of a project are forgotten before the next ones are read.
const BATCH: u32 = 200;

/// Which of these objects of the store belong to this area, so that nobody takes them for left-overs.
pub async fn referenced(reader: &mut impl Reading, objects: &[Uuid]) -> Result<Vec<Uuid>> {
    let mut found = Vec::new();
    for batch in objects.chunks(LIST) {
        let arguments: Vec<Value> = batch
            .iter()
            .cycle()
            .take(LIST)
            .map(|object| Value::from(*object))
            .collect();
        found.extend(
            reader
                .rows::<Uuid>(&sql::PREVIEWS_BY_OBJECT, &arguments)
                .await?,
        );
    }
    Ok(found)
}

/// What was erased.
#[derive(Debug, Clone, Copy)]
enum Erased {
    File,
    Project,
}

/// `media.forget_file` and `media.forget_project`, enqueued by `files` with the erasure.
struct Forgetter {
    app: App,
    what: Erased,
}

pub(crate) fn handlers(app: &App) -> Vec<Arc<dyn Handler>> {
    [Erased::File, Erased::Project]
        .map(|what| {
            Arc::new(Forgetter {
                app: app.clone(),
                what,
            }) as Arc<dyn Handler>
        })
        .to_vec()
}

#[async_trait]
impl Handler for Forgetter {
    fn kind(&self) -> &'static str {
        match self.what {
            Erased::File => "media.forget_file",
            Erased::Project => "media.forget_project",
        }
    }

    fn gives_up(&self) -> bool {
        false
    }

    async fn run(&self, job: &Job) -> std::result::Result<(), JobError> {
        let done = match self.what {
            Erased::File => forget_file(&self.app, job.subject).await,
            Erased::Project => forget_project(&self.app, job.subject).await,
        };
        done.map_err(JobError::retry)
    }
}

async fn forget_file(app: &App, file: Uuid) -> Result<()> {
    let mut reader = app.read(&Actor::system()).await?;
    let ids = versions::ever_of_file(&mut reader, Id::from_uuid(file)).await?;
    drop(reader);
    for id in ids {
        forget(app, id).await?;
    }
    Ok(())
}

async fn forget_project(app: &App, project: Uuid) -> Result<()> {
    let mut after = None;
    loop {
        let mut reader = app.read(&Actor::system()).await?;
        let ids =
            versions::ever_of_project(&mut reader, Id::from_uuid(project), after, BATCH).await?;
        drop(reader);
        let Some(last) = ids.last().copied() else {
            return Ok(());
        };
        for id in ids {
            forget(app, id).await?;
        }
        after = Some(last);
    }
}

/// The object first: a row whose object is gone shows nothing, an object without a row would be swept only a day later.
async fn forget(app: &App, version: VersionId) -> Result<()> {
    let mut reader = app.read(&Actor::system()).await?;
    let Some(object) = reader
        .row::<Option<Uuid>>(&sql::OBJECT, &args![version])
        .await?
    else {
        return Ok(());
    };
    drop(reader);
    if let Some(object) = object {
        app.blobs().delete(object).await.map_err(|error| {
            Error::internal("a preview of something erased could not be deleted", error)
        })?;
    }
    let mut tx = app.write(&Actor::system()).await?;
    if tx.execute(&sql::DELETE_PREVIEW, &args![version]).await? > 0 {
        tx.emit(Event::installation(EventKind::PreviewErased).version(version));
    }
    tx.commit().await
}

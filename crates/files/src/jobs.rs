//! Work that waits: destroying what was cancelled, has expired or has lain in the trash for 30 days.

use std::sync::Arc;

use async_trait::async_trait;
use jobs::{Handler, Job, JobError, NewJob};
use kernel::{App, FileId, Id, Millis, ProjectId, UploadId, VersionId};

use crate::erasing;

/// Makes previews of a version; its handler is in `media`.
const PREVIEW: &str = "media.preview";

#[derive(Debug, Clone, Copy)]
enum Erasure {
    Upload,
    File,
    Project,
}

struct Eraser {
    app: App,
    what: Erasure,
}

/// The handlers of this area's jobs.
pub fn handlers(app: &App) -> Vec<Arc<dyn Handler>> {
    [Erasure::Upload, Erasure::File, Erasure::Project]
        .map(|what| {
            Arc::new(Eraser {
                app: app.clone(),
                what,
            }) as Arc<dyn Handler>
        })
        .to_vec()
}

pub(crate) fn sweep(upload: UploadId, run_at: Millis) -> NewJob {
    NewJob {
        kind: Erasure::Upload.kind(),
        subject: upload.uuid(),
        run_at,
    }
}

pub(crate) fn erase_file(file: FileId, run_at: Millis) -> NewJob {
    NewJob {
        kind: Erasure::File.kind(),
        subject: file.uuid(),
        run_at,
    }
}

pub(crate) fn erase_project(project: ProjectId, run_at: Millis) -> NewJob {
    NewJob {
        kind: Erasure::Project.kind(),
        subject: project.uuid(),
        run_at,
    }
}

pub(crate) fn preview(version: VersionId) -> NewJob {
    NewJob {
        kind: PREVIEW,
        subject: version.uuid(),
        run_at: 0,
    }
}

impl Erasure {
    fn kind(self) -> &'static str {
        match self {
            Self::Upload => "files.sweep",
            Self::File => "files.erase_file",
            Self::Project => "files.erase_project",
        }
    }
}

#[async_trait]
impl Handler for Eraser {
    fn kind(&self) -> &'static str {
        self.what.kind()
    }

    async fn run(&self, job: &Job) -> Result<(), JobError> {
        let done = match self.what {
            Erasure::Upload => erasing::sweep_upload(&self.app, Id::from_uuid(job.subject)).await,
            Erasure::File => erasing::erase_file(&self.app, Id::from_uuid(job.subject)).await,
            Erasure::Project => erasing::erase_project(&self.app, Id::from_uuid(job.subject)).await,
        };
        done.map_err(JobError::retry)
    }
}

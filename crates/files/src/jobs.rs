//! Work that waits: destroying what was cancelled, has expired or has lain in the trash for 30 days, and hanging the keys
//! of moved files below their new project.

use std::sync::Arc;

use async_trait::async_trait;
use jobs::{Handler, Job, JobError, NewJob};
use kernel::{App, FileId, Id, Millis, ProjectId, UploadId, VersionId};

use crate::{erasing, moving};

/// Makes previews of a version; its handler is in `media`, like those that erase them.
pub(crate) const MOVE_KEYS: &str = "files.move_keys";
const PREVIEW: &str = "media.preview";
const FORGET_FILE: &str = "media.forget_file";
const FORGET_PROJECT: &str = "media.forget_project";

#[derive(Debug, Clone, Copy)]
enum Work {
    SweepUpload,
    EraseFile,
    EraseProject,
    MoveKeys,
}

struct Worker {
    app: App,
    what: Work,
}

/// The handlers of this area's jobs.
pub fn handlers(app: &App) -> Vec<Arc<dyn Handler>> {
    [
        Work::SweepUpload,
        Work::EraseFile,
        Work::EraseProject,
        Work::MoveKeys,
    ]
    .map(|what| {
        Arc::new(Worker {
            app: app.clone(),
            what,
        }) as Arc<dyn Handler>
    })
    .to_vec()
}

pub(crate) fn sweep(upload: UploadId, run_at: Millis) -> NewJob {
    NewJob {
        kind: Work::SweepUpload.kind(),
        subject: upload.uuid(),
        run_at,
    }
}

pub(crate) fn erase_file(file: FileId, run_at: Millis) -> NewJob {
    NewJob {
        kind: Work::EraseFile.kind(),
        subject: file.uuid(),
        run_at,
    }
}

pub(crate) fn erase_project(project: ProjectId, run_at: Millis) -> NewJob {
    NewJob {
        kind: Work::EraseProject.kind(),
        subject: project.uuid(),
        run_at,
    }
}

pub(crate) fn move_keys(file: FileId) -> NewJob {
    NewJob {
        kind: Work::MoveKeys.kind(),
        subject: file.uuid(),
        run_at: 0,
    }
}

pub(crate) fn forget_previews_of_file(file: FileId) -> NewJob {
    NewJob {
        kind: FORGET_FILE,
        subject: file.uuid(),
        run_at: 0,
    }
}

pub(crate) fn forget_previews_of_project(project: ProjectId) -> NewJob {
    NewJob {
        kind: FORGET_PROJECT,
        subject: project.uuid(),
        run_at: 0,
    }
}

pub(crate) fn preview(version: VersionId) -> NewJob {
    NewJob {
        kind: PREVIEW,
        subject: version.uuid(),
        run_at: 0,
    }
}

impl Work {
    fn kind(self) -> &'static str {
        match self {
            Self::SweepUpload => "files.sweep",
            Self::EraseFile => "files.erase_file",
            Self::EraseProject => "files.erase_project",
            Self::MoveKeys => MOVE_KEYS,
        }
    }
}

#[async_trait]
impl Handler for Worker {
    fn kind(&self) -> &'static str {
        self.what.kind()
    }

    /// What was promised to be destroyed is destroyed in the end, and a key that stayed behind would be lost with the
    /// project that its file has left.
    fn gives_up(&self) -> bool {
        false
    }

    async fn run(&self, job: &Job) -> Result<(), JobError> {
        let done = match self.what {
            Work::SweepUpload => erasing::sweep_upload(&self.app, Id::from_uuid(job.subject)).await,
            Work::EraseFile => erasing::erase_file(&self.app, Id::from_uuid(job.subject)).await,
            Work::EraseProject => {
                erasing::erase_project(&self.app, Id::from_uuid(job.subject)).await
            }
            Work::MoveKeys => moving::move_keys(&self.app, Id::from_uuid(job.subject)).await,
        };
        done.map_err(JobError::retry)
    }
}

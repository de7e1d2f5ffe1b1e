//! Work that waits: destroying what was cancelled, has expired or has lain in the trash for 30 days.

use kernel::{FileId, Millis, ProjectId, UploadId, VersionId};

/// Destroys what arrived of an upload that was cancelled or has expired.
const SWEEP: &str = "files.sweep";
/// Destroys a file that has lain in the trash long enough.
const ERASE_FILE: &str = "files.erase_file";
/// Destroys a project that has lain in the trash long enough.
const ERASE_PROJECT: &str = "files.erase_project";
/// Makes previews of a version; its handler is in `media`.
const PREVIEW: &str = "media.preview";

pub(crate) fn sweep(upload: UploadId, run_at: Millis) -> jobs::NewJob {
    jobs::NewJob {
        kind: SWEEP,
        subject: upload.uuid(),
        run_at,
    }
}

pub(crate) fn erase_file(file: FileId, run_at: Millis) -> jobs::NewJob {
    jobs::NewJob {
        kind: ERASE_FILE,
        subject: file.uuid(),
        run_at,
    }
}

pub(crate) fn erase_project(project: ProjectId, run_at: Millis) -> jobs::NewJob {
    jobs::NewJob {
        kind: ERASE_PROJECT,
        subject: project.uuid(),
        run_at,
    }
}

pub(crate) fn preview(version: VersionId) -> jobs::NewJob {
    jobs::NewJob {
        kind: PREVIEW,
        subject: version.uuid(),
        run_at: 0,
    }
}

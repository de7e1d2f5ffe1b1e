//! A project of 10,000 files as one ZIP archive: when its first byte is there, and how much memory the whole of it takes.

use anyhow::{Result, ensure};
use tokio::task::JoinSet;

use crate::client::Client;
use crate::product::Product;
use crate::report::{Report, median};
use crate::screens::{new_project, upload_on};

/// Uploads at once: the store's flushes are shared by those who wait for them together.
const AT_ONCE: usize = 8;
/// Bytes of a file; the archive is about what many files cost, not what large ones do.
const FILE: usize = 4096;

/// Measures the archive of a project that is filled for it.
pub(crate) async fn measure(
    product: &Product,
    member: &Client,
    report: &mut Report,
    quick: bool,
) -> Result<()> {
    let files = if quick { 500 } else { 10_000 };
    let (project, _) = new_project(member, 0).await?;
    let mut uploads = JoinSet::new();
    for first in 0..AT_ONCE {
        uploads.spawn(fill(member.clone(), project.clone(), first, files));
    }
    while let Some(done) = uploads.join_next().await {
        done??;
    }
    let path = format!("/api/v1/projects/{project}/content.zip");
    let before = product.resident_mib()?;
    let watch = product.watch_memory();
    let mut firsts = Vec::new();
    for _ in 0..3 {
        let (first, length) = member.connect().await?.discard_timed(&path).await?;
        ensure!(
            length > u64::try_from(files * FILE)?,
            "the archive lacks files"
        );
        firsts.push(first);
    }
    report.figure("zip_first_byte_ms", median(&firsts), "at most 1000");
    report.figure(
        "zip_rss_delta_mib",
        watch.highest().await? - before,
        "at most 64",
    );
    Ok(())
}

/// Uploads every so many-th file.
async fn fill(member: Client, project: String, first: usize, files: usize) -> Result<()> {
    let mut connection = member.connect().await?;
    let mut bytes = vec![0; FILE];
    for number in (first..files).step_by(AT_ONCE) {
        bytes[..8].copy_from_slice(&number.to_be_bytes());
        let name = format!("Photograph {number:05}.raw");
        upload_on(&mut connection, &project, &name, &bytes).await?;
    }
    Ok(())
}

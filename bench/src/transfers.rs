//! Large transfers: a resumable upload beside nginx PUT, small ranges at random places, and the memory that both take.

use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::client::Client;
use crate::peers::Nginx;
use crate::product::Product;
use crate::report::{Report, median};
use crate::screens::{begin_upload, new_project};

const PART: usize = 8 * 1024 * 1024;
const RANGE: u64 = 64 * 1024;

/// Measures an upload of a gibibyte in parts of 8 MiB, and ranges of it.
pub(crate) async fn measure(
    product: &Product,
    member: &Client,
    report: &mut Report,
    quick: bool,
) -> Result<()> {
    let size: usize = if quick { 64 << 20 } else { 1 << 30 };
    let folder = product.folder.path();
    let nginx = Nginx::start(folder, &folder.join("keys")).await?;
    let (project, _) = new_project(member, 0).await?;
    let mut part = vec![0; PART];
    std::io::Read::read_exact(&mut std::fs::File::open("/dev/urandom")?, &mut part)?;
    write_plain(&folder.join("plain"), size, &part)?;
    let before = product.resident_mib()?;
    let (mut ours, mut theirs, mut path, mut highest) =
        (Vec::new(), Vec::new(), String::new(), before);
    for _ in 0..if quick { 1 } else { 3 } {
        theirs.push(put(&nginx.client, &folder.join("put"), size, &mut part).await?);
        let watch = product.watch_memory();
        let (seconds, content) = tus(member, &project, size, &mut part).await?;
        ours.push(seconds);
        path = content;
        member.connect().await?.discard(&path).await?;
        highest = watch.highest().await?.max(highest);
    }
    let rate = |seconds: f64| size as f64 / 1_048_576.0 / seconds;
    report.figure("upload_mib_s", rate(median(&ours)), "for information");
    report.figure(
        "upload_nginx_mib_s",
        rate(median(&theirs)),
        "for information",
    );
    report.figure(
        "upload_vs_nginx",
        median(&theirs) / median(&ours),
        "at least 0.8",
    );
    report.figure("rss_transfer_delta_mib", highest - before, "at most 64");
    ranges(member, &path, &nginx.client, size as u64, report).await
}

fn write_plain(folder: &Path, size: usize, part: &[u8]) -> Result<()> {
    std::fs::create_dir_all(folder)?;
    let mut plain = std::fs::File::create(folder.join("range.bin"))?;
    for _ in 0..size / PART {
        std::io::Write::write_all(&mut plain, part)?;
    }
    Ok(plain.sync_all()?)
}

/// Seconds of a resumable upload, from its creation to the answer that it is whole, and the address of its bytes.
async fn tus(
    member: &Client,
    project: &str,
    size: usize,
    part: &mut [u8],
) -> Result<(f64, String)> {
    let mut connection = member.connect().await?;
    let begun = Instant::now();
    let address = begin_upload(&mut connection, project, "upload.bin", size as u64).await?;
    let mut version = None;
    for offset in (0..size).step_by(PART) {
        part[..8].copy_from_slice(&offset.to_be_bytes());
        let headers = format!(
            "tus-resumable: 1.0.0\r\nupload-offset: {offset}\r\ncontent-type: application/offset+octet-stream\r\n"
        );
        let answer = connection
            .request("PATCH", &address, &headers, part)
            .await?;
        if answer.status != 204 {
            bail!("a part was answered with {}", answer.status);
        }
        version = answer.header("countersign-version").map(str::to_owned);
    }
    let seconds = begun.elapsed().as_secs_f64();
    let version = version.context("the upload did not complete")?;
    Ok((
        seconds,
        format!("/api/v1/versions/{version}/content?use=view"),
    ))
}

/// Seconds of the same parts put one after the other; each file and its folder are made durable before the next, as the
/// product does before it answers.
async fn put(client: &Client, folder: &Path, size: usize, part: &mut [u8]) -> Result<f64> {
    let mut connection = client.connect().await?;
    let begun = Instant::now();
    for offset in (0..size).step_by(PART) {
        part[..8].copy_from_slice(&offset.to_be_bytes());
        let name = format!("part-{}", offset / PART);
        let answer = connection
            .request("PUT", &format!("/put/{name}"), "", part)
            .await?;
        if answer.status >= 300 {
            bail!("nginx answered a part with {}", answer.status);
        }
        std::fs::File::open(folder.join(&name))?.sync_all()?;
        std::fs::File::open(folder)?.sync_all()?;
    }
    let seconds = begun.elapsed().as_secs_f64();
    for offset in (0..size).step_by(PART) {
        std::fs::remove_file(folder.join(format!("part-{}", offset / PART)))?;
    }
    Ok(seconds)
}

/// How many connections ask for ranges, one after the other: where the scheduler puts one decides by a tenth.
const CONNECTIONS: u64 = 10;
/// How many ranges each of them asks for.
const TURNS: u64 = 600;

/// Ranges at random offsets, alternating with nginx serving a plain file of the same size.
async fn ranges(
    member: &Client,
    path: &str,
    nginx: &Client,
    size: u64,
    report: &mut Report,
) -> Result<()> {
    let (mut ours, mut theirs) = (member.connect().await?, nginx.connect().await?);
    // Read whole without counting, so that both are in memory: machines give back what nobody has read for a while.
    ours.discard(path).await?;
    theirs.discard("/range.bin").await?;
    let (mut our_times, mut their_times) = (Vec::new(), Vec::new());
    for turn in 0..CONNECTIONS * TURNS {
        if turn % TURNS == 0 {
            (ours, theirs) = (member.connect().await?, nginx.connect().await?);
        }
        // A fixed walk over the file that no read-ahead foresees.
        let offset = turn.wrapping_mul(0x9E37_79B9_7F4A_7C15) % (size - RANGE);
        let header = format!("range: bytes={offset}-{}\r\n", offset + RANGE - 1);
        for (connection, address, times) in [
            (&mut ours, path, &mut our_times),
            (&mut theirs, "/range.bin", &mut their_times),
        ] {
            let begun = Instant::now();
            let answer = connection.request("GET", address, &header, &[]).await?;
            times.push(begun.elapsed().as_secs_f64() * 1000.0);
            if answer.status != 206 || answer.body.len() as u64 != RANGE {
                bail!("a range was answered with {}", answer.status);
            }
        }
    }
    report.figure("range_ms", median(&our_times), "for information");
    report.figure("range_nginx_ms", median(&their_times), "for information");
    report.figure(
        "range_vs_nginx",
        median(&our_times) / median(&their_times),
        "at most 1.5",
    );
    Ok(())
}

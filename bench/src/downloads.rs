//! Download of a sealed file beside nginx serving the same plaintext, alternating, medians.

use std::time::Instant;

use anyhow::{Context, Result};

use crate::client::{Client, Connection};
use crate::peers::Nginx;
use crate::product::Product;
use crate::report::{Report, median};
use crate::screens::{begin_upload, new_project};

const PART: u64 = 8 * 1024 * 1024;

/// Measures one connection, then eight.
pub(crate) async fn measure(
    product: &Product,
    member: &Client,
    report: &mut Report,
    quick: bool,
) -> Result<()> {
    let size: u64 = if quick { 128 << 20 } else { 1 << 30 };
    let path = store(product, member, size).await?;
    let nginx = Nginx::start(product.folder.path(), &product.folder.path().join("keys")).await?;
    let (mut ours, mut theirs) = (Side::default(), Side::default());
    // Once each without counting, so that both read from memory.
    once(member, &path).await?;
    once(&nginx.client, "/file.bin").await?;
    for _ in 0..if quick { 2 } else { 7 } {
        let cpu = product.cpu_seconds()?;
        ours.rates.push(once(member, &path).await?);
        ours.cpu.push(product.cpu_seconds()? - cpu);
        let cpu = nginx.cpu_seconds()?;
        theirs.rates.push(once(&nginx.client, "/file.bin").await?);
        theirs.cpu.push(nginx.cpu_seconds()? - cpu);
    }
    report.figure("download_mib_s", median(&ours.rates), "for information");
    report.figure(
        "download_nginx_mib_s",
        median(&theirs.rates),
        "for information",
    );
    report.figure(
        "download_vs_nginx",
        median(&ours.rates) / median(&theirs.rates),
        "at least 0.97",
    );
    report.figure(
        "download_cpu_vs_nginx",
        median(&ours.cpu) / median(&theirs.cpu),
        "at most 1.0",
    );
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..if quick { 1 } else { 5 } {
        ours.push(eight(member, &path).await?);
        theirs.push(eight(&nginx.client, "/file.bin").await?);
    }
    report.figure(
        "download8_vs_nginx",
        median(&ours) / median(&theirs),
        "at least 1.0",
    );
    Ok(())
}

#[derive(Default)]
struct Side {
    rates: Vec<f64>,
    cpu: Vec<f64>,
}

/// MiB per second of one download.
async fn once(client: &Client, path: &str) -> Result<f64> {
    let mut connection = client.connect().await?;
    let begun = Instant::now();
    let bytes = connection.discard(path).await?;
    Ok(bytes as f64 / 1_048_576.0 / begun.elapsed().as_secs_f64())
}

/// MiB per second of eight downloads at once.
async fn eight(client: &Client, path: &str) -> Result<f64> {
    let mut connections: Vec<Connection> = Vec::new();
    for _ in 0..8 {
        connections.push(client.connect().await?);
    }
    let begun = Instant::now();
    let mut readers = Vec::new();
    for mut connection in connections {
        let path = path.to_owned();
        readers.push(tokio::task::spawn(async move {
            connection.discard(&path).await
        }));
    }
    let mut bytes = 0;
    for reader in readers {
        bytes += reader.await??;
    }
    Ok(bytes as f64 / 1_048_576.0 / begun.elapsed().as_secs_f64())
}

/// Uploads a file of random bytes to the product and keeps the plaintext for nginx.
async fn store(product: &Product, member: &Client, size: u64) -> Result<String> {
    let (project, _) = new_project(member, 0).await?;
    let mut connection = member.connect().await?;
    let address = begin_upload(&mut connection, &project, "file.bin", size).await?;
    let folder = product.folder.path().join("plain");
    std::fs::create_dir_all(&folder)?;
    let mut plain = std::fs::File::create(folder.join("file.bin"))?;
    let mut random = std::fs::File::open("/dev/urandom")?;
    let mut part = vec![0; usize::try_from(PART)?];
    std::io::Read::read_exact(&mut random, &mut part)?;
    let (mut offset, mut version) = (0, None);
    while offset < size {
        part[..8].copy_from_slice(&offset.to_be_bytes());
        std::io::Write::write_all(&mut plain, &part)?;
        let headers = format!(
            "tus-resumable: 1.0.0\r\nupload-offset: {offset}\r\ncontent-type: application/offset+octet-stream\r\n"
        );
        let answer = connection
            .request("PATCH", &address, &headers, &part)
            .await?;
        version = answer.header("countersign-version").map(str::to_owned);
        offset += PART;
    }
    Ok(format!(
        "/api/v1/versions/{}/content?use=view",
        version.context("the upload did not complete")?
    ))
}

//! Measures storing and reading a large blob against plain files:
//! `cargo run --release -p blobs --example throughput -- [MEBIBYTES]`.

use std::io::{Read, Write};
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use blobs::{BlobReader, Blobs, Manifest};
use bytes::Bytes;
use futures::TryStreamExt;
use uuid::Uuid;
use vault::{Key, Sha256};

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// Mebibytes of a part.
const PART: usize = 64;

#[tokio::main]
async fn main() -> Outcome<()> {
    let mebibytes = std::env::args()
        .nth(1)
        .and_then(|text| text.parse().ok())
        .unwrap_or(1024);
    let directory = tempfile::tempdir_in(".")?;
    let blobs = Blobs::local(directory.path()).await?;
    let (key, instance, blob) = (Key::random(), Uuid::nil(), Uuid::max());
    let frame = Bytes::from(
        (0..64 * 1024_u32)
            .map(|n| n.to_le_bytes()[1])
            .collect::<Vec<u8>>(),
    );

    let begun = Instant::now();
    let mut manifest = Manifest {
        parts: Vec::new(),
        length: 0,
        sha256: [0; 32],
    };
    let mut hasher = Sha256::new();
    for index in 0..u32::try_from(mebibytes / PART)? {
        let frames = std::iter::repeat_n(frame.clone(), PART * 16).map(Ok::<_, std::io::Error>);
        let body = futures::stream::iter(frames);
        let written = blobs
            .write_part(&key, instance, blob, index, body, u64::MAX, &mut hasher)
            .await?;
        manifest.length += written.part.length;
        manifest.parts.push(written.part);
    }
    report("store, seal, hash, fsync", manifest.length, begun)?;
    let plain = directory.path().join("plain");
    write_plain(&plain, &frame, mebibytes * 16)?;
    let manifest = Arc::new(manifest);
    for _ in 0..3 {
        read_plain(&plain)?;
        let reader = || blobs.reader(&key, instance, blob, Arc::clone(&manifest));
        let begun = Instant::now();
        report("read and open", drain(reader()).await?, begun)?;
        let begun = Instant::now();
        let lengths = futures::future::try_join_all((0..4).map(|_| drain(reader()))).await?;
        report("read and open, 4 at once", lengths.iter().sum(), begun)?;
    }
    Ok(())
}

async fn drain(reader: BlobReader) -> Outcome<u64> {
    let mut stream = std::pin::pin!(reader.range(0..reader.length()));
    let mut length = 0;
    while let Some(bytes) = stream.try_next().await? {
        length += bytes.len() as u64;
    }
    Ok(length)
}

fn write_plain(path: &Path, frame: &[u8], frames: usize) -> Outcome<()> {
    let begun = Instant::now();
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path)?;
    for _ in 0..frames {
        file.write_all(frame)?;
    }
    file.sync_all()?;
    report("plain file, fsync", file.metadata()?.len(), begun)
}

fn read_plain(path: &Path) -> Outcome<()> {
    let begun = Instant::now();
    let mut file = std::fs::OpenOptions::new().read(true).open(path)?;
    let (mut buffer, mut length) = (vec![0; 1 << 20], 0);
    loop {
        match file.read(&mut buffer)? {
            0 => return report("read a plain file", length, begun),
            read => length += read as u64,
        }
    }
}

fn report(what: &str, length: u64, begun: Instant) -> Outcome<()> {
    #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
    let rate = length as f64 / begun.elapsed().as_secs_f64() / 1e9;
    writeln!(std::io::stdout(), "{what:26} {rate:.2} GB/s")?;
    Ok(())
}

//! A ZIP archive that is written while it is sent: stored entries with their digests behind them. Nothing of it is ever
//! on a disk, and no more than a few frames are in memory, however many files there are.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use futures::channel::mpsc;
use futures::stream::{self, BoxStream};
use futures::{SinkExt, StreamExt};
use kernel::{Actor, App, Error, Event, Result};
use rawzip::extra_fields::ExtraFieldId;
use rawzip::time::UtcDateTime;
use rawzip::{Header, ZipArchiveWriter, ZipDataWriterConfig, ZipEntryWriter};
use tokio_util::task::AbortOnDropHandle;

use crate::content;
use crate::versions::Version;

/// How many downloads are logged at once, before the first byte of any of them leaves.
const BATCH: usize = 50;

/// Sizes and places from here on take 64 bits.
const LARGE: u64 = u32::MAX as u64;

/// What the two records at the end of a 64-bit archive take.
const LARGE_END: u64 = 56 + 20;

/// The longest archive whose end is that of a small one, in entries.
const SMALL_COUNT: usize = u16::MAX as usize;

/// One file of an archive.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    /// Folder and name inside the archive.
    pub(crate) path: String,
    /// Its bytes.
    pub(crate) version: Version,
    /// What the log says about taking it.
    pub(crate) event: Event,
}

/// The archive's bytes. A file that cannot be read ends the stream with an error, so that the connection breaks and
/// nobody takes a part for the whole.
// SECURITY: guarded by test `a_file_that_cannot_be_read_breaks_the_archive_off`.
pub(crate) fn stream(
    app: App,
    who: Actor,
    entries: Vec<Entry>,
) -> BoxStream<'static, io::Result<Bytes>> {
    let (sender, receiver) = mpsc::channel(1);
    let writing = stream::once(async move { write(&app, &who, &entries, sender).await });
    let failures = writing.filter_map(|done| {
        let failed = done.err().map(|error| {
            tracing::error!(cause = %error, "an archive broke off");
            Err(error)
        });
        std::future::ready(failed)
    });
    // The writer runs whenever the stream is asked for more, and is dropped with it.
    stream::select(receiver.map(Ok), failures).boxed()
}

/// How many bytes an archive of these paths and sizes has: those of an archive of empty files, and what sizes add.
pub(crate) fn length<'a>(entries: impl Iterator<Item = (&'a str, u64)>) -> io::Result<u64> {
    let mut archive = ZipArchiveWriter::new(Counter(0));
    let (mut added, mut directory, mut count) = (0, 0, 0);
    for (path, size) in entries {
        let (large, far) = (size >= LARGE, archive.stream_offset() + added >= LARGE);
        let (file, config) = begin(&mut archive, path, size, 0)?;
        let (_, descriptor) = config.wrap(io::sink()).finish().map_err(io::Error::other)?;
        file.finish(descriptor).map_err(io::Error::other)?;
        // Behind the bytes both sizes are repeated; in the directory a field holds what does not fit.
        added += size + if large { 8 } else { 0 };
        if large || far {
            directory += 4 + if large { 16 } else { 0 } + if far { 8 } else { 0 };
        }
        count += 1;
    }
    let is_large = directory > 0 || archive.stream_offset() + added >= LARGE;
    let Counter(empty) = archive.finish().map_err(io::Error::other)?;
    let end = if is_large && count < SMALL_COUNT {
        LARGE_END
    } else {
        0
    };
    Ok(empty + added + directory + end)
}

async fn write(
    app: &App,
    who: &Actor,
    entries: &[Entry],
    mut out: mpsc::Sender<Bytes>,
) -> io::Result<()> {
    let pipe = Pipe::default();
    let mut archive = ZipArchiveWriter::new(pipe.clone());
    for batch in entries.chunks(BATCH) {
        log(app, who, batch).await.map_err(io::Error::other)?;
        for entry in batch {
            add(app, &mut archive, &pipe, entry, &mut out).await?;
        }
    }
    archive.finish().map_err(io::Error::other)?;
    pass_on(&pipe, &mut out).await
}

/// Every file is logged before its first byte leaves, and none that the reader never came to.
// SECURITY: guarded by test `every_file_of_an_archive_is_logged_with_whoever_took_it`.
async fn log(app: &App, who: &Actor, batch: &[Entry]) -> Result<()> {
    let (app, who) = (app.clone(), who.clone());
    let events: Vec<Event> = batch.iter().map(|entry| entry.event.clone()).collect();
    apart(async move {
        let mut tx = app.write(&who).await?;
        for event in events {
            tx.emit(event);
        }
        tx.commit().await
    })
    .await
}

/// Runs by itself what holds the database: whoever reads the archive may stop asking for more at any moment, and nobody
/// polls it from then on.
// SECURITY: guarded by test `an_archive_that_nobody_reads_on_holds_up_no_writer`.
async fn apart<T: Send + 'static>(
    work: impl Future<Output = Result<T>> + Send + 'static,
) -> Result<T> {
    #[expect(
        clippy::disallowed_methods,
        reason = "ends with one transaction, or with its archive"
    )]
    let task = AbortOnDropHandle::new(tokio::spawn(work));
    task.await
        .map_err(|error| Error::internal("a part of an archive broke off", error))?
}

async fn add(
    app: &App,
    archive: &mut ZipArchiveWriter<Pipe>,
    pipe: &Pipe,
    entry: &Entry,
    out: &mut mpsc::Sender<Bytes>,
) -> io::Result<()> {
    let Entry { path, version, .. } = entry;
    let reader = {
        let (app, version) = (app.clone(), version.clone());
        apart(async move { content::reader(&app, &version).await })
            .await
            .map_err(io::Error::other)?
    };
    let (mut file, config) = begin(archive, path, version.size, version.created_at / 1000)?;
    let mut data = config.wrap(&mut file);
    let mut bytes = std::pin::pin!(reader.range(0..version.size));
    while let Some(piece) = bytes.next().await {
        data.write_all(&piece?)?;
        pass_on(pipe, out).await?;
    }
    let (_, descriptor) = data.finish().map_err(io::Error::other)?;
    file.finish(descriptor).map_err(io::Error::other)?;
    pass_on(pipe, out).await
}

fn begin<'a, W: Write>(
    archive: &'a mut ZipArchiveWriter<W>,
    path: &str,
    size: u64,
    modified: i64,
) -> io::Result<(ZipEntryWriter<'a, W>, ZipDataWriterConfig)> {
    let mut file = archive
        .new_file(path)
        .last_modified(UtcDateTime::from_unix(modified))
        .unix_permissions(0o644);
    if size >= LARGE {
        // Tells those who read from the front that the sizes behind the bytes have 64 bits.
        let sizes = [size.to_le_bytes(), size.to_le_bytes()].concat();
        file = file
            .extra_field(ExtraFieldId::ZIP64, &sizes, Header::LOCAL)
            .map_err(io::Error::other)?;
    }
    file.start().map_err(io::Error::other)
}

/// Waits until the reader has taken what came before.
async fn pass_on(pipe: &Pipe, out: &mut mpsc::Sender<Bytes>) -> io::Result<()> {
    let bytes = pipe.take();
    if bytes.is_empty() {
        return Ok(());
    }
    out.send(bytes).await.map_err(io::Error::other)
}

/// What was written and not yet sent.
#[derive(Debug, Clone, Default)]
struct Pipe(Arc<Mutex<Vec<u8>>>);

impl Pipe {
    fn take(&self) -> Bytes {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *waiting).into()
    }
}

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Counts bytes and forgets them.
struct Counter(u64);

impl Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The length of an archive that is really written, of zeros whose digest nobody computes.
    fn written(entries: &[(&str, u64)]) -> u64 {
        let zeros = vec![0; 64 * 1024 * 1024];
        let mut archive = ZipArchiveWriter::new(Counter(0));
        for (path, size) in entries {
            let (mut file, _) = begin(&mut archive, path, *size, 1_800_000_000).unwrap();
            let mut left = *size;
            while left > 0 {
                let piece = zeros.len().min(usize::try_from(left).unwrap());
                file.write_all(&zeros[..piece]).unwrap();
                left -= piece as u64;
            }
            let descriptor = rawzip::DataDescriptorOutput::new(0, *size);
            file.finish(descriptor).unwrap();
        }
        archive.finish().unwrap().0
    }

    #[test]
    fn the_length_is_known_before_anything_is_read() {
        let cases: [&[(&str, u64)]; 7] = [
            &[],
            &[("a.txt", 0)],
            &[("a.txt", 5), ("Übersicht/ملف.pdf", 70_000)],
            &[("small", 1), ("just below", LARGE - 1), ("behind", 3)],
            &[("exactly", LARGE)],
            &[
                ("large", LARGE + 1),
                ("far", 9),
                ("large and far", 5_000_000_000),
            ],
            &[
                ("half", 3_000_000_000),
                ("other half", 1_294_967_000),
                ("far", 0),
            ],
        ];
        for case in cases {
            assert_eq!(
                length(case.iter().copied()).unwrap(),
                written(case),
                "{case:?}"
            );
        }
    }

    #[test]
    fn the_length_of_very_many_files_is_known() {
        let names: Vec<String> = (0..65_600).map(|number| format!("{number}.txt")).collect();
        for count in [65_534, 65_535, 65_600] {
            let case: Vec<(&str, u64)> = names
                .iter()
                .take(count)
                .map(|name| (name.as_str(), 3))
                .collect();
            assert_eq!(
                length(case.iter().copied()).unwrap(),
                written(&case),
                "{count}"
            );
        }
    }
}

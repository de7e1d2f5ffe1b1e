//! Files cut off at many places: every ending is a sentence or a picture of what was there.

use crate::{launcher, make};
use bytes::Bytes;
use image::ImageFormat;
use mediabox::{MediaKind, PreviewFailure};
use std::time::{Duration, Instant};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_cut_off_anywhere_are_damaged_or_drawn() {
    let picture = make::halves(160, 120, 128);
    let formats = [
        ImageFormat::Png,
        ImageFormat::Jpeg,
        ImageFormat::Gif,
        ImageFormat::WebP,
        ImageFormat::Tiff,
        ImageFormat::Bmp,
    ];
    let mut files: Vec<(String, MediaKind, Vec<u8>)> = formats
        .iter()
        .map(|&format| {
            (
                format!("{format:?}"),
                MediaKind::Image,
                make::encoded(&picture, format),
            )
        })
        .collect();
    files.push((
        "pdf".to_owned(),
        MediaKind::Pdf,
        make::pdf(&[(300.0, 300.0), (200.0, 100.0)]),
    ));
    let drawing = b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><rect width='5' height='5'/></svg>";
    files.push(("svg".to_owned(), MediaKind::Svg, drawing.to_vec()));
    for (name, kind, file) in files {
        // Close together at the start, where the headers are.
        let early = [1, 2, 4, 7, 10, 13, 20, 26, 33, 41, 60];
        let cuts = early
            .into_iter()
            .chain((1..8).map(|eighth| file.len() * eighth / 8));
        for cut in cuts.filter(|cut| *cut < file.len()) {
            let started = Instant::now();
            let part = Bytes::copy_from_slice(&file[..cut]);
            let made = launcher().preview(kind, cut as u64, part).await;
            let fine = matches!(
                made,
                Ok(_) | Err(PreviewFailure::Damaged | PreviewFailure::Unsupported)
            );
            assert!(fine, "{name} cut at {cut}: {made:?}");
            assert!(
                started.elapsed() < Duration::from_secs(20),
                "{name} cut at {cut}"
            );
        }
    }
}

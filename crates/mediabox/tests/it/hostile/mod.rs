//! Files made to hurt. Each must end as one certain sentence, in time and within memory, and leave
//! the parent unharmed. All are made by code.

mod documents;
mod drawings;
mod formats;
mod pictures;
mod truncated;

use crate::alone::{Watch, is_alone};
use crate::{launcher, make};
use bytes::Bytes;
use image::ImageFormat;
use mediabox::{MediaKind, PreviewFailure, sniff};
use std::time::{Duration, Instant};

pub(crate) const PREVIEW: &str = "a preview";
pub(crate) const DAMAGED: &str = "the file is damaged";
pub(crate) const TOO_LARGE: &str = "the file is too large for a preview";
pub(crate) const UNSUPPORTED: &str = "no preview for this kind of file";
pub(crate) const PASSWORD: &str = "the document is protected by a password";
pub(crate) const CRASHED: &str = "the preview worker crashed";

/// Longest time for any of them, on a busy machine.
const TIME: Duration = Duration::from_secs(90);
/// Most memory of the worker in MiB: nearly all stay below 100, three come close to the sandbox's own limit.
const MEMORY: u64 = 2_600;

pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) kind: MediaKind,
    pub(crate) file: Vec<u8>,
    /// How it ends.
    pub(crate) ending: &'static str,
}

fn all() -> Vec<Case> {
    let mut cases = pictures::cases();
    cases.extend(formats::cases());
    cases.extend(documents::cases());
    cases.extend(drawings::cases());
    cases
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_files_end_in_a_clear_failure() {
    if !is_alone("hostile::hostile_files_end_in_a_clear_failure") {
        return;
    }
    let cases = all();
    assert!(cases.len() >= 60, "{} files", cases.len());
    let watch = Watch::new();
    let mut wrong = Vec::new();
    std::thread::scope(|scope| {
        scope.spawn(|| watch.look());
        tokio::task::block_in_place(|| {
            for case in cases {
                if let Some(complaint) = run(&watch, case) {
                    wrong.push(complaint);
                }
            }
        });
        watch.stop();
    });
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));

    // The parent still works.
    let file = make::encoded(&make::halves(10, 10, 255), ImageFormat::Png);
    let length = file.len() as u64;
    let after = launcher()
        .preview(MediaKind::Image, length, Bytes::from(file))
        .await;
    assert!(after.is_ok());
}

/// What is wrong with how it ended, if anything.
fn run(watch: &Watch, case: Case) -> Option<String> {
    let Case {
        name,
        kind,
        file,
        ending,
    } = case;
    let started = Instant::now();
    let length = file.len() as u64;
    let made = tokio::runtime::Handle::current().block_on(launcher().preview(
        kind,
        length,
        Bytes::from(file),
    ));
    let took = started.elapsed();
    let found = made.map_or_else(|failure| failure.to_string(), |_| PREVIEW.to_owned());
    let peak = watch.peak();
    eprintln!("{name}: {found}, {took:?}, {peak} MiB");
    if found != ending {
        return Some(format!("{name}: {found}, not {ending}"));
    }
    (took > TIME || peak > MEMORY).then(|| format!("{name}: {took:?}, {peak} MiB"))
}

#[tokio::test]
async fn kinds_without_a_decoder_are_refused_without_a_worker() {
    let nowhere = mediabox::Launcher::new("/nonexistent", &[], mediabox::Limits::default());
    for kind in [MediaKind::Video, MediaKind::Office, MediaKind::Other] {
        let outcome = nowhere
            .preview(kind, 10, Bytes::from_static(&[0; 10]))
            .await;
        assert_eq!(outcome, Err(PreviewFailure::Unsupported));
    }
    let outcome = nowhere
        .preview(MediaKind::Image, u64::MAX, Bytes::new())
        .await;
    assert_eq!(outcome, Err(PreviewFailure::TooLarge));
    let outcome = nowhere
        .preview(MediaKind::Image, 10, Bytes::from_static(&[0; 10]))
        .await;
    assert_eq!(outcome, Err(PreviewFailure::Unavailable));
}

#[test]
fn what_a_file_is_called_does_not_change_what_it_is() {
    let png = make::encoded(&make::halves(10, 10, 255), ImageFormat::Png);
    let jpeg = make::encoded(&make::halves(10, 10, 255), ImageFormat::Jpeg);
    let pdf = make::pdf(&[(100.0, 100.0)]);
    for name in [
        "a.pdf",
        "a.svg",
        "a.html",
        "a.exe",
        "a",
        "",
        "a.png\0.svg",
        "..",
        "a.docx",
    ] {
        assert_eq!(sniff(&png, name), MediaKind::Image, "{name:?}");
        assert_eq!(sniff(&jpeg, name), MediaKind::Image, "{name:?}");
        assert_eq!(sniff(&pdf, name), MediaKind::Pdf, "{name:?}");
    }
    // Files that are two things at once are what their first bytes say.
    let polyglots: [(&[u8], MediaKind); 5] = [
        (b"GIF89a/*\0\0=1;alert(1)//", MediaKind::Image),
        (b"\xff\xd8\xff\xe0<html><script>", MediaKind::Image),
        (b"%PDF-1.7\nPK\x03\x04", MediaKind::Pdf),
        (b"PK\x03\x04 then %PDF-1.7", MediaKind::Archive),
        (b"<html>%PDF-1.7", MediaKind::Pdf),
    ];
    for (head, kind) in polyglots {
        assert_eq!(
            sniff(head, "a.png"),
            kind,
            "{:?}",
            String::from_utf8_lossy(head)
        );
    }
}

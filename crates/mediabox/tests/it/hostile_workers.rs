//! Workers that crash, hang or were taken over. The parent must not believe, wait or leak.

use crate::{launcher_in_mode, make};
use bytes::Bytes;
use image::ImageFormat;
use mediabox::{MediaKind, PreviewFailure, RangeSource};
use rustix::process::Signal;
use std::io;
use std::time::{Duration, Instant};

const FILE: &[u8] = b"0123456789";

async fn outcome(mode: &str, wall_clock: Duration) -> PreviewFailure {
    launcher_in_mode(mode, wall_clock)
        .preview(
            MediaKind::Image,
            FILE.len() as u64,
            Bytes::from_static(FILE),
        )
        .await
        .unwrap_err()
}

#[tokio::test]
async fn a_worker_that_dies_or_lies_counts_as_crashed() {
    let modes = [
        "abort",
        "abort-midway",
        "quit",
        "outside",
        "nothing",
        "greedy",
        "hello-again",
        "nonsense",
        "giant-frame",
        "html-part",
        "giant-part",
        "long-part",
    ];
    for mode in modes {
        let failure = outcome(mode, Duration::from_secs(20)).await;
        assert_eq!(failure, PreviewFailure::Crashed, "{mode}");
    }
}

#[tokio::test]
async fn a_worker_that_hangs_is_killed_in_time() {
    for mode in ["silent", "hang", "spin"] {
        let started = Instant::now();
        let failure = outcome(mode, Duration::from_millis(400)).await;
        assert_eq!(failure, PreviewFailure::Timeout, "{mode}");
        assert!(started.elapsed() < Duration::from_secs(5), "{mode}");
    }
    assert_eq!(children_in_mode("spin"), 0);
}

#[tokio::test]
async fn a_worker_without_its_sandbox_gets_no_file() {
    let failure = outcome("unsealed", Duration::from_secs(20)).await;
    assert_eq!(failure, PreviewFailure::Unavailable);
}

#[tokio::test]
async fn a_file_that_cannot_be_read_is_not_the_files_fault() {
    struct Broken;
    impl RangeSource for Broken {
        async fn range(&mut self, _: u64, _: u32) -> io::Result<Bytes> {
            Err(io::ErrorKind::BrokenPipe.into())
        }
    }
    struct Short;
    impl RangeSource for Short {
        async fn range(&mut self, _: u64, _: u32) -> io::Result<Bytes> {
            Ok(Bytes::from_static(b"short"))
        }
    }
    let launcher = crate::launcher();
    let broken = launcher.preview(MediaKind::Image, 100, Broken).await;
    assert_eq!(broken, Err(PreviewFailure::Source));
    let short = launcher.preview(MediaKind::Image, 100, Short).await;
    assert_eq!(short, Err(PreviewFailure::Source));
}

#[tokio::test]
#[expect(clippy::disallowed_methods, reason = "the test runs itself again")]
async fn a_worker_killed_from_outside_counts_as_crashed_and_one_told_to_stop_does_not() {
    struct Killer(Bytes, Signal);
    impl RangeSource for Killer {
        async fn range(&mut self, offset: u64, length: u32) -> io::Result<Bytes> {
            for process in children("") {
                rustix::process::kill_process(process, self.1).unwrap();
            }
            self.0.range(offset, length).await
        }
    }
    // Its own parent process, so that only this test's worker is found and hit.
    if std::env::var_os("MEDIABOX_KILL_TEST").is_none() {
        let run = std::process::Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "hostile_workers::a_worker_killed_from_outside_counts_as_crashed_and_one_told_to_stop_does_not",
            ])
            .env("MEDIABOX_KILL_TEST", "1")
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&run.stdout);
        assert!(run.status.success(), "{said}");
        return;
    }
    let file = Bytes::from(make::encoded(
        &make::halves(300, 300, 255),
        ImageFormat::Bmp,
    ));
    for (signal, failure) in [
        (Signal::KILL, PreviewFailure::Crashed),
        // The others that mean the same are ignored by whatever runs in the background of a shell.
        (Signal::TERM, PreviewFailure::Unavailable),
    ] {
        let source = Killer(file.clone(), signal);
        let outcome = crate::launcher()
            .preview(MediaKind::Image, file.len() as u64, source)
            .await;
        assert_eq!(outcome, Err(failure), "{signal:?}");
    }
}

#[tokio::test]
async fn dropping_the_future_kills_the_worker() {
    let launcher = launcher_in_mode("hang", Duration::from_mins(1));
    let job = launcher.preview(MediaKind::Image, 10, Bytes::from_static(FILE));
    assert!(
        tokio::time::timeout(Duration::from_millis(300), job)
            .await
            .is_err()
    );
    let patience = Instant::now();
    while children_in_mode("hang") > 0 {
        assert!(
            patience.elapsed() < Duration::from_secs(5),
            "the worker survived"
        );
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

fn children_in_mode(mode: &str) -> usize {
    children(mode).len()
}

/// Workers started by this process, in that mode ("" for all).
pub(crate) fn children(mode: &str) -> Vec<rustix::process::Pid> {
    let own = std::process::id().to_string();
    let mut found = Vec::new();
    for entry in std::fs::read_dir("/proc").unwrap().flatten() {
        let Ok(stat) = std::fs::read_to_string(entry.path().join("stat")) else {
            continue;
        };
        let Some((_, after)) = stat.rsplit_once(") ") else {
            continue;
        };
        let fields: Vec<_> = after.split(' ').collect();
        let command = std::fs::read_to_string(entry.path().join("cmdline")).unwrap_or_default();
        let mut words = command.split('\0');
        // Until it has become the worker, a child shows the memory of this process as its own.
        let is_worker = words.next() == Some(crate::WORKER);
        let matches = is_worker && words.any(|word| word == mode);
        if fields[0] != "Z" && fields[1] == own && matches {
            let process = entry.file_name().to_str().unwrap().parse().unwrap();
            found.push(rustix::process::Pid::from_raw(process).unwrap());
        }
    }
    found
}

//! Tests that measure workers run in a process of their own, so that they see nobody else's.

use crate::hostile_workers::children;
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

/// Whether this process runs only the test of that name; otherwise it is started and must succeed.
#[expect(
    clippy::disallowed_methods,
    reason = "the test runs itself again, alone"
)]
pub(crate) fn is_alone(name: &str) -> bool {
    if std::env::var("MEDIABOX_ALONE").is_ok_and(|alone| alone == name) {
        return true;
    }
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", name, "--nocapture"])
        .env("MEDIABOX_ALONE", name)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    eprintln!("{said}");
    assert!(output.status.success(), "{said}");
    false
}

/// Watches how much memory the workers of this process hold.
pub(crate) struct Watch {
    peak: AtomicU64,
    stop: AtomicBool,
}

impl Watch {
    pub(crate) fn new() -> Self {
        Self {
            peak: AtomicU64::new(0),
            stop: AtomicBool::new(false),
        }
    }

    /// Runs until [`Watch::stop`].
    pub(crate) fn look(&self) {
        while !self.stop.load(Ordering::Relaxed) {
            for process in children("") {
                let status = format!("/proc/{}/status", process.as_raw_nonzero());
                let status = std::fs::read_to_string(status).unwrap_or_default();
                let held = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
                let held = held.and_then(|held| held.trim().strip_suffix(" kB")?.parse().ok());
                self.peak.fetch_max(held.unwrap_or(0), Ordering::Relaxed);
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// MiB since the last call.
    pub(crate) fn peak(&self) -> u64 {
        self.peak.swap(0, Ordering::Relaxed) / 1024
    }

    pub(crate) fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

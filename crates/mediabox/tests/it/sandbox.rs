//! The sandbox from the inside: what a hijacked worker finds.

use crate::{WORKER, launcher};
use mediabox::Layer;
use std::process::{Command, Stdio};

const EPERM: i32 = 1;

#[tokio::test]
async fn every_layer_is_reported_and_seccomp_is_required() {
    let report = launcher().probe().await.unwrap();
    assert!(report.is_sufficient(), "{report:?}");
    assert_eq!(report.seccomp, Layer::Active);
    assert_eq!(report.limits, Layer::Active);
    assert_eq!(report.privileges, Layer::Active);
}

#[test]
fn a_sandboxed_worker_cannot_reach_anything() {
    let output = probe();
    let mut attempts = 0;
    for line in output.lines().skip(2) {
        let (name, errno) = line.split_once(' ').unwrap();
        assert_eq!(errno.parse::<i32>().unwrap(), EPERM, "{name}\n{output}");
        attempts += 1;
    }
    assert_eq!(attempts, 15, "{output}");
}

#[test]
fn the_worker_inherits_no_environment() {
    let output = probe();
    assert!(output.starts_with("environment 0\n"), "{output}");
}

#[expect(clippy::disallowed_methods, reason = "the worker without its launcher")]
fn probe() -> String {
    let output = Command::new(WORKER)
        .arg("probe")
        .env_clear()
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

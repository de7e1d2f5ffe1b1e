//! `guard-bench RULES_DIR [--setup FILE] [--no-memory | --no-shortcuts] [REQUEST...]`: what looking at requests costs, as CPU time of one thread.
//! Without files of requests it takes ordinary and costly ones of its own.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "this is a command"
)]

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use guard::conformance::clock::{cpu, since};
use guard::conformance::{Runner, load, sample};
use guard::{FileSystem, Settings, Shortcuts, Sources};

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("{reason}");
            ExitCode::from(2)
        }
    }
}

fn run() -> Result<(), String> {
    let usage =
        "usage: guard-bench RULES_DIR [--setup FILE] [--no-memory | --no-shortcuts] [REQUEST...]";
    let mut folder = None;
    let mut setup = None;
    let mut files = Vec::new();
    let mut settings = Settings {
        paranoia: Some(1),
        ..Settings::default()
    };
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--setup" => setup = Some(PathBuf::from(arguments.next().ok_or(usage)?)),
            "--no-shortcuts" => settings.shortcuts = Shortcuts::Off,
            "--no-memory" => settings.shortcuts = Shortcuts::OfRequest,
            _ if folder.is_none() => folder = Some(PathBuf::from(argument)),
            _ => files.push(argument),
        }
    }
    let folder = folder.ok_or(usage)?;
    let example = folder.join("../crs-setup.conf.example");
    let setup = setup.or_else(|| example.is_file().then_some(example));
    let before = cpu();
    let rules = load(&folder, setup.as_deref(), false).map_err(|error| error.to_string())?;
    println!(
        "load      {:>9.1} ms CPU, {} rules",
        millis(since(before)),
        rules.len()
    );
    let runner = Runner::new(&rules, &settings).map_err(|error| error.to_string())?;
    println!("memory    {:>9.1} MiB after loading", resident());
    let rounds = if settings.shortcuts == Shortcuts::Off {
        100
    } else {
        2000
    };
    for name in &files {
        let request = FileSystem.read(name)?;
        measure(&runner, name, &request, rounds);
    }
    if !files.is_empty() {
        return Ok(());
    }
    for (name, request) in sample::ordinary() {
        measure(&runner, name, &request, rounds);
    }
    for (name, request) in sample::costly() {
        measure(&runner, name, &request, (rounds / 20).max(5));
    }
    println!("memory    {:>9.1} MiB afterwards", resident());
    Ok(())
}

fn measure(runner: &Runner<'_>, name: &str, request: &[u8], rounds: usize) {
    let before = cpu();
    let outcome = runner.send(request);
    let first = since(before);
    let mut times: Vec<Duration> = (0..rounds)
        .map(|_| {
            let before = cpu();
            std::hint::black_box(runner.send(std::hint::black_box(request)));
            since(before)
        })
        .collect();
    times.sort_unstable();
    let micros = |at: usize| times.get(at).map_or(0.0, |time| time.as_secs_f64() * 1e6);
    println!(
        "{name:<28} {:>6} B  min {:>8.1}  p50 {:>8.1}  p99 {:>8.1}  first {:>8.1} µs  {:?}, {} findings",
        request.len(),
        micros(0),
        micros(times.len() / 2),
        micros(times.len() * 99 / 100),
        first.as_secs_f64() * 1e6,
        outcome.decision,
        outcome.findings.len(),
    );
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// How much memory the process holds.
fn resident() -> f64 {
    let text = FileSystem.read("/proc/self/statm").unwrap_or_default();
    let text = String::from_utf8_lossy(&text).into_owned();
    let pages: f64 = text
        .split_whitespace()
        .nth(1)
        .and_then(|pages| pages.parse().ok())
        .unwrap_or(0.0);
    pages * 4096.0 / 1_048_576.0
}

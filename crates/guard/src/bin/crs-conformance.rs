//! `crs-conformance RULES_DIR TESTS_DIR [--setup FILE]`: runs regression files and prints what fails.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "this is a command"
)]

use std::path::PathBuf;
use std::process::ExitCode;

use guard::conformance::{Report, Runner, known, load, run_folder};
use guard::{Settings, Shortcuts};

fn main() -> ExitCode {
    match run() {
        Ok(report) => {
            show(&report);
            if report.failed.is_empty() {
                ExitCode::SUCCESS
            } else {
                ExitCode::FAILURE
            }
        }
        Err(reason) => {
            eprintln!("{reason}");
            ExitCode::from(2)
        }
    }
}

fn run() -> Result<Report, String> {
    let usage = "usage: crs-conformance RULES_DIR TESTS_DIR [--setup FILE] [--no-shortcuts]";
    let mut folders = Vec::new();
    let mut setup = None;
    let mut shortcuts = Shortcuts::All;
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--setup" => setup = Some(PathBuf::from(arguments.next().ok_or(usage)?)),
            "--no-shortcuts" => shortcuts = Shortcuts::Off,
            _ => folders.push(PathBuf::from(argument)),
        }
    }
    let [rules, tests] = folders.as_slice() else {
        return Err(usage.to_owned());
    };
    // A release has its example of a setup beside its rules.
    let example = rules.join("../crs-setup.conf.example");
    let setup = setup.or_else(|| example.is_file().then_some(example));
    let rules = load(rules, setup.as_deref(), true).map_err(|error| error.to_string())?;
    let settings = Settings {
        keep_text: true,
        refuse_unreadable: false,
        shortcuts,
        ..Settings::default()
    };
    let runner = Runner::new(&rules, &settings).map_err(|error| error.to_string())?;
    run_folder(&runner, tests)
}

fn show(report: &Report) {
    if !report.refused.is_empty() {
        println!("refused by an HTTP server before any rule runs:");
        for (name, reason) in &report.refused {
            println!("  {name}: {reason}");
        }
    }
    for (name, reason) in &report.failed {
        println!("FAILED {name}: {reason}");
        if let Some(why) = known(name) {
            println!("  known: {why}");
        }
    }
    println!("{} passed, {} failed", report.passed, report.failed.len());
}

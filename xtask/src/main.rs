//! Automation in Rust: `cargo run -p xtask -- tidy` checks the rules of the house that the compiler cannot.

mod tidy;

use std::process::ExitCode;

fn main() -> ExitCode {
    let task = std::env::args().nth(1).unwrap_or_default();
    let outcome = match task.as_str() {
        "tidy" => tidy::run(),
        other => Err(anyhow::anyhow!("unknown task {other:?}; there is: tidy")),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            report(&format!("{error:#}"));
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::print_stderr, reason = "this is a command")]
fn report(text: &str) {
    eprintln!("{text}");
}

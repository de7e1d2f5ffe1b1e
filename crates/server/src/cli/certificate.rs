//! `countersign verify`: checks an approval certificate against a file, offline and with no database.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Args;
use statement::{Outcome, Report, Verdict};
use vault::signing::VerifyingKey;

use crate::cli::{complain, say};
use crate::disk;

/// What is checked against what.
#[derive(Debug, Args)]
pub(crate) struct VerifyArguments {
    /// The installation's public key, obtained apart from the certificate (its /api/v1/issuer-key). Without it the
    /// certificate can only be found consistent with itself.
    #[arg(long, value_name = "FILE")]
    issuer_key: Option<PathBuf>,
    /// The certificate: JSON, or the PDF that embeds it.
    certificate: PathBuf,
    /// The file that was decided on.
    file: Option<PathBuf>,
}

/// Exit codes: 0 valid, 1 invalid, 2 the question could not be asked, 3 consistent without a trusted key.
pub(crate) fn verify(arguments: &VerifyArguments) -> ExitCode {
    match examine(arguments) {
        Ok(report) => {
            say(&told(&report));
            ExitCode::from(report.verdict.exit_code())
        }
        Err(error) => {
            complain(&format!("countersign verify: {error:#}"));
            ExitCode::from(2)
        }
    }
}

fn examine(arguments: &VerifyArguments) -> Result<Report> {
    let certificate = read(&arguments.certificate)?;
    let issuer = arguments.issuer_key.as_deref().map(issuer).transpose()?;
    let file = arguments
        .file
        .as_deref()
        .map(|path| disk::open(path).with_context(|| cannot(path)))
        .transpose()?;
    let mut reader = file.map(std::io::BufReader::new);
    let file = reader
        .as_mut()
        .map(|reader| reader as &mut dyn std::io::Read);
    Ok(statement::verify(&certificate, file, issuer.as_ref()))
}

fn issuer(path: &Path) -> Result<VerifyingKey> {
    let text = disk::read_text(path).with_context(|| cannot(path))?;
    VerifyingKey::from_pem(&text)
        .with_context(|| format!("{} is not an issuer key in PEM", path.display()))
}

fn read(path: &Path) -> Result<Vec<u8>> {
    disk::read_bytes(path).with_context(|| cannot(path))
}

fn cannot(path: &Path) -> String {
    format!("cannot read {}", path.display())
}

fn told(report: &Report) -> String {
    let mut lines = Vec::new();
    for check in &report.checks {
        let mark = match check.outcome {
            Outcome::Passed => "ok  ",
            Outcome::Failed => "FAIL",
            Outcome::Skipped => "skip",
        };
        lines.push(format!("{mark} {}: {}", check.name, check.detail));
    }
    let with_file = report
        .checks
        .iter()
        .any(|check| check.name == "file" && check.outcome == Outcome::Passed);
    let verdict = match report.verdict {
        Verdict::Valid if with_file => {
            "\nVALID: the installation asserts this decision about exactly these bytes."
        }
        Verdict::Valid => {
            "\nVALID, no file given: the certificate is genuine. Name the file as well to learn whether it is the one."
        }
        Verdict::Consistent => {
            "\nCONSISTENT, issuer NOT verified: it fits together, but anybody could have made it.\nGive the issuer's key, obtained apart from the certificate: --issuer-key FILE"
        }
        Verdict::Invalid => "\nINVALID: see what failed above.",
    };
    lines.push(verdict.to_owned());
    lines.join("\n")
}

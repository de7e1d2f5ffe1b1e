//! `countersign verify`: checks an approval certificate against a file, offline and with no database.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use statement::{Verdict, VerifyInput};

use crate::cli::{complain, say};
use crate::disk;

/// What is checked against what.
#[derive(Debug, Args)]
pub struct VerifyArguments {
    /// The installation's public key, obtained apart from the certificate (its /api/v1/issuer-key). Without it the
    /// certificate can only be found consistent with itself.
    #[arg(long, value_name = "FILE")]
    issuer_key: Option<PathBuf>,
    /// The certificate: JSON, or the PDF that embeds it.
    certificate: PathBuf,
    /// The file that was decided on.
    file: Option<PathBuf>,
}

//! The invariants of ARCHITECTURE.md as checks: who may depend on whom, what may be mentioned where, how files begin.

mod dependencies;
mod sources;

use anyhow::{Result, bail};

/// Runs every check and reports all findings together.
pub(crate) fn run() -> Result<()> {
    let mut findings = dependencies::check()?;
    findings.extend(sources::check()?);
    if findings.is_empty() {
        return Ok(());
    }
    bail!(
        "{} house rules are broken:\n{}",
        findings.len(),
        findings.join("\n")
    )
}

//! `make bench`: speed and memory of the running product beside its peers, in one run. Prints a table and writes
//! `target/bench/report.json`. Never part of a timed test.
#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    reason = "a measuring tool: it starts processes, reads files and prints"
)]

mod archives;
mod client;
mod comments;
mod downloads;
mod guard;
mod live;
mod peers;
mod phone;
mod previews;
mod product;
mod report;
mod scale;
mod screens;
mod transfers;

use std::path::PathBuf;

use anyhow::Result;

use crate::product::Product;
use crate::report::Report;

fn main() -> Result<()> {
    let binary = PathBuf::from(
        std::env::args()
            .nth(1)
            .unwrap_or_else(|| "target/release/countersign".to_owned()),
    );
    let quick = std::env::args().any(|argument| argument == "--quick");
    let only = std::env::args()
        .skip_while(|argument| argument != "--only")
        .nth(1);
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?
        .block_on(run(binary, quick, only))
}

/// `only` names one of the groups of figures: `guard`, `start`, `comments`, `live`, `previews`, `downloads`, `transfers`,
/// `archives`, `screens` or `phone`.
async fn run(binary: PathBuf, quick: bool, only: Option<String>) -> Result<()> {
    let wanted = |group: &str| only.as_ref().is_none_or(|only| only == group);
    let mut report = Report::default();
    if wanted("guard") {
        guard::measure(&binary.with_file_name("guard-oracle"), &mut report, quick)?;
    }
    if only.as_deref() == Some("guard") {
        return report.write();
    }
    if wanted("start") {
        let milliseconds = Product::cold_start(&binary).await?;
        report.figure("cold_start_ms", milliseconds, "at most 500");
        let bare = Product::start_without_rule_set(&binary).await?;
        report.figure("rss_idle_mib", bare.resident_mib()?, "at most 60");
    }
    let product = Product::start(&binary).await?;
    let resident = product.resident_mib()?;
    report.figure("rss_idle_with_rules_mib", resident, "for information");
    let member = product.sign_in().await?;
    if wanted("comments") {
        comments::measure(&product, &member, &mut report, quick).await?;
    }
    if wanted("live") {
        live::measure(&member, &mut report, quick).await?;
    }
    if wanted("previews") {
        previews::measure(&member, &mut report, quick).await?;
    }
    if wanted("downloads") {
        downloads::measure(&product, &member, &mut report, quick).await?;
    }
    if wanted("transfers") {
        transfers::measure(&product, &member, &mut report, quick).await?;
    }
    if wanted("archives") {
        archives::measure(&product, &member, &mut report, quick).await?;
    }
    if wanted("phone") {
        phone::measure(&member, &mut report, quick).await?;
    }
    if wanted("screens") {
        let dashboard = screens::measure(&member, &mut report, quick).await?;
        scale::measure(&product, &member, &dashboard, &mut report, quick).await?;
    }
    report.figure("rss_after_mib", product.resident_mib()?, "for information");
    report.write()
}

//! The review link on a mid-range phone, as Lighthouse sees it in Chromium: when the file is on the screen, and how the
//! page scores.

use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::client::Client;
use crate::report::Report;

/// The script beside this crate; its libraries are installed by `scripts/bench`.
const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/browser/review-link.mjs");

/// Measures the page behind a review link of the demo team.
pub(crate) async fn measure(member: &Client, report: &mut Report, quick: bool) -> Result<()> {
    let address = review_link(member).await?;
    let runs = if quick { "1" } else { "3" };
    let output = tokio::task::spawn_blocking(move || {
        Command::new("node")
            .args([SCRIPT, address.as_str(), runs])
            .output()
            .context("cannot start node; scripts/bench sets it up")
    })
    .await??;
    ensure!(
        output.status.success(),
        "Lighthouse failed: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let found: Value = serde_json::from_slice(&output.stdout).context("no figures")?;
    let figure = |name: &str| found[name].as_f64().context("a figure is missing");
    report.figure("review_lcp_ms", figure("lcp_ms")?, "at most 2500");
    report.figure("lighthouse_perf", figure("perf")?, "at least 90");
    report.figure("lighthouse_a11y", figure("a11y")?, "100");
    println!(
        "    {}, first paint {:.0} ms, blocked {:.0} ms, failed: {}",
        found["shown"],
        figure("fcp_ms")?,
        figure("tbt_ms")?,
        found["failed"]
    );
    Ok(())
}

/// The link that the demo team's client got.
async fn review_link(member: &Client) -> Result<String> {
    let overview = member.json("GET", "/api/v1/overview", None).await?;
    let project = named(&overview["projects"], "Summer 2027 launch")?;
    let path = format!("/api/v1/projects/{project}/dashboard");
    let dashboard = member.json("GET", &path, None).await?;
    let group = named(&dashboard["groups"], "Client")?;
    let page = member
        .json("GET", &format!("/api/v1/groups/{group}"), None)
        .await?;
    Ok(page["link"]["url"].as_str().context("no link")?.to_owned())
}

fn named<'a>(list: &'a Value, name: &str) -> Result<&'a str> {
    list.as_array()
        .and_then(|list| list.iter().find(|one| one["name"] == name))
        .and_then(|one| one["id"].as_str())
        .with_context(|| format!("the demo team has no {name}"))
}
